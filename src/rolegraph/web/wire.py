"""How the processes of the server talk: short frames over a pair of sockets."""

import json
import socket
import struct
from collections.abc import Mapping
from enum import Enum
from typing import Any

HEAD = struct.Struct("!cI")
LONGEST = 1 << 17  # bytes that one frame of an answer holds at most
DIGEST = 64  # characters that name a build
PID = struct.Struct("!cq")


class Kind(Enum):
    """What a frame holds."""

    TASK = b"T"  # JSON: what to do
    START = b"S"  # a line of JSON: what the answer is; then the first bytes of it
    DATA = b"D"  # bytes of the answer
    END = b"E"  # the answer is complete
    FAULT = b"F"  # JSON: there is no answer, and why


FORK = b"f"
KILL = b"k"
LEAVE = b"l"
BORN = b"b"


def frame(kind: Kind, content: bytes = b"") -> bytes:
    """Return a frame."""
    return HEAD.pack(kind.value, len(content)) + content


def json_frame(kind: Kind, content: Mapping[str, Any]) -> bytes:
    """Return a frame that holds JSON."""
    return frame(kind, json.dumps(content, ensure_ascii=False).encode("utf-8", "surrogatepass"))


def receive(connection: socket.socket) -> tuple[Kind, bytes] | None:
    """Return the next frame of a blocking socket, or None when the other end is gone."""
    head = exactly(connection, HEAD.size)
    if head is None:
        return None
    kind, length = HEAD.unpack(head)
    content = exactly(connection, length)
    return None if content is None else (Kind(kind), content)


def exactly(connection: socket.socket, length: int) -> bytes | None:
    """Return this many bytes, or None when the other end is gone."""
    pieces: list[bytes] = []
    while length:
        try:
            piece = connection.recv(min(length, 1 << 20))
        except (ConnectionResetError, BrokenPipeError):
            return None
        if not piece:
            return None
        pieces.append(piece)
        length -= len(piece)
    return b"".join(pieces)
