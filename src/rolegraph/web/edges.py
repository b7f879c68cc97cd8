"""What every response gets on its way out: CORS, a log line, its place in the metrics."""

import hashlib
import time
from collections.abc import Mapping
from typing import Any

from rolegraph.web.exchange import (
    BrokenOff,
    Message,
    Receive,
    Scope,
    Send,
    client_of,
    header,
    send_text,
    send_whole,
)
from rolegraph.web.operations import log
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
        self.direct = direct
        self.service = service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request in and its response out."""
        if scope["type"] != "http":
            await self.inner(scope, receive, send)
            return
        seen = _Seen(send)
        begun = time.perf_counter()
        try:
            if scope["method"] == "OPTIONS" and header(scope, "access-control-request-method"):
                await preflight(scope, seen.send)
            else:
                await self.direct.get(scope["path"], self.inner)(scope, receive, seen.send)
        except BrokenOff as error:
            seen.broken = str(error)
            raise
        except Exception as error:
            seen.broken = repr(error)
            if seen.status:
                raise
            await send_text(seen.send, 500, "something is wrong on our side; it has been noted")
        finally:
            self._note(scope, seen, time.perf_counter() - begun)

    def _note(self, scope: Scope, seen: "_Seen", seconds: float) -> None:
        path = scope["path"]
        route = path if path in self.direct else getattr(scope.get("route"), "path", "other")
        metrics = self.service.metrics
        metrics.requests.labels(route, str(seen.status or 499)).inc()
        metrics.seconds.labels(route).observe(seconds)
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
        log("request", **facts)


class _Seen:
    """Watches a response go by."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.status = 0
        self.size = 0
        self.broken = ""

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            message["headers"] = [*message.get("headers", ()), *ALWAYS]
        elif message["type"] == "http.response.body":
            self.size += len(message.get("body", b""))
        await self._send(message)


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
