"""Which plans resemble each other, by what, and in what they differ."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from rolegraph import iris
from rolegraph.errors import UnknownName, needs
from rolegraph.findings import Language, Text
from rolegraph.queries import labels
from rolegraph.store import Queryable
from rolegraph.tables import Row, Table

BASES = ("activity", "theme", "instrument")
FEATURES = {
    "activity": """PREFIX rg: <https://w3id.org/rolegraph/ns#>
SELECT ?edition ?code (COUNT(?thing) AS ?things)
WHERE { ?thing rg:activity ?code ; rg:inEdition ?edition }
GROUP BY ?edition ?code
ORDER BY ?edition ?code""",
    "theme": """PREFIX rg: <https://w3id.org/rolegraph/ns#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?edition ?code (COUNT(?thing) AS ?things)
WHERE {
  ?code skos:inScheme <https://w3id.org/rolegraph/scheme/theme> .
  ?thing rg:codedAs ?code ;
    rg:inEdition ?edition .
}
GROUP BY ?edition ?code
ORDER BY ?edition ?code""",
    "instrument": """PREFIX rg: <https://w3id.org/rolegraph/ns#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?edition ?code (COUNT(?thing) AS ?things)
WHERE {
  ?code skos:inScheme <https://w3id.org/rolegraph/scheme/instrument> .
  ?thing rg:codedAs ?code ;
    rg:inEdition ?edition .
}
GROUP BY ?edition ?code
ORDER BY ?edition ?code""",
}
EDITIONS = """PREFIX rg: <https://w3id.org/rolegraph/ns#>
SELECT ?edition WHERE { ?edition a rg:PlanEdition } ORDER BY ?edition"""


class Features(NamedTuple):
    """How many facts of each edition carry each code: a matrix of editions by codes."""

    editions: tuple[str, ...]
    codes: tuple[str, ...]
    counts: Any


class Peer(NamedTuple):
    """One pair of editions: how alike, and the codes they share and do not share."""

    edition: str
    other: str
    jaccard: float
    cosine: float
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
    rows = [row for basis in bases for row in graph.select(FEATURES[basis]).rows]
    editions = tuple(str(e) for e in graph.select(EDITIONS).column("edition"))
    codes = tuple(sorted({str(code) for _, code, _ in rows}))
    across = {code: index for index, code in enumerate(codes)}
    down = {edition: index for index, edition in enumerate(editions)}
    counts = numpy.zeros((len(editions), len(codes)))
    for edition, code, number in rows:
        counts[down[str(edition)], across[str(code)]] += float(number or 0)
    return Features(editions, codes, counts)


def peers(found: Features, edition: str, most: int = 10) -> list[Peer]:
    """Return the editions most like one, by cosine of counts and then Jaccard of sets.

    Raises UnknownName for an edition (its slug) that is not there.
    """
    import numpy

    slugs = [iris.slug(iri) for iri in found.editions]
    if edition not in slugs:
        raise UnknownName("edition", edition, slugs)
    at = slugs.index(edition)
    jaccard, cosine = _alike(found.counts, found.counts[at])
    order = numpy.lexsort((numpy.arange(len(slugs)), -jaccard, -cosine))
    best = [int(i) for i in order if i != at and found.counts[i].any()][:most]
    return [_peer(found, at, i, float(jaccard[i]), float(cosine[i])) for i in best]


def all_pairs(found: Features) -> list[Peer]:
    """Return every pair of editions, most alike first."""
    pairs = []
    for at in range(len(found.editions)):
        jaccard, cosine = _alike(found.counts, found.counts[at])
        pairs += [
            _peer(found, at, other, float(jaccard[other]), float(cosine[other]))
            for other in range(at + 1, len(found.editions))
        ]
    return sorted(pairs, key=lambda p: (-p.cosine, -p.jaccard, p.edition, p.other))


def _alike(counts: Any, one: Any) -> tuple[Any, Any]:
    """Return Jaccard of the sets of codes and cosine of the counts, of all against one."""
    import numpy

    have, has = counts > 0, one > 0
    union = (have | has).sum(axis=1)
    jaccard = (have & has).sum(axis=1) / numpy.maximum(union, 1)
    lengths = numpy.linalg.norm(counts, axis=1) * numpy.linalg.norm(one)
    cosine = counts @ one / numpy.where(lengths == 0, 1, lengths)
    return jaccard.round(6), cosine.round(6)


def _peer(found: Features, at: int, other: int, jaccard: float, cosine: float) -> Peer:
    mine, theirs = found.counts[at] > 0, found.counts[other] > 0

    def codes(mask: Any) -> tuple[str, ...]:
        return tuple(code for code, there in zip(found.codes, mask, strict=True) if there)

    both, mine_only, theirs_only = mine & theirs, mine & ~theirs, theirs & ~mine
    names = found.editions[at], found.editions[other]
    return Peer(*names, jaccard, cosine, codes(both), codes(mine_only), codes(theirs_only))


COLUMNS = ("edition", "other", "cosine", "jaccard", "shared", "only_edition", "only_other")


def peers_table(graph: Queryable, pairs: list[Peer], language: Language) -> Table:
    """Return pairs as rows, the codes they share and do not share as labels."""
    things = {iri for pair in pairs for part in pair for iri in _texts(part)}
    names = labels(graph, things, language)
    mark = "、" if language == "ja" else ", "
    rows: list[Row] = []
    for pair in pairs:
        codes = (mark.join(names.get(c, iris.slug(c)) for c in part) for part in pair[4:])
        one, other = (iris.slug(pair.edition), iris.slug(pair.other))
        row = (one, names.get(pair.edition, one), other, names.get(pair.other, other))
        rows.append((*row, round(pair.cosine, 3), round(pair.jaccard, 3), *codes))
    columns = ("edition", "edition_label", "other", "other_label", *COLUMNS[2:])
    return Table(columns, tuple(rows))


def _texts(part: object) -> Mapping[str, None] | tuple[str, ...]:
    if isinstance(part, str):
        return (part,)
    return part if isinstance(part, tuple) else ()


def headings(language: Language) -> list[str]:
    """Return the headings of the pairs, for people."""
    ja = "計画(版) ID,計画(版),相手 ID,相手,コサイン,ジャッカード,共通,こちらだけ,相手だけ"
    en = "edition ID,edition,other ID,other,cosine,Jaccard,shared,only here,only there"
    return Text(ja, en).in_language(language).split(",")
