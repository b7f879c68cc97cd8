"""A study group's memo as its own named graph."""

from pyoxigraph import Literal, NamedNode, Quad

from rolegraph import iris
from rolegraph.findings import Places
from rolegraph.graph.writer import Writer
from rolegraph.records.base import Bilingual
from rolegraph.records.memo import Memo, MemoConcept


def memo_quads(slug: str, memo: Memo, places: Places) -> list[Quad]:
    """Return the named graph of a study group's memo; `places` is filled on the way."""
    whole = iris.entity("memo", slug)
    writer = Writer(NamedNode(iris.graph("memo", slug)), whole, places)
    writer.source = memo.source
    writer.names = {p.id: iris.part(whole, p.SEGMENT, p.id) for p in memo.points}
    writer.node(whole, "Memo", memo, skip=("definition",))
    if memo.definition:  # a term of its own: its label is not another title of the memo
        writer.node(iris.part(whole, "term", "definition"), "GlossaryTerm", memo.definition)
    for part in (*memo.points, *memo.industries, *memo.laws, *memo.coverage):
        writer.node(iris.part(whole, part.SEGMENT, part.slug()), part.CLASS, part)
    for scheme, words in memo.schemes.items():
        _scheme(writer, iris.scheme_iri(scheme), words)
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


def _scheme(writer: Writer, iri: str, words: Bilingual) -> None:
    writer.link(iri, "rdf:type", iris.term("skos:ConceptScheme"))
    writer.link(iri, "inMemo", writer.whole)
    for text, language in ((words.ja, "ja"), (words.en, "en")):
        writer.add(iri, iris.term("skos:prefLabel"), Literal(text, language=language))
