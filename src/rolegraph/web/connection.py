"""One connection: uvicorn's own, with bounds on size and time and refusals in plain words."""

import asyncio
import sys
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from rolegraph.web.edges import ALWAYS
from rolegraph.web.log import log

SLOWEST = 10_000  # bytes a second that earn a long request more time
FIELDS = 1 << 14  # bytes of all header fields together
LONG = 1 << 12  # bytes that are not kept for company
LINGER = 5.0  # seconds in which a refused client may finish sending and read why
LATE = "the request did not arrive in time"
FULL = "too many connections are open; try again in a moment"
LONG_LINE = "the address is longer than {} bytes; send long queries by POST"
LONG_FIELDS = f"the header fields are longer than {FIELDS} bytes together"
NOT_HTTP = "this is no HTTP request"
NOT_ENCODED = "the address has characters outside ASCII; write them percent-encoded (%E8%A8%88 …)"


class Together:
    """A transport that passes on in one go what is written in one turn of the event loop.

    uvicorn writes the head and the body of a response apart: two calls to the system for each.
    """

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport = transport
        self._loop = loop
        self._written: list[bytes] = []

    def write(self, data: bytes) -> None:
        """Write soon; at once what is long, so that a slow client is noticed."""
        if not self._written:
            self._loop.call_soon(self.pass_on)
        self._written.append(data)
        if len(data) > LONG:
            self.pass_on()

    def write_eof(self) -> None:
        """Say that nothing follows."""
        self.pass_on()
        self._transport.write_eof()

    def close(self) -> None:
        """Close once all is written."""
        self.pass_on()
        self._transport.close()

    def abort(self) -> None:
        """Close at once, whatever is not written yet."""
        self._written.clear()
        self._transport.abort()

    def pass_on(self) -> None:
        """Write now."""
        written, self._written = self._written, []
        if written:
            self._transport.writelines(written)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)


