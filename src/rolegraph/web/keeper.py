"""The process that holds the store: one thread, so that it can fork at any time."""

import gc
import os
import selectors
import signal
import socket
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import suppress

from rolegraph.web.settings import Settings
from rolegraph.web.tasks import Knowledge
from rolegraph.web.wire import BORN, FORK, KILL, PID, exactly
from rolegraph.web.worker import work

Talk = Callable[[socket.socket, socket.socket], None]
SIGNALS = (signal.SIGCHLD, signal.SIGTERM, signal.SIGINT)
FAST_DEATHS = 3
FAST = 5.0
PATIENCE = 5


def keep(
    listening: socket.socket,
    knowledge: Knowledge,
    settings: Settings,
    talk: Talk,
    ready: Callable[[], None],
) -> int:
    """Run the server until it is told to stop; return the exit code.

    `talk` is what the HTTP process does with its line to the keeper and the listening socket;
    `ready` is called once, when stopping works.
    """
    gc.collect()
    gc.freeze()  # what is alive now is shared by all forks; do not touch its pages
    return _Keeper(listening, knowledge, settings, talk).run(ready)


class _Keeper:
    def __init__(
        self, listening: socket.socket, knowledge: Knowledge, settings: Settings, talk: Talk
    ) -> None:
        self.listening = listening
        self.knowledge = knowledge
        self.settings = settings
        self.talk = talk
        self.workers: set[int] = set()
        self.app = 0
        self.line: socket.socket | None = None
        self.born_at: list[float] = []
        self.stopping = False
        self.awake, self._bell = socket.socketpair()
        self.selector = selectors.DefaultSelector()

    def run(self, ready: Callable[[], None]) -> int:
        self._bell.setblocking(False)
        signal.set_wakeup_fd(self._bell.fileno(), warn_on_full_buffer=False)
        for number in SIGNALS:
            signal.signal(number, lambda *_: None)
        self.selector.register(self.awake, selectors.EVENT_READ, self._signals)
        self._start_app()
        ready()
        while self.app:
            for key, _ in self.selector.select():
                key.data()
        for pid in self.workers:
            os.kill(pid, signal.SIGKILL)
        return 0 if self.stopping else 1

    def _signals(self) -> None:
        for number in self.awake.recv(4096):
            if number in (signal.SIGTERM, signal.SIGINT) and self.app:
                os.kill(self.app, signal.SIGKILL if self.stopping else signal.SIGTERM)
                self.stopping = True
        self._reap()

    def _reap(self) -> None:
        while self.app or self.workers:
            try:
                pid, _ = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            self.workers.discard(pid)
            if pid == self.app:
                self._app_ended()

    def _app_ended(self) -> None:
        self.app = 0
        self._drop_line()
        for pid in self.workers:
            os.kill(pid, signal.SIGKILL)
        quick = [at for at in self.born_at if time.monotonic() - at < FAST]
        if not self.stopping and len(quick) < FAST_DEATHS:
            self._start_app()

    def _drop_line(self) -> None:
        if self.line is not None:
            self.selector.unregister(self.line)
            self.line.close()
            self.line = None

    def _start_app(self) -> None:
        ours, theirs = socket.socketpair()
        self.born_at.append(time.monotonic())
        pid = os.fork()
        if pid == 0:
            ours.close()
            self._become(lambda: self.talk(theirs, self.listening))
        theirs.close()
        self.app, self.line = pid, ours
        self.selector.register(ours, selectors.EVENT_READ, self._told)

    def _told(self) -> None:
        assert self.line is not None
        record = exactly(self.line, PID.size)
        if record is None:  # the app is ending; its death will be told by a signal
            self._drop_line()
            return
        what, pid = PID.unpack(record)
        if what == FORK:
            self._fork_worker()
        elif what == KILL and pid in self.workers:  # not reaped yet: the number is still its own
            os.kill(pid, signal.SIGKILL)

    def _fork_worker(self) -> None:
        assert self.line is not None
        ours, theirs = socket.socketpair()
        pid = os.fork()
        if pid == 0:
            ours.close()
            self.listening.close()
            self.line.close()
            self._become(lambda: work(theirs, self.knowledge, self.settings))
        theirs.close()
        self.workers.add(pid)
        with ours, suppress(BrokenPipeError, ConnectionResetError):
            socket.send_fds(self.line, [PID.pack(BORN, pid)], [ours.fileno()])

    def _become(self, task: Callable[[], None]) -> None:
        """Do a forked child's work and end, whatever happens."""
        code = 1
        try:
            signal.set_wakeup_fd(-1)
            for number in SIGNALS:
                signal.signal(number, signal.SIG_DFL)
            self.selector.close()
            self.awake.close()
            self._bell.close()
            task()
            code = 0
        except (KeyboardInterrupt, BrokenPipeError, ConnectionResetError):
            code = 0
        except BaseException:
            traceback.print_exc(file=sys.stderr)
        finally:
            sys.stderr.flush()
            os._exit(code)
