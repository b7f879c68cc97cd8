"""What all editions share, as one named graph: places, plans, organisations, passages."""

from collections.abc import Mapping

from pyoxigraph import Literal, NamedNode, Quad

from rolegraph import iris
from rolegraph.findings import Places
from rolegraph.graph.writer import Writer, organization_iri
from rolegraph.records.edition import Edition
from rolegraph.records.registry import Municipality, PassageRow, Registry

REGISTRY = NamedNode(iris.graph("registry"))


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
        writer.add(iri, iris.term("anchorMark"), Literal(anchor.partition(":")[2]))
