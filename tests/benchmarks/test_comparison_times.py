"""How long comparisons and the search for peers take, beside the bare query of the engine."""

from pathlib import Path
from time import perf_counter
from typing import Any

import pytest
import synthetic

from rolegraph.comparison import run_preset
from rolegraph.comparison.similarity import FEATURES, features, peers
from rolegraph.study import Study, open_study

EDITIONS = 100


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Study:
    folder = tmp_path_factory.mktemp("many") / "workspace"
    return open_study(synthetic.write_workspace(folder, EDITIONS))


def timed(work: Any) -> float:
    """The best time of three runs."""
    found = []
    for _ in range(3):
        start = perf_counter()
        work()
        found.append(perf_counter() - start)
    return min(found)


def test_the_peers_of_one_edition_are_found(many: Study, benchmark: Any, compared: Any) -> None:
    edition = Path(str(many.ask("coverage").table.rows[0][0])).name
    found = benchmark.pedantic(lambda: peers(features(many.store), edition), rounds=3)
    assert len(found) == 10
    bare = timed(lambda: many.store.select(FEATURES["activity"]))
    ours = benchmark.stats.stats.min
    compared(f"peers among {EDITIONS}", ours, "one query of features", bare, "<= 1 s at 1,741")


def test_duties_are_compared(many: Study, benchmark: Any, compared: Any) -> None:
    preset = many.presets["duties"]
    found = benchmark.pedantic(lambda: run_preset(many.store, many.queries, preset), rounds=3)
    assert len(found.columns) == EDITIONS
    bare = timed(lambda: many.store.select(many.queries[preset.question].sparql))
    ours = benchmark.stats.stats.min
    compared(f"compare duties of {EDITIONS}", ours, "its question alone", bare, "")
