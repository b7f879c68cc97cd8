"""What stands behind a row: the things that a question counts or states, and their passages."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from rolegraph import iris
from rolegraph.errors import BadQuery
from rolegraph.findings import Language
from rolegraph.queries import Query, bind, iris_in, labels, ordered
from rolegraph.store import Queryable
from rolegraph.tables import Cell, Row, Table

COUNT = re.compile(r"\(\s*COUNT\s*\(\s*DISTINCT\s+\?(\w+)\s*\)\s+AS\s+\?(\w+)\s*\)", re.I)
NOT_FACTS = (
    "/id/edition/[^/]+$|/id/(?:plan|municipality|organization|source|memo|passage)/|/scheme/|/ns#"
)

PASSAGES = """PREFIX rg: <https://w3id.org/rolegraph/ns#>
SELECT DISTINCT ?thing ?passage
WHERE {
  VALUES ?thing { %s }
  ?thing rg:statedIn ?passage .
}
ORDER BY ?thing ?passage"""


SAYS = """PREFIX rg: <https://w3id.org/rolegraph/ns#>
SELECT ?thing ?concept
WHERE {
  VALUES ?thing { %s }
  ?thing ?property ?concept .
  FILTER(?property IN (rg:actor, rg:roleKind, rg:function, rg:seatKind, rg:target, rg:concept,
    rg:item, rg:relists, rg:aspect))
}
ORDER BY ?thing ?property ?concept"""


class Thing(NamedTuple):
    """One fact of the corpus behind a number: its IRI, a label, and where it is stated."""

    iri: str
    label: str
    passages: tuple[str, ...]

    @property
    def name(self) -> str:
        """The identifier by which people tell it from others: edition and slug."""
        return short(self.iri)


def counted(query: Query) -> dict[str, str]:
    """Return the variable behind each column that counts distinct things."""
    projection, _ = _halves(query.name, query.sparql)
    return {column: variable for variable, column in COUNT.findall(projection)}


def computed(query: Query) -> set[str]:
    """Return the columns that the question computes from groups, such as sums and shares."""
    projection, _ = _halves(query.name, query.sparql)
    return set(re.findall(r"\bAS\s+\?(\w+)\s*\)", projection, re.I))


def thing_variable(query: Query, value: str) -> str:
    """Return the variable whose bindings stand behind a value, or '' when none is known."""
    return counted(query).get(value) or query.thing or next(iter(counted(query).values()), "")


def details(
    graph: Queryable,
    query: Query,
    columns: Sequence[str],
    thing: str,
    language: Language,
    **parameters: str,
) -> Table:
    """Return the distinct rows of these columns with the thing behind each, as IRIs.

    The question's own conditions are kept; only what it projects and groups is changed.
    """
    terms = bind(graph, query, parameters, language)
    wanted = tuple(dict.fromkeys((*columns, thing)))
    sparql = listing(query, tuple(dict.fromkeys((*wanted, *terms))), wanted)
    raw = ordered(graph.select(sparql.rpartition("\nORDER BY")[0], terms), wanted)
    rows = zip(*(raw.column(name) for name in (*columns, thing)), strict=True)
    kept = (row for row in rows if row[-1] is not None)
    return Table((*columns, "thing"), tuple(dict.fromkeys(kept)))


def listing(query: Query, variables: Sequence[str], order: Sequence[str], more: str = "") -> str:
    """Return a question's SPARQL that lists variables instead of what the question projects.

    `more` is added to its pattern.
    """
    head, body = _halves(query.name, query.sparql)
    prefixes = head[: re.search(r"SELECT", head, re.I).start()]  # type: ignore[union-attr]
    listed, ordered = (" ".join(f"?{name}" for name in names) for names in (variables, order))
    return f"{prefixes}SELECT DISTINCT {listed}\n{body[:-1]}{more}}}\nORDER BY {ordered}"


def row_things(
    graph: Queryable, query: Query, raw: Table, language: Language, **parameters: str
) -> list[tuple[str, ...]]:
    """Return the things behind each row of an answer, in the order of its rows."""
    variable = thing_variable(query, "")
    if not variable:
        return [
            tuple(dict.fromkeys(part for cell in row for part in facts_in(cell)))
            for row in raw.rows
        ]
    known = [c for c in raw.columns if c not in computed(query) and c not in query.gather]
    found: dict[Row, dict[str, None]] = {}
    for row in details(graph, query, known, variable, language, **parameters).rows:
        if iris_in(row[-1]):  # what is counted may be a text, such as a mark
            found.setdefault(row[:-1], {})[str(row[-1])] = None
    keys = zip(*(raw.column(name) for name in known), strict=True)
    return [tuple(found.get(key, ())) for key in keys]


def _described(graph: Queryable, found: list[str], language: Language) -> dict[str, str]:
    """Return words for facts without a label: what they say, of whom."""
    said: dict[str, list[str]] = {}
    for start in range(0, len(found), 500):
        values = " ".join(f"<{iri}>" for iri in found[start : start + 500])
        for thing, concept in graph.select(SAYS % values).rows:
            said.setdefault(str(thing), []).append(str(concept))
    words = labels(graph, {iri for iris_ in said.values() for iri in iris_}, language)
    comma = "・" if language == "ja" else ", "
    return {
        thing: comma.join(words.get(iri, short(iri)) for iri in parts)
        for thing, parts in said.items()
    }


def facts_in(cell: Cell) -> list[str]:
    """Return the IRIs of a cell that can name a fact of an edition, not what it is about."""
    found = iris_in(cell)
    return [iri for iri in found if iri.startswith(iris.BASE) and not re.search(NOT_FACTS, iri)]


@lru_cache(256)
def _halves(name: str, sparql: str) -> tuple[str, str]:
    """Return a question's text up to its outermost WHERE, and that block to its closing brace."""
    text = re.sub(r"^\s*#.*$", "", sparql, flags=re.M)
    start = re.search(r"\bSELECT\b(?:(?!\bSELECT\b).)*?\bWHERE\s*\{", text, re.I | re.S)
    if start is None:
        raise BadQuery(f"question '{name}' has no 'SELECT … WHERE {{'", "write both words")
    depth = 0
    for index in range(start.end() - 1, len(text)):
        depth += {"{": 1, "}": -1}.get(text[index], 0)
        if depth == 0:
            where = re.search(r"\bWHERE\s*\{$", text[: start.end()], re.I)
            begin = where.start() if where else start.end()
            return text[:begin], text[begin : index + 1]
    raise BadQuery(f"question '{name}' has an open brace", "close it")


