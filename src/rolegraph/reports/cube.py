"""Exhibits as RDF: a comparison as a Data Cube with the facts and passages behind each value."""

import re
from base64 import urlsafe_b64encode
from collections.abc import Iterable, Sequence
from hashlib import sha256
from urllib.parse import quote

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, serialize

from rolegraph import iris
from rolegraph.comparison.cells import Comparison
from rolegraph.comparison.exhibit import Exhibit
from rolegraph.tables import Cell

QB = "http://purl.org/linked-data/cube#"
PROV = "http://www.w3.org/ns/prov#"
PREFIXES = {**iris.PREFIXES, "qb": QB, "prov": PROV}
DIMENSIONS = ("row", "column", "part")
Node = NamedNode | Literal


def to_turtle(exhibits: Sequence[Exhibit]) -> bytes:
    """Return the exhibits as Turtle, without blank nodes, in a fixed order."""
    triples = {triple for exhibit in exhibits for triple in cube(exhibit)}
    return serialize(sorted(triples, key=str), format=RdfFormat.TURTLE, prefixes=PREFIXES) or b""


def cube(exhibit: Exhibit) -> Iterable[Triple]:
    """Return one exhibit as a data set with its structure and its observations.

    The data set is identified by the address of its page, its parts by fragments of it; what has
    no page is named by a digest of its content.
    """
    dataset = iris.BASE + quote(exhibit.path) if exhibit.path else _named_by_content(exhibit)
    yield from _dataset(dataset, exhibit)
    if exhibit.comparison:
        yield from _structure(dataset)
        yield from _observations(dataset, exhibit.comparison)
    else:
        yield from _rows(dataset, exhibit)


def _named_by_content(exhibit: Exhibit) -> str:
    digest = sha256(repr((exhibit.name, exhibit.title, exhibit.table)).encode()).digest()
    return f"ni:///sha-256;{urlsafe_b64encode(digest).decode('ascii').rstrip('=')}"  # RFC 6920


def _add(subject: str, predicate: str, value: str | Node) -> Triple:
    node = NamedNode(value) if isinstance(value, str) else value
    return Triple(NamedNode(subject), NamedNode(predicate), node)


def _dataset(dataset: str, exhibit: Exhibit) -> Iterable[Triple]:
    yield _add(dataset, iris.RDF_TYPE, f"{QB}DataSet")
    yield _add(dataset, iris.RDF_TYPE, f"{PROV}Entity")
    yield _add(dataset, f"{iris.RDFS}label", Literal(exhibit.title, language=exhibit.language))
    for name, value in exhibit.conditions:
        text = Literal(f"{name}: {value}", language=exhibit.language)
        yield _add(dataset, f"{iris.DCT}provenance", text)
    for source in exhibit.sources:
        yield _add(dataset, f"{iris.DCT}source", source.iri)
        yield _add(
            source.iri, f"{iris.RDFS}label", Literal(source.title, language=exhibit.language)
        )
        yield _add(source.iri, f"{iris.DCT}rights", Literal(source.rights))
    licence = "https://creativecommons.org/licenses/by/4.0/"
    yield _add(dataset, f"{iris.DCT}license", licence)


def _structure(dataset: str) -> Iterable[Triple]:
    structure = f"{dataset}#structure"
    yield _add(dataset, f"{QB}structure", structure)
    yield _add(structure, iris.RDF_TYPE, f"{QB}DataStructureDefinition")
    kinds = [(name, "dimension", "DimensionProperty") for name in DIMENSIONS]
    kinds += [("state", "attribute", "AttributeProperty"), ("value", "measure", "MeasureProperty")]
    for name, role, kind in kinds:
        component = f"{structure}-{name}"
        yield _add(structure, f"{QB}component", component)
        yield _add(component, f"{QB}{role}", f"{dataset}#property-{name}")
        yield _add(f"{dataset}#property-{name}", iris.RDF_TYPE, f"{QB}{kind}")
        yield _add(f"{dataset}#property-{name}", f"{iris.RDFS}label", Literal(name, language="en"))


def _observations(dataset: str, found: Comparison) -> Iterable[Triple]:
    for (row, column), cell in found.cells.items():
        for index, (part, value) in enumerate(cell.values or (("", None),)):
            texts = [str(value)] if isinstance(value, str) else []
            key = ",".join(quote(name, safe="") for name in (row, column, part or "-", *texts))
            node = f"{dataset}#{key}"
            things = cell.behind[index] if index < len(cell.behind) else ()
            yield _add(node, iris.RDF_TYPE, f"{QB}Observation")
            yield _add(node, f"{QB}dataSet", dataset)
            state = iris.concept("coverage-state", cell.state.value)
            yield _add(node, f"{dataset}#property-state", state)
            for name, slug in zip(DIMENSIONS, (row, column, part or "-"), strict=True):
                yield _add(node, f"{dataset}#property-{name}", _node(found, slug))
            if value is not None:
                yield _add(node, f"{dataset}#property-value", _node(found, value))
            yield from _behind(node, found, things)
    for slug, iri in found.iris.items():
        if slug in found.labels:
            yield _add(iri, f"{iris.RDFS}label", Literal(found.labels[slug]))


def _behind(node: str, found: Comparison, things: Iterable[str]) -> Iterable[Triple]:
    for iri in things:
        yield _add(node, f"{PROV}wasDerivedFrom", iri)
        for passage in found.things[iri].passages:
            yield _add(iri, iris.term("statedIn"), f"{iris.BASE}id/passage/{passage}")


def _node(found: Comparison, value: Cell) -> Node:
    if isinstance(value, str):
        return NamedNode(found.iris[value]) if value in found.iris else Literal(value)
    return _literal(value)


def _literal(value: Cell) -> Literal:
    if isinstance(value, bool):
        return Literal(value)
    if isinstance(value, int):
        return Literal(str(value), datatype=NamedNode(f"{iris.XSD}integer"))
    if isinstance(value, float):
        return Literal(str(value), datatype=NamedNode(f"{iris.XSD}decimal"))
    return Literal(str(value))


def _rows(dataset: str, exhibit: Exhibit) -> Iterable[Triple]:
    """Return the rows of an answer, each with its cells, facts and passages."""
    behind = {entry.note: entry for entry in exhibit.evidence}
    for number, (row, cells) in enumerate(
        zip(exhibit.table.rows, exhibit.grid.rows, strict=True), 1
    ):
        node = f"{dataset}#{exhibit.language}-{number}"
        yield _add(node, iris.RDF_TYPE, f"{QB}Observation")
        yield _add(node, f"{QB}dataSet", dataset)
        for name, value in zip(exhibit.table.columns, row, strict=True):
            if value is not None:
                safe = re.sub(r"\W+", "-", name)
                yield _add(node, f"{dataset}#property-{safe}", _literal(value))
        entry = behind.get(max(cell.note for cell in cells))
        for thing in entry.things if entry else ():
            yield _add(node, f"{PROV}wasDerivedFrom", thing.iri)
            for passage in thing.passages:
                yield _add(thing.iri, iris.term("statedIn"), f"{iris.BASE}id/passage/{passage}")
