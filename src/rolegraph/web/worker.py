"""A fork of the holder that answers one task at a time, within limits the system enforces."""

import gc
import json
import os
import resource
import signal
import socket
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from rolegraph.store.sealing import sealed
from rolegraph.web.processes import die_with_parent
from rolegraph.web.replies import Reply
from rolegraph.web.settings import Settings
from rolegraph.web.tasks import Knowledge, perform
from rolegraph.web.wire import receive

GRACE = 1.0  # the app kills at the deadline; a worker that nobody kills ends itself a bit later
STACK = 64 << 20  # bytes; the engine goes down one step for each pattern of a long query
OBJECTS = 1_000_000  # new ones between searches for garbage: large tables are many, without cycles
UNTRUSTED = ("sparql",)


def work(connection: socket.socket, knowledge: Knowledge, settings: Settings) -> None:
    """Answer tasks until the other end of the connection is gone.

    They are answered in a thread of their own, because a thread has a heap of its own: in the one
    that all forks share, each object goes to the longest unused gap, whose page must be copied.
    """
    _prepare()
    gc.set_threshold(OBJECTS)
    threading.stack_size(STACK)
    with ThreadPoolExecutor(1) as thread:
        thread.submit(_answer_all, connection, knowledge, settings).result()


def _answer_all(connection: socket.socket, knowledge: Knowledge, settings: Settings) -> None:
    _limit_memory(settings)
    while (received := receive(connection)) is not None:
        task = json.loads(received[1])
        signal.setitimer(signal.ITIMER_REAL, settings.timeout + GRACE)
        reply = Reply(connection)
        try:
            if task["do"] in UNTRUSTED and not knowledge.remote:
                with sealed():
                    perform(knowledge, task, reply)
            else:
                perform(knowledge, task, reply)
        except MemoryError:
            os._exit(9)
        except OSError as error:  # the engine could not read; or the app is gone
            reply.fault(500, f"the store cannot be read: {error}")
        signal.setitimer(signal.ITIMER_REAL, 0)


def _prepare() -> None:
    for number in (signal.SIGALRM, signal.SIGTERM, signal.SIGCHLD):
        signal.signal(number, signal.SIG_DFL)  # the default of SIGALRM ends even native code
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the keeper's to handle
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    die_with_parent()


def _limit_memory(settings: Settings) -> None:
    """Bound what this process may take from now on, the heap of this thread not counted."""
    if settings.memory and sys.platform == "linux":
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
        limit = pages * resource.getpagesize() + settings.memory * 1024 * 1024
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
