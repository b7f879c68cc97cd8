"""Everything at once, as files: TriG, N-Quads, JSON-LD, and the data of the browser's engine."""

import gzip
import json
from collections.abc import Iterable, Iterator

from pyoxigraph import Quad, RdfFormat, serialize

from rolegraph.findings import Text
from rolegraph.graph import to_nquads, to_trig

FILES = (
    ("dumps/rolegraph.trig", Text("全データ(TriG)", "all data (TriG)")),
    ("dumps/rolegraph.nq.gz", Text("全データ(N-Quads、gzip)", "all data (N-Quads, gzip)")),
    ("dumps/rolegraph.jsonld", Text("全データ(JSON-LD)", "all data (JSON-LD)")),
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