class Connection(H11Protocol):
    """A client's connection; `look` is called every second."""

    def __init__(self, config: Any, server_state: Any, app_state: Any, _loop: Any = None) -> None:
        super().__init__(config, server_state, {**app_state, "connection": self}, _loop)
        self.service = config.app.service
        self._patience: float = self.service.settings.patience
        self._since: float | None = self.loop.time()  # when the request began; None between two
        self._came = 0
        self._first = b""
        self._unread = 0
        self._moved = self.loop.time()
        self._refused = 0.0

    @property
    def running(self) -> bool:
        """Whether a request is being answered."""
        return self.cycle is not None and not self.cycle.response_complete

    @property
    def silent(self) -> bool:
        """Whether the client has not asked anything, or not to the end."""
        return not self.running and not self._refused

    @property
    def began(self) -> float:
        """When the request that is not there yet began; 0 between two requests."""
        return self._since or 0.0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take a client in; when there are too many, one that asks nothing makes room."""
        super().connection_made(transport)
        self.transport = self.together = Together(transport, self.loop)  # type: ignore[assignment]
        if len(self.connections) > self.service.settings.connections:
            own = (each for each in self.connections if isinstance(each, Connection))
            silent = [each for each in own if each.silent and each is not self]
            if silent:
                min(silent, key=lambda each: each.began).give_way()
            else:
                self.refuse(503, FULL)

    def give_way(self) -> None:
        """Close: a request sent in part is told why, between two requests that is not needed."""
        if self._came:
            self.refuse(503, FULL)
        else:
            self.transport.close()

    def data_received(self, data: bytes) -> None:
        """Take what a client sends; a head that is too long is not read to its end."""
        if self._refused:
            return
        if self._since is None or not self._came:
            self._since, self._came, self._first = self.loop.time(), 0, data
        self._came += len(data)
        if not self.running and self._came > FIELDS:
            status, words = self._too_long(self.conn.trailing_data[0] + data)
            if status:
                self.refuse(status, words)
                return
        super().data_received(data)

    def _too_long(self, head: bytes) -> tuple[int, str]:
        line, _, rest = head.partition(b"\r\n")
        longest = max(FIELDS, self.service.settings.query_size)
        if len(line) > longest:
            return 414, LONG_LINE.format(longest)
        return (431, LONG_FIELDS) if len(rest.partition(b"\r\n\r\n")[0]) > FIELDS else (0, "")

    def eof_received(self) -> bool:  # type: ignore[override]
        """Answer a client that has said all it will; one that has left is found out by knocking."""
        if not self.running or self.cycle.more_body or self._refused:
            self.together.pass_on()  # before the connection is closed for us
            return False
        self.cycle.keep_alive = False
        self._knock(0.2)
        return True

    def _knock(self, seconds: float) -> None:
        """Write something harmless now and then: a socket tells only so that the peer is gone."""

        def knock() -> None:
            if self.running and not self.cycle.response_started and not self.cycle.disconnected:
                if self.cycle.scope["http_version"] == "1.1":
                    processing = h11.InformationalResponse(status_code=102, headers=[])
                    self.transport.write(self.conn.send(processing))
                self._knock(seconds * 2)

        self.loop.call_later(seconds, knock)

    def on_response_complete(self) -> None:
        """Wait for the next request."""
        self._since, self._came = None, 0
        super().on_response_complete()

    def send_400_response(self, msg: str) -> None:
        """Say what is wrong with bytes that are no request."""
        line = self._first.partition(b"\r\n")[0]
        if not line.isascii() and b" HTTP/" in line:
            self.refuse(400, NOT_ENCODED)
            return
        error = sys.exc_info()[1]
        status = error.error_status_hint if isinstance(error, h11.RemoteProtocolError) else 400
        self.refuse(status, f"{NOT_HTTP}: {error}")

    def refuse(self, status: int, message: str) -> None:
        """Answer without the application and close, leaving time to read the answer."""
        log("refused", status=status, reason=message, client=self.client and self.client[0])
        self.service.metrics.requests.labels("refused", str(status)).inc()
        body = f"{message}\n".encode()
        if self.running:
            started, self.cycle.disconnected = self.cycle.response_started, True
            self.cycle.message_event.set()
            if started or self.scope["method"] == "HEAD":
                self.transport.abort()
                return
        again = [(b"retry-after", b"5")] if status == 503 else []
        fields = [
            (b"content-type", b"text/plain; charset=utf-8"),
            (b"content-length", str(len(body)).encode()),
            (b"connection", b"close"),
        ]
        for event in (
            h11.Response(status_code=status, headers=[*fields, *again, *ALWAYS]),
            h11.Data(data=body),
            h11.EndOfMessage(),
        ):
            self.transport.write(self.conn.send(event))
        self.transport.write_eof()  # closed at once, who still sends would not get to read it
        self._refused = self.loop.time()

    def break_off(self) -> None:
        """End an answer in the middle, so that it does not look complete."""
        self.cycle.disconnected = True
        self.transport.close()

    def look(self) -> None:
        """End what hangs: a request that does not arrive, an answer that nobody reads."""
        now = self.loop.time()
        unread = self.transport.get_write_buffer_size()
        if unread != self._unread or not unread:
            self._unread, self._moved = unread, now
        if now - self._moved > self._patience:
            log("dropped", reason="the answer was not read", client=self.client and self.client[0])
            self.transport.abort()
        elif self._refused:
            if now - self._refused > LINGER:
                self.transport.abort()
        elif self._late(now):
            self.refuse(408, LATE)

    def _late(self, now: float) -> bool:
        if self.running and (not self.cycle.more_body or self.flow.read_paused):
            return False  # the client has done its part
        if self._since is None:
            if not self.running:
                return False  # between two requests uvicorn's own clock runs
            self._since = now
        return now - self._since > self._patience + self._came / SLOWEST
