"""Editions validated per second, against plain pySHACL on the same editions; prints ratios."""

import os
import sys
from pathlib import Path
from time import perf_counter

import pytest
from synthetic import write_workspace

from rolegraph.building import Build, build
from rolegraph.checking import check_paths
from rolegraph.validation.engine import plain
from rolegraph.validation.passes import How, check_quads
from rolegraph.validation.rules import Rules, read_rules
from rolegraph.validation.units import EDITION, units_of
from rolegraph.workspace import Workspace

SIZES = [5, 100, *([1741] if os.environ.get("ROLEGRAPH_BENCH_FULL") else [])]
RULES = read_rules(Path(__file__).resolve().parents[2] / "shapes")


def told(*words: object) -> None:
    """Print beside pytest's own output."""
    print(*words, file=sys.__stderr__, flush=True)


def plain_seconds(built: Build) -> float:
    """What pySHACL alone takes for one edition over a store, its faster way (rdflib: minutes)."""
    unit = next(unit for unit in units_of(built.graph.quads) if unit.name.startswith(EDITION))
    alone = Rules({rule.name: rule for rule in RULES.in_scope(across=False)}, RULES.graph)
    started = perf_counter()
    plain(unit.quads, alone, native=False)
    return perf_counter() - started


@pytest.mark.parametrize("editions", SIZES)
def test_editions_validated_per_second(benchmark, tmp_path, editions):
    built = build(Workspace(write_workspace(tmp_path / "w", editions)))
    cache = tmp_path / "cache"
    outcome = benchmark.pedantic(
        check_quads, (built.graph.quads, RULES, How(cache)), rounds=1, iterations=1
    )
    assert not outcome.stopped
    taken = benchmark.stats.stats.mean
    started = perf_counter()
    again = check_quads(built.graph.quads, RULES, How(cache))
    repeated = perf_counter() - started
    assert again.cached == again.units
    assert again.results == outcome.results
    one = plain_seconds(built)
    told(
        f"\n{editions} editions ({len(built.graph.quads)} quads): {taken:.1f} s,"
        f" {editions / taken:.1f} a second; all from the cache: {repeated:.1f} s;"
        f" pySHACL alone: {one:.1f} s an edition; ratio {one * editions / taken:.0f}"
    )


@pytest.mark.parametrize("editions", SIZES)
def test_one_changed_edition(benchmark, tmp_path, editions):
    workspace = Workspace(write_workspace(tmp_path / "w", editions))
    path = sorted((workspace.data / "plans").iterdir())[0]
    cache = tmp_path / "cache"
    check_paths(workspace, [path], how=How(cache))
    path.write_text(path.read_text("utf-8").replace("year: 20", "year: 19"), "utf-8")
    benchmark.pedantic(check_paths, (workspace, [path], b"", (), How(cache)), rounds=1)
    told(f"\none changed edition among {editions}: {benchmark.stats.stats.mean:.2f} s")
