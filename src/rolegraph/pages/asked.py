"""What one plan asks of a kind of actor and another does not, activity by activity."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from rolegraph import iris
from rolegraph.comparison import State, empty_states
from rolegraph.pages.atlas import PREFIXES, Atlas
from rolegraph.pages.blocks import Block, Cell, Grid, Leaf, Links, Notice, Ref, Section
from rolegraph.pages.sheet import Sheet
from rolegraph.queries import Query

OF_KIND = """SELECT ?edition ?activity ?duty ?passage ?kind WHERE {
  VALUES ?edition { <%s> <%s> }
  ?duty rg:inEdition ?edition ; a rg:Duty ; rg:bearer ?actor ;
    rg:activity ?activity ; rg:statedIn ?passage .
  ?actor rg:countsAs ?kind .
} ORDER BY ?edition ?activity ?duty ?passage"""
KINDS = """SELECT DISTINCT ?kind ?edition WHERE {
  ?duty a rg:Duty ; rg:bearer ?actor ; rg:inEdition ?edition .
  ?actor rg:includesKind/skos:broader* ?kind
} ORDER BY ?kind ?edition"""

MOST = 12
Duties = dict[str, dict[str, list[str]]]
"""activity -> duty -> passages."""


class Pair(NamedTuple):
    """A kind of actor and two editions."""

    kind: str
    one: str
    other: str

    @property
    def name(self) -> str:
        """The name of the page."""
        return f"asked/{'/'.join(iris.slug(iri) for iri in self)}"


def kinds_asked(atlas: Atlas) -> dict[str, list[str]]:
    """Return the kinds of actor of whom something is asked, with the editions that ask."""
    found: dict[str, list[str]] = {}
    for kind, edition in atlas.kept(KINDS):
        found.setdefault(str(kind), []).append(str(edition))
    return found


def pairs(atlas: Atlas) -> Iterable[Pair]:
    """Yield every kind with two editions of which at least one asks something of it."""
    for kind, editions in kinds_asked(atlas).items():
        every = [*editions, *(e for e in atlas.editions if e not in editions)][:MOST]
        asking = set(editions)
        for one in every:
            for other in every:
                if one != other and asking & {one, other}:
                    yield Pair(kind, one, other)


def read_pair(atlas: Atlas, name: str) -> Pair | None:
    """Return the kind and editions that a page name holds, or None."""
    parts = name.split("/")
    if len(parts) != 4 or parts[0] != "asked":
        return None
    found = Pair(
        iris.concept("actor-kind", parts[1]),
        iris.entity("edition", parts[2]),
        iris.entity("edition", parts[3]),
    )
    editions = set(atlas.editions)
    known = found.one in editions and found.other in editions and found.one != found.other
    return found if known and atlas.has(f"scheme/actor-kind/{parts[1]}") else None


def pair_leaf(sheet: Sheet, pair: Pair, queries: Mapping[str, Query]) -> Leaf:
    """Return what the first edition asks and the other does not, then both, then the rest."""
    duties: dict[str, Duties] = {}
    for edition, activity, duty, passage, _ in sheet.atlas.rows(
        OF_KIND % (pair.one, pair.other), kind=pair.kind
    ):
        own = duties.setdefault(str(edition), {}).setdefault(str(activity), {})
        own.setdefault(str(duty), []).append(str(passage))
    one, other = duties.get(pair.one, {}), duties.get(pair.other, {})
    sheet.atlas.learn({iri for own in (one, other) for a, ds in own.items() for iri in (a, *ds)})
    kind, a, b = (sheet.ref(iri).text for iri in pair)
    sections = [
        _side(sheet, queries, "only-a", pair.one, pair.other, one, other),
        _both(sheet, one, other, a, b),
        _side(sheet, queries, "only-b", pair.other, pair.one, other, one),
    ]
    swapped = sheet.link(
        pair._replace(one=pair.other, other=pair.one).name, sheet.word("between", a=b, b=a)
    )
    return Leaf(
        sheet.word("difference_of", kind=kind, a=a, b=b),
        [*sections, Section("swap", "", [Links([swapped])])],
        lead=[Ref(sheet.word("across_note"))],
        trail=[sheet.link("index", sheet.word("menu_index")), sheet.ref(pair.kind)],
        sparql=_sparql(pair),
    )


def _sparql(pair: Pair) -> str:
    """Return the query that the page is made from."""
    bound = f"VALUES ?kind {{ <{pair.kind}> }} VALUES ?edition {{ <{pair.one}> <{pair.other}> }}"
    return PREFIXES + OF_KIND.replace("WHERE {", f"WHERE {{ {bound}", 1)


def _side(
    sheet: Sheet,
    queries: Mapping[str, Query],
    key: str,
    one: str,
    other: str,
    has: Duties,
    lacks: Duties,
) -> Section:
    only = {activity: own for activity, own in has.items() if activity not in lacks}
    blocks: list[Block] = []
    state = empty_states(sheet.atlas.graph, "duties", [other])[other]
    key_ = "only_in" if state is State.NOT_FOUND else "only_seen_in"
    heading = sheet.word(key_, a=sheet.ref(one).text, b=sheet.ref(other).text)
    if state is not State.NOT_FOUND:
        mark = sheet.state(state.value)
        label = sheet.ref(other).text
        words = {
            "ja": f"{label}の責務は「{mark.word}」です。無いとは言えません。",
            "en": f"The duties of {label} are {mark.word}; absence cannot be told.",
        }
        blocks.append(Notice(mark.word, [Ref(words[sheet.language])], f"state {mark.name}"))
    rows = [_line(sheet, activity, own) for activity, own in only.items()]
    heads = [sheet.ref(iris.term("activity")).text, sheet.word("gloss"), sheet.word("stated_in")]
    blocks.append(Grid(heading, heads, rows))
    return Section(key, heading, blocks)


def _line(sheet: Sheet, activity: str, duties: Mapping[str, list[str]]) -> list[Cell]:
    passages = dict.fromkeys(p for own in duties.values() for p in own)
    return [
        Cell((sheet.ref(activity),)),
        Cell(tuple(sheet.ref(duty) for duty in duties)),
        sheet.passages(passages),
    ]


def _both(sheet: Sheet, one: Duties, other: Duties, a: str, b: str) -> Section:
    rows = [
        [
            Cell((sheet.ref(activity),)),
            Cell(tuple(sheet.ref(duty) for duty in own)),
            Cell(tuple(sheet.ref(duty) for duty in other[activity])),
        ]
        for activity, own in one.items()
        if activity in other
    ]
    heads = [sheet.ref(iris.term("activity")).text, a, b]
    return Section("both", sheet.word("both_in"), [Grid(sheet.word("both_in"), heads, rows)])
