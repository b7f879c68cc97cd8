"""How a worker gives its answer: a head, bytes (compressed if asked for), an end; or a fault."""

import gzip
import socket
import zlib
from collections.abc import Mapping
from typing import Any, Protocol

import zstandard

from rolegraph.web.wire import Kind, frame, json_frame

PIECE = 1 << 16
WORTH_COMPRESSING = 1000


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
        self._head: dict[str, Any] | None = None
        self._compressor: Compressor | None = None

    def whole(self, body: bytes, head: Mapping[str, Any], encoding: str = "") -> None:
        """Send an answer that is complete."""
        head = dict(head)
        if encoding and len(body) >= WORTH_COMPRESSING:
            body = compressed(body, encoding)
            head["encoding"] = encoding
        head["length"] = len(body)
        self._send(json_frame(Kind.START, head))
        for start in range(0, len(body), 1 << 20):
            self._send(frame(Kind.DATA, body[start : start + (1 << 20)]))
        self._send(frame(Kind.END))

    def fault(self, status: int, message: str, **more: Any) -> None:
        """Send that there is no answer, and why."""
        self._send(json_frame(Kind.FAULT, {"status": status, "message": message, **more}))

    def stream(self, piece: bytes, head: Mapping[str, Any], encoding: str) -> None:
        """Send an answer as it comes; a small one is kept back and sent as a whole."""
        self._pieces.append(piece)
        self._size += len(piece)
        if self._size >= PIECE:
            if self._head is None:
                self._begin(head, encoding)
            self._pass_on()

    def end(self, head: Mapping[str, Any], encoding: str) -> None:
        """Send what is left of a streamed answer."""
        if self._head is None:
            self.whole(b"".join(self._pieces), head, encoding)
            return
        self._pass_on()
        if self._compressor:
            self._send(frame(Kind.DATA, self._compressor.flush()))
        self._send(frame(Kind.END))

    def _begin(self, head: Mapping[str, Any], encoding: str) -> None:
        self._head = dict(head)
        if encoding:
            self._compressor = compressor(encoding)
            self._head["encoding"] = encoding
        self._send(json_frame(Kind.START, self._head))

    def _pass_on(self) -> None:
        body = b"".join(self._pieces)
        self._pieces, self._size = [], 0
        if self._compressor:
            body = self._compressor.compress(body)
        if body:
            self._send(frame(Kind.DATA, body))

    def _send(self, content: bytes) -> None:
        self._connection.sendall(content)
