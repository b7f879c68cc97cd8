"""How long it takes to build, beside bulk-loading the same N-Quads; and to start and to answer."""

import subprocess
import sys
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import pytest
import synthetic
from pyoxigraph import RdfFormat, Store

from rolegraph.building import build, write_build
from rolegraph.graph import to_nquads
from rolegraph.workspace import Workspace

EDITIONS = 100


def timed(work: Any, times: int = 3) -> float:
    """The median time of some runs."""
    found = []
    for _ in range(times):
        start = perf_counter()
        work()
        found.append(perf_counter() - start)
    return median(found)


def loaded(nquads: bytes) -> Store:
    """A store in memory, loaded from N-Quads."""
    store = Store()
    store.bulk_load(nquads, format=RdfFormat.N_QUADS)
    return store


def test_the_corpus_of_two_cities_is_built(
    corpus: Workspace, benchmark: Any, compared: Any
) -> None:
    nquads = to_nquads(build(corpus).graph.quads)
    benchmark.pedantic(lambda: build(corpus), rounds=5, warmup_rounds=1)
    peer = timed(lambda: loaded(nquads))
    compared("build the test corpus", benchmark.stats.stats.median, "bulk_load", peer, "<= 3 s")


def test_a_hundred_editions_are_built(tmp_path: Path, benchmark: Any, compared: Any) -> None:
    workspace = Workspace(synthetic.write_workspace(tmp_path / "many", EDITIONS))
    made = benchmark.pedantic(lambda: build(workspace), rounds=2)
    assert len(made.corpus.editions) == EDITIONS
    nquads = to_nquads(made.graph.quads)
    peer = timed(lambda: loaded(nquads))
    ours = benchmark.stats.stats.min
    compared(f"build {EDITIONS} editions", ours, "bulk_load of the same", peer, "<= 4x at 1,741")


def run(*arguments: object) -> float:
    """The wall time of a command in a process of its own."""
    command = [sys.executable, "-m", "rolegraph", *map(str, arguments)]
    start = perf_counter()
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    return perf_counter() - start


@pytest.mark.parametrize("name", ["help", "ask"])
def test_the_command_starts_and_answers(
    name: str, corpus: Workspace, tmp_path: Path, benchmark: Any, compared: Any
) -> None:
    write_build(build(corpus), tmp_path / "build")
    store = ("--workspace", corpus.root, "--store", tmp_path / "build")
    arguments = {
        "help": ("--help",),
        "ask": (*store, "ask", "duties-by-actor", "--format", "csv"),
    }[name]
    benchmark.pedantic(run, args=arguments, rounds=5, warmup_rounds=1)
    bare = [sys.executable, "-c", "pass"]
    peer = timed(lambda: subprocess.run(bare, check=True, timeout=60))
    figure = {"help": "<= 200 ms", "ask": "<= 400 ms"}[name]
    ours = benchmark.stats.stats.median
    what = {"help": "rolegraph --help", "ask": "rolegraph ask, on a built store"}[name]
    compared(what, ours, "python -c pass", peer, figure)
