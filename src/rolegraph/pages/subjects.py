"""The page of a thing, put together from what is special to each of its kinds."""

from rolegraph import iris
from rolegraph.pages.blocks import Leaf, Section
from rolegraph.pages.compared import Compared
from rolegraph.pages.concepts import (
    concept_sections,
    kind_sections,
    memo_sections,
    point_sections,
    scheme_sections,
)
from rolegraph.pages.editions import (
    actor_duties,
    body_sections,
    edition_sections,
    element_sections,
    municipality_sections,
    plan_sections,
)
from rolegraph.pages.evidence_pages import passage_sections, source_sections
from rolegraph.pages.sheet import Sheet
from rolegraph.pages.things import graph_leaf, read_thing, thing_leaf

SPECIAL = {
    "PlanEdition": edition_sections,
    "Plan": plan_sections,
    "Municipality": municipality_sections,
    "ActorGroup": actor_duties,
    "PromotionBody": body_sections,
    "Facility": body_sections,
    "ActorKind": kind_sections,
    "Memo": memo_sections,
    "SourceDocument": source_sections,
    "Passage": passage_sections,
}
QUIET = ("PlanEdition", "SourceDocument", "Memo", "Passage")


def subject_leaf(sheet: Sheet, name: str, compared: Compared) -> Leaf:
    """Return the page of a thing by its name."""
    thing, queries = read_thing(sheet, name), compared.queries
    if thing.iri in sheet.atlas.graphs and not thing.triples:
        return graph_leaf(sheet, thing)
    special: list[Section] = []
    for kind, sections in SPECIAL.items():
        if thing.is_a(kind):
            special += sections(sheet, thing, queries)
    if f"{iris.SKOS}ConceptScheme" in thing.kinds:
        special += scheme_sections(sheet, thing, queries)
    if f"{iris.SKOS}Concept" in thing.kinds:
        special += concept_sections(sheet, thing, compared)
    if thing.is_a("MemoPoint"):
        special += point_sections(sheet, thing, compared)
    if sheet.atlas.values(thing.iri, "reading") and thing.values(iris.term("inEdition")):
        special += element_sections(sheet, thing, queries)
    loud = not any(thing.is_a(kind) for kind in QUIET)
    return thing_leaf(sheet, thing, special, plain_uses=loud)
