"""CSV, TSV and JSON of exhibits: for programs plain, for people safe to open in a spreadsheet."""

import csv
import io
import json
import re
from collections.abc import Sequence

from rolegraph.comparison.exhibit import Exhibit
from rolegraph.errors import RolegraphError
from rolegraph.tables import Cell, Table

BOM = "\ufeff"
FORMULA = re.compile(r"[=+\-@\t\r]")


def to_csv(exhibits: Sequence[Exhibit]) -> bytes:
    """Return the values as CSV for programs: UTF-8, no BOM, nothing changed."""
    return _delimited(_single(exhibits, "csv"), ",").encode()


def to_csv_for_people(exhibits: Sequence[Exhibit]) -> bytes:
    """Return the values as CSV that a spreadsheet opens rightly: BOM, and no live formulas.

    A text that a spreadsheet would take for a formula gets an apostrophe before it.
    """
    table = _single(exhibits, "csv")
    rows = tuple(tuple(_defused(cell) for cell in row) for row in table.rows)
    return (BOM + _delimited(Table(table.columns, rows), ",")).encode()


def to_tsv(exhibits: Sequence[Exhibit]) -> bytes:
    """Return the values as tab-separated text; tabs and line breaks in cells become blanks."""
    table = _single(exhibits, "tsv")
    lines = [
        "\t".join(re.sub(r"[\t\r\n]+", " ", "" if cell is None else str(cell)) for cell in row)
        for row in (table.columns, *table.rows)
    ]
    return ("\n".join(lines) + "\n").encode()


def to_json(exhibits: Sequence[Exhibit]) -> bytes:
    """Return the values as JSON: a list of objects, one a value; several exhibits by name."""
    if len(exhibits) == 1:
        return _json(exhibits[0].table.records())
    return _json({exhibit.name: exhibit.table.records() for exhibit in exhibits})


def _json(content: object) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def _single(exhibits: Sequence[Exhibit], name: str) -> Table:
    if len(exhibits) != 1:
        raise RolegraphError(
            f"one {name} file holds one table, not {len(exhibits)}",
            "ask for one, or choose xlsx, html, docx or markdown",
        )
    return exhibits[0].table


def _defused(cell: Cell) -> Cell:
    return f"'{cell}" if isinstance(cell, str) and FORMULA.match(cell) else cell


def _delimited(table: Table, mark: str) -> str:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=mark, lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerows([["" if cell is None else cell for cell in row] for row in table.rows])
    return out.getvalue()
