"""How long every kind of page takes, first time and again: the real corpus and synthetic ones.

A page is made as the server makes it: the catalogue is warmed once, and then each page is made
in a fork of its own, twice. Nothing is asserted about time.
"""

import json
import os
import random
import signal
import time
from pathlib import Path
from statistics import median

import pytest
from corpus_of import FULL, made, table

from rolegraph.building import build
from rolegraph.comparison import read_presets
from rolegraph.graph import read_vocabulary
from rolegraph.pages import TWINS, Catalogue, twin_path
from rolegraph.queries import read_queries
from rolegraph.store import Store
from rolegraph.web.serving import live_setting, warm
from rolegraph.workspace import Workspace

ROOT = Path(__file__).parents[2]
SIZES = (100, 1741) if FULL else (100,)
EACH = 4
DEADLINE = 60
TOPS = ("question", "compare", "list", "asked", "search", "graph")


def catalogue_of(store: Store, workspace: Workspace) -> Catalogue:
    """The catalogue as a server has it before it forks its workers."""
    queries, presets = read_queries(workspace.queries), read_presets(workspace.queries)
    rules = read_vocabulary(workspace.shapes)
    return Catalogue(store, queries, presets, live_setting("", "0" * 12), rules=rules)


def kind_of(name: str) -> str:
    """The kind of a page: what its name says apart from slugs; each comparison is a kind."""
    top, *rest = name.split("/")
    if top == "compare":
        return "/".join([top, *(rest[1:2] or rest[:1])])
    if top == "question":
        return f"{top}/{rest[0]}" if len(rest) == 1 else f"{top} with conditions"
    if top == "id":
        return "/".join([top, rest[0], *rest[2::2]]) if len(rest) > 2 else f"{top}/{rest[0]}"
    if top == "scheme":
        return f"{top}/{rest[0]}" if len(rest) > 1 else "scheme"
    return top if top in TOPS else name


def sampled(catalogue: Catalogue, each: int) -> dict[str, list[str]]:
    """A few paths of every kind of page, twin and file, drawn with a seed from all names."""
    dice, seen, kinds = random.Random(1), {}, {}  # type: ignore[var-annotated]
    for name in (*catalogue.leaf_names(), "search/支援", "search/duty"):
        kind = kind_of(name)
        seen[kind] = seen.get(kind, 0) + 1
        own = kinds.setdefault(kind, [])
        if len(own) < each:
            own.append(name)
        elif dice.random() * seen[kind] < each:
            own[dice.randrange(each)] = name
    paths = {kind: [f"ja/{name}.html" for name in own] for kind, own in kinds.items()}
    things = [own[0] for kind, own in kinds.items() if kind.startswith(("id", "scheme", "graph"))]
    for suffix in TWINS:
        paths[f"twin .{suffix}"] = [twin_path(name, suffix) for name in ("ns", *things)]
    answers = [name for own in kinds.values() for name in own[:1]]
    for suffix in ("csv", "json", "xlsx"):
        found = [f"data/{name}.ja.{suffix}" for name in answers]
        paths[f"answer .{suffix}"] = [path for path in found if catalogue.page(path)]
    paths["search index"] = ["assets/search-ja.js"]
    return paths


def in_a_fork(catalogue: Catalogue, path: str) -> tuple[float, float, int]:
    """Seconds for the first time and for the second, and the bytes, in a process of its own."""
    read, write = os.pipe()
    pid = os.fork()
    if not pid:
        signal.alarm(DEADLINE)
        times = []
        for _ in range(2):
            begun = time.perf_counter()
            page = catalogue.page(path)
            body = page.render() if page else b""
            times.append(time.perf_counter() - begun)
        os.write(write, json.dumps([*times, len(body)]).encode())
        os._exit(0)
    os.close(write)
    with os.fdopen(read) as pipe:
        told = pipe.read()
    os.waitpid(pid, 0)
    return tuple(json.loads(told)) if told else (float(DEADLINE), float(DEADLINE), 0)


def measured(title: str, catalogue: Catalogue, paths: dict[str, list[str]]) -> None:
    """Print the slowest kinds of page and the median over all pages."""
    begun = time.perf_counter()
    warm(catalogue)
    warming = time.perf_counter() - begun
    rows, first, again = [], [], []
    for kind, own in paths.items():
        times = [(*in_a_fork(catalogue, path), path) for path in own]
        if not times:
            continue
        first += [each[0] for each in times]
        again += [each[1] for each in times]
        slowest = max(times)
        rows.append((kind, len(own), *(1000 * median(t[i] for t in times) for i in (0, 1)),
                     1000 * slowest[0], max(t[2] for t in times) // 1000, slowest[3]))
    rows.sort(key=lambda row: -row[4])
    head = ("kind", "pages", "first ms", "again ms", "slowest ms", "largest KB", "slowest page")
    table(title, head, rows[: None if FULL else 25])
    over = [sum(t > limit for t in first) for limit in (0.05, 0.2)]
    said = f"median {median(first) * 1000:.1f} ms first, {median(again) * 1000:.1f} ms again"
    print(f"\n{len(first)} pages: {said}; over 50 ms {over[0]}, over 200 ms {over[1]}; "
          f"slowest {max(first) * 1000:.0f} ms; warming {warming:.1f} s")


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
