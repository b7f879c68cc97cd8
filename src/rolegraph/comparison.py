"""What rows mean side by side: a matrix whose every cell says what is known, and how."""

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from pyoxigraph import Literal

from rolegraph import iris
from rolegraph.errors import BadQuery, UnknownName
from rolegraph.findings import Language, Text
from rolegraph.queries import Query, ask, labels
from rolegraph.store import Queryable
from rolegraph.tables import Cell, Row, Table

NARROWER = """PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?narrow ?broad ?scheme
WHERE { ?narrow skos:broader ?broad . FILTER(STRSTARTS(STR(?narrow), ?scheme)) }
ORDER BY ?narrow ?broad"""


EDITIONS = """PREFIX rg: <https://w3id.org/rolegraph/ns#>
SELECT ?edition WHERE { ?edition a rg:PlanEdition } ORDER BY ?edition"""


class State(StrEnum):
    """What is known about a cell; never a bare blank."""

    STATED = "stated"
    EXCLUDED = "excluded"
    NOT_FOUND = "not-found"
    NOT_CODED = "not-coded"
    NOT_APPLICABLE = "not-applicable"


STATE_WORDS = {
    State.STATED: Text("記載あり", "stated"),
    State.EXCLUDED: Text("対象外と明記", "excluded"),
    State.NOT_FOUND: Text("記載なし", "not found"),
    State.NOT_CODED: Text("未入力", "not coded"),
    State.NOT_APPLICABLE: Text("該当せず", "not applicable"),
}
EMPTY_STATES = {
    "complete": State.NOT_FOUND,
    "partial": State.NOT_CODED,
    "none": State.NOT_CODED,
    "outside": State.NOT_APPLICABLE,
}


class Preset(NamedTuple):
    """A comparison kept as data: a question and which of its columns become what."""

    name: str
    title: Text
    question: str
    rows: str
    columns: str
    value: str
    by: str
    scheme: str
    aspect: str
    evidence: Mapping[str, str]


class MatrixCell(NamedTuple):
    """One cell: its state and the values in it, by the breakdown ('' when there is none)."""

    state: State
    values: tuple[tuple[str, Cell], ...] = ()

    @property
    def total(self) -> int | float:
        """The sum of the counts in the cell."""
        return sum(v for _, v in self.values if isinstance(v, (int, float)))