def things_behind(graph: Queryable, found: Iterable[str], language: Language) -> dict[str, Thing]:
    """Return each thing with its label and passages; things without passages are included."""
    wanted = sorted(set(found))
    stated: dict[str, list[str]] = {}
    for start in range(0, len(wanted), 500):
        values = " ".join(f"<{iri}>" for iri in wanted[start : start + 500])
        for thing, passage in graph.select(PASSAGES % values).rows:
            stated.setdefault(str(thing), []).append(iris.slug(str(passage)))
    names = labels(graph, wanted, language)
    names |= _described(graph, [iri for iri in wanted if iri not in names], language)
    return {
        iri: Thing(iri, names.get(iri, short(iri)), tuple(stated.get(iri, ()))) for iri in wanted
    }


def short(iri: str) -> str:
    """Return a name that tells a part of one edition from the same slug in another.

    >>> short("https://w3id.org/rolegraph/id/edition/99001-plan/duty/citizens-1")
    '99001-plan/citizens-1'
    """
    match = re.search(r"/id/(?:edition|memo)/([^/]+)/.*?([^/]+)$", iri)
    return f"{match[1]}/{match[2]}" if match else iris.slug(iri)


def unique_names(found: Iterable[str]) -> Mapping[str, str]:
    """Return a name for each IRI: its slug, with the edition before it where two share a slug."""
    every = sorted(set(found))
    slugs = [iris.slug(iri) for iri in every]
    often = Counter(slugs)
    return {
        iri: slug if often[slug] == 1 else short(iri)
        for iri, slug in zip(every, slugs, strict=True)
    }
