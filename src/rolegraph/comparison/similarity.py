"""Which plans resemble each other, by what, and in what they differ."""

from typing import Any, NamedTuple

from rolegraph import iris
from rolegraph.errors import UnknownName, needs
from rolegraph.findings import Language, Text
from rolegraph.queries import labels
from rolegraph.store import Queryable
from rolegraph.tables import Row, Table

BASES = ("activity", "theme", "instrument")
CODED = """PREFIX rg: <https://w3id.org/rolegraph/ns#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?edition ?code (COUNT(?thing) AS ?things)
WHERE {
  ?code skos:inScheme <https://w3id.org/rolegraph/scheme/%s> .
  ?thing rg:codedAs ?code ;
    rg:inEdition ?edition .
}
GROUP BY ?edition ?code
ORDER BY ?edition ?code"""
FEATURES = {
    "activity": """PREFIX rg: <https://w3id.org/rolegraph/ns#>
SELECT ?edition ?code (COUNT(?thing) AS ?things)
WHERE { ?thing rg:activity ?code ; rg:inEdition ?edition }
GROUP BY ?edition ?code
ORDER BY ?edition ?code""",
    **{scheme: CODED % scheme for scheme in ("theme", "instrument")},
}
EDITIONS = """PREFIX rg: <https://w3id.org/rolegraph/ns#>
SELECT ?edition WHERE { ?edition a rg:PlanEdition } ORDER BY ?edition"""


class Features(NamedTuple):
    """How many facts of each edition carry each code: a matrix of editions by codes.

    `bases` says for each code on which basis it counts.
    """

    editions: tuple[str, ...]
    codes: tuple[str, ...]
    counts: Any
    bases: tuple[str, ...]


class Peer(NamedTuple):
    """One pair of editions: how alike, and the codes they share and do not share."""

    edition: str
    other: str
    jaccard: float
    cosine: float
    bases: tuple[str, ...]
    shared: tuple[str, ...]
    only_edition: tuple[str, ...]
    only_other: tuple[str, ...]


def features(graph: Queryable, bases: tuple[str, ...] = BASES) -> Features:
    """Return what each edition is coded with. Raises UnknownName for a basis that is not there."""
    with needs("similarity", "reports"):
        import numpy
    for basis in bases:
        if basis not in FEATURES:
            raise UnknownName("basis of similarity", basis, FEATURES)
    rows = [(basis, *row) for basis in bases for row in graph.select(FEATURES[basis]).rows]
    editions = tuple(str(e) for e in graph.select(EDITIONS).column("edition"))
    known = {str(code): str(basis) for basis, _, code, _ in rows}
    codes = tuple(sorted(known))
    across = {code: index for index, code in enumerate(codes)}
    down = {edition: index for index, edition in enumerate(editions)}
    counts = numpy.zeros((len(editions), len(codes)))
    for _, edition, code, number in rows:
        counts[down[str(edition)], across[str(code)]] += float(number or 0)
    return Features(editions, codes, counts, tuple(known[code] for code in codes))


def peers(found: Features, edition: str, most: int = 10) -> list[Peer]:
    """Return the editions most like one, by cosine of counts and then Jaccard of sets.

    Two editions are compared on the bases on which both are coded, and on no other: an
    excerpt without measures is not unlike a plan for having none.

    Raises UnknownName for an edition (its slug) that is not there.
    """
    import numpy

    slugs = [iris.slug(iri) for iri in found.editions]
    if edition not in slugs:
        raise UnknownName("edition", edition, slugs)
    at = slugs.index(edition)
    jaccard, cosine = _alike(found, at)
    order = numpy.lexsort((numpy.arange(len(slugs)), -jaccard, -cosine))
    best = [int(i) for i in order if i != at and _common(found, at, int(i))][:most]
    return [_peer(found, at, i, float(jaccard[i]), float(cosine[i])) for i in best]


