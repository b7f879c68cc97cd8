"""The app's side of the workers: who gets one, what it answers, when it is killed."""

import asyncio
import contextlib
import json
import os
import socket
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any, cast

from rolegraph.web.answering import Answer, NoAnswer
from rolegraph.web.fairness import FairQueue
from rolegraph.web.processes import touched
from rolegraph.web.settings import Settings
from rolegraph.web.wire import BORN, DIGEST, FORK, HEAD, KILL, LEAVE, LONGEST, PID, Kind, json_frame

GROWN = 256 << 20  # bytes that a worker may have made its own of what all share


class Worker(asyncio.BufferedProtocol):
    """One worker process, seen from the app."""

    def __init__(self, pid: int, stock: "Stock", pool: "Pool") -> None:
        self.pid = pid
        self.stock = stock
        self.pool = pool
        self.answer: Answer | None = None
        self.verdict = ""
        self.deadline: asyncio.TimerHandle | None = None
        self._buffer = memoryview(bytearray(4 * LONGEST))
        self._filled = 0
        self._transport: asyncio.Transport | None = None
        self._paused = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Know the line to the process."""
        self._transport = cast(asyncio.Transport, transport)

    def ask(self, task: Mapping[str, Any], seconds: float) -> Answer:
        """Give the process a task."""
        assert self._transport is not None
        self.answer = answer = Answer(self)
        self.pool.busy.add(self)
        self.pause(False)
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

    def get_buffer(self, sizehint: int) -> memoryview:
        """Say where to put what comes: after what is there already."""
        return self._buffer[self._filled :]

    def buffer_updated(self, nbytes: int) -> None:
        """Take frames apart; there is always room for the whole of one."""
        self._filled += nbytes
        start = 0
        while self._filled - start >= HEAD.size:
            kind, length = HEAD.unpack_from(self._buffer, start)
            end = start + HEAD.size + length
            if self._filled < end:
                break
            self._take(Kind(kind), bytes(self._buffer[start + HEAD.size : end]))
            start = end
        if start:
            rest = bytes(self._buffer[start : self._filled])
            self._buffer[: len(rest)] = rest
            self._filled = len(rest)

    def _take(self, kind: Kind, content: bytes) -> None:
        if self.answer is None:
            return
        if kind is Kind.DATA:
            self.answer.feed(content)
        elif kind is Kind.START:
            line, _, front = content.partition(b"\n")
            self.answer.begin(line, front)
        elif kind is Kind.FAULT:
            fault = json.loads(content)
            self._done(NoAnswer(fault["status"], fault["message"], fault.get("retry_after", 0)))
        elif kind is Kind.END:
            self._done(None)

    def _done(self, fault: NoAnswer | None) -> None:
        answer, self.answer = self.answer, None
        self.pool.busy.discard(self)
        if self.deadline:
            self.deadline.cancel()
        if answer:
            answer.finish(fault)
        if not self.verdict:
            self.pool.free(self)

    def dismiss(self) -> None:
        """Have the process end: nothing is asked of its build any more."""
        if self._transport:
            self._transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell whoever waits why there will be no answer."""
        self.pool.lost(self)
        if self.answer is not None:
            self.verdict = self.verdict or "died"
            self._done(self.pool.reason(self.verdict))


class Stock:
    """The workers of one build, and the line to the process that holds it."""

    def __init__(self, line: socket.socket, digest: str) -> None:
        self.digest = digest
        self.workers: set[Worker] = set()
        self.line = line
        line.setblocking(False)

    def tell(self, what: bytes, pid: int = 0) -> None:
        """Ask the holder for something; one that has died is replaced by the keeper."""
        with contextlib.suppress(OSError):
            self.line.sendall(PID.pack(what, pid))

    def close(self) -> None:
        """Let the holder end."""
        asyncio.get_running_loop().remove_reader(self.line.fileno())
        self.tell(LEAVE)
        self.line.close()


