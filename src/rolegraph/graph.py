"""Records into RDF: one named graph per edition, no blank nodes, the same bytes every time."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from pyoxigraph import (
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
    Triple,
    parse,
    serialize,
)

from rolegraph import iris
from rolegraph.findings import Places
from rolegraph.reading import Corpus
from rolegraph.records.actors import Mention, Role
from rolegraph.records.base import Bilingual, DoubtNote, Key, KeyOf, Part, Record, keys_of
from rolegraph.records.content import Element, Relisted
from rolegraph.records.edition import Edition, StatedCount
from rolegraph.records.memo import Memo, MemoConcept
from rolegraph.records.registry import Municipality, PassageRow, Registry

Node = NamedNode | Literal

INTEGER = NamedNode(iris.XSD + "integer")
REGISTRY = NamedNode(iris.graph("registry"))
VOCABULARY = NamedNode(iris.graph("vocabulary"))
PREFIXES = {
    **iris.PREFIXES,
    "scheme": f"{iris.BASE}scheme/",
    "id": f"{iris.BASE}id/",
    "graph": f"{iris.BASE}graph/",
}


class Built(NamedTuple):
    """The quads of a corpus, sorted, and where each statement was written."""

    quads: list[Quad]
    places: Places


def build_graph(corpus: Corpus, vocabulary: Iterable[Triple] = ()) -> Built:
    """Return all named graphs of a corpus: vocabulary, registry, editions and memos."""
    places: Places = {}
    quads = [Quad(t.subject, t.predicate, t.object, VOCABULARY) for t in vocabulary]
    quads += registry_quads(corpus.registry, corpus.editions, places)
    for slug, edition in corpus.editions.items():
        quads += edition_quads(slug, edition, places)
    for slug, memo in corpus.memos.items():
        quads += memo_quads(slug, memo, places)
    return Built(sorted(set(quads), key=str), places)


def read_vocabulary(folder: Path) -> list[Triple]:
    """Return the triples of all Turtle files of an ontology folder."""
    return [
        Triple(quad.subject, quad.predicate, quad.object)
        for path in sorted(folder.rglob("*.ttl"))
        for quad in parse(path=str(path), format=RdfFormat.TURTLE)
    ]


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


class Writer:
    """Writes the nodes of one named graph; `whole` is the edition or memo they belong to."""

    def __init__(self, graph: NamedNode, whole: str, places: Places) -> None:
        self.graph = graph
        self.whole = whole
        self.places = places
        self.source = ""
        self.names: dict[str, str] = {}
        self.quads: list[Quad] = []

    def add(self, subject: str, predicate: str, value: Node) -> None:
        """Write one statement."""
        self.quads.append(Quad(NamedNode(subject), NamedNode(predicate), value, self.graph))

    def link(self, subject: str, name: str, target: str) -> None:
        """Write one statement about another node; `name` is a term of the ontology."""
        self.add(subject, iris.term(name), NamedNode(target))

    def node(self, iri: str, type_name: str, record: Record, skip: tuple[str, ...] = ()) -> str:
        """Write a node with all keys of its record and return its IRI."""
        self.add(iri, iris.RDF_TYPE, NamedNode(iris.term(type_name)))
        if self.whole and iri != self.whole:
            self.link(iri, "inEdition" if "/id/edition/" in iri else "inMemo", self.whole)
        self.places.setdefault((iri, ""), record.place_of())
        self.keys(iri, record, skip)
        return iri

    def keys(self, iri: str, record: Record, skip: tuple[str, ...] = ()) -> None:
        """Write the statements that the keys of a record make about a node."""
        for key in keys_of(type(record)):
            value = getattr(record, key.field)
            if key.field in skip or value is None or value in ((), {}, False):
                continue
            if key.field == "doubts":
                self._doubts(iri, record, value)
            elif key.key.property:
                self._place(iri, key, record)
                self._values(iri, key.key, value if isinstance(value, tuple) else (value,))
            elif isinstance(value, Record):
                self.keys(iri, value)

    def _place(self, iri: str, key: KeyOf, record: Record) -> None:
        for name in (key.key.property, key.key.parent):
            if name:
                self.places.setdefault((iri, iris.term(name)), record.place_of(key.written))

    def _values(self, iri: str, key: Key, values: Iterable[Any]) -> None:
        seen: dict[str, int] = {}
        for value in values:
            if isinstance(value, Part):
                slug = value.slug()
                seen[slug] = seen.get(slug, 0) + 1
                unique = slug if seen[slug] == 1 else f"{slug}-{seen[slug]}"
                below = iris.part(iri, value.SEGMENT, unique)
                self.link(iri, key.property, self.node(below, value.CLASS, value))
                continue
            for node in self._nodes(key, value):
                self.add(iri, iris.term(key.property), node)
                if key.parent:
                    self.add(iri, iris.term(key.parent), node)

    def _nodes(self, key: Key, value: Any) -> Iterable[Node]:
        if isinstance(value, Bilingual):
            return (Literal(value.ja, language="ja"), Literal(value.en, language="en"))
        if key.scheme:
            return (NamedNode(iris.concept(key.scheme, value)),)
        if key.refers:
            return (NamedNode(self.resolve(value)),)
        if isinstance(value, int):
            return (Literal(str(value), datatype=INTEGER),)
        if key.property in MINTS:
            return (NamedNode(MINTS[key.property](self, value)),)
        return (Literal(value),)

    def resolve(self, name: str) -> str:
        """Return the IRI that a reference of this edition means."""
        if name.startswith("org/"):
            return organization_iri(name.removeprefix("org/"))
        return self.names.get(name) or iris.part(self.whole, "unknown", name)

    def _doubts(self, iri: str, record: Record, doubts: Mapping[str, DoubtNote]) -> None:
        properties = {key.written: key.key.property for key in keys_of(type(record))}
        for name, doubt in sorted(doubts.items()):
            node = self.node(iris.part(iri, "doubt", name), "Doubt", doubt)
            self.link(node, "about", iri)
            if properties.get(name):
                self.link(node, "doubtfulProperty", iris.term(properties[name]))

    def concept(self, iri: str, name: str, scheme: str, slug: str) -> None:
        """Write a statement whose value is a concept."""
        self.link(iri, name, iris.concept(scheme, slug))


def organization_iri(slug: str) -> str:
    """Return the IRI of an organisation; a five-digit code means the municipality itself."""
    return iris.entity("municipality" if slug.isdigit() else "organization", slug)


MINTS: dict[str, Callable[[Writer, str], str]] = {
    "statedIn": lambda writer, section: iris.passage(writer.source, section),
    "includesOrganization": lambda _, slug: organization_iri(slug),
    "organization": lambda _, slug: organization_iri(slug),
    "issuer": lambda _, code: iris.entity("municipality", code),
    "locatedIn": lambda _, code: iris.entity("municipality", code),
    "editionOf": lambda _, slug: iris.entity("plan", slug),
    "dct:source": lambda _, slug: iris.entity("source", slug),
}


def edition_quads(slug: str, edition: Edition, places: Places) -> list[Quad]:
    """Return the named graph of one edition; `places` is filled on the way."""
    whole = iris.entity("edition", slug)
    writer = Writer(NamedNode(iris.graph("edition", slug)), whole, places)
    writer.source = edition.source
    named = (*edition.actors, *edition.bodies, *edition.facilities)
    named += (*edition.elements, *edition.schemes, *edition.boxes)
    writer.names = {part.slug(): iris.part(whole, part.SEGMENT, part.slug()) for part in named}
    writer.node(whole, "PlanEdition", edition)
    lists = (edition.duties, edition.glossary, edition.steering, edition.coverage)
    for part in (*named, *(part for parts in lists for part in parts)):
        iri = iris.part(whole, part.SEGMENT, part.slug())
        if isinstance(part, Element):
            _element(writer, iri, part)
        else:
            writer.node(iri, part.CLASS, part)
    for count in edition.stated_counts:
        _stated_count(writer, count)
    for role in edition.roles:
        _role(writer, role)
    for mention in edition.organizations:
        _mention(writer, mention)
    return writer.quads


def level_class(level: str) -> str:
    """Return the class of a level: 'leading-project' is LeadingProject."""
    return "".join(word.capitalize() for word in level.split("-"))


def _element(writer: Writer, iri: str, element: Element) -> None:
    writer.node(iri, level_class(element.level), element)
    if element.provisional:
        writer.concept(iri, "nameStatus", "name-status", "provisional")
    writer.concept(iri, "reading", "reading", _worst_reading(element))
    for relisted in element.relists:
        _relisting(writer, iri, element, relisted)
    for kind, actors in element.roles.items():
        for actor in actors:
            _role_node(writer, actor, kind, element.id, element)


def _worst_reading(element: Element) -> str:
    for key in ("title", "status"):
        if key in element.doubts:
            return element.doubts[key].reading
    return "printed"


def _relisting(writer: Writer, iri: str, element: Element, relisted: Relisted) -> None:
    node = iris.part(writer.whole, "relisting", f"{element.id}-of-{relisted.element}")
    writer.node(node, "Relisting", relisted)
    writer.link(node, "item", iri)
    for section in element.passages:
        writer.link(node, "statedIn", iris.passage(writer.source, section))


def _role(writer: Writer, role: Role) -> None:
    node = _role_node(writer, role.actor, role.role, role.context, role)
    writer.keys(node, role, skip=("actor", "role", "context"))


def _role_node(
    writer: Writer, actor: str, kind: str, context: str | None, record: Role | Element
) -> str:
    name = f"{actor.removeprefix('org/')}-{kind}" + (f"-in-{context}" if context else "")
    node = iris.part(writer.whole, "role", name)
    writer.add(node, iris.RDF_TYPE, NamedNode(iris.term("Role")))
    writer.link(node, "inEdition", writer.whole)
    writer.link(node, "actor", writer.resolve(actor))
    writer.concept(node, "roleKind", "role-kind", kind)
    writer.link(node, "inContext", writer.resolve(context) if context else writer.whole)
    for section in record.passages:
        writer.link(node, "statedIn", iris.passage(writer.source, section))
    writer.places.setdefault((node, ""), record.place_of("role" if context else ""))
    return node


def _stated_count(writer: Writer, count: StatedCount) -> None:
    iri = iris.part(writer.whole, count.SEGMENT, count.slug())
    writer.node(iri, count.CLASS, count)
    writer.link(iri, "countedLevel", iris.term(level_class(count.level)))


def _mention(writer: Writer, mention: Mention) -> None:
    organization = organization_iri(mention.id)
    writer.keys(organization, mention)
    writer.link(organization, "namedIn", writer.whole)


def memo_quads(slug: str, memo: Memo, places: Places) -> list[Quad]:
    """Return the named graph of a study group's memo; `places` is filled on the way."""
    whole = iris.entity("memo", slug)
    writer = Writer(NamedNode(iris.graph("memo", slug)), whole, places)
    writer.source = memo.source
    writer.names = {p.id: iris.part(whole, p.SEGMENT, p.id) for p in memo.points}
    writer.node(whole, "Memo", memo)
    for part in (*memo.points, *memo.industries, *memo.laws, *memo.coverage):
        writer.node(iris.part(whole, part.SEGMENT, part.slug()), part.CLASS, part)
    for scheme, concepts in memo.concepts.items():
        for concept in concepts:
            _memo_concept(writer, scheme, concept)
    return writer.quads


