"""Named questions on the embedded store beside rdflib and oxrdflib; the build beside loading.

Run with `pytest tests/benchmarks --benchmark-only -s`; ROLEGRAPH_BENCH_FULL=1 adds 1,741 editions.
"""

import importlib.util
import tempfile
import time
from pathlib import Path

import pytest
from corpus_of import SIZES, made, parameters, table, timed
from pyoxigraph import RdfFormat, Store
from rdflib import Dataset, URIRef
from rdflib import Literal as Text

from rolegraph.building import write_build
from rolegraph.queries import ask, bind, read_queries

QUERIES = read_queries(Path(__file__).parents[2] / "queries")
PEERS = importlib.util.find_spec("oxrdflib") is not None
LONGEST = 100  # editions up to which rdflib is asked at all; it needs minutes and 11 GB for more


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("size", SIZES)
def test_named_questions(benchmark, size: int):
    corpus = made(size)
    store = corpus.built.store
    others = {}
    if size <= 5:
        others["rdflib"] = Dataset(default_union=True)
        others["rdflib"].parse(data=corpus.nquads, format="nquads")
    if PEERS and size <= LONGEST:
        others["oxrdflib"] = Dataset(store="Oxigraph", default_union=True)
        others["oxrdflib"].parse(data=corpus.nquads, format="ox-nquads")
    rows = []
    for name, query in QUERIES.items():
        given = parameters(query)
        begun = time.perf_counter()
        found = ask(store, query, "ja", **given)
        first = time.perf_counter() - begun
        terms = bind(store, query, given, "ja")
        ours = timed(lambda q=query, t=terms: store.select(q.sparql, t), 3)
        ratios = [f"{engine(data, query, terms) / ours:.0f}" for data in others.values()]
        rows.append((name, len(found.rows), first * 1000, ours * 1000, *ratios))
    head = ("question", "rows", "ask, first, ms", "engine, ms", *(f"{n} / ours" for n in others))
    table(f"Named questions, {size} editions", head, rows)
    slowest = max(rows, key=lambda row: row[2])
    benchmark.extra_info.update({"slowest": slowest[0], "milliseconds": slowest[2]})
    benchmark.pedantic(lambda: ask(store, QUERIES["duties-by-kind"], "ja"), rounds=3)


def engine(data: Dataset, query, terms) -> float:
    bound = {
        name: Text(term.value, lang=term.language or None)
        if hasattr(term, "language")
        else URIRef(term.value)
        for name, term in terms.items()
    }
    return timed(lambda: len(list(data.query(query.sparql, initBindings=bound))), 1)


@pytest.mark.parametrize("size", SIZES)
def test_building_beside_loading(benchmark, size: int):
    corpus = made(size)

    def load() -> None:
        Store().bulk_load(corpus.nquads, format=RdfFormat.N_QUADS)

    loading = timed(load, 1)
    with tempfile.TemporaryDirectory() as folder:
        begun = time.perf_counter()
        write_build(corpus.built, Path(folder) / "build")
        writing = time.perf_counter() - begun
    table(
        f"Build, {size} editions, {len(corpus.built.graph.quads):,} quads (seconds)",
        ("bulk load", "build to a store in memory", "ratio", "writing TriG, N-Quads, store"),
        [(loading, corpus.seconds, corpus.seconds / loading, writing)],
    )
    benchmark.pedantic(load, rounds=1)
