"""How complete each edition is, and what to do next: gaps, the most useful first."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from rolegraph import iris
from rolegraph.findings import Finding, Language, Text
from rolegraph.store import Queryable
from rolegraph.tables import Row, Table

WEIGHTS: Mapping[str, float] = {"complete": 1.0, "partial": 0.5, "none": 0.0}
"""How much of an aspect is there by its coverage; `outside` has no score."""

CLASSES: Mapping[str, tuple[str, ...]] = {
    "actors": ("ActorGroup",),
    "roles": ("Role",),
    "duties": ("Duty",),
    "bodies": ("PromotionBody",),
    "facilities": ("Facility",),
    "elements": (
        *("StrategicGoal", "Policy", "Measure", "Initiative"),
        *("LeadingProject", "PriorityProject", "SupportStance"),
    ),
    "schedules": ("Schedule",),
    "schemes": ("SupportScheme",),
    "glossary": ("GlossaryTerm",),
    "steering": ("ManagementStep",),
}
PREFIXES = f"PREFIX rg: <{iris.RG}>\nPREFIX skos: <{iris.SKOS}>\n"
THINGS = (
    PREFIXES + "SELECT ?thing ?class ?edition WHERE { ?thing rg:inEdition ?edition ; a ?class }"
)
COVERAGE = (
    PREFIXES
    + """SELECT ?edition ?aspect ?extent WHERE {
  ?statement rg:inEdition ?edition ; rg:aspect ?aspect ; rg:extent ?extent
} ORDER BY ?edition ?aspect"""
)
EDITIONS = PREFIXES + "SELECT ?edition WHERE { ?edition a rg:PlanEdition } ORDER BY ?edition"
DOUBTS = (
    PREFIXES
    + """SELECT ?edition ?about ?property ?reading WHERE {
  ?doubt rg:about ?about ; rg:reading ?reading .
  ?about rg:inEdition ?edition .
  OPTIONAL { ?doubt rg:doubtfulProperty ?property }
} ORDER BY ?edition ?about ?property"""
)
UNDECIDED = (
    PREFIXES
    + """SELECT DISTINCT ?edition ?target ?scheme WHERE {
  ?coding a rg:Coding ; rg:target ?target ; rg:codedScheme ?scheme .
  OPTIONAL { ?target rg:inEdition ?within }
  BIND(COALESCE(?within, ?target) AS ?edition)
  FILTER NOT EXISTS { ?settled rg:target ?target ; a rg:Adjudication ; rg:codedScheme ?scheme }
} ORDER BY ?edition ?target ?scheme"""
)
KINDS = (
    PREFIXES
    + """SELECT DISTINCT ?edition ?kind WHERE {
  ?duty a rg:Duty ; rg:inEdition ?edition ; rg:bearer/rg:includesKind ?kind
} ORDER BY ?kind ?edition"""
)


class Gap(NamedTuple):
    """Something that is missing or unsure: of which kind, where, how many results hang on it."""

    kind: str
    edition: str
    what: str
    use: int
    remedy: Text


def scores(graph: Queryable, findings: Iterable[Finding] = ()) -> Table:
    """Return a row for each edition and aspect: extent, things, doubts, faults, score 0 to 1.

    The score is the weight of the declared extent, less the share of things that are doubtful or
    break a rule. It is empty for what lies outside the excerpt.
    """
    things = _things(graph)
    extents = _extents(graph)
    doubtful = {str(row[1]) for row in graph.select(DOUBTS).rows}
    faulty = {f.detail.focus.strip("<>") for f in findings if f.detail and f.severity != "info"}
    rows: list[Row] = []
    for edition in _editions(graph):
        for aspect in CLASSES:
            mine = things.get((edition, aspect), set())
            extent = extents.get((edition, aspect), "undeclared")
            unsure, broken = mine & doubtful, mine & faulty
            score = _score(extent, len(mine), len(unsure | broken))
            counts = (len(mine), len(unsure), len(broken))
            rows.append((iris.slug(edition), aspect, extent, *counts, score))
    columns = ("edition", "aspect", "extent", "things", "doubtful", "faulty", "score")
    return Table(columns, tuple(rows))


def _score(extent: str, things: int, impaired: int) -> float | None:
    if extent == "outside":
        return None
    whole = WEIGHTS.get(extent, 0.0)
    return round(whole * (1 - impaired / things), 3) if things else whole


def gaps(graph: Queryable, language: Language) -> Table:
    """Return what is undecided, not coded, doubtful, or found elsewhere only; most useful first.

    `use` counts what would gain: for an aspect the other editions that it could be compared
    with, for a judgement or a reading the thing itself.
    """
    found = [*_undecided(graph), *_not_coded(graph), *_elsewhere(graph), *_doubtful(graph)]
    order = ["undecided", "not-coded", "elsewhere", "doubtful"]
    found.sort(key=lambda gap: (-gap.use, order.index(gap.kind), gap.edition, gap.what))
    rows = [(g.kind, g.edition, g.what, g.use, g.remedy.in_language(language)) for g in found]
    return Table(("gap", "edition", "what", "use", "remedy"), tuple(rows))


def _undecided(graph: Queryable) -> list[Gap]:
    remedy = Text("裁定を adjudicated.csv に書く", "write the adjudication into adjudicated.csv")
    return [
        Gap("undecided", iris.slug(str(e)), f"{iris.slug(str(s))}: {iris.slug(str(t))}", 1, remedy)
        for e, t, s in graph.select(UNDECIDED).rows
    ]


def _not_coded(graph: Queryable) -> list[Gap]:
    remedy = Text("入力し、coverage: を改める", "code it and renew coverage:")
    extents, editions = _extents(graph), _editions(graph)
    found = []
    for aspect in CLASSES:
        coded = [e for e in editions if extents.get((e, aspect)) in ("complete", "partial")]
        for edition in editions:
            extent = extents.get((edition, aspect), "undeclared")
            if extent in ("none", "partial", "undeclared"):
                use = len([e for e in coded if e != edition])
                found.append(
                    Gap("not-coded", iris.slug(edition), f"{aspect} ({extent})", use, remedy)
                )
    return found


def _elsewhere(graph: Queryable) -> list[Gap]:
    """Return kinds of actors that most other editions ask something of, and this one nothing."""
    remedy = Text(
        "見落としでないか資料を確かめる", "look into the source whether it was overlooked"
    )
    having: dict[str, set[str]] = {}
    for edition, kind in graph.select(KINDS).rows:
        having.setdefault(iris.slug(str(kind)), set()).add(str(edition))
    extents = _extents(graph)
    complete = [e for e in _editions(graph) if extents.get((e, "duties")) == "complete"]
    found = []
    for kind, editions in having.items():
        for edition in complete:
            others = len(editions - {edition})
            if edition not in editions and others >= 2 and 2 * others > len(complete) - 1:
                what = f"duties: {kind}"
                found.append(Gap("elsewhere", iris.slug(edition), what, others, remedy))
    return found


def _doubtful(graph: Queryable) -> list[Gap]:
    remedy = Text("もとの刊行物で確かめる", "check against the printed publication")
    found = []
    for edition, about, key, reading in graph.select(DOUBTS).rows:
        name = iris.slug(str(key)).rsplit("#", 1)[-1] if key else ""
        what = f"{iris.slug(str(about))} {name} ({iris.slug(str(reading))})".replace("  ", " ")
        found.append(Gap("doubtful", iris.slug(str(edition)), what, 1, remedy))
    return found


def _editions(graph: Queryable) -> list[str]:
    return [str(row[0]) for row in graph.select(EDITIONS).rows]


def _extents(graph: Queryable) -> dict[tuple[str, str], str]:
    rows = graph.select(COVERAGE).rows
    return {(str(e), iris.slug(str(a))): iris.slug(str(x)) for e, a, x in rows}


def _things(graph: Queryable) -> dict[tuple[str, str], set[str]]:
    aspects = {iris.term(name): aspect for aspect, names in CLASSES.items() for name in names}
    found: dict[tuple[str, str], set[str]] = {}
    for thing, kind, edition in graph.select(THINGS).rows:
        if str(kind) in aspects:
            found.setdefault((str(edition), aspects[str(kind)]), set()).add(str(thing))
    return found
