"""What every response gets on its way out: CORS, a log line, its place in the metrics."""

import hashlib
import time
import traceback
from collections.abc import Mapping
from typing import Any

from starlette.routing import Route

from rolegraph.web.exchange import (
    BrokenOff,
    Gone,
    Message,
    Receive,
    Scope,
    Send,
    client_of,
    header,
    no_body,
    plain,
    send_text,
    send_whole,
    unless_gone,
)
from rolegraph.web.log import log
from rolegraph.web.requests import Refused
from rolegraph.web.service import Service

EXPOSED = "ETag, Retry-After, Rolegraph-Rows-Cut, Warning, Content-Encoding"
ALWAYS = (
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", EXPOSED.encode()),
    (b"x-content-type-options", b"nosniff"),
)


class Edges:
    """The outermost ASGI application; `direct` are those that are found by their path alone."""

    def __init__(self, inner: Any, direct: Mapping[str, Any], service: Service) -> None:
        self.inner = inner
        named = [each for each in inner.router.routes if isinstance(each, Route)]
        self.names: dict[Any, str] = {each.endpoint: each.path for each in reversed(named)}
        self.direct = direct
        self.service = service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request in and its response out."""
        if scope["type"] != "http":
            await self.inner(scope, receive, send)
            return
        seen = _Seen(send, header(scope, "if-none-match") == "*")
        begun = time.perf_counter()
        try:
            await self._answer(scope, receive, seen)
        except Gone:
            seen.broken = "the client left before it had sent its request"
        except BrokenOff as error:
            seen.broken = str(error)
        except Exception as error:
            seen.broken, seen.trace = repr(error), traceback.format_exc()
            if not seen.status:
                await send_text(seen.send, 500, "something is wrong on our side; it has been noted")
        finally:
            if seen.status and not seen.complete:
                seen.broken = seen.broken or "the client left"
                scope["state"]["connection"].break_off()
            self._note(scope, seen, time.perf_counter() - begun)

    async def _answer(self, scope: Scope, receive: Receive, seen: "_Seen") -> None:
        try:
            plain(scope)
        except Refused as error:
            await send_text(seen.send, error.status, error.message)
            return
        direct = self.direct.get(scope["path"])
        if scope["method"] == "OPTIONS" and header(scope, "access-control-request-method"):
            await preflight(scope, seen.send)
        elif direct:
            await direct(scope, receive, seen.send)
        elif scope["method"] == "POST":
            await self.inner(scope, receive, seen.send)
        else:  # the rest of the application neither awaits a body nor knows when a client leaves
            await unless_gone(receive, self.inner(scope, no_body, seen.send))

    def _note(self, scope: Scope, seen: "_Seen", seconds: float) -> None:
        path, route = scope["path"], scope.get("route")
        if path in self.direct:
            name = path
        else:  # a route of FastAPI's is named in the scope, one of Starlette's is not
            name = route.path if route else self.names.get(scope.get("endpoint"), "other")
        metrics = self.service.metrics
        metrics.requests.labels(name, str(seen.status or 499)).inc()
        metrics.seconds.labels(name).observe(seconds)
        metrics.sent.inc(seen.size)
        facts: dict[str, Any] = {
            "method": scope["method"],
            "path": scope["path"],
            "status": seen.status or 499,  # the client left before there was an answer
            "seconds": round(seconds, 4),
            "bytes": seen.size,
            "client": client_of(scope),
        }
        if scope["query_string"]:
            facts["query"] = hashlib.sha256(scope["query_string"]).hexdigest()[:12]
        if seen.broken:
            facts["broken"] = seen.broken
        if seen.trace:
            facts["trace"] = seen.trace
        log("request", **facts)


class _Seen:
    """Watches a response go by; `unless_any` is the condition of If-None-Match: *."""

    def __init__(self, send: Send, unless_any: bool) -> None:
        self._send = send
        self._unless_any = unless_any
        self.status = 0
        self.size = 0
        self.complete = False
        self.broken = ""
        self.trace = ""

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._begin(message)
        elif message["type"] == "http.response.body":
            if self.status == 304:
                message["body"] = b""
            self.size += len(message.get("body", b""))
            self.complete = not message.get("more_body")
        await self._send(message)

    def _begin(self, message: Message) -> None:
        headers = list(message.get("headers", ()))
        if self._unless_any and message["status"] == 200:  # there is something: nothing to send
            message["status"] = 304
            headers = [each for each in headers if not each[0].startswith(b"content-")]
        self.status = message["status"]
        message["headers"] = [*headers, *ALWAYS]


async def preflight(scope: Scope, send: Send) -> None:
    """Tell a browser that any page may ask."""
    asked = header(scope, "access-control-request-headers") or "Accept, Content-Type"
    await send_whole(
        send,
        204,
        [
            ("access-control-allow-methods", "GET, HEAD, POST, OPTIONS"),
            ("access-control-allow-headers", asked),
            ("access-control-max-age", "86400"),
        ],
    )
