"""What the processes of the server have in common: how they hear signals, begin and end."""

import os
import resource
import signal
import socket
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

from rolegraph.web.log import log_failure

SIGNALS = (signal.SIGCHLD, signal.SIGTERM, signal.SIGINT)


class Ear:
    """Makes signals something that a selector can wait for."""

    def __init__(self, signals: Iterable[signal.Signals]) -> None:
        self._awake, self._bell = socket.socketpair()
        self._awake.setblocking(False)
        self._bell.setblocking(False)
        signal.set_wakeup_fd(self._bell.fileno(), warn_on_full_buffer=False)
        for number in signals:
            signal.signal(number, lambda *_: None)

    def fileno(self) -> int:
        """Return what to wait for."""
        return self._awake.fileno()

    def heard(self) -> bytes:
        """Return the numbers of the signals since the last time."""
        with suppress(BlockingIOError):
            return self._awake.recv(4096)
        return b""

    def close(self) -> None:
        """Hear nothing any more; for a fork, which has ears of its own."""
        signal.set_wakeup_fd(-1)
        self._awake.close()
        self._bell.close()


def become(task: Callable[[], None]) -> NoReturn:
    """Do a forked child's work and end, whatever happens."""
    code = 1
    try:
        signal.set_wakeup_fd(-1)
        for number in SIGNALS:
            signal.signal(number, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        task()
        code = 0
    except (KeyboardInterrupt, BrokenPipeError, ConnectionResetError):
        code = 0
    except BaseException:
        log_failure("process")
    finally:
        sys.stderr.flush()
        os._exit(code)


def touched(pid: int) -> int:
    """Return the bytes that a process has made its own since it began: each page costs a fault.

    Where the system does not tell (it is not Linux, or the process has ended), none.
    """
    try:
        told = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace")
    except OSError:
        return 0
    return int(told.rpartition(")")[2].split()[7]) * resource.getpagesize()  # minor faults


def give_back() -> None:
    """Return freed memory to the system: loading a build takes far more than is kept of it."""
    if sys.platform == "linux":
        import ctypes

        with suppress(AttributeError):  # another C library than GNU's
            ctypes.CDLL(None).malloc_trim(0)


def die_with_parent() -> None:
    """Have the system end this process when the one that made it ends."""
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
