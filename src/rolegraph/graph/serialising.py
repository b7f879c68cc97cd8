"""Quads as bytes: TriG, N-Quads and N-Triples, the same every time."""

from collections.abc import Iterable

from pyoxigraph import Quad, RdfFormat, Triple, serialize

from rolegraph import iris

PREFIXES = {
    **iris.PREFIXES,
    "scheme": f"{iris.BASE}scheme/",
    "id": f"{iris.BASE}id/",
    "graph": f"{iris.BASE}graph/",
}


def to_trig(quads: Iterable[Quad]) -> bytes:
    """Return the quads as TriG with the prefixes of the project; quads must be sorted."""
    by_graph = sorted(quads, key=lambda q: (str(q.graph_name), str(q)))
    return serialize(by_graph, format=RdfFormat.TRIG, prefixes=PREFIXES) or b""


def to_nquads(quads: Iterable[Quad]) -> bytes:
    """Return the quads as N-Quads, one sorted line each."""
    return serialize(quads, format=RdfFormat.N_QUADS) or b""


def to_ntriples(quads: Iterable[Quad]) -> bytes:
    """Return the union of all graphs as N-Triples."""
    triples = {Triple(quad.subject, quad.predicate, quad.object) for quad in quads}
    return serialize(triples, format=RdfFormat.N_TRIPLES) or b""
