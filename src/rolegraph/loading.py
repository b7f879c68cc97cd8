"""A build into another SPARQL server: graph by graph, resumable, verified."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from pyoxigraph import Quad, Triple

from rolegraph.errors import CannotWrite
from rolegraph.store.dialects import canonical
from rolegraph.store.filling import Filled


class Loaded(NamedTuple):
    """What became of one graph."""

    graph: str
    triples: int
    state: str  # 'loaded' now, 'there' already, or 'removed'


def load(quads: Iterable[Quad], server: Filled) -> Iterator[Loaded]:
    """Put every named graph on a server and yield what became of it.

    A graph that is there in full is left alone, so a broken run can be repeated; graphs of
    this project that are not in the build are removed. Each graph is read back and compared.
    Raises CannotWrite when one differs after it was written.
    """
    graphs: dict[str, list[Triple]] = defaultdict(list)
    for quad in quads:
        graphs[str(quad.graph_name.value)].append(  # type: ignore[union-attr]
            Triple(quad.subject, quad.predicate, quad.object)
        )
    held = server.graphs()
    for name in held:  # what an earlier build had and this one has not
        if name not in graphs:
            server.drop(name)
            yield Loaded(name, 0, "removed")
    for name, triples in sorted(graphs.items()):
        wanted = digest(triples)
        if held.get(name) == len(triples) and digest(server.triples(name)) == wanted:
            yield Loaded(name, len(triples), "there")
            continue
        server.put(name, triples)
        if digest(found := server.triples(name)) != wanted:
            raise CannotWrite(
                f"graph <{name}> differs on the server after it was written "
                f"({len(found)} of {len(triples)} triples)",
                "see 'Another server' in the README: the server may cut results or change literals",
            )
        yield Loaded(name, len(triples), "loaded")


def digest(triples: Iterable[Triple]) -> str:
    """Return the digest of triples, whatever their order."""
    lines = sorted(canonical(triple) for triple in triples)
    return hashlib.sha256("\n".join(lines).encode("utf-8")).hexdigest()
