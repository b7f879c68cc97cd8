"""The app's side of the workers: who gets one, what it answers, when it is killed."""

import asyncio
import contextlib
import json
import os
import socket
from collections import deque
from collections.abc import AsyncIterator, Mapping
from typing import Any

from rolegraph.web.fairness import FairQueue
from rolegraph.web.settings import Settings
from rolegraph.web.wire import BORN, FORK, HEAD, KILL, PID, Kind, json_frame

OUTSTANDING = (
    64 << 20
)  # bytes of one answer that wait for a slow client before its worker waits too


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
        self.head: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self._pieces: deque[bytes] = deque()
        self._waiting = 0
        self._news = asyncio.Event()
        self._over = False
        self._fault: NoAnswer | None = None

    def feed(self, piece: bytes) -> None:
        """Take a piece from the worker."""
        self._pieces.append(piece)
        self._waiting += len(piece)
        if self._waiting > OUTSTANDING:
            self.worker.pause(True)
        self._news.set()

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
                piece = self._pieces.popleft()
                self._waiting -= len(piece)
                self.worker.pause(False)
                yield piece
            if self._over:
                break
            self._news.clear()
            await self._news.wait()
        if self._fault:
            raise self._fault

    async def body(self) -> bytes:
        """Return the whole answer."""
        return b"".join([piece async for piece in self.pieces()])