class Pool:
    """All workers of one app; made in the app's event loop."""

    def __init__(self, line: socket.socket, settings: Settings) -> None:
        self.settings = settings
        self.busy: set[Worker] = set()
        self.held = 0  # bytes that wait for slow clients
        self.killed: dict[str, int] = {"timeout": 0, "left": 0, "died": 0}
        self.on_build: Callable[[str], None] = lambda digest: None
        self._stock: Stock | None = None
        self._line = line
        self._idle: deque[Worker] = deque()
        self._queue: FairQueue[asyncio.Future[Worker]] = FairQueue(settings.queue)

    def start(self) -> None:
        """Listen to the keeper, which tells where the workers of the current build come from."""
        self._line.setblocking(False)
        asyncio.get_running_loop().add_reader(self._line.fileno(), self._introduced)

    @property
    def digest(self) -> str:
        """The build that is asked."""
        return self._stock.digest if self._stock else ""

    @property
    def alive(self) -> int:
        """How many workers there are for the build that is asked."""
        return len(self._stock.workers) if self._stock else 0

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
        answer.drop()
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
            "that this service gives to one query, or it is too long or too nested; ask for less",
        )

    def stop(self) -> None:
        """End all that runs and all that waits: the service is being stopped."""
        while (place := self._queue.pop()) is not None:
            if not place.done():
                place.set_exception(self.reason("stopping"))
        for worker in tuple(self.busy):
            worker.kill("stopping")

    def kill(self, worker: Worker) -> None:
        """Have the holder end a process and make another."""
        if worker in worker.stock.workers:
            self.killed[worker.verdict] = self.killed.get(worker.verdict, 0) + 1
            worker.stock.tell(KILL, worker.pid)
            self._gone(worker)

    def lost(self, worker: Worker) -> None:
        """Know that a process is gone; one that was not killed from here is replaced."""
        if worker in self._idle:
            self._idle.remove(worker)
        if worker in worker.stock.workers:
            self.killed["died"] += worker.stock is self._stock
            self._gone(worker)

    def _gone(self, worker: Worker) -> None:
        stock = worker.stock
        stock.workers.discard(worker)
        if stock is self._stock:
            stock.tell(FORK)
        elif not stock.workers:  # the last answer of an earlier build
            stock.close()

    def free(self, worker: Worker) -> None:
        """Give a worker to whoever is next; one that has grown makes room for a fresh one."""
        if worker.stock is not self._stock or touched(worker.pid) > GROWN:
            self._gone(worker)
            worker.dismiss()
            return
        while (place := self._queue.pop()) is not None:
            if not place.done():
                place.set_result(worker)
                return
        self._idle.append(worker)

    async def _worker(self, client: str) -> Worker:
        while True:
            # the one that answered last: it has at hand what the others would have to copy
            worker = self._idle.pop() if self._idle else await self._turn(client)
            if worker in worker.stock.workers:  # it may have died while it was handed over
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

    def _introduced(self) -> None:
        """Take over a build: from now on its workers are asked, others finish what they do."""
        try:
            digest, handles, _, _ = socket.recv_fds(self._line, DIGEST, 1)
        except BlockingIOError:
            return
        if not digest or not handles:  # without the keeper nothing can be replaced: end at once
            os._exit(1)
        old, stock = self._stock, Stock(socket.socket(fileno=handles[0]), digest.decode("ascii"))
        self._stock = stock
        loop = asyncio.get_running_loop()
        loop.add_reader(stock.line.fileno(), self._heard, stock)
        for _ in range(self.settings.workers):
            stock.tell(FORK)
        self.on_build(stock.digest)
        if old:
            idle, self._idle = self._idle, deque()
            for worker in idle:
                worker.dismiss()
            if not old.workers:
                old.close()

    def _heard(self, stock: Stock) -> None:
        try:
            record, handles, _, _ = socket.recv_fds(stock.line, PID.size, 1)
        except (BlockingIOError, ConnectionResetError):
            return
        if not record:  # the holder is gone, and its workers with it; the keeper starts another
            asyncio.get_running_loop().remove_reader(stock.line.fileno())
            return
        what, pid = PID.unpack(record)
        if what == BORN and handles:
            line = socket.socket(fileno=handles[0])
            asyncio.ensure_future(self._welcome(pid, stock, line))  # noqa: RUF006

    async def _welcome(self, pid: int, stock: Stock, line: socket.socket) -> None:
        worker = Worker(pid, stock, self)
        await asyncio.get_running_loop().create_connection(lambda: worker, sock=line)
        stock.workers.add(worker)
        self.free(worker)