def all_pairs(found: Features) -> list[Peer]:
    """Return every pair of editions, most alike first."""
    pairs = []
    for at in range(len(found.editions)):
        jaccard, cosine = _alike(found, at)
        pairs += [
            _peer(found, at, other, float(jaccard[other]), float(cosine[other]))
            for other in range(at + 1, len(found.editions))
        ]
    return sorted(pairs, key=lambda p: (-p.cosine, -p.jaccard, p.edition, p.other))


def _alike(found: Features, at: int) -> tuple[Any, Any]:
    """Return Jaccard of the sets of codes and cosine of the counts, of all against one."""
    import numpy

    size = len(found.editions)
    both, either, dot = numpy.zeros(size), numpy.zeros(size), numpy.zeros(size)
    mine, theirs = numpy.zeros(size), numpy.zeros(size)
    for basis in sorted(set(found.bases)):
        counts = found.counts[:, [b == basis for b in found.bases]]
        one = counts[at]
        coded = counts.any(axis=1) & one.any()
        both += ((counts > 0) & (one > 0)).sum(axis=1) * coded
        either += ((counts > 0) | (one > 0)).sum(axis=1) * coded
        dot += (counts @ one) * coded
        mine += (one @ one) * coded
        theirs += (counts * counts).sum(axis=1) * coded
    lengths = numpy.sqrt(mine * theirs)
    cosine = dot / numpy.where(lengths == 0, 1, lengths)
    return (both / numpy.maximum(either, 1)).round(6), cosine.round(6)


def _common(found: Features, at: int, other: int) -> tuple[str, ...]:
    """Return the bases on which both editions are coded."""
    coded = [
        {basis for basis, count in zip(found.bases, found.counts[i], strict=True) if count}
        for i in (at, other)
    ]
    return tuple(basis for basis in BASES if basis in coded[0] & coded[1])


def _peer(found: Features, at: int, other: int, jaccard: float, cosine: float) -> Peer:
    mine, theirs = found.counts[at] > 0, found.counts[other] > 0
    bases = _common(found, at, other)

    def codes(mask: Any) -> tuple[str, ...]:
        rows = zip(found.codes, found.bases, mask, strict=True)
        return tuple(code for code, basis, there in rows if there and basis in bases)

    both, mine_only, theirs_only = mine & theirs, mine & ~theirs, theirs & ~mine
    names = found.editions[at], found.editions[other]
    return Peer(*names, jaccard, cosine, bases, codes(both), codes(mine_only), codes(theirs_only))


COLUMNS = ("edition", "other", "cosine", "jaccard", "bases", "shared", "only_edition", "only_other")


def peers_table(graph: Queryable, pairs: list[Peer], language: Language) -> Table:
    """Return pairs as rows, the codes they share and do not share as labels."""
    codes_of = [(*p.shared, *p.only_edition, *p.only_other) for p in pairs]
    things = {iri for found in codes_of for iri in found}
    things |= {iri for pair in pairs for iri in (pair.edition, pair.other)}
    names = labels(graph, things, language)
    mark = "、" if language == "ja" else ", "
    rows: list[Row] = []
    for pair in pairs:
        codes = (mark.join(names.get(c, iris.slug(c)) for c in part) for part in pair[5:])
        one, other = (iris.slug(pair.edition), iris.slug(pair.other))
        row = (one, names.get(pair.edition, one), other, names.get(pair.other, other))
        rows.append(
            (*row, round(pair.cosine, 3), round(pair.jaccard, 3), "; ".join(pair.bases), *codes)
        )
    columns = ("edition", "edition_label", "other", "other_label", *COLUMNS[2:])
    return Table(columns, tuple(rows))


def headings(language: Language) -> list[str]:
    """Return the headings of the pairs, for people."""
    ja = "計画(版) ID,計画(版),相手 ID,相手,コサイン,ジャッカード,"
    ja += "比べた観点,共通,こちらだけ,相手だけ"
    en = "edition ID,edition,other ID,other,cosine,Jaccard,bases,shared,only here,only there"
    return Text(ja, en).in_language(language).split(",")
