"""The process that holds the store of one build: one thread, so that it can fork at any time."""

import gc
import os
import pickle
import selectors
import signal
import socket
from collections.abc import Callable
from contextlib import suppress
from functools import partial

from rolegraph.errors import RolegraphError
from rolegraph.web.processes import Ear, become, die_with_parent, give_back
from rolegraph.web.settings import Settings
from rolegraph.web.tasks import Knowledge
from rolegraph.web.wire import BORN, FORK, KILL, LEAVE, PID, Kind, exactly, frame
from rolegraph.web.worker import work

Load = Callable[[], Knowledge]


def hold(control: socket.socket, load: Load, settings: Settings) -> None:
    """Load a build, say so, and fork workers for whoever is at the lines that come in.

    Ends when the app leaves, or when both the keeper and the app are gone.
    """
    die_with_parent()
    try:
        knowledge = load()
    except RolegraphError as error:
        told = pickle.dumps((type(error), error.args, vars(error)))
        control.sendall(frame(Kind.FAULT, told))
        return
    gc.collect()
    give_back()
    gc.freeze()  # what is alive now is shared by all forks; do not touch its pages
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the keeper's to handle
    control.sendall(frame(Kind.END, knowledge.digest.encode("ascii")))
    _Holder(control, knowledge, settings).run()


def failure(told: bytes) -> RolegraphError:
    """Return the error that kept a build from being loaded, as its process told it."""
    kind, args, state = pickle.loads(told)  # noqa: S301 - written by our own child
    error: RolegraphError = kind.__new__(kind, *args)
    error.__dict__.update(state)
    return error


class _Holder:
    def __init__(self, control: socket.socket, knowledge: Knowledge, settings: Settings) -> None:
        self.control = control
        self.knowledge = knowledge
        self.settings = settings
        self.workers: set[int] = set()
        self.line: socket.socket | None = None
        self.alone = False  # without a keeper
        self.ear = Ear((signal.SIGCHLD,))
        self.selector = selectors.DefaultSelector()

    def run(self) -> None:
        self.selector.register(self.ear, selectors.EVENT_READ, self._reap)
        self.selector.register(self.control, selectors.EVENT_READ, self._connected)
        while not (self.alone and self.line is None):
            for key, _ in self.selector.select():
                key.data()

    def _connected(self) -> None:
        """Take the line to an app; an earlier one is of an app that has died."""
        _, handles, _, _ = socket.recv_fds(self.control, 1, 1)
        if not handles:
            self.selector.unregister(self.control)
            self.alone = True
            return
        self._drop_line()
        self.line = socket.socket(fileno=handles[0])
        told = partial(self._told, self.line)
        self.selector.register(self.line, selectors.EVENT_READ, told)

    def _told(self, line: socket.socket) -> None:
        if line is not self.line:  # dropped in the same round
            return
        record = exactly(line, PID.size)
        what, pid = PID.unpack(record) if record else (b"", 0)
        if what == FORK:
            self._fork(line)
        elif what == KILL and pid in self.workers:  # not reaped yet: the number is still its own
            os.kill(pid, signal.SIGKILL)
        elif what == LEAVE:
            self._drop_line()
            self.alone = True
        elif not record:
            self._drop_line()

    def _drop_line(self) -> None:
        if self.line is not None:
            self.selector.unregister(self.line)
            self.line.close()
            self.line = None
            for pid in self.workers:
                os.kill(pid, signal.SIGKILL)

    def _fork(self, line: socket.socket) -> None:
        ours, theirs = socket.socketpair()
        pid = os.fork()
        if pid == 0:
            for each in (ours, line, self.control, self.ear, self.selector):
                each.close()
            become(lambda: work(theirs, self.knowledge, self.settings))
        theirs.close()
        self.workers.add(pid)
        with ours, suppress(BrokenPipeError, ConnectionResetError):
            socket.send_fds(line, [PID.pack(BORN, pid)], [ours.fileno()])

    def _reap(self) -> None:
        self.ear.heard()
        with suppress(ChildProcessError):
            while pid := os.waitpid(-1, os.WNOHANG)[0]:
                self.workers.discard(pid)
