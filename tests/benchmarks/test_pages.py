"""How long pages take: the real corpus, and every municipality of Japan as invented ones.

Prints medians and their ratio; nothing is asserted about time. The large corpus is made only
when ROLEGRAPH_LARGE=1, because it takes minutes.
"""

import os
import statistics
import time
from pathlib import Path

import pytest
from synthetic import write_workspace

from rolegraph.building import build
from rolegraph.comparison import read_presets
from rolegraph.pages import Catalogue, Setting
from rolegraph.queries import read_queries
from rolegraph.workspace import Workspace

ROOT = Path(__file__).parents[2]
EACH = 3


def catalogue_of(workspace: Workspace) -> Catalogue:
    queries, presets = read_queries(workspace.queries), read_presets(workspace.queries)
    return Catalogue(build(workspace).store, queries, presets, Setting(live=True))


def page_times(catalogue: Catalogue) -> list[float]:
    """Seconds for a few pages of every kind, each made for the first time."""
    kinds: dict[str, list[str]] = {}
    for number, name in enumerate(catalogue.leaf_names()):
        parts = name.split("/")
        kind = "/".join([*parts[:1], *parts[1:2], *parts[3::2]]) if parts[0] == "id" else parts[0]
        if len(kinds.setdefault(kind, [])) < EACH:
            kinds[kind].append(name)
        if number > 20_000 and len(kinds) > 30:
            break
    times = []
    for names in kinds.values():
        for name in names:
            page = catalogue.page(f"ja/{name}.html")
            assert page is not None, name
            begun = time.perf_counter()
            page.render()
            times.append(time.perf_counter() - begun)
    return times


@pytest.mark.benchmark(group="pages")
def test_a_page_of_the_real_corpus(benchmark):
    catalogue = catalogue_of(Workspace(ROOT))
    times = page_times(catalogue)
    print(f"\nreal corpus: median {statistics.median(times) * 1000:.1f} ms of {len(times)} pages")
    page = catalogue.page("ja/index.html")
    assert page is not None
    benchmark(page.render)


@pytest.mark.benchmark(group="pages")
@pytest.mark.skipif(not os.environ.get("ROLEGRAPH_LARGE"), reason="set ROLEGRAPH_LARGE=1")
def test_a_page_with_all_municipalities(benchmark, tmp_path):
    catalogue = catalogue_of(Workspace(write_workspace(tmp_path / "large", 1741)))
    times = page_times(catalogue)
    print(f"\n1,741: median {statistics.median(times) * 1000:.1f} ms of {len(times)} pages")
    page = catalogue.page("ja/index.html")
    assert page is not None
    benchmark.pedantic(page.render, rounds=3)
