"""Judgements as named graphs, one a scheme and coder; agreement beside them."""

from collections.abc import Iterable, Mapping

from pyoxigraph import Literal, NamedNode, Quad

from rolegraph import iris
from rolegraph.findings import Places
from rolegraph.graph.writer import Writer, decimal
from rolegraph.reading import Corpus
from rolegraph.records.codings import NOTHING, Agreement, Coding
from rolegraph.records.edition import Edition

ADJUDICATED = "adjudicated"
AGREEMENT = NamedNode(iris.graph("agreement"))


def coding_quads(
    scheme: str,
    coder: str,
    rows: Iterable[Coding],
    corpus: Corpus,
    targets: Mapping[str, str],
    places: Places,
) -> list[Quad]:
    """Return the named graph of one coder's codings of one scheme; `places` is filled.

    `targets` has the IRI of everything that can be coded. A coding whose target does not exist is
    left out: reading has told of it.
    """
    writer = Writer(NamedNode(iris.graph(f"coding/{scheme}", coder)), "", places)
    for row in rows:
        if row.target not in targets:
            continue
        name = f"{scheme}/{coder}/{row.target}/{row.concept}"
        iri = iris.entity("coding", name)
        adjudicated = coder == ADJUDICATED
        writer.node(iri, "Adjudication" if adjudicated else "Coding", row, skip=("target",))
        writer.places.setdefault((iri, iris.term("concept")), row.place_of("concept"))
        writer.link(iri, "target", targets[row.target])
        writer.link(iri, "codedScheme", iris.scheme_iri(scheme))
        if row.concept != NOTHING:
            writer.concept(iri, "concept", scheme, row.concept)
        if not adjudicated:
            writer.add(iri, iris.term("coder"), Literal(coder))
        if row.rationale:
            writer.add(iri, iris.term("rationale"), Literal(row.rationale, language="ja"))
        source = corpus.editions[row.target.partition("/")[0]].source
        for section in row.sections:
            writer.link(iri, "statedIn", iris.passage(source, section))
    return writer.quads


def target_iris(editions: Mapping[str, Edition]) -> dict[str, str]:
    """Return the IRI of everything that can be coded: editions, their elements and duties."""
    found: dict[str, str] = {}
    for slug, edition in editions.items():
        whole = iris.entity("edition", slug)
        found[slug] = whole
        for part in (*edition.elements, *edition.duties):
            found[f"{slug}/{part.slug()}"] = iris.part(whole, part.SEGMENT, part.slug())
    return found


def agreement_quads(rows: Iterable[Agreement], places: Places) -> list[Quad]:
    """Return the graph of how far coders agreed, a node for each scheme, distance and round."""
    writer = Writer(AGREEMENT, "", places)
    for row in rows:
        iri = iris.entity("agreement", f"{row.scheme}/{row.distance}/{row.round}")
        writer.node(iri, "Agreement", row)
        writer.link(iri, "codedScheme", iris.scheme_iri(row.scheme))
        writer.add(iri, iris.term("alpha"), decimal(row.alpha))
    return writer.quads
