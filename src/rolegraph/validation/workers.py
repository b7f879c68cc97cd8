"""Units checked in processes of their own, each within a deadline.

A crash or a runaway rule ends one unit with a message, never the whole check.
"""

import math
import multiprocessing
import os
import time
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, NamedTuple

from rolegraph.validation.engine import Prepared, Result, check_graph
from rolegraph.validation.units import Unit

Job = tuple[Unit, bool]
"""A unit, and whether it is the union on which the rules across editions are checked."""


class Stopped(NamedTuple):
    """A unit whose check did not end well: at which rule, and how."""

    unit: str
    rule: str
    reason: str
    words: str = ""


class Plan(NamedTuple):
    """What to run and how: rules of one edition, rules across editions, processes, seconds."""

    alone: tuple[Prepared, ...]
    across: tuple[Prepared, ...]
    processes: int
    deadline: float


class _Worker:
    """A process, what it is at, and since when."""

    def __init__(self, plan: Plan, jobs: Sequence[Job]) -> None:
        context = _context()
        self.connection, theirs = context.Pipe()
        self.process: BaseProcess = context.Process(
            target=_work, args=(theirs, plan, jobs), daemon=True
        )
        self.process.start()
        theirs.close()
        self.job = -1
        self.rule = ""
        self.failure = ""
        self.hung_up = False
        self.since = math.inf

    def give(self, job: int) -> None:
        """Send a job, by its number; its time runs from when the process takes it up."""
        self.job, self.rule, self.since = job, "", math.inf
        self.connection.send(job)

    def stop(self) -> None:
        """End the process, whatever it is doing."""
        self.connection.close()
        self.process.kill()
        self.process.join()


def run_jobs(
    jobs: Sequence[Job], plan: Plan, done: Callable[[int, list[Result]], None]
) -> list[Stopped]:
    """Check all jobs; `done` is given the number of each and its results as they come.

    Returns the jobs that crashed or ran beyond the deadline.
    """
    waiting = list(range(len(jobs)))[::-1]
    stopped: list[Stopped] = []
    workers = [_Worker(plan, jobs) for _ in range(min(plan.processes, len(jobs)))]
    try:
        for worker in workers:
            worker.give(waiting.pop())
        while any(worker.job >= 0 for worker in workers):
            for place, worker in enumerate(workers):
                if worker.job >= 0 and (ended := _ended(worker, plan.deadline)):
                    stopped.append(
                        Stopped(jobs[worker.job][0].name, worker.rule, ended, worker.failure)
                    )
                    worker.stop()
                    workers[place] = _Worker(plan, jobs)
                    _next(workers[place], waiting)
            _listen(workers, waiting, done, plan.deadline)
    finally:
        for worker in workers:
            worker.stop()
    return stopped


def _listen(
    workers: Sequence[_Worker],
    waiting: list[int],
    done: Callable[[int, list[Result]], None],
    deadline: float,
) -> None:
    busy = {worker.connection: worker for worker in workers if worker.job >= 0}
    for ready in wait(list(busy), timeout=min(1.0, deadline / 4)):
        worker = busy[ready]
        try:
            kind, content = worker.connection.recv()
        except (EOFError, OSError):
            worker.hung_up = True
            continue
        if kind == "begun":
            worker.since = time.monotonic()
        elif kind == "rule":
            worker.rule = content
        elif kind == "failed":
            worker.failure = content
        else:
            done(worker.job, content)
            _next(worker, waiting)


def _next(worker: _Worker, waiting: list[int]) -> None:
    if waiting:
        worker.give(waiting.pop())
    else:
        worker.job = -1


def _ended(worker: _Worker, deadline: float) -> str:
    if worker.hung_up:
        return "crashed"
    return "too-slow" if time.monotonic() - worker.since > deadline else ""


def _work(connection: Connection, plan: Plan, jobs: Sequence[Job]) -> None:
    """Answer job numbers with results until the other side hangs up."""
    try:
        _answer(connection, plan, jobs)
    except (EOFError, OSError, KeyboardInterrupt):
        return
    except Exception as error:  # the validator may fail in any way; the parent tells of it
        connection.send(("failed", f"{type(error).__name__}: {error}"[:500]))


def _answer(connection: Connection, plan: Plan, jobs: Sequence[Job]) -> None:
    while True:
        unit, across = jobs[connection.recv()]
        connection.send(("begun", ""))
        prepared = plan.across if across else plan.alone
        results = check_graph(
            unit.quads, prepared, unit.about, lambda rule: connection.send(("rule", rule))
        )
        connection.send(("results", results))


def _context() -> Any:
    """Return fork where it is safe (one thread), as it shares memory; spawn elsewhere."""
    tasks = f"/proc/{os.getpid()}/task"
    alone = os.path.isdir(tasks) and len(os.listdir(tasks)) == 1  # noqa: PTH112, PTH208
    return multiprocessing.get_context("fork" if alone else "spawn")
