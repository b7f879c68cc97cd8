"""An answer on its way from a worker to a client, and why there may be none."""

import asyncio
import json
from collections import deque
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rolegraph.web.pool import Worker

ROOM = 64 << 20  # bytes of all answers that wait for slow clients; one may take half of the rest
OWN = 1 << 20  # bytes that one may have waiting in any case


class NoAnswer(Exception):
    """A task that gets no answer: the status to tell and the reason."""

    def __init__(self, status: int, message: str, retry_after: int = 0) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.retry_after = retry_after


class Answer:
    """What a worker says about one task: a head, then pieces, in the order they come."""

    def __init__(self, worker: "Worker") -> None:
        self.worker = worker
        self.digest = worker.stock.digest  # of the build that answers
        self.head: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self._pieces: deque[bytes] = deque()
        self._waiting = 0
        self._left = False
        self._news = asyncio.Event()
        self._over = False
        self._fault: NoAnswer | None = None

    def begin(self, line: bytes, front: bytes) -> None:
        """Take what the answer is, and the bytes before those that came ahead."""
        if front:
            self._pieces.appendleft(front)
            self._hold(len(front))
        if not self.head.done():
            self.head.set_result(json.loads(line))

    def feed(self, piece: bytes) -> None:
        """Take a piece from the worker."""
        if not self._left:
            self._pieces.append(piece)
            self._hold(len(piece))
            self._news.set()

    def _hold(self, size: int) -> None:
        """Count what waits for the client; where that is much, the worker waits, too."""
        self._waiting += size
        pool = self.worker.pool
        pool.held += size
        if self.worker.answer is self:
            self.worker.pause(self._waiting > max(OWN, ROOM - pool.held))

    def drop(self) -> None:
        """Forget what nobody will fetch."""
        self._left = True
        self._pieces.clear()
        self._hold(-self._waiting)

    def finish(self, fault: NoAnswer | None = None) -> None:
        """Take the end, or the reason why there is none."""
        self._over, self._fault = True, fault
        if fault and not self.head.done():
            self.head.set_exception(fault)
            self.head.exception()  # told even when nobody waits any more
        self._news.set()

    async def pieces(self) -> AsyncIterator[bytes]:
        """Yield the bytes of the answer. Raises NoAnswer when it breaks off."""
        while True:
            while self._pieces:
                piece = self._waits()
                self._hold(-len(piece))
                yield piece
            if self._over:
                break
            self._news.clear()
            await self._news.wait()
        if self._fault:
            raise self._fault

    def _waits(self) -> bytes:
        """Take what waits, up to a megabyte: each send costs the same, whatever its size."""
        taken, size = [], 0
        while self._pieces and size < OWN:
            taken.append(self._pieces.popleft())
            size += len(taken[-1])
        return b"".join(taken)

    async def body(self) -> bytes:
        """Return the whole answer."""
        return b"".join([piece async for piece in self.pieces()])
