"""One request and its response at the level of ASGI: bodies in, answers out, departures noticed."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterable, Mapping, MutableMapping
from contextlib import suppress
from typing import Any

from rolegraph.japanese import in_japanese
from rolegraph.web.answering import Answer, NoAnswer
from rolegraph.web.requests import Refused
from rolegraph.web.settings import HOST

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Headers = Iterable[tuple[str, str]]
TARGET = re.compile(r"https?://([^/]*)", re.IGNORECASE)
WHOLE = 1 << 20  # bytes up to which an answer is sent once it is complete


class BrokenOff(Exception):
    """An answer that ended before its end: the connection must not look as if it were complete."""


class Gone(Exception):
    """A client that left before it had sent its request."""


def plain(scope: Scope) -> None:
    """Bring a request into its usual form, without what does not count. Raises Refused."""
    target = TARGET.match(scope["path"])
    if target:  # the absolute form that proxies are asked in; its host replaces the header
        scope["path"] = scope["path"][target.end() :] or "/"
        scope["raw_path"] = scope["raw_path"][target.end() :] or b"/"
        others = [field for field in scope["headers"] if field[0] != b"host"]
        scope["headers"] = [*others, (b"host", target[1].encode())]
    host = header(scope, "host")
    if host is not None and not HOST.fullmatch(host):
        raise Refused(400, "the Host of the request is not the name of a host")
    if scope["method"] not in ("GET", "HEAD") or header(scope, "if-none-match") == "*":
        # such a condition is for what is only read, and "*" is judged by the answer
        scope["headers"] = [each for each in scope["headers"] if each[0] != b"if-none-match"]


def header(scope: Scope, name: str) -> str | None:
    """Return a header of a request, several of the same name joined; None when it is not there."""
    wanted = name.encode()
    found = [value.decode("latin-1") for key, value in scope["headers"] if key == wanted]
    return ", ".join(found) if found else None


def client_of(scope: Scope) -> str:
    """Return who asks: the address, for taking turns."""
    client = scope.get("client")
    return client[0] if client else ""


def base_of(scope: Scope, configured: str) -> str:
    """Return the public URL of the server without a slash at the end."""
    if configured:
        return configured.rstrip("/")
    host = header(scope, "host") or "localhost"
    return f"{scope.get('scheme', 'http')}://{host}"


def worded(scope: Scope, message: str) -> str:
    """Return a message in the language that a request asks for: English, if it does not care."""
    given = scope["query_string"].split(b"&")
    wanted = (header(scope, "accept-language") or "").strip().lower()
    japanese = b"lang=ja" in given or (wanted.startswith("ja") and b"lang=en" not in given)
    return in_japanese(message) if japanese else message


async def read_body(receive: Receive, longest: int) -> bytes:
    """Return the body of a request. Raises Refused when it is too long, and Gone."""
    pieces: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Gone
        piece = message.get("body", b"")
        size += len(piece)
        if size > longest:
            raise Refused(413, f"the request is longer than {longest} bytes")
        pieces.append(piece)
        if not message.get("more_body"):
            return b"".join(pieces)


async def no_body() -> Message:
    """Receive nothing: for applications that need no body."""
    return {"type": "http.request", "body": b"", "more_body": False}


async def unless_gone(receive: Receive, work: Awaitable[None]) -> None:
    """Do the work; stop it when the client leaves."""
    task = asyncio.ensure_future(work)
    gone = asyncio.ensure_future(_gone(receive))
    try:
        await asyncio.wait({task, gone}, return_when=asyncio.FIRST_COMPLETED)
        if not task.done():
            task.cancel()
        with suppress(asyncio.CancelledError):
            await task
    finally:
        gone.cancel()
        task.cancel()


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def send_start(send: Send, status: int, headers: Headers) -> None:
    """Send status and headers."""
    raw = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
    await send({"type": "http.response.start", "status": status, "headers": raw})


async def send_whole(send: Send, status: int, headers: Headers, body: bytes = b"") -> None:
    """Send a complete response."""
    length = [] if status in (204, 304) else [("content-length", str(len(body)))]
    await send_start(send, status, [*headers, *length])
    await send({"type": "http.response.body", "body": body})


async def send_text(send: Send, status: int, message: str, headers: Headers = ()) -> None:
    """Send a plain sentence."""
    plain = ("content-type", "text/plain; charset=utf-8")
    body = (message.rstrip("\n") + "\n").encode("utf-8", "replace")
    await send_whole(send, status, [plain, ("cache-control", "no-store"), *headers], body)


async def send_answer(
    send: Send, answer: Answer, head: Mapping[str, Any], headers: Headers
) -> None:
    """Pass on a large answer as it comes. Raises BrokenOff when it stops in the middle."""
    extra = [("content-length", str(head["length"]))] if "length" in head else []
    await send_start(send, 200, [*headers, *extra])
    try:
        async for piece in answer.pieces():
            await send({"type": "http.response.body", "body": piece, "more_body": True})
    except NoAnswer as error:
        raise BrokenOff(error.message) from None
    await send({"type": "http.response.body", "body": b""})
