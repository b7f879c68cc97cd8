"""A corpus cut into units that are checked alone: one a named graph, with the context it needs.

A unit answers for the nodes that its own graph describes. Its context is what the registry, the
memos and a lean vocabulary say about the things it refers to; other editions are never part of it,
so that an edition is valid or not whatever else is in the corpus.
"""

import hashlib
from collections.abc import Callable, Container, Iterable, Mapping
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode, Quad

from rolegraph import iris

VOCABULARY = iris.graph("vocabulary")
DERIVED = iris.graph("derived")
EDITION = iris.graph("edition") + "/"
CODING = iris.graph("coding") + "/"
WORDY = {
    *(iris.SKOS + name for name in ("definition", "scopeNote", "example", "prefLabel", "notation")),
    *(iris.RDFS + name for name in ("label", "comment", "isDefinedBy", "seeAlso", "range")),
    iris.RDFS + "domain",
    iris.DCT + "title",
    iris.DCT + "description",
}


class Unit(NamedTuple):
    """What is checked at one time: its own statements, and those that help to understand them."""

    name: str
    own: tuple[Quad, ...]
    context: tuple[Quad, ...] = ()
    vocabulary: tuple[Quad, ...] = ()

    @property
    def about(self) -> frozenset[str]:
        """The nodes that the unit answers for, as in N-Triples."""
        return frozenset(str(quad.subject) for quad in self.own)

    @property
    def quads(self) -> list[Quad]:
        """All statements of the unit."""
        return [*self.own, *self.context, *self.vocabulary]

    def digest(self, salt: str) -> str:
        """Return what identifies the content; `salt` stands for rules, vocabulary and versions."""
        return digest_of((*self.own, *self.context), salt)


def digest_of(quads: Iterable[Quad], salt: str = "") -> str:
    """Return what identifies quads in any order."""
    lines = sorted(str(quad) for quad in quads)
    return hashlib.sha256("\n".join([salt, *lines]).encode()).hexdigest()


def units_of(quads: Iterable[Quad]) -> list[Unit]:
    """Return a unit for each named graph; what was derived goes with what it is about."""
    graphs: dict[str, list[Quad]] = {}
    for quad in quads:
        graphs.setdefault(_unit_name(quad), []).append(quad)
    _hand_out(graphs.pop(DERIVED, []), graphs)
    lean = lean_vocabulary(graphs.get(VOCABULARY, []))
    shared = _by_subject(graphs, lambda name: not name.startswith((EDITION, CODING)))
    editions = _by_subject(graphs, lambda name: name.startswith(EDITION))
    found = []
    for name, own in sorted(graphs.items()):
        if name == VOCABULARY:
            found.append(Unit(name, tuple(own)))
            continue
        nearby = editions if name.startswith(CODING) else {}
        found.append(Unit(name, tuple(own), tuple(_context(own, shared, nearby)), lean))
    return found


def _unit_name(quad: Quad) -> str:
    """Return the graph of a quad; the passages of each source are a unit of their own."""
    name = quad.graph_name.value if isinstance(quad.graph_name, NamedNode) else ""
    start = iris.entity("passage", "")
    if name == DERIVED:  # handed out later
        return name
    if isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(start):
        return f"{name}#{quad.subject.value.removeprefix(start).partition('/')[0]}"
    return name


def union_of(quads: Iterable[Quad], properties: Container[str]) -> Unit:
    """Return the whole corpus as one unit, for rules that look at these properties only."""
    wanted = [q for q in quads if q.predicate.value in properties]
    own = tuple(q for q in wanted if str(q.graph_name) != f"<{VOCABULARY}>")
    vocabulary = tuple(q for q in wanted if str(q.graph_name) == f"<{VOCABULARY}>")
    return Unit("", own, vocabulary=vocabulary)


def lean_vocabulary(quads: Iterable[Quad]) -> tuple[Quad, ...]:
    """Return the vocabulary without its words: kinds, schemes, hierarchy, endings."""
    return tuple(quad for quad in quads if quad.predicate.value not in WORDY)


def _hand_out(derived: Iterable[Quad], graphs: dict[str, list[Quad]]) -> None:
    for quad in derived:
        names = {_edition_graph(node) for node in (quad.subject, quad.object)}
        for name in names & set(graphs):
            graphs[name].append(quad)


def _edition_graph(node: object) -> str:
    start = iris.entity("edition", "")
    if isinstance(node, NamedNode) and node.value.startswith(start):
        return EDITION + node.value.removeprefix(start).partition("/")[0]
    return ""


def _by_subject(
    graphs: Mapping[str, list[Quad]], wanted: Callable[[str], bool]
) -> dict[str, list[Quad]]:
    found: dict[str, list[Quad]] = {}
    for name, quads in graphs.items():
        if wanted(name) and name != VOCABULARY:
            for quad in quads:
                found.setdefault(str(quad.subject), []).append(quad)
    return found


def _context(
    own: Iterable[Quad], shared: Mapping[str, list[Quad]], nearby: Mapping[str, list[Quad]]
) -> list[Quad]:
    """Return what is said of the things referred to: step by step in `shared`, once in `nearby`."""
    mine = set(own)
    # A set would order by hash, which differs from run to run.
    queue = list(dict.fromkeys(str(q.object) for q in mine if not isinstance(q.object, Literal)))
    seen = set(queue)
    found: list[Quad] = []
    for node in sorted(queue):
        found += nearby.get(node, ())
    while queue:
        for quad in shared.get(queue.pop(), ()):
            found.append(quad)
            node = str(quad.object)
            if node not in seen and not isinstance(quad.object, Literal):
                seen.add(node)
                queue.append(node)
    # An organisation may be described by the registry and by this graph alike.
    for node in {str(q.subject) for q in mine} - seen:
        found += shared.get(node, ())
    return [quad for quad in dict.fromkeys(found) if quad not in mine]


class Surroundings:
    """What a workspace knows: the context in which foreign statements are judged."""

    def __init__(self, quads: Iterable[Quad]) -> None:
        graphs: dict[str, list[Quad]] = {}
        for quad in quads:
            graphs.setdefault(_unit_name(quad), []).append(quad)
        self.vocabulary = lean_vocabulary(graphs.get(VOCABULARY, []))
        private = (EDITION, CODING, DERIVED)
        self.shared = _by_subject(graphs, lambda name: not name.startswith(private))

    def units_of(self, quads: Iterable[Quad], name: str) -> list[Unit]:
        """Return a unit for each named graph of a foreign file."""
        graphs: dict[str, list[Quad]] = {}
        for quad in quads:
            graphs.setdefault(str(quad.graph_name), []).append(quad)
        return [
            Unit(
                f"{name} {graph}",
                tuple(own),
                tuple(_context(own, self.shared, {})),
                self.vocabulary,
            )
            for graph, own in sorted(graphs.items())
        ]

    def union(self, quads: Iterable[Quad]) -> Unit:
        """Return all foreign statements as one unit, for the rules across editions."""
        own = tuple(quads)
        return Unit("", own, tuple(_context(own, self.shared, {})), self.vocabulary)
