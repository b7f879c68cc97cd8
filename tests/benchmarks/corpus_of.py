"""Synthetic corpora in three sizes, built once a run, and how ratios are shown."""

import gc
import os
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from statistics import median
from tempfile import mkdtemp
from typing import NamedTuple

from synthetic import write_workspace

from rolegraph.building import Build, build
from rolegraph.graph import to_nquads
from rolegraph.queries import Query
from rolegraph.workspace import Workspace

FULL = bool(os.environ.get("ROLEGRAPH_BENCH_FULL"))
SIZES = (5, 100, 1741) if FULL else (5, 100)
GIVEN = {
    "kind": "resident",
    "counterpart": "council",
    "edition": "60100-plan",
    "role": "coordinator",
    "thing": "https://w3id.org/rolegraph/id/edition/60100-plan/duty/city-1",
}


class Made(NamedTuple):
    """A corpus of one size: its workspace, its build and its N-Quads."""

    workspace: Workspace
    built: Build
    nquads: bytes
    seconds: float


@cache
def made(size: int) -> Made:
    """Return the corpus of a size; the build is timed."""
    root = write_workspace(Path(mkdtemp(prefix="rolegraph-bench-")), size)
    workspace = Workspace(root)
    begun = time.perf_counter()
    built = build(workspace)
    seconds = time.perf_counter() - begun
    gc.freeze()  # a server holds no records: searching them for garbage would slow what is timed
    return Made(workspace, built, to_nquads(built.graph.quads), seconds)


def parameters(query: Query) -> dict[str, str]:
    """Return what a question must be given."""
    return {each.name: GIVEN[each.name] for each in query.parameters if each.required}


def timed(action: Callable[[], object], times: int = 5) -> float:
    """Return the median seconds of an action, warm."""
    action()
    seconds = []
    for _ in range(times):
        begun = time.perf_counter()
        action()
        seconds.append(time.perf_counter() - begun)
    return median(seconds)


def table(title: str, head: tuple[str, ...], rows: list[tuple[object, ...]]) -> None:
    """Print figures as a Markdown table."""
    print(f"\n{title}\n\n| {' | '.join(head)} |\n|{'---|' * len(head)}")
    for row in rows:
        cells = (f"{each:.2f}" if isinstance(each, float) else str(each) for each in row)
        print(f"| {' | '.join(cells)} |")
