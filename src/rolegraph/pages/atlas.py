"""What pages read from the graph, each thing once: labels, statements, names, lists."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple, TypeVar

from pyoxigraph import Literal, NamedNode, Triple

from rolegraph import iris
from rolegraph.findings import Language
from rolegraph.pages.addresses import iri_of, name_of
from rolegraph.pages.words import STANDARD, WORDS
from rolegraph.store import Queryable
from rolegraph.tables import Row

PREFIXES = """PREFIX rg: <https://w3id.org/rolegraph/ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX dct: <http://purl.org/dc/terms/>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
"""

# a branch or a filter for each property: two blocks of VALUES make the engine look at every label
LABELS = """SELECT ?thing ?rank ?label (LANG(?label) AS ?language)
WHERE {
  VALUES ?thing { %s }
  { ?thing rdfs:label ?label . BIND(1 AS ?rank) }
  UNION { ?thing skos:prefLabel ?label . BIND(2 AS ?rank) }
  UNION { ?thing dct:title ?label . BIND(3 AS ?rank) }
  UNION { ?thing rg:gloss ?label . BIND(4 AS ?rank) }
  UNION {
    ?thing rg:place ?place ; rg:product ?product .
    FILTER(LANG(?place) = LANG(?product))
    BIND(STRLANG(CONCAT(?place, " – ", ?product), LANG(?place)) AS ?label) BIND(5 AS ?rank)
  }
}
ORDER BY ?thing ?rank ?label"""

GLOSS = 4
"""The rank of our own words among the labels of a thing."""
PARTS = (
    *("actor", "roleKind", "function", "seatKind", "aspect", "item", "relists", "about"),
    *("target", "codedScheme", "concept", "countedLevel", "bar"),
)
MADE_OF = f"""SELECT ?thing ?property ?part
WHERE {{
  VALUES ?thing {{ %s }}
  ?thing ?property ?part .
  FILTER(?property IN ({", ".join(f"rg:{name}" for name in PARTS)}))
}}
ORDER BY ?thing ?part"""

TYPES = (
    """SELECT ?thing ?type WHERE { VALUES ?thing { %s } ?thing a ?type } ORDER BY ?thing ?type"""
)

SUBJECTS = """SELECT DISTINCT ?thing WHERE { ?thing ?p ?o } ORDER BY ?thing"""
VERSIONS = "SELECT ?version WHERE { ?vocabulary owl:versionIRI ?version }"
GRAPHS = """SELECT ?graph (COUNT(*) AS ?n) WHERE { GRAPH ?graph { ?s ?p ?o } }
GROUP BY ?graph ORDER BY ?graph"""
OF_CLASS = "SELECT ?thing ?class WHERE { ?thing a ?class }"
CLASSES = """SELECT ?class (COUNT(DISTINCT ?thing) AS ?n) WHERE { ?thing a ?class }
GROUP BY ?class ORDER BY ?class"""
VALUES = "SELECT ?thing ?property ?value WHERE { ?thing ?property ?value } ORDER BY ?value"
DERIVED = f"""SELECT DISTINCT ?property WHERE {{
  GRAPH <{iris.graph("derived")}> {{ ?s ?property ?o }} }} ORDER BY ?property"""
ABOUT = "CONSTRUCT { ?thing ?p ?o } WHERE { ?thing ?p ?o }"
USES = """SELECT ?p (COUNT(?s) AS ?n) ?thing WHERE { ?s ?p ?thing }
GROUP BY ?p ?thing ORDER BY ?p"""
USERS = "SELECT ?s ?property ?thing WHERE { ?s ?property ?thing } ORDER BY ?s LIMIT %d"

Made = TypeVar("Made")


class Label(NamedTuple):
    """What to call a thing, and in which language that is ('' for a bare identifier)."""

    text: str
    language: str


class Atlas:
    """A graph as pages read it; what was read once is kept, since a build never changes."""

    def __init__(self, graph: Queryable, rules: Sequence[Triple] = ()) -> None:
        self.graph = graph
        self.rules = list(rules)
        self._labels: dict[str, dict[str, str]] = {}
        self._types: dict[str, tuple[str, ...]] = {}
        self._kept: dict[str, tuple[Row, ...]] = {}
        self._once: dict[str, Any] = {}
        self._members: dict[str, list[str]] = {}

    def rows(self, sparql: str, **things: str) -> tuple[Row, ...]:
        """Return the rows of a query with the usual prefixes; things are IRIs for variables."""
        terms = {name: NamedNode(iri) for name, iri in things.items()}
        return self.graph.select(PREFIXES + sparql, terms).rows

    def kept(self, sparql: str) -> tuple[Row, ...]:
        """Return the rows of a query over the whole corpus, asked once and kept."""
        if sparql not in self._kept:
            self._kept[sparql] = self.rows(sparql)
        return self._kept[sparql]

    def once(self, key: str, make: Callable[[], Made]) -> Made:
        """Return what is made from the whole corpus, made once and kept under a key."""
        if key not in self._once:
            self._once[key] = make()
        found: Made = self._once[key]
        return found

    def about(self, iri: str) -> list[Triple]:
        """Return all statements about a thing, sorted."""
        return self.graph.construct(ABOUT, {"thing": NamedNode(iri)})

    def uses(self, iri: str, limit: int = 50) -> list[tuple[str, int, list[str]]]:
        """Return each property that leads to a thing, how often, and the first subjects."""
        return [
            (str(p), int(str(n)), self.users(iri, str(p), limit))
            for p, n, _ in self.rows(USES, thing=iri)
        ]

    def users(self, iri: str, property_: str, limit: int = 10_000) -> list[str]:
        """Return the subjects from which a property leads to a thing."""
        found = self.rows(USERS % limit, thing=iri, property=property_)
        return [str(row[0]) for row in found]

    def values(self, iri: str, name: str) -> list[str]:
        """Return the IRIs or texts to which a property of ours leads from a thing."""
        found = self.rows(VALUES, thing=iri, property=iris.term(name))
        return [str(row[2]) for row in found]

    def of_class(self, name: str) -> list[str]:
        """Return the IRIs of all things of a class of ours, in order."""
        return [iri_of(each) for each in self._listed(name)]

    def some_of_class(self, name: str, start: int, number: int) -> list[str]:
        """Return so many of the IRIs of all things of a class of ours, in order."""
        return [iri_of(each) for each in self._listed(name)[start : start + number]]

    def _listed(self, name: str) -> list[str]:
        """Return what follows our base in the IRIs of a class; asked once and kept."""
        if name not in self._members:
            rows = self.rows(OF_CLASS, **{"class": iris.term(name)})
            found = sorted(str(row[0]).removeprefix(iris.BASE) for row in rows)
            names = self._same_names
            self._members[name] = [names.get(each, each) for each in found]
        return self._members[name]

    @cached_property
    def _same_names(self) -> Mapping[str, str]:
        """Each name by itself: lists of a large corpus hold the same text, not another like it."""
        return {name: name for name in self.names}

    def learn(self, things: Iterable[str]) -> None:
        """Read labels and types of these things in few queries, for `label` and `types`."""
        new = sorted({thing for thing in things if thing not in self._labels})
        for start in range(0, len(new), 400):
            self._learn(new[start : start + 400])

    def _learn(self, things: list[str]) -> None:
        values = " ".join(f"<{thing}>" for thing in things)
        found: dict[str, dict[str, str]] = {thing: {} for thing in things}
        ranks: dict[str, int] = {}
        for thing, rank, label, language in self.rows(LABELS % values):
            found[str(thing)].setdefault(str(language or ""), str(label))
            ranks.setdefault(str(thing), int(str(rank)))
        for thing in (t for t, first in ranks.items() if first == GLOSS and "/element/" in t):
            found[thing] = {t: _ours(words, t) for t, words in found[thing].items()}
        self._labels |= found
        types: dict[str, list[str]] = {thing: [] for thing in things}
        for thing, type_ in self.rows(TYPES % values):
            types[str(thing)].append(str(type_))
        self._types |= {thing: tuple(own) for thing, own in types.items()}
        bare = [thing for thing in things if not found[thing] and name_of(thing)]
        if bare:
            self._compose([thing for thing in bare if "/id/passage/" not in thing])

    def _compose(self, bare: list[str]) -> None:
        """Give words to things without a label, from what they put together."""
        if not bare:
            return
        parts: dict[str, list[str]] = {}
        rows = self.rows(MADE_OF % " ".join(f"<{thing}>" for thing in bare))
        order = {iris.term(name): place for place, name in enumerate(PARTS)}
        for thing, _, part in sorted(rows, key=lambda row: order[str(row[1])]):
            if str(part) != str(thing):
                parts.setdefault(str(thing), []).append(str(part))
        self.learn({part for own in parts.values() for part in own} - set(bare))
        for thing, own in parts.items():
            for language in ("ja", "en"):
                words = " – ".join(self.label(part, language).text for part in own)
                self._labels[thing][language] = words

    def label(self, iri: str, language: Language) -> Label:
        """Return what to call a thing, in the language or else in the one there is."""
        if iri not in self._labels:
            self.learn([iri])
        known = self._labels[iri]
        for tongue in (language, "ja", "en", ""):
            if tongue in known:
                return Label(known[tongue], tongue)
        if iri in STANDARD:
            return Label(STANDARD[iri].in_language(language), language)
        if "/element/" in iri:
            words = WORDS["untitled"].in_language(language)
            return Label(words.format(slug=iris.slug(iri)), language)
        return Label(_bare(iri), "")

    def types(self, iri: str) -> tuple[str, ...]:
        """Return the classes of a thing."""
        if iri not in self._types:
            self.learn([iri])
        return self._types[iri]

    @cached_property
    def names(self) -> Mapping[str, None]:
        """The names of all things with a page, in order: subjects, graphs, vocabulary."""
        subjects = (name_of(str(row[0])) for row in self.rows(SUBJECTS))
        graphs = (name_of(iri) for iri in self.graphs)
        every = {*filter(None, subjects), *filter(None, graphs), *self.versions} - {"shapes"}
        return dict.fromkeys(sorted(every | ({"shapes"} if self.rules else set())))

    @cached_property
    def versions(self) -> frozenset[str]:
        """The names of the vocabulary that carry its version."""
        return frozenset(filter(None, (name_of(str(row[0])) for row in self.rows(VERSIONS))))

    @cached_property
    def graphs(self) -> Mapping[str, int]:
        """The named graphs and the number of their statements."""
        return {str(graph): int(str(n)) for graph, n in self.rows(GRAPHS)}

    @cached_property
    def classes(self) -> Mapping[str, int]:
        """How many things there are of each class of ours, by its IRI."""
        counted = {str(c): int(str(n)) for c, n in self.rows(CLASSES)}
        return {c: n for c, n in counted.items() if c.startswith(iris.RG)}

    @cached_property
    def derived(self) -> frozenset[str]:
        """The properties that rules conclude; nobody wrote them down."""
        return frozenset(str(row[0]) for row in self.rows(DERIVED))

    @cached_property
    def editions(self) -> list[str]:
        """The IRIs of all plan editions."""
        return self.of_class("PlanEdition")

    def has(self, name: str) -> bool:
        """Return whether a name has a page."""
        iri = iri_of(name)
        return name in self.names or iri in self.graphs


def _ours(gloss: str, language: str) -> str:
    """Return our own words for what has lost its title, marked as ours."""
    return WORDS["own_words"].in_language("en" if language == "en" else "ja").format(gloss=gloss)


def _bare(iri: str) -> str:
    return iris.slug(iri) if iri.startswith(iris.BASE) else iri


def literal(text: str, language: str = "") -> Literal:
    """Return a literal for a query."""
    return Literal(text, language=language) if language else Literal(text)
