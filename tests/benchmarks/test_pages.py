"""How long every kind of page takes, first time and again: the real corpus and synthetic ones.

A page is made as the server makes it: the catalogue is warmed once, and then each page is made
in a fork of its own, twice; the time is that of the processor, so that other work on the machine
does not count. Nothing is asserted about time.
"""

import json
import os
import random
import signal
import time
from collections.abc import Iterator
from itertools import islice, takewhile
from pathlib import Path
from statistics import median

import pytest
from corpus_of import FULL, made, table

from rolegraph.building import build
from rolegraph.comparison import read_presets
from rolegraph.graph import read_vocabulary
from rolegraph.pages import TWINS, Catalogue, asked, twin_path
from rolegraph.pages.compared import page_names
from rolegraph.pages.portions import portion_name, starts
from rolegraph.queries import read_queries
from rolegraph.store import Store
from rolegraph.web.serving import live_setting
from rolegraph.workspace import Workspace

ROOT = Path(__file__).parents[2]
SIZES = (100, 1741) if FULL else (100,)
EACH = 4
DEADLINE = 60


def catalogue_of(store: Store, workspace: Workspace) -> Catalogue:
    """The catalogue as a server has it before it forks its workers."""
    queries, presets = read_queries(workspace.queries), read_presets(workspace.queries)
    rules = read_vocabulary(workspace.shapes)
    return Catalogue(store, queries, presets, live_setting("", "0" * 12), rules=rules)


def kind_of(name: str) -> str:
    """The kind of a page: what its name says apart from slugs; each question is a kind."""
    top, *rest = name.split("/")
    if top == "compare":
        return f"compare {next((p for p in ('row', 'between') if p in rest), rest[0])}"
    if top == "question":
        return f"question {rest[0]}" if len(rest) == 1 else "question with conditions"
    if top == "id":
        parts = rest[2:3] if rest[0] in ("edition", "memo") else []
        return " ".join((rest[0], *parts))
    if top == "scheme":
        return f"concept of {rest[0]}" if len(rest) > 1 else "scheme"
    return top if top in ("list", "asked", "search", "graph", "network", "gaps") else name


def every_name(catalogue: Catalogue) -> Iterator[str]:
    """All names of pages; of a comparison the first portions, the last, and two plans far apart."""
    wide = catalogue.compared
    for name in wide.presets:
        columns = wide.columns(catalogue.atlas, name)
        yield from islice(page_names(wide, catalogue.atlas, name), 80)
        yield portion_name(f"compare/{name}", starts(len(columns))[-1])
        yield f"compare/{name}/between/{columns[0]}/{columns[-1]}"
    yield from takewhile(lambda name: not name.startswith("compare/"), catalogue.leaf_names())
    yield from (pair.name for pair in asked.pairs(catalogue.atlas))
    yield from ("search/支援", "search/duty")


def sampled(catalogue: Catalogue, each: int) -> dict[str, list[str]]:
    """A few paths of every kind of page, twin and file, drawn with a seed."""
    dice = random.Random(1)
    seen: dict[str, int] = {}
    kinds: dict[str, list[str]] = {}
    for name in every_name(catalogue):
        kind = kind_of(name)
        seen[kind] = seen.get(kind, 0) + 1
        own = kinds.setdefault(kind, [])
        if len(own) < each:
            own.append(name)
        elif dice.random() * seen[kind] < each:
            own[dice.randrange(each)] = name
    paths = {kind: [f"ja/{name}.html" for name in own] for kind, own in kinds.items()}
    things = [own[0] for own in kinds.values() if catalogue.atlas.has(own[0])]
    for suffix in TWINS:
        paths[f"twin .{suffix}"] = [twin_path(name, suffix) for name in things]
    return paths


def twice(catalogue: Catalogue, path: str) -> tuple[float, float, int]:
    """Seconds of the processor for the first time and for the second, and the bytes."""
    times, body = [], b""
    for _ in range(2):
        begun = time.process_time()
        page = catalogue.page(path)
        assert page is not None, path
        body = page.render()
        times.append(time.process_time() - begun)
    return times[0], times[1], len(body)


def in_a_fork(catalogue: Catalogue, path: str) -> tuple[float, float, int]:
    """The same in a process of its own, so that one page does not warm the next."""
    read, write = os.pipe()
    pid = os.fork()
    if not pid:
        try:
            signal.alarm(DEADLINE)
            os.write(write, json.dumps(twice(catalogue, path)).encode())
        finally:
            os._exit(0)
    os.close(write)
    with os.fdopen(read) as pipe:
        told = pipe.read()
    os.waitpid(pid, 0)
    return tuple(json.loads(told)) if told else (float(DEADLINE), float(DEADLINE), 0)


def measured(title: str, catalogue: Catalogue, paths: dict[str, list[str]]) -> None:
    """Print the slowest kinds of page and the median over all pages."""
    begun = time.perf_counter()
    catalogue.warm()
    warming = time.perf_counter() - begun
    rows, first, again = [], [], []
    for kind, own in paths.items():
        times = [(*in_a_fork(catalogue, path), path) for path in own]
        if not times:
            continue
        first += [each[0] for each in times]
        again += [each[1] for each in times]
        slowest = max(times)
        rows.append(
            (
                kind,
                len(own),
                *(1000 * median(t[i] for t in times) for i in (0, 1)),
                1000 * slowest[0],
                max(t[2] for t in times) // 1000,
                slowest[3],
            )
        )
    rows.sort(key=lambda row: -row[4])
    head = ("kind", "pages", "first ms", "again ms", "slowest ms", "largest KB", "slowest page")
    table(title, head, rows[: None if FULL else 25])
    over = [sum(t > limit for t in first) for limit in (0.05, 0.2)]
    said = f"median {median(first) * 1000:.1f} ms first, {median(again) * 1000:.1f} ms again"
    print(
        f"\n{len(first)} pages: {said}; over 50 ms {over[0]}, over 200 ms {over[1]}; "
        f"slowest {max(first) * 1000:.0f} ms; warming {warming:.1f} s"
    )


@pytest.mark.benchmark(group="pages")
def test_pages_of_the_real_corpus(benchmark):
    workspace = Workspace(ROOT)
    built = build(workspace)
    paths = sampled(catalogue_of(built.store, workspace), EACH)
    catalogue = catalogue_of(built.store, workspace)
    measured("real corpus", catalogue, paths)
    benchmark(catalogue.page("ja/index.html").render)


@pytest.mark.benchmark(group="pages")
@pytest.mark.parametrize("size", SIZES)
def test_pages_of_synthetic_municipalities(benchmark, size):
    corpus = made(size)
    workspace, store = corpus.workspace, corpus.built.store
    paths = sampled(catalogue_of(store, workspace), EACH)
    catalogue = catalogue_of(store, workspace)
    measured(f"{size} synthetic municipalities", catalogue, paths)
    benchmark(catalogue.page("ja/index.html").render)
