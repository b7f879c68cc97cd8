"""A comparison run on a graph: facts gathered, named, put in the order of their scheme."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode

from rolegraph import iris
from rolegraph.comparison.cells import Comparison, Fact, State, arrange
from rolegraph.comparison.details import (
    computed,
    counted,
    details,
    facts_in,
    thing_variable,
    things_behind,
    unique_names,
)
from rolegraph.comparison.presets import Preset
from rolegraph.errors import BadQuery, UnknownName
from rolegraph.findings import Language
from rolegraph.queries import Query, among, answer, ask, iris_in, labels
from rolegraph.store import Queryable
from rolegraph.tables import Cell, Table

NARROWER = """PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?narrow ?broad ?scheme
WHERE { ?narrow skos:broader ?broad . FILTER(STRSTARTS(STR(?narrow), ?scheme)) }
ORDER BY ?narrow ?broad"""

CONCEPTS = """PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT DISTINCT ?concept ?in
WHERE { ?concept skos:inScheme ?in }
ORDER BY ?concept"""

STRENGTHS = """PREFIX rg: <https://w3id.org/rolegraph/ns#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?concept
WHERE {
  ?concept rg:strength ?strength .
  ?collection skos:member ?concept .
}
ORDER BY DESC(?collection) DESC(?strength) ?concept"""

WHOLES = ("edition", "municipality", "plan")

EDITIONS = """PREFIX rg: <https://w3id.org/rolegraph/ns#>
SELECT ?edition ?municipality ?plan
WHERE {%s
  ?edition a rg:PlanEdition ;
    rg:issuer ?municipality ;
    rg:editionOf ?plan .
}
ORDER BY ?edition"""


EMPTY = """PREFIX rg: <https://w3id.org/rolegraph/ns#>
SELECT ?edition ?aspect ?state
WHERE {
  VALUES ?edition { %s }
  ?statement rg:inEdition ?edition ;
    rg:aspect ?aspect ;
    rg:emptyState ?state .
}
ORDER BY ?edition ?state"""


class Raw(NamedTuple):
    """One row of the answer that counts for the comparison, still as IRIs."""

    row: Cell
    column: Cell
    part: Cell
    value: Cell
    state: Cell
    things: tuple[str, ...]


def run_preset(
    graph: Queryable,
    queries: Mapping[str, Query],
    preset: Preset,
    language: Language = "ja",
    where: Mapping[str, tuple[str, ...]] | None = None,
) -> Comparison:
    """Return the comparison that a preset describes, rows in the order of their scheme.

    `where` keeps rows whose column holds one of these slugs, or sets a parameter.
    Raises UnknownName for a question or column that is not there.
    """
    elsewhere = (preset.things.get(key, "") for key in ("question", "also"))
    for needed in filter(None, (preset.question, *elsewhere)):
        if needed not in queries:
            raise UnknownName("question", needed, queries)
    kept = {**preset.where, **(where or {})}
    wholes = _wholes(graph, kept)
    queries = _held(queries, preset, kept, wholes)
    query = queries[preset.question]
    parameters = {**preset.parameters, **_parameters_in(query, kept)}
    filters = {k: v for k, v in kept.items() if k not in parameters}
    counting = preset.value in counted(query)
    raw = list(_raw(graph, queries, preset, filters, parameters, language, counting))
    empty = _empty_columns(graph, preset, wholes)
    everything = _scheme_concepts(graph, preset) if preset.every_row else ()
    return _assemble(graph, preset, raw, empty, everything, language, counting)


def _parameters_in(query: Query, kept: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    columns = {column.name for column in query.columns}
    known = {parameter.name for parameter in query.parameters}
    for name in kept:
        if name not in columns | known:
            raise UnknownName(f"column or parameter of '{query.name}'", name, columns | known)
    return {n: v[0] for n, v in kept.items() if n in known and (n not in columns or len(v) == 1)}


def _raw(
    graph: Queryable,
    queries: Mapping[str, Query],
    preset: Preset,
    filters: Mapping[str, tuple[str, ...]],
    parameters: Mapping[str, str],
    language: Language,
    counting: bool,
) -> Iterable[Raw]:
    query = queries[preset.question]
    value = "" if counting else preset.value
    axes = [preset.rows, preset.columns, preset.by, value, preset.state]
    needed = tuple(dict.fromkeys(name for name in (*axes, *filters) if name))
    variable = thing_variable(query, preset.value)
    if variable and (counting or not computed(query) & set(needed)):
        table = details(graph, query, needed, variable, language, **parameters)
    else:
        table = answer(graph, query, language, **parameters)
    behind = _things_elsewhere(graph, queries, preset, parameters, language)
    for record in table.records():
        if not _kept(record, filters) or None in (record[preset.rows], record[preset.columns]):
            continue
        things = [str(record["thing"])] if record.get("thing") else []
        if "thing" not in record and not behind:
            things = [part for cell in record.values() for part in facts_in(cell)]
        part, worth, state = (record[name] if name else None for name in axes[2:])
        key = (str(record[preset.rows]), str(record[preset.columns]))
        things += behind.get((*key, str(part) if preset.things.get("part") else ""), [])
        yield Raw(record[preset.rows], record[preset.columns], part, worth, state, tuple(things))


def _things_elsewhere(
    graph: Queryable,
    queries: Mapping[str, Query],
    preset: Preset,
    parameters: Mapping[str, str],
    language: Language,
) -> dict[tuple[str, str, str], list[str]]:
    """Return the things by row, column and part ('' without parts) as another question has them."""
    columns = [preset.things[key] for key in ("row", "column", "part") if key in preset.things]
    found: dict[tuple[str, str, str], list[str]] = {}
    for key in ("question", "also"):
        if key not in preset.things:
            continue
        query = queries[preset.things[key]]
        known = {parameter.name for parameter in query.parameters}
        given = {name: value for name, value in parameters.items() if name in known}
        variable = thing_variable(query, "")
        for row in details(graph, query, columns, variable, language, **given).rows:
            part = str(row[2]) if len(columns) > 2 else ""
            found.setdefault((str(row[0]), str(row[1]), part), []).append(str(row[-1]))
    return found


def _kept(record: Mapping[str, Cell], filters: Mapping[str, tuple[str, ...]]) -> bool:
    return all(
        {iris.slug(part) for part in iris_in(record[name]) or [str(record[name])]} & set(wanted)
        for name, wanted in filters.items()
    )


def empty_states(graph: Queryable, aspect: str, editions: Iterable[str]) -> dict[str, State]:
    """Return what a cell without facts means in each edition: how far the aspect was coded."""
    states = dict.fromkeys(editions, State.NOT_CODED)
    values = " ".join(f"<{edition}>" for edition in states)
    terms = {"aspect": NamedNode(iris.concept("aspect", aspect))}
    for edition, _, state in graph.select(EMPTY % values, terms).rows if aspect else ():
        states[str(edition)] = State(iris.slug(str(state)))
    return states


def _empty_columns(
    graph: Queryable, preset: Preset, wholes: Sequence[Mapping[str, Cell]]
) -> dict[str, State]:
    """Return what an empty cell means by the IRI of each edition compared.

    Where columns are municipalities or plans, that of their editions together.
    """
    states = empty_states(graph, preset.aspect, (str(record["edition"]) for record in wholes))
    if preset.columns not in ("municipality", "plan"):
        return states
    together: dict[str, set[State]] = {}
    for record in wholes:
        found = together.setdefault(str(record[preset.columns]), set())
        found.add(states[str(record["edition"])])
    return {iri: _least(found) for iri, found in together.items()}


def _wholes(graph: Queryable, kept: Mapping[str, tuple[str, ...]]) -> list[dict[str, Cell]]:
    """Return the editions that are compared, each with its municipality and plan."""
    held = ""
    for name in WHOLES:
        things = (iris.entity(name, slug) for slug in kept.get(name, ()))
        if name in kept and all(re.fullmatch(r"[a-z0-9-]+", slug) for slug in kept[name]):
            held += f" VALUES ?{name} {{ {' '.join(f'<{thing}>' for thing in things)} }}"
    return [
        record
        for record in graph.select(EDITIONS % held).records()
        if all(iris.slug(str(record[n])) in kept[n] for n in WHOLES if n in kept)
    ]


def _held(
    queries: Mapping[str, Query],
    preset: Preset,
    kept: Mapping[str, tuple[str, ...]],
    wholes: Sequence[Mapping[str, Cell]],
) -> Mapping[str, Query]:
    """Return the questions held to what is compared, so that nothing else is looked at."""
    asked = {preset.question, *(preset.things.get(key, "") for key in ("question", "also"))}
    held = dict(queries)
    for column in WHOLES:
        if column in kept:
            things = sorted({str(record[column]) for record in wholes})
            held |= {name: among(queries[name], column, things) for name in asked if name}
    return held


def whole_columns(graph: Queryable, preset: Preset) -> dict[str, str]:
    """Return the columns of a comparison of editions, municipalities or plans, with their IRIs.

    Of any other comparison they are known only when it has run; then there are none here.
    """
    if preset.columns not in WHOLES:
        return {}
    found = {str(record[preset.columns]) for record in _wholes(graph, preset.where)}
    return {iris.slug(iri): iri for iri in sorted(found, key=iris.slug)}


def _least(states: set[State]) -> State:
    """Return one state for several editions: what is not coded keeps the whole open."""
    order = (State.NOT_CODED, State.NOT_FOUND, State.NOT_APPLICABLE)
    return next(state for state in order if state in states)


def _assemble(
    graph: Queryable,
    preset: Preset,
    raw: list[Raw],
    empty: Mapping[str, State],
    everything: Iterable[str],
    language: Language,
    counting: bool,
) -> Comparison:
    axes = {str(cell) for r in raw for cell in (r.row, r.column) if iris_in(cell)}
    parts = {p for r in raw for cell in (r.part, r.value) for p in iris_in(cell)}
    by_edition = {name: name in WHOLES for name in (preset.rows, preset.columns)}
    names = dict(unique_names({*axes, *parts, *empty, *everything}))
    facts = [fact for r in raw for fact in _facts(r, names)]
    edition_rows = list(empty) if by_edition[preset.rows] else ()
    found = arrange(
        facts,
        {},
        {names[e]: state for e, state in empty.items()} if by_edition[preset.columns] else {},
        counting=counting,
        every_row=[names[iri] for iri in (*everything, *edition_rows)],
        missing=_missing(preset, empty, names),
        ranks=_ranks(graph, preset, names),
    )
    titles = labels(graph, {*axes, *parts, *empty, *everything}, language)
    things = things_behind(graph, (t for r in raw for t in r.things), language)
    found = found._replace(
        labels={names[iri]: label for iri, label in titles.items()}
        | {name: words.in_language(language) for name, words in preset.labels.items()},
        iris={name: iri for iri, name in names.items()},
        things=things,
    )
    return _in_scheme_order(graph, found)


def _ranks(graph: Queryable, preset: Preset, names: Mapping[str, str]) -> dict[str, float]:
    """Return the place of each part: as the preset lists them, or by strength of wording.

    Of the kinds of wording the author's own come first, strong before weak.
    """
    if preset.by != "modality":
        return {name: float(place) for place, name in enumerate(preset.labels)}
    strong = [str(concept) for concept in graph.select(STRENGTHS).column("concept")]
    return {names[iri]: float(place) for place, iri in enumerate(strong) if iri in names}


def _facts(raw: Raw, names: Mapping[str, str]) -> Iterable[Fact]:
    row, column, part = (names.get(str(c), str(c)) for c in (raw.row, raw.column, raw.part or ""))
    values: list[Cell] = [names.get(v, v) for v in iris_in(raw.value)] or [raw.value]
    state = iris.slug(str(raw.state)) if raw.state else ""
    for value in values:
        for thing in raw.things or ("",):
            if isinstance(value, (int, float)) and thing != (raw.things or ("",))[0]:
                yield Fact(row, column, part, None, thing, state)  # a number counts only once
            else:
                yield Fact(row, column, part, value, thing, state)


def _missing(
    preset: Preset, empty: Mapping[str, State], names: Mapping[str, str]
) -> Mapping[str, State] | State | None:
    """Return the state of empty cells where columns are no editions; None where they are."""
    if preset.columns in WHOLES:
        return None
    if preset.rows == "edition":
        return {names[edition]: state for edition, state in empty.items()}
    coded = set(empty.values()) - {State.NOT_APPLICABLE}
    return State.NOT_FOUND if coded == {State.NOT_FOUND} else State.NOT_CODED


def _in_scheme_order(graph: Queryable, found: Comparison) -> Comparison:
    schemes = {
        iri.rsplit("/", 1)[0].rsplit("/", 1)[-1]
        for iri in (found.iris.get(row, "") for row in found.rows)
        if iri.startswith(f"{iris.BASE}scheme/")
    }
    paths: dict[str, tuple[str, ...]] = {}
    for scheme in sorted(schemes):
        paths |= _tree_paths(graph, scheme)
    rows = tuple(sorted(found.rows, key=lambda row: paths.get(row, (row,))))
    kept = {row: len(set(paths.get(row, (row,))) & set(rows)) - 1 for row in rows}
    return found._replace(rows=rows, depths=kept)


def _scheme_concepts(graph: Queryable, preset: Preset) -> list[str]:
    scheme = iris.scheme_iri(preset.scheme)
    return [str(c) for c, within in graph.select(CONCEPTS).rows if str(within) == scheme]


def _tree_paths(graph: Queryable, scheme: str) -> dict[str, tuple[str, ...]]:
    """Return the way from the top of a scheme to each of its concepts, by slug."""
    start = Literal(iris.scheme_iri(scheme) + "/")
    above: dict[str, str] = {}
    for narrow, broad, _ in graph.select(NARROWER, {"scheme": start}).rows:
        above.setdefault(iris.slug(str(narrow)), iris.slug(str(broad)))
    paths: dict[str, tuple[str, ...]] = {}
    for concept in {*above, *above.values()}:
        path = [concept]
        while above.get(path[0]) and above[path[0]] not in path:
            path.insert(0, above[path[0]])
        paths[concept] = tuple(path)
    return paths


def evidence_of(
    graph: Queryable,
    queries: Mapping[str, Query],
    preset: Preset,
    row: str,
    column: str,
    language: Language,
) -> tuple[Query, Table]:
    """Return the question that lists what stands behind one cell, and its answer."""
    question, row_name, column_name = (
        preset.evidence.get(key, "") for key in ("question", "row", "column")
    )
    if question not in queries:
        raise BadQuery(
            f"comparison '{preset.name}' names no question for its evidence",
            "add evidence: {question, row, column} to its file",
        )
    query = queries[question]
    return query, ask(graph, query, language, **{row_name: row, column_name: column})
