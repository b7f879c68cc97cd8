"""Records into RDF: one named graph per edition, no blank nodes, the same bytes every time."""

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from pyoxigraph import NamedNode, Quad, RdfFormat, Triple, parse

from rolegraph import iris
from rolegraph.errors import CannotRead
from rolegraph.findings import Places
from rolegraph.graph.codings import agreement_quads, coding_quads, target_iris
from rolegraph.graph.editions import edition_quads
from rolegraph.graph.memos import memo_quads
from rolegraph.graph.registry import registry_quads
from rolegraph.graph.serialising import to_nquads, to_ntriples, to_trig
from rolegraph.reading import Corpus

VOCABULARY = NamedNode(iris.graph("vocabulary"))

__all__ = [
    "Built",
    "build_graph",
    "edition_quads",
    "in_order",
    "read_vocabulary",
    "statements",
    "to_nquads",
    "to_ntriples",
    "to_trig",
]


class Built(NamedTuple):
    """The quads of a corpus, sorted, and where each statement was written."""

    quads: list[Quad]
    places: Places


def build_graph(corpus: Corpus, vocabulary: Iterable[Triple] = ()) -> Built:
    """Return all named graphs of a corpus: vocabulary, registry, editions and memos."""
    quads, places = statements(corpus, vocabulary)
    return Built(in_order(quads), places)


def in_order(quads: Iterable[Quad]) -> list[Quad]:
    """Return quads in the order in which they are published, each once."""
    return sorted(set(quads), key=str)


def statements(corpus: Corpus, vocabulary: Iterable[Triple] = ()) -> tuple[list[Quad], Places]:
    """Return the statements of a corpus, in no order and perhaps twice, and where written."""
    places: Places = {}
    quads = [Quad(t.subject, t.predicate, t.object, VOCABULARY) for t in vocabulary]
    quads += registry_quads(corpus.registry, corpus.editions, places)
    for slug, edition in corpus.editions.items():
        quads += edition_quads(slug, edition, places)
    for slug, memo in corpus.memos.items():
        quads += memo_quads(slug, memo, places)
    targets = target_iris(corpus.editions)
    for (scheme, coder), rows in corpus.codings.items():
        quads += coding_quads(scheme, coder, rows, corpus, targets, places)
    quads += agreement_quads(corpus.agreements, places)
    return quads, places


def read_vocabulary(folder: Path) -> list[Triple]:
    """Return the triples of all Turtle files of an ontology folder."""
    return [triple for path in sorted(folder.rglob("*.ttl")) for triple in _triples(path)]


def _triples(path: Path) -> list[Triple]:
    try:
        quads = parse(path=str(path), format=RdfFormat.TURTLE)
        return [Triple(quad.subject, quad.predicate, quad.object) for quad in quads]
    except (SyntaxError, OSError) as error:
        raise CannotRead(f"{path}: {error}", "correct its Turtle") from error
