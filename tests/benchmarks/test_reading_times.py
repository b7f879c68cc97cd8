"""How long it takes to read a long plan, beside what PyYAML needs for the same file."""

import random
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import pytest
import synthetic
import yaml

from rolegraph.reading import read_corpus
from rolegraph.reading.corpus import read_record
from rolegraph.reading.files import read_yaml
from rolegraph.records.edition import Edition
from rolegraph.workspace import Workspace

LINES = 2_500


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A plan of 2,500 lines, in the shape of the real ones."""
    root = synthetic.write_workspace(tmp_path_factory.mktemp("long"), 1)
    (path,) = (root / "data" / "plans").iterdir()
    lines = path.read_text("utf-8").splitlines()
    before = [line for line in lines if not line.startswith("coverage:")]
    at = lines.index("bodies:")
    dice, number, more = random.Random(1), 0, []
    while len(lines) + len(more) < LINES:
        number += 1
        duty = list(synthetic._duties(dice))[1:11]
        more += [line.replace("id: city-1", f"id: extra-{number}") for line in duty]
    assert len(before) < len(lines)
    path.write_text("\n".join([*lines[:at], *more, *lines[at:]]) + "\n", "utf-8")
    return path


def timed(work: Any, times: int = 7) -> float:
    """The median time of some runs."""
    found = []
    for _ in range(times):
        start = perf_counter()
        work()
        found.append(perf_counter() - start)
    return median(found)


def test_a_plan_of_2500_lines_is_read(plan: Path, benchmark: Any, compared: Any) -> None:
    def read() -> Any:
        findings: list[Any] = []
        record = read_record(read_yaml(plan, "data/plans/x.yaml"), Edition, "x", findings)
        assert not findings, findings[0].line("en")
        return record

    text = plan.read_text("utf-8")
    assert LINES <= text.count("\n") < LINES + 20
    benchmark.pedantic(read, rounds=9, warmup_rounds=2)
    ours = benchmark.stats.stats.median
    safe = timed(lambda: yaml.safe_load(text), 3)
    fast = timed(lambda: yaml.load(text, Loader=yaml.CSafeLoader))
    compared("read a plan of 2,500 lines into records", ours, "yaml.safe_load", safe, "<= 50 ms")
    compared("  the same", ours, "yaml.load, C loader", fast, "")


def test_the_corpus_of_two_cities_is_read(corpus: Workspace, benchmark: Any, compared: Any) -> None:
    benchmark.pedantic(lambda: read_corpus(corpus), rounds=5, warmup_rounds=1)
    paths = sorted(corpus.data.rglob("*.yaml"))
    texts = [path.read_text("utf-8") for path in paths]
    safe = timed(lambda: [yaml.safe_load(text) for text in texts], 3)
    ours = benchmark.stats.stats.median
    compared("read and cross-check the test corpus", ours, "yaml.safe_load of its YAML", safe, "")