class Comparison(NamedTuple):
    """A matrix of cells by (row, column), all by slug, with labels for people."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: Mapping[tuple[str, str], MatrixCell]
    labels: Mapping[str, str]
    depths: Mapping[str, int]


def read_presets(folder: Path) -> dict[str, Preset]:
    """Return the comparisons of `queries/comparisons/` by name."""
    return {path.stem: _preset(path) for path in sorted((folder / "comparisons").glob("*.yaml"))}


def _preset(path: Path) -> Preset:
    try:
        entry: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
        return Preset(
            path.stem,
            Text(**entry["title"]),
            entry["question"],
            entry["rows"],
            entry["columns"],
            entry["value"],
            entry.get("by", ""),
            entry["scheme"],
            entry["aspect"],
            entry.get("evidence", {}),
        )
    except (yaml.YAMLError, KeyError, TypeError) as error:
        raise BadQuery(
            f"{path}: the comparison cannot be read ({' '.join(str(error).split())})",
            "see queries/comparisons/duties.yaml",
        ) from error


def compare(
    table: Table,
    *,
    rows: str,
    columns: str,
    value: str,
    by: str = "",
    extents: Mapping[str, str] | None = None,
) -> Comparison:
    """Return a table as a matrix; cells without rows take their state from the coding extents.

    `extents` maps a column (an edition) to how far the aspect was coded there; editions in it
    without any row become columns too.
    """
    known = extents or {}
    values: dict[tuple[str, str], list[tuple[str, Cell]]] = {}
    names: dict[str, str] = {}
    for record in table.records():
        key = (str(record[rows]), str(record[columns]))
        part = str(record[by]) if by else ""
        values.setdefault(key, []).append((part, record[value]))
        for column in filter(None, (rows, columns, by)):
            names[str(record[column])] = str(record.get(f"{column}_label") or record[column])
    row_names = tuple(dict.fromkeys(row for row, _ in values))
    column_names = tuple(sorted({column for _, column in values} | set(known)))
    cells = {
        (row, column): _cell(values.get((row, column)), known.get(column, "none"))
        for row in row_names
        for column in column_names
    }
    return Comparison(row_names, column_names, cells, names, {})


def _cell(values: list[tuple[str, Cell]] | None, extent: str) -> MatrixCell:
    if values is None:
        return MatrixCell(EMPTY_STATES.get(extent, State.NOT_CODED))
    sums: dict[str, Cell] = {}
    for part, value in values:
        before = sums.get(part)
        both = isinstance(before, (int, float)) and isinstance(value, (int, float))
        sums[part] = before + value if both else value  # type: ignore[operator]
    return MatrixCell(State.STATED, tuple(sums.items()))


def run_preset(
    graph: Queryable,
    queries: Mapping[str, Query],
    preset: Preset,
    language: Language = "ja",
) -> Comparison:
    """Return the comparison that a preset describes, rows in the order of their scheme."""
    for needed in (preset.question, "coverage"):
        if needed not in queries:
            raise UnknownName("question", needed, queries)
    table = ask(graph, queries[preset.question], language)
    extents = {iris.slug(str(e)): "none" for e in graph.select(EDITIONS).column("edition")}
    for row in ask(graph, queries["coverage"], language).records():
        if row["aspect"] == preset.aspect:
            extents[str(row["edition"])] = str(row["extent"])
    found = compare(
        table,
        rows=preset.rows,
        columns=preset.columns,
        value=preset.value,
        by=preset.by,
        extents=extents,
    )
    titles = labels(graph, [iris.entity("edition", e) for e in extents], language)
    named = {iris.slug(iri): label for iri, label in titles.items()} | dict(found.labels)
    paths = _tree_paths(graph, preset.scheme)
    rows = tuple(sorted(found.rows, key=lambda row: paths.get(row, (row,))))
    depths = {row: len(paths.get(row, (row,))) - 1 for row in rows}
    return found._replace(rows=rows, labels=named, depths=depths)


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


def matrix(comparison: Comparison, language: Language) -> Table:
    """Return the comparison as people read it: one row a thing, one column an edition."""
    head = Text("項目", "item").in_language(language)
    names = [comparison.labels.get(column, column) for column in comparison.columns]
    rows: list[Row] = []
    for row in comparison.rows:
        label = "\u3000" * comparison.depths.get(row, 0) + comparison.labels.get(row, row)
        cells = [_words(comparison, row, column, language) for column in comparison.columns]
        rows.append((row, label, *cells))
    columns = zip(names, comparison.columns, strict=True)
    return Table(("ID", head, *(f"{name} [{slug}]" for name, slug in columns)), tuple(rows))


def long_table(comparison: Comparison) -> Table:
    """Return the comparison as programs read it: one row a value, or a state without one."""
    rows: list[Row] = []
    for (row, column), cell in comparison.cells.items():
        for part, value in cell.values or (("", None),):
            rows.append(
                (
                    row,
                    comparison.labels.get(row),
                    column,
                    comparison.labels.get(column),
                    cell.state.value,
                    part or None,
                    comparison.labels.get(part),
                    value,
                )
            )
    names = ("row", "row_label", "column", "column_label", "state", "part", "part_label", "value")
    return Table(names, tuple(sorted(rows, key=str)))


def _words(comparison: Comparison, row: str, column: str, language: Language) -> str:
    cell = comparison.cells[row, column]
    if cell.state is not State.STATED:
        return STATE_WORDS[cell.state].in_language(language)
    parts = [(comparison.labels.get(p, p), v) for p, v in cell.values if p]
    if not parts:
        return "; ".join(str(value) for _, value in cell.values)
    comma, left, right = ("、", "(", ")") if language == "ja" else (", ", " (", ")")
    return f"{cell.total}{left}{comma.join(f'{name} {value}' for name, value in parts)}{right}"


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
