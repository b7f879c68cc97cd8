"""Writes nodes from records by what their keys mean; knows no particular record."""

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any

from pyoxigraph import Literal, NamedNode, Quad

from rolegraph import iris
from rolegraph.findings import Places
from rolegraph.records.base import Bilingual, DoubtNote, Key, KeyOf, Part, Record, keys_of

Node = NamedNode | Literal

INTEGER = NamedNode(iris.XSD + "integer")
DECIMAL = NamedNode(iris.XSD + "decimal")
DECIMALS = ("confidence",)


named = lru_cache(maxsize=1 << 15)(NamedNode)  # checking an IRI costs more than finding it again


def decimal(value: str) -> Literal:
    """Return a decimal as stores keep it: '0.910' is 0.91, so that it survives loading."""
    return Literal(value.rstrip("0").rstrip(".") if "." in value else value, datatype=DECIMAL)


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
        self.quads.append(Quad(named(subject), named(predicate), value, self.graph))

    def link(self, subject: str, name: str, target: str) -> None:
        """Write one statement about another node; `name` is a term of the ontology."""
        self.add(subject, iris.term(name), named(target))

    def node(self, iri: str, type_name: str, record: Record, skip: tuple[str, ...] = ()) -> str:
        """Write a node with all keys of its record and return its IRI."""
        self.add(iri, iris.RDF_TYPE, named(iris.term(type_name)))
        if self.whole and iri != self.whole:
            self.link(iri, "inEdition" if "/id/edition/" in iri else "inMemo", self.whole)
        self.places.setdefault((iri, ""), record.place_of())
        self.keys(iri, record, skip)
        return iri

    def keys(self, iri: str, record: Record, skip: tuple[str, ...] = ()) -> None:
        """Write the statements that the keys of a record make about a node."""
        for key in keys_of(type(record)):
            value = record.__dict__[key.field]
            if value is None or value is False or value in ((), {}) or key.field in skip:
                continue
            if key.field == "doubts":
                self._doubts(iri, record, value)
            elif isinstance(value, Record) and not isinstance(value, Part | Bilingual):
                self.keys(iri, value)
            elif key.key.property:
                self._place(iri, key, record)
                self._values(iri, key.key, value if isinstance(value, tuple) else (value,))

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
            return (named(iris.concept(key.scheme, value)),)
        if key.refers:
            return (named(self.resolve(value)),)
        if isinstance(value, int):
            return (Literal(str(value), datatype=INTEGER),)
        if key.property in DECIMALS:
            return (decimal(value),)
        if key.property in MINTS:
            return (named(MINTS[key.property](self, value)),)
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