def _memo_concept(writer: Writer, scheme: str, concept: MemoConcept) -> None:
    iri = iris.concept(scheme, concept.id)
    writer.node(iri, "skos:Concept", concept, skip=("broader",))
    writer.link(iri, "skos:inScheme", iris.scheme_iri(scheme))
    writer.places.setdefault((iri, iris.term("skos:broader")), concept.place_of("broader"))
    for broader in concept.broader:
        writer.link(iri, "skos:broader", iris.concept(scheme, broader))


def registry_quads(
    registry: Registry, editions: Mapping[str, Edition], places: Places
) -> list[Quad]:
    """Return the graph of what all editions share: places, plans, organisations, passages."""
    writer = Writer(REGISTRY, "", places)
    for municipality in registry.municipalities.values():
        _municipality(writer, municipality)
    for organization in registry.organizations.values():
        writer.node(organization_iri(organization.id), organization.CLASS, organization)
    for source in registry.sources.values():
        writer.node(iris.entity("source", source.id), source.CLASS, source)
    for source_slug, rows in registry.passages.items():
        for row in rows.values():
            _passage(writer, source_slug, row)
    for edition in editions.values():
        plan = iris.entity("plan", edition.plan)
        writer.link(plan, "rdf:type", iris.term("Plan"))
        writer.link(plan, "municipality", iris.entity("municipality", edition.municipality))
        _label(writer, plan, edition.plan_title.ja, edition.plan_title.en)
        places.setdefault((plan, ""), edition.place_of("plan"))
    return writer.quads


def _label(writer: Writer, iri: str, ja: str, en: str) -> None:
    writer.add(iri, iris.term("rdfs:label"), Literal(ja, language="ja"))
    writer.add(iri, iris.term("rdfs:label"), Literal(en, language="en"))


def _municipality(writer: Writer, row: Municipality) -> None:
    iri = writer.node(iris.entity("municipality", row.code), "Municipality", row)
    _label(writer, iri, row.name_ja, row.name_en)
    for words, language in ((row.prefecture_ja, "ja"), (row.prefecture_en, "en")):
        writer.add(iri, iris.term("prefecture"), Literal(words, language=language))
    writer.add(iri, iris.term("rdfs:seeAlso"), NamedNode(iris.ESTAT_AREA + row.code))


def _passage(writer: Writer, source: str, row: PassageRow) -> None:
    iri = writer.node(iris.passage(source, row.section), "Passage", row, skip=("anchors",))
    writer.link(iri, "ofSource", iris.entity("source", source))
    for anchor in row.anchors.split():
        writer.add(iri, iris.term("anchor"), Literal(anchor))
