"""One edition of a plan as its own named graph."""

from pyoxigraph import NamedNode, Quad

from rolegraph import iris
from rolegraph.findings import Places
from rolegraph.graph.writer import Writer, organization_iri
from rolegraph.records.actors import Mention, Role
from rolegraph.records.content import Element, Relisted
from rolegraph.records.edition import Edition, StatedCount


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
