"""Rows as values, and the same rows as text that people read or programs parse."""

import csv
import io
import json
from collections.abc import Callable, Sequence
from json.encoder import encode_basestring
from typing import NamedTuple

from rolegraph.errors import UnknownName


class Iri(str):
    """An IRI in a cell, told apart from a text."""

    __slots__ = ()


Cell = Iri | str | int | float | bool | None
Row = tuple[Cell, ...]


class Table(NamedTuple):
    """Named columns and rows of cells; rows are in a total order."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]

    def column(self, name: str) -> list[Cell]:
        """Return the cells of one column, top to bottom."""
        index = self.columns.index(name)
        return [row[index] for row in self.rows]

    def records(self) -> list[dict[str, Cell]]:
        """Return each row as a mapping from column to cell."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


def to_csv(table: Table, headings: Sequence[str] = ()) -> str:
    """Return the table as CSV with column names as the first line; no BOM."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerows([[_plain(cell) for cell in row] for row in table.rows])
    return out.getvalue()


def to_json(table: Table, headings: Sequence[str] = ()) -> str:
    """Return the table as a JSON list of objects, one a row and a line for each cell."""
    if not table.rows:
        return "[]\n"
    names = [_json_cell(name).replace("%", "%%") for name in table.columns]
    form = " {\n" + ",\n".join(f"  {name}: %s" for name in names) + "\n }"
    rows = [form % tuple(map(_json_cell, row)) for row in table.rows]
    return "[\n" + ",\n".join(rows) + "\n]\n"


def _json_cell(cell: Cell) -> str:
    return encode_basestring(cell) if isinstance(cell, str) else json.dumps(cell)


def to_markdown(table: Table, headings: Sequence[str] = ()) -> str:
    """Return the table as a Markdown table; bars and line breaks in cells are escaped."""
    rows = [[_markdown_cell(cell) for cell in row] for row in table.rows]
    return _tabulated(rows, list(headings or table.columns), "github")


def to_terminal(table: Table, headings: Sequence[str] = ()) -> str:
    """Return the table for a terminal, Japanese aligned by East Asian width."""
    rows = [[_plain(cell) for cell in row] for row in table.rows]
    return _tabulated(rows, list(headings or table.columns), "simple")


def _tabulated(rows: list[list[str]], headings: list[str], style: str) -> str:
    from tabulate import tabulate

    return tabulate(rows, headings, tablefmt=style, disable_numparse=True) + "\n"


def _plain(cell: Cell) -> str:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return "" if cell is None else str(cell)


def _markdown_cell(cell: Cell) -> str:
    return _plain(cell).replace("\\", "\\\\").replace("|", "\\|").replace("\n", "<br>")


FORMATS: dict[str, Callable[[Table, Sequence[str]], str]] = {
    "table": to_terminal,
    "csv": to_csv,
    "json": to_json,
    "markdown": to_markdown,
}


def render(table: Table, format_name: str, headings: Sequence[str] = ()) -> str:
    """Return the table in a named format; headings are for people, programs get column names."""
    if format_name not in FORMATS:
        raise UnknownName("format", format_name, FORMATS)
    return FORMATS[format_name](table, headings)
