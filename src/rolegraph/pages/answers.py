"""Answers of questions as tables whose cells lead on."""

from collections.abc import Collection, Mapping, Sequence

from rolegraph import iris
from rolegraph.pages.blocks import Cell, Grid, Ref
from rolegraph.pages.sheet import Sheet
from rolegraph.queries import Query, answer, iris_in
from rolegraph.tables import Cell as Value
from rolegraph.tables import Row, Table

STATE = iris.scheme_iri("coverage-state") + "/"
READING = iris.scheme_iri("reading") + "/"
PASSAGE = f"{iris.BASE}id/passage/"


def answered(
    sheet: Sheet, queries: Mapping[str, Query], name: str, **parameters: str
) -> tuple[Query, Table] | None:
    """Return a question and its answer in IRIs, or None where the workspace lacks it."""
    if name not in queries:
        return None
    query = queries[name]
    return query, answer(sheet.atlas.graph, query, sheet.language, **parameters)


def question_grid(
    sheet: Sheet,
    queries: Mapping[str, Query],
    name: str,
    without: Collection[str] = (),
    caption: str = "",
    **parameters: str,
) -> Grid | None:
    """Return the answer of a question as a table, or None where there is nothing."""
    found = answered(sheet, queries, name, **parameters)
    if found is None or not found[1].rows:
        return None
    query, table = found
    return table_grid(sheet, query, table, without, caption or sheet.text(query.title))


def table_grid(
    sheet: Sheet, query: Query, table: Table, without: Collection[str], caption: str
) -> Grid:
    """Return an answer as a table without some of its columns."""
    shown = [i for i, name in enumerate(table.columns) if name not in without]
    headings = {column.name: sheet.text(column.heading) for column in query.columns}
    rows = table.rows
    sheet.atlas.learn({iri for row in rows for i in shown for iri in iris_in(row[i])})
    shown = [i for i in shown if not any(_repeats(sheet, rows, i, other) for other in shown)]
    return Grid(
        caption,
        [headings.get(table.columns[i], table.columns[i]) for i in shown],
        [[value_cell(sheet, row[i], table.columns[i]) for i in shown] for row in rows],
        heads=False,
    )


def _repeats(sheet: Sheet, rows: Sequence[Row], text: int, thing: int) -> bool:
    """Return whether a column of words says no more than the labels of a column of things."""
    return bool(rows) and all(
        not iris_in(row[text])
        and isinstance(row[text], str)
        and len(iris_in(row[thing])) == 1
        and sheet.ref(str(row[thing])).text == row[text]
        for row in rows
    )


def value_cell(sheet: Sheet, value: Value, column: str = "") -> Cell:
    """Return one value as a cell: links for IRIs, marks for states, the words else."""
    found = iris_in(value)
    if found and found[0].startswith(STATE):
        return Cell((), sheet.state(iris.slug(found[0])))
    if found and found[0].startswith(READING):
        return Cell((), sheet.reading(found[0]))
    if found and found[0].startswith(PASSAGE):
        return sheet.passages(found)
    if found:
        return Cell(tuple(sheet.ref(iri) for iri in found))
    if value is None:
        return Cell((Ref("–"),))
    if isinstance(value, bool):
        return Cell((Ref("✓" if value else "–"),))
    number = isinstance(value, (int, float))
    said = sheet.said(column, str(value))
    return Cell((Ref(said, language=sheet.tongue(said)),), number=number)


def rows_by(table: Table, column: str) -> dict[str, list[Row]]:
    """Return the rows of a table by the value of one column, in order."""
    index = table.columns.index(column)
    found: dict[str, list[Row]] = {}
    for row in table.rows:
        found.setdefault(str(row[index]), []).append(row)
    return found


def text_cells(values: Sequence[str]) -> list[Cell]:
    """Return plain cells."""
    return [Cell((Ref(value),)) for value in values]
