"""A workbook's cells as text with places, read without trust: nothing is run, nothing fetched."""

import datetime
import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from typing import Any, NamedTuple

from rolegraph.findings import Finding, Place
from rolegraph.reading.faults import fault
from rolegraph.records.sheets import REMARK

ENDINGS = (".xlsx", ".xlsm", ".xltx", ".xltm", ".xls", ".xlsb", ".ods")
LARGEST = 32 * 2**20
LARGEST_SHEET = 400_000
OLD_OFFICE = b"\xd0\xcf\x11\xe0"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
ZIPPED = b"PK\x03\x04"
DECLARED = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)


class Cell(NamedTuple):
    """A value as text (None: nothing), where it stands, and whether it was a fraction."""

    text: str | None
    place: Place
    fraction: bool = False


class Table(NamedTuple):
    """A sheet: its headings, and its rows of as many cells; remarks are left out."""

    name: str
    headings: list[Cell]
    rows: list[list[Cell]]


def is_workbook(content: bytes) -> bool:
    """Return whether a file begins as office files do, old and new."""
    return content.startswith((OLD_OFFICE, ZIPPED))


def read_tables(content: bytes, shown: str, findings: list[Finding]) -> list[Table]:
    """Return the sheets of a workbook, adding the faults of the file and of its cells."""
    refused = _refused(content, shown)
    if refused:
        findings.append(refused)
        return []
    from openpyxl import load_workbook

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of decorations that openpyxl does not keep
            book = load_workbook(io.BytesIO(content), keep_links=False)
    except Exception as error:  # openpyxl raises many kinds for a damaged file, none of them shared
        said = str(error).splitlines() or [type(error).__name__]
        findings.append(fault("workbook-unreadable", Place(shown), said[0][:200]))
        return []
    sheets = (sheet for sheet in book.worksheets if not sheet.title.startswith(REMARK))
    found = (_table(sheet, shown, findings) for sheet in sheets)
    return [table for table in found if table is not None]


def _refused(content: bytes, shown: str) -> Finding | None:
    """Return why a file is not opened at all: judged before any of it is unpacked."""
    place = Place(shown)
    if content.startswith(OLD_OFFICE):
        return fault("workbook-locked" if ENCRYPTED in content else "workbook-old", place)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            size = sum(info.file_size for info in archive.infolist())
            names = archive.namelist()
            if size > LARGEST:
                return fault("workbook-too-large", place, f"{size // 2**20} MB")
            if any(name.endswith("vbaProject.bin") for name in names):
                return fault("workbook-macros", place)
            if "xl/workbook.xml" not in names:
                return fault("workbook-old", place)
            texts = (name for name in names if name.endswith((".xml", ".rels")))
            if any(DECLARED.search(archive.read(name)) for name in texts):
                return fault("workbook-unreadable", place, "DOCTYPE")
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError) as error:
        return fault("workbook-unreadable", place, str(error)[:200])
    return None


def _table(sheet: Any, shown: str, findings: list[Finding]) -> Table | None:
    """Return one sheet, or None when it is empty or too large."""
    name, last = sheet.title, (sheet.max_row, sheet.max_column)
    if last[0] * last[1] > LARGEST_SHEET:
        findings.append(fault("sheet-too-large", Place(shown, *last, name)))
        return None
    merged = _merged(sheet, shown, findings)
    rows = []
    for cells in sheet.iter_rows():
        row = [_cell(merged.get(cell.coordinate, cell), cell, shown, findings) for cell in cells]
        if not (row[0].text or "").startswith(REMARK):
            rows.append(row)
    rows = [row for row in rows if any(cell.text is not None for cell in row)]
    if not rows:
        return None
    if sheet.sheet_state != "visible":
        findings.append(fault("sheet-hidden", Place(shown, sheet=name), name))
    kept = [at for at, cell in enumerate(rows[0]) if not (cell.text or "").startswith(REMARK)]
    headings, *others = ([row[at] for at in kept] for row in rows)
    return Table(name, headings, others)


def _merged(sheet: Any, shown: str, findings: list[Finding]) -> dict[str, Any]:
    """Return the cell whose value each merged cell shows, by coordinate."""
    found = {}
    for area in sheet.merged_cells.ranges:
        place = Place(shown, area.min_row, area.min_col, sheet.title)
        first = sheet.cell(area.min_row, area.min_col)
        if str(first.value or "").startswith(REMARK):
            continue
        findings.append(fault("cell-merged", place, area.coord))
        for row, column in area.cells:
            found[sheet.cell(row, column).coordinate] = first
    return found


def _cell(cell: Any, at: Any, shown: str, findings: list[Finding]) -> Cell:
    place = Place(shown, at.row, at.column, at.parent.title)
    value = cell.value
    for rule, told in _faults(cell):
        findings.append(fault(rule, place, told))
        return Cell(None, place)
    if isinstance(value, bool):
        return Cell(str(value).lower(), place)
    if isinstance(value, float) and not value.is_integer():
        return Cell(repr(value), place, fraction=True)
    if isinstance(value, (int, float)):
        zeros = re.fullmatch("0+", str(cell.number_format or ""))  # shown as 01202, kept as 1202
        return Cell(str(int(value)).zfill(len(zeros[0]) if zeros else 0), place)
    text = "" if value is None else str(value).strip()
    return Cell(text or None, place)


def _faults(cell: Any) -> Iterator[tuple[str, str]]:
    """Yield why the value of a cell cannot be taken: nobody typed it in that form."""
    moments = (datetime.date, datetime.time, datetime.timedelta)
    if cell.data_type == "f":
        yield "cell-formula", str(getattr(cell.value, "text", cell.value))
    elif cell.data_type == "e":
        yield "cell-error", str(cell.value)
    elif isinstance(cell.value, moments):
        yield "cell-date", str(cell.value).removesuffix(" 00:00:00")