class Worker(asyncio.Protocol):
    """One worker process, seen from the app."""

    def __init__(self, pid: int, pool: "Pool") -> None:
        self.pid = pid
        self.pool = pool
        self.answer: Answer | None = None
        self.verdict = ""
        self.deadline: asyncio.TimerHandle | None = None
        self._buffer = bytearray()
        self._transport: asyncio.Transport | None = None
        self._paused = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Know the line to the process."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def ask(self, task: Mapping[str, Any], seconds: float) -> Answer:
        """Give the process a task."""
        assert self._transport is not None
        self.answer = answer = Answer(self)
        loop = asyncio.get_running_loop()
        self.deadline = loop.call_later(seconds, self.kill, "timeout")
        self._transport.write(json_frame(Kind.TASK, task))
        return answer

    def kill(self, verdict: str) -> None:
        """End the process; another one takes its place."""
        self.verdict = self.verdict or verdict
        self.pool.kill(self)

    def pause(self, wanted: bool) -> None:
        """Stop or go on reading what the process sends."""
        if wanted != self._paused and self._transport and not self._transport.is_closing():
            self._paused = wanted
            (self._transport.pause_reading if wanted else self._transport.resume_reading)()

    def data_received(self, data: bytes) -> None:
        """Take frames apart."""
        self._buffer += data
        start = 0
        while len(self._buffer) - start >= HEAD.size:
            kind, length = HEAD.unpack_from(self._buffer, start)
            end = start + HEAD.size + length
            if len(self._buffer) < end:
                break
            self._take(Kind(kind), bytes(memoryview(self._buffer)[start + HEAD.size : end]))
            start = end
        del self._buffer[:start]

    def _take(self, kind: Kind, content: bytes) -> None:
        if self.answer is None:
            return
        if kind is Kind.DATA:
            self.answer.feed(content)
        elif kind is Kind.START:
            if not self.answer.head.done():
                self.answer.head.set_result(json.loads(content))
        elif kind is Kind.FAULT:
            fault = json.loads(content)
            self._done(NoAnswer(fault["status"], fault["message"]))
        elif kind is Kind.END:
            self._done(None)

    def _done(self, fault: NoAnswer | None) -> None:
        answer, self.answer = self.answer, None
        if self.deadline:
            self.deadline.cancel()
        if answer:
            answer.finish(fault)
        if not self.verdict:
            self.pool.free(self)

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell whoever waits why there will be no answer."""
        self.pool.lost(self)
        if self.answer is not None:
            self.verdict = self.verdict or "died"
            self._done(self.pool.reason(self.verdict))


class Pool:
    """All workers of one app; made in the app's event loop."""

    def __init__(self, line: socket.socket, settings: Settings) -> None:
        self.settings = settings
        self.killed: dict[str, int] = {"timeout": 0, "left": 0, "died": 0}
        self.workers: set[Worker] = set()
        self._line = line
        self._idle: deque[Worker] = deque()
        self._queue: FairQueue[asyncio.Future[Worker]] = FairQueue(settings.queue)

    def start(self) -> None:
        """Ask the keeper for workers and listen to it."""
        self._line.setblocking(False)
        asyncio.get_running_loop().add_reader(self._line.fileno(), self._heard)
        for _ in range(self.settings.workers):
            self._tell(FORK)

    @property
    def waiting(self) -> int:
        """How many requests wait for a worker."""
        return len(self._queue)

    async def ask(self, task: Mapping[str, Any], client: str) -> Answer:
        """Return the answer to a task, as soon as it begins. Raises NoAnswer.

        Cancelling this stops the task; so does `leave` on the answer.
        """
        worker = await self._worker(client)
        answer = worker.ask(task, self.settings.timeout)
        try:
            await asyncio.shield(answer.head)
        except asyncio.CancelledError:
            self.leave(answer)
            raise
        return answer

    def leave(self, answer: Answer) -> None:
        """Stop what nobody waits for any more."""
        if answer.worker.answer is answer:
            answer.worker.kill("left")

    def reason(self, verdict: str) -> NoAnswer:
        """Return what to tell about a worker that ended."""
        if verdict == "stopping":
            return NoAnswer(503, "the service is being stopped; ask again in a moment", 5)
        if verdict == "timeout":
            seconds = f"{self.settings.timeout:g} seconds"
            return NoAnswer(
                503,
                f"the query was stopped after {seconds}, the time limit of this service; "
                "ask for less (LIMIT, fewer patterns), or run it on your own copy of the data",
            )
        return NoAnswer(
            503,
            f"the query was stopped: it needed more than the {self.settings.memory} MB of memory "
            "that this service gives to one query, or its process was ended; ask for less",
        )

    def stop(self) -> None:
        """End all that runs and all that waits: the service is being stopped."""
        while (place := self._queue.pop()) is not None:
            if not place.done():
                place.set_exception(self.reason("stopping"))
        for worker in tuple(self.workers):
            if worker.answer:
                worker.kill("stopping")

    def kill(self, worker: Worker) -> None:
        """Have the keeper end a process and make another."""
        if worker in self.workers:
            self.workers.discard(worker)
            self.killed[worker.verdict] = self.killed.get(worker.verdict, 0) + 1
            self._tell(KILL, worker.pid)
            self._tell(FORK)

    def lost(self, worker: Worker) -> None:
        """Know that a process is gone; one that was not killed from here is replaced."""
        if worker in self._idle:
            self._idle.remove(worker)
        if worker in self.workers:
            self.workers.discard(worker)
            self.killed["died"] += 1
            self._tell(FORK)

    def free(self, worker: Worker) -> None:
        """Give a worker to whoever is next."""
        while (place := self._queue.pop()) is not None:
            if not place.done():
                place.set_result(worker)
                return
        self._idle.append(worker)

    async def _worker(self, client: str) -> Worker:
        while True:
            worker = self._idle.popleft() if self._idle else await self._turn(client)
            if worker in self.workers:  # it may have died while it was handed over
                return worker

    async def _turn(self, client: str) -> Worker:
        place: asyncio.Future[Worker] = asyncio.get_running_loop().create_future()
        if not self._queue.push(client, place):
            raise NoAnswer(429, "too many requests wait; try again in a moment", 2)
        try:
            await asyncio.wait([place], timeout=self.settings.wait)
        except asyncio.CancelledError:
            if place.done():
                self.free(place.result())
            raise
        finally:
            self._queue.remove(client, place)
        if place.done():
            return place.result()
        seconds = f"{self.settings.wait:g} seconds"
        raise NoAnswer(429, f"no worker was free for {seconds}; try again later", 10)

    def _heard(self) -> None:
        try:
            record, handles, _, _ = socket.recv_fds(self._line, PID.size, 1)
        except BlockingIOError:
            return
        if not record:
            self._keeper_gone()
            return
        what, pid = PID.unpack(record)
        if what == BORN and handles:
            asyncio.ensure_future(self._welcome(pid, socket.socket(fileno=handles[0])))  # noqa: RUF006

    async def _welcome(self, pid: int, line: socket.socket) -> None:
        worker = Worker(pid, self)
        await asyncio.get_running_loop().create_connection(lambda: worker, sock=line)
        self.workers.add(worker)
        self.free(worker)

    def _keeper_gone(self) -> None:
        """End at once: without the keeper nothing can be answered or replaced."""
        os._exit(1)

    def _tell(self, what: bytes, pid: int = 0) -> None:
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            self._line.sendall(PID.pack(what, pid))
