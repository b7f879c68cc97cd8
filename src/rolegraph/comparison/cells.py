"""The matrix itself: cells that say what is known and how, and what stands behind them."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import NamedTuple

from rolegraph.comparison.details import Thing, short
from rolegraph.findings import Language, Text
from rolegraph.tables import Cell, Row, Table


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


class MatrixCell(NamedTuple):
    """One cell: its state, the values in it by the breakdown ('' when there is none).

    `behind` holds the things behind each value, in the order of the values (or, without
    values, behind the state); `total` is the number of distinct things or the sum of the
    counts, None for other values.
    """

    state: State
    values: tuple[tuple[str, Cell], ...] = ()
    behind: tuple[tuple[str, ...], ...] = ()
    total: int | None = None

    @property
    def things(self) -> tuple[str, ...]:
        """All things behind the cell, each once."""
        return tuple(dict.fromkeys(iri for part in self.behind for iri in part))


class Comparison(NamedTuple):
    """A matrix of cells by (row, column), all by name, with labels for people.

    `iris` leads from a name to its IRI where it has one, `things` from an IRI to the thing.
    """

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: Mapping[tuple[str, str], MatrixCell]
    labels: Mapping[str, str]
    depths: Mapping[str, int] = {}
    iris: Mapping[str, str] = {}
    things: Mapping[str, Thing] = {}

    def label(self, name: str) -> str:
        """Return the label of a row, column, part or value, or its name."""
        return self.labels.get(name, name)


class Fact(NamedTuple):
    """One statement that goes into a cell; `part` and `thing` may be ''."""

    row: str
    column: str
    part: str = ""
    value: Cell = None
    thing: str = ""
    state: str = ""


def compare(
    table: Table,
    *,
    rows: str,
    columns: str,
    value: str = "",
    by: str = "",
    empty: Mapping[str, State] | None = None,
) -> Comparison:
    """Return a table as a matrix; cells without rows take the state of their column.

    `empty` maps a column (an edition) to what a cell without rows means there; editions in it
    without any row become columns too.
    """
    records = table.records()
    facts = [
        Fact(
            str(record[rows]),
            str(record[columns]),
            str(record[by]) if by else "",
            record[value] if value else None,
        )
        for record in records
    ]
    names = {
        str(record[column]): str(record.get(f"{column}_label") or record[column])
        for record in records
        for column in filter(None, (rows, columns, by))
    }
    return arrange(facts, names, empty or {})


def arrange(
    facts: Iterable[Fact],
    names: Mapping[str, str],
    empty: Mapping[str, State],
    *,
    counting: bool = False,
    every_row: Iterable[str] = (),
    missing: Mapping[str, State] | State | None = None,
    ranks: Mapping[str, float] | None = None,
) -> Comparison:
    """Return facts as a matrix; with `counting`, values are numbers of distinct things.

    Cells without facts take `missing` (by row, or one for all), else the state of their column.
    Parts of a cell come by their rank, then by name.
    """
    groups: dict[tuple[str, str], list[Fact]] = {}
    for fact in facts:
        groups.setdefault((fact.row, fact.column), []).append(fact)
    row_names = tuple(dict.fromkeys((*(row for row, _ in groups), *every_row)))
    column_names = tuple(sorted({column for _, column in groups} | set(empty)))
    cells = {
        (row, column): _cell(groups[row, column], counting, ranks or {})
        if (row, column) in groups
        else MatrixCell(_empty(row, column, empty, missing))
        for row in row_names
        for column in column_names
    }
    return Comparison(row_names, column_names, cells, names)


def _empty(
    row: str,
    column: str,
    empty: Mapping[str, State],
    missing: Mapping[str, State] | State | None,
) -> State:
    if isinstance(missing, State):
        return missing
    if missing is not None:
        return missing.get(row, State.NOT_CODED)
    return empty.get(column, State.NOT_CODED)


def _cell(facts: list[Fact], counting: bool, ranks: Mapping[str, float]) -> MatrixCell:
    state = State(next((fact.state for fact in facts if fact.state), State.STATED))
    groups: dict[tuple[str, Cell], dict[str, None]] = {}
    sums: dict[str, int | float] = {}
    for fact in facts:
        number = not isinstance(fact.value, bool) and isinstance(fact.value, (int, float))
        if isinstance(fact.value, (int, float)) and number:
            sums[fact.part] = sums.get(fact.part, 0) + fact.value
        if fact.value is None and not fact.part and not counting and not fact.thing:
            continue
        key = (fact.part, None if counting or number else fact.value)
        groups.setdefault(key, {}).update({fact.thing: None} if fact.thing else {})
    ordered = sorted(groups, key=lambda key: (ranks.get(key[0], 99.0), key[0]))
    behind = tuple(tuple(groups[key]) for key in ordered)
    things = {iri for part in behind for iri in part}
    if state is not State.STATED:
        return MatrixCell(state, (), (tuple(sorted(things)),))
    if counting:
        sizes = tuple((part, len(groups[part, _])) for part, _ in ordered)
        return MatrixCell(state, sizes, behind, len(things))
    values = tuple((part, sums.get(part, value)) for part, value in ordered)
    if values == (("", None),):
        return MatrixCell(state, (), behind)
    return MatrixCell(state, values, behind, _total([value for _, value in values]))


def _total(values: list[Cell]) -> int | None:
    numbers = [v for v in values if isinstance(v, int) and not isinstance(v, bool)]
    return sum(numbers) if values and len(numbers) == len(values) else None


def matrix(comparison: Comparison, language: Language) -> Table:
    """Return the comparison as people read it: one row a thing, one column an edition."""
    head = Text("項目", "item").in_language(language)
    names = [comparison.label(column) for column in comparison.columns]
    rows: list[Row] = []
    for row in comparison.rows:
        label = "\u3000" * comparison.depths.get(row, 0) + comparison.label(row)
        cells = [words(comparison, row, column, language) for column in comparison.columns]
        rows.append((row, label, *cells))
    columns = zip(names, comparison.columns, strict=True)
    heads = (f"{name} [{slug}]" if name != slug else name for name, slug in columns)
    return Table(("ID", head, *heads), tuple(rows))


LONG_COLUMNS = (
    "row",
    "row_label",
    "column",
    "column_label",
    "state",
    "part",
    "part_label",
    "value",
    "value_label",
    "things",
    "passages",
)


def long_table(comparison: Comparison) -> Table:
    """Return the comparison as programs read it: one row a value, or a state without one.

    `things` and `passages` are those behind the value, joined by '; '.
    """
    rows: list[Row] = []
    for row, column in comparison.cells:
        rows += _long_rows(comparison, row, column)
    return Table(LONG_COLUMNS, tuple(sorted(rows, key=str)))


def _long_rows(comparison: Comparison, row: str, column: str) -> Iterable[Row]:
    cell = comparison.cells[row, column]
    for index, (part, value) in enumerate(cell.values or (("", None),)):
        things = cell.behind[index] if index < len(cell.behind) else ()
        yield (
            row,
            comparison.label(row),
            column,
            comparison.label(column),
            cell.state.value,
            part or None,
            comparison.label(part) if part else None,
            value,
            comparison.labels.get(value) if isinstance(value, str) else None,
            "; ".join(short(iri) for iri in things) or None,
            "; ".join(passages_of(comparison, things)) or None,
        )


def passages_of(comparison: Comparison, things: Iterable[str]) -> list[str]:
    """Return the passages that state these things, each once, in order."""
    known = (comparison.things[iri] for iri in things if iri in comparison.things)
    return sorted({passage for thing in known for passage in thing.passages})


def words(comparison: Comparison, row: str, column: str, language: Language) -> str:
    """Return what a cell says to people."""
    cell = comparison.cells[row, column]
    if cell.state is not State.STATED or not cell.values:
        return STATE_WORDS[cell.state].in_language(language)
    comma, left, right = ("、", "(", ")") if language == "ja" else (", ", " (", ")")
    parts = [_worded(comparison, part, value, left, right) for part, value in cell.values]
    if cell.total is None or not any(part for part, _ in cell.values):
        return comma.join(parts) if cell.total is None else str(cell.total)
    return f"{cell.total}{left}{comma.join(parts)}{right}"


def _worded(comparison: Comparison, part: str, value: Cell, left: str, right: str) -> str:
    name = comparison.label(part) if part else ""
    if value is None or not name:
        return name if value is None else comparison.label(str(value))
    if isinstance(value, str):
        return f"{comparison.label(value)}{left}{name}{right}"
    return f"{name} {value}"
