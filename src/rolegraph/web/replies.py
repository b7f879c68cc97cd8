"""How a worker gives its answer: a head, bytes (compressed if asked for), an end; or a fault."""

import gzip
import json
import socket
import zlib
from collections.abc import Callable, Mapping
from typing import Any, Protocol

import zstandard

from rolegraph.web.wire import HEAD, LONGEST, Kind, frame, json_frame

PIECE = 1 << 17
MOST_AHEAD = 16 << 20  # less than the app takes of an answer that nobody reads yet
WORTH_COMPRESSING = 1000
LONGEST_MESSAGE = 10_000  # a fault may quote a query; it must fit in one frame


class Compressor(Protocol):
    """What gzip and zstd have in common."""

    def compress(self, piece: bytes, /) -> bytes:
        """Return what is ready of the compressed bytes."""
        ...

    def flush(self) -> bytes:
        """Return the rest."""
        ...


def compressor(encoding: str) -> Compressor:
    """Return a compressor for `gzip` or `zstd`."""
    if encoding == "zstd":
        return zstandard.ZstdCompressor(level=3).compressobj()
    return zlib.compressobj(5, zlib.DEFLATED, 16 + zlib.MAX_WBITS)


def compressed(body: bytes, encoding: str) -> bytes:
    """Return a whole body compressed."""
    if encoding == "gzip":
        return gzip.compress(body, 5, mtime=0)
    tool = compressor(encoding)
    return tool.compress(body) + tool.flush()


class Reply:
    """The answer to one task, sent frame by frame."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._pieces: list[bytes] = []
        self._size = 0
        self._begun = False
        self._compressor: Compressor | None = None

    def whole(self, body: bytes, head: Mapping[str, Any], encoding: str = "") -> None:
        """Send an answer that is complete."""
        head = dict(head)
        if encoding and len(body) >= WORTH_COMPRESSING:
            body = compressed(body, encoding)
            head["encoding"] = encoding
        head["length"] = len(body)
        if len(body) > PIECE:
            self.start(head)
            self.data(body)
            self.over()
        else:  # in one go
            self._connection.sendall(started(head, body) + frame(Kind.END))

    def fault(self, status: int, message: str, **more: Any) -> None:
        """Send that there is no answer, and why."""
        content = {"status": status, "message": message[:LONGEST_MESSAGE], **more}
        self._connection.sendall(json_frame(Kind.FAULT, content))

    def stream(self, piece: bytes, head: Mapping[str, Any], encoding: str) -> None:
        """Send an answer as it comes; a small one is kept back and sent as a whole."""
        self._pieces.append(piece)
        self._size += len(piece)
        if self._size >= PIECE:
            if not self._begun:
                self._begin(head, encoding)
            self._pass_on()

    def end(self, head: Mapping[str, Any], encoding: str) -> None:
        """Send what is left of a streamed answer."""
        if not self._begun:
            self.whole(b"".join(self._pieces), head, encoding)
            return
        self._pass_on()
        if self._compressor:
            self.data(self._compressor.flush())
        self.over()

    def start(self, head: Mapping[str, Any], front: bytes = b"") -> None:
        """Send what the answer is, and its first bytes."""
        self._connection.sendall(started(head, front))

    def data(self, body: bytes) -> None:
        """Send bytes of the answer."""
        view = memoryview(body)
        for at in range(0, len(body), LONGEST):
            part = view[at : at + LONGEST]
            self._connection.sendall(HEAD.pack(Kind.DATA.value, len(part)))
            self._connection.sendall(part)

    def over(self) -> None:
        """Send that the answer is complete."""
        self._connection.sendall(frame(Kind.END))

    def _begin(self, head: Mapping[str, Any], encoding: str) -> None:
        self._begun = True
        if encoding:
            self._compressor = compressor(encoding)
            head = {**head, "encoding": encoding}
        self.start(head)

    def _pass_on(self) -> None:
        body = b"".join(self._pieces)
        self._pieces, self._size = [], 0
        self.data(self._compressor.compress(body) if self._compressor else body)


def started(head: Mapping[str, Any], front: bytes) -> bytes:
    """Return the frame that begins an answer."""
    line = json.dumps(head, ensure_ascii=False).encode("utf-8", "surrogatepass")
    return frame(Kind.START, line + b"\n" + front)


class Ahead:
    """An answer whose head is known at its end only: all but its front is sent ahead of it.

    One that is compressed is kept until then. `counted` are bytes to count on the way.
    """

    def __init__(self, reply: Reply, encoding: str, counted: bytes = b"") -> None:
        self._reply = reply
        self._encoding = encoding
        self._counted = counted
        self._pieces: list[bytes] = []
        self._size = 0
        self._kept: list[bytes] = []  # the front; and what was not sent ahead
        self._sent = 0
        self._seam = b""
        self.count = 0

    def take(self, piece: bytes) -> None:
        """Take a piece of the body."""
        self._pieces.append(piece)
        self._size += len(piece)
        if self._size >= PIECE:
            self.flush()

    def flush(self) -> None:
        """Count, and send on, what was taken."""
        block = b"".join(self._pieces)
        self._pieces, self._size = [], 0
        if self._counted:
            block_with_seam = self._seam + block
            self.count += block_with_seam.count(self._counted)
            self._seam = block_with_seam[len(block_with_seam) - len(self._counted) + 1 :]
        if not self._kept:
            self._kept.append(block[:PIECE])
            block = block[PIECE:]
        if not self._encoding and self._sent < MOST_AHEAD:
            self._reply.data(block)
            self._sent += len(block)
        else:
            self._kept.append(block)

    def end(self, head: Mapping[str, Any], mark: Callable[[bytes], bytes], back: bytes) -> None:
        """Send the rest: what `mark` makes of the front, and `back` after the last byte."""
        self.flush()
        self._kept[0] = mark(self._kept[0])
        if not self._sent:
            self._reply.whole(b"".join((*self._kept, back)), head, self._encoding)
            return
        rest = b"".join((*self._kept[1:], back))
        length = len(self._kept[0]) + self._sent + len(rest)
        self._reply.start({**head, "length": length}, self._kept[0])
        self._reply.data(rest)
        self._reply.over()
