"""The first process: it starts the others, replaces those that die, and notices a new build.

    keeper ─┬─ app       talks HTTP, hands tasks to workers
            └─ holder    holds the store of one build ── workers, forked from it

A new build gets a holder of its own; the app asks its workers from then on, and the old holder
ends when the last answer from its build is complete.
"""

import os
import selectors
import signal
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import NamedTuple

from rolegraph.errors import CannotServe
from rolegraph.web.holder import Load, failure, hold
from rolegraph.web.log import log
from rolegraph.web.processes import SIGNALS, Ear, become
from rolegraph.web.settings import Settings
from rolegraph.web.wire import Kind, receive

Talk = Callable[[socket.socket, socket.socket], None]
FAST_DEATHS = 3
FAST = 5.0
GLANCE = 1.0  # seconds between looks for a new build
AGAIN = 20.0  # seconds until a build is tried again whose loading was ended from outside


class Start(NamedTuple):
    """How the parts of the server begin.

    `load` is what a holder knows, `pointer` changes when there is a new build; `talk` is what the
    app does with its line to the keeper and the listening socket; `ready` is called once, when
    stopping works.
    """

    load: Load
    pointer: Callable[[], str]
    talk: Talk
    ready: Callable[[], None]


def keep(listening: socket.socket, settings: Settings, start: Start) -> int:
    """Run the server until it is told to stop; return the exit code.

    Raises what kept the first build from being loaded.
    """
    return _Keeper(listening, settings, start).run()


class _Holder(NamedTuple):
    pid: int
    control: socket.socket


class _Keeper:
    def __init__(self, listening: socket.socket, settings: Settings, start: Start) -> None:
        self.listening = listening
        self.settings = settings
        self.start = start
        self.app = 0
        self.line: socket.socket | None = None
        self.holders: set[int] = set()
        self.current: _Holder | None = None
        self.next: _Holder | None = None
        self.digest = b""
        self.seen = ""
        self.glanced = 0.0
        self.born_at: list[float] = []
        self.stopping = False
        self.selector = selectors.DefaultSelector()

    def run(self) -> int:
        self._load()
        assert self.next is not None
        told = receive(self.next.control)  # Ctrl-C ends us here as it does any program
        if told is None or told[0] is Kind.FAULT:
            raise failure(told[1]) if told else CannotServe("the build could not be loaded")
        self.ear = Ear(SIGNALS)
        self.selector.register(self.ear, selectors.EVENT_READ, self._signals)
        self._take_over(told[1])
        self._start_app()
        self.start.ready()
        while self.app:
            for key, _ in self.selector.select(GLANCE):
                key.data()
            if self._wants_build():
                self._load()
        for pid in self.holders:  # their workers end with them
            os.kill(pid, signal.SIGKILL)
        return 0 if self.stopping else 1

    def _wants_build(self) -> bool:
        """Return whether there is a new build, or none loaded any more; asked now and then."""
        if self.next or self.stopping or time.monotonic() - self.glanced < GLANCE:
            return False
        self.glanced = time.monotonic()
        lost = self.current is None or self.current.pid not in self.holders
        return lost or self.start.pointer() != self.seen

    def _load(self) -> None:
        """Start a process that loads the build as it is now."""
        self.seen = self.start.pointer()
        ours, theirs = socket.socketpair()
        pid = os.fork()
        if pid == 0:
            self._forget(ours)
            self.listening.close()
            become(lambda: hold(theirs, self.start.load, self.settings))
        theirs.close()
        self.holders.add(pid)
        self.next = _Holder(pid, ours)
        if self.current:
            self.selector.register(ours, selectors.EVENT_READ, self._loaded)

    def _loaded(self) -> None:
        """Hear how loading went; a build that cannot be loaded leaves the last one in place."""
        assert self.next is not None
        self.selector.unregister(self.next.control)
        told = receive(self.next.control)
        if told and told[0] is Kind.END:
            self._take_over(told[1])
            self._introduce()
            return
        if told:
            log("not switched", reason=str(failure(told[1])))
        else:  # not the fault of the build, it may go well another time
            log("not switched", reason="loading was ended; it is tried again in a while")
            self.seen, self.glanced = "", time.monotonic() + AGAIN
        self.next.control.close()
        self.next = None

    def _take_over(self, digest: bytes) -> None:
        if self.current:
            self.current.control.close()
        self.current, self.next, self.digest = self.next, None, digest

    def _introduce(self) -> None:
        """Give the app and the current holder a line to each other."""
        assert self.current is not None
        if self.line is None:
            return
        to_holder, to_app = socket.socketpair()
        with to_holder, to_app, suppress(BrokenPipeError, ConnectionResetError):
            socket.send_fds(self.current.control, [b"."], [to_holder.fileno()])
            socket.send_fds(self.line, [self.digest], [to_app.fileno()])

    def _signals(self) -> None:
        for number in self.ear.heard():
            if number in (signal.SIGTERM, signal.SIGINT) and self.app:
                os.kill(self.app, signal.SIGKILL if self.stopping else signal.SIGTERM)
                self.stopping = True
        with suppress(ChildProcessError):
            while pid := os.waitpid(-1, os.WNOHANG)[0]:
                self._ended(pid)

    def _ended(self, pid: int) -> None:
        self.holders.discard(pid)
        if pid == self.app:
            self.app = 0
            self._drop_line(self.line)
            quick = [at for at in self.born_at if time.monotonic() - at < FAST]
            if not self.stopping and len(quick) < FAST_DEATHS:
                self._start_app()

    def _drop_line(self, line: socket.socket | None) -> None:
        if self.line is not None and line is self.line:
            self.selector.unregister(self.line)
            self.line.close()
            self.line = None

    def _start_app(self) -> None:
        ours, theirs = socket.socketpair()
        self.born_at.append(time.monotonic())
        pid = os.fork()
        if pid == 0:
            self._forget(ours)
            become(lambda: self.start.talk(theirs, self.listening))
        theirs.close()
        self.app, self.line = pid, ours
        ended = partial(self._drop_line, ours)  # nothing else is heard from there
        self.selector.register(ours, selectors.EVENT_READ, ended)
        self._introduce()

    def _forget(self, other: socket.socket) -> None:
        """Close, in a fork, what is not its own: a held line would never end for the other side."""
        other.close()
        for holder in filter(None, (self.current, self.next)):
            holder.control.close()
        if self.line is not None:
            self.line.close()
        if hasattr(self, "ear"):
            self.ear.close()
        self.selector.close()
