"""Everything at once, as files: TriG, N-Quads, JSON-LD, and the data of the browser's engine."""

import gzip
import json
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from pyoxigraph import NamedNode, Quad, RdfFormat, serialize

from rolegraph.findings import Text
from rolegraph.graph import in_order, to_nquads, to_trig
from rolegraph.pages.atlas import Atlas
from rolegraph.pages.twins import WHOLE_GRAPH


class Dump(NamedTuple):
    """One file with all data; `described` is its media type below any compression."""

    path: str
    media: str
    described: str
    words: Text


DUMPS = (
    Dump("dumps/rolegraph.trig", "application/trig", "application/trig",
         Text("全データ(TriG)", "all data (TriG)")),
    Dump("dumps/rolegraph.nq.gz", "application/gzip", "application/n-quads",
         Text("全データ(N-Quads、gzip)", "all data (N-Quads, gzip)")),
    Dump("dumps/rolegraph.jsonld", "application/ld+json", "application/ld+json",
         Text("全データ(JSON-LD)", "all data (JSON-LD)")),
)  # fmt: skip


def quads_of(atlas: Atlas) -> list[Quad]:
    """Return all statements of a graph in the order in which they are published."""
    return in_order(
        Quad(t.subject, t.predicate, t.object, NamedNode(graph))
        for graph in atlas.graphs
        for t in atlas.graph.construct(WHOLE_GRAPH % graph)
    )


def dumps(quads: Iterable[Quad]) -> Iterator[tuple[str, bytes]]:
    """Yield the dumps; the same quads give the same bytes."""
    every = list(quads)
    nquads = to_nquads(every)
    yield "dumps/rolegraph.trig", to_trig(every)
    yield "dumps/rolegraph.nq.gz", gzip.compress(nquads, 9, mtime=0)
    jsonld = serialize(every, format=RdfFormat.JSON_LD) or b""
    yield "dumps/rolegraph.jsonld", jsonld
    yield "assets/data.js", data_script(nquads)


def data_script(nquads: bytes) -> bytes:
    """Return all data as a script, which also loads from a disk."""
    text = json.dumps(nquads.decode("utf-8"), ensure_ascii=False)
    return f"globalThis.rolegraphData = {text};\n".encode()
