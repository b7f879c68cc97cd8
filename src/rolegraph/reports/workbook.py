"""Exhibits as a workbook: a sheet a table, its evidence in comments, sources and conditions."""

import io
import re
from collections.abc import Sequence
from typing import Any

from rolegraph.archive import fixed
from rolegraph.comparison.exhibit import Evidence, Exhibit, Grid, GridCell, legend
from rolegraph.errors import needs
from rolegraph.findings import Language, Text
from rolegraph.reports.document import evidence_grid, renumbered, sources_grid
from rolegraph.tables import Cell

FONT = "游ゴシック"
FILLS = {
    "not-found": "#F2F2F2",
    "excluded": "#F8E0D0",
    "not-coded": "#FFFFFF",
    "not-applicable": "#E6E6E6",
}
A4, COMMENT_LIMIT, WIDEST = 9, 30000, 48


def to_xlsx(exhibits: Sequence[Exhibit]) -> bytes:
    """Return a workbook: one sheet an exhibit, then values, evidence, sources and conditions."""
    with needs("xlsx", "reports"):
        import xlsxwriter
    numbered = renumbered(exhibits)
    out = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(out, options)
    book.set_properties({"title": exhibits[0].title, "author": "rolegraph"})
    Sheets(book, exhibits[0].language).write(numbered)
    book.close()
    return fixed(out.getvalue())


class Sheets:
    """The sheets of one workbook, written in order."""

    def __init__(self, book: Any, language: Language) -> None:
        self.book = book
        self.language = language
        plain = {"font_name": FONT, "text_wrap": True, "valign": "top", "border": 1}
        dark = {"bold": True, "bg_color": "#1A3E72", "font_color": "#FFFFFF"}
        self.plain = book.add_format(plain)
        self.head = book.add_format({**plain, **dark})
        self.states = {
            state: book.add_format({**plain, "bg_color": fill, "italic": state != "not-applicable"})
            for state, fill in FILLS.items()
        }
        self.names: set[str] = set()

    def write(self, exhibits: Sequence[Exhibit]) -> None:
        """Write all sheets."""
        for exhibit in exhibits:
            notes = {entry.note: entry for entry in exhibit.evidence}
            self.grid(exhibit.title, exhibit.grid, notes)
        for exhibit in exhibits:
            self._pictures(exhibit)
        for exhibit in exhibits:
            if exhibit.comparison:
                self.grid(f"{self.words('値', 'values')} {exhibit.name}", _grid(exhibit))
        entries = [entry for exhibit in exhibits for entry in exhibit.evidence]
        self.grid(self.words("根拠", "evidence"), evidence_grid(entries, self.language))
        sources = {s.id: s for exhibit in exhibits for s in exhibit.sources}
        self.grid(self.words("出典", "sources"), sources_grid(sources.values(), self.language))
        self.grid(self.words("作成条件", "conditions"), self._conditions(exhibits))

    def words(self, ja: str, en: str) -> str:
        """Return the words in the language of the workbook."""
        return Text(ja, en).in_language(self.language)

    def grid(self, name: str, grid: Grid, notes: dict[int, Evidence] | None = None) -> None:
        """Write one table on a sheet of its own, ready to read, filter and print."""
        sheet = self.book.add_worksheet(self._sheet_name(name))
        for column, heading in enumerate(grid.headings):
            sheet.write_string(0, column, heading, self.head)
            sheet.set_column(column, column, _width(column, grid))
        for number, row in enumerate(grid.rows, 1):
            for column, cell in enumerate(row):
                look = self.states.get(cell.state, self.plain)
                _write(sheet, number, column, cell.value, look)
                if notes and cell.note in notes:
                    _comment(sheet, number, column, notes[cell.note])
        sheet.freeze_panes(1, 2 if len(grid.headings) > 2 else 0)
        sheet.autofilter(0, 0, max(len(grid.rows), 1), len(grid.headings) - 1)
        sheet.set_paper(A4)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        sheet.set_header(f"&L{_printed(name)}&R&P / &N")

    def _pictures(self, exhibit: Exhibit) -> None:
        for picture in (p for p in exhibit.pictures if p.png):
            sheet = self.book.add_worksheet(self._sheet_name(self.words("図", "picture")))
            sheet.write_string(0, 0, picture.alt)
            data = {"image_data": io.BytesIO(picture.png), "description": picture.alt}
            sheet.insert_image(
                2, 0, f"{picture.name}.png", {**data, "x_scale": 0.5, "y_scale": 0.5}
            )
            sheet.set_paper(A4)
            sheet.set_landscape()
            sheet.fit_to_pages(1, 1)

    def _conditions(self, exhibits: Sequence[Exhibit]) -> Grid:
        rows = [(e.title, *pair) for e in exhibits for pair in e.conditions]
        rows += [
            (e.title, self.words("結果", "result"), text) for e in exhibits for text in e.findings
        ]
        states = self.words("欄の状態", "state of a cell")
        rows += [(states, *pair) for pair in legend(self.language)]
        heads = self.words("対象 項目 内容", "for item content").split()
        return Grid(tuple(heads), tuple(tuple(GridCell(c, c) for c in row) for row in rows))

    def _sheet_name(self, name: str) -> str:
        base = re.sub(r"[\[\]:*?/\\]", " ", name).strip(" '")[:28] or "-"
        unique = next(
            n for i in range(1, 1000) if (n := base if i == 1 else f"{base} {i}") not in self.names
        )
        self.names.add(unique)
        return unique


def _grid(exhibit: Exhibit) -> Grid:
    rows = [
        tuple(GridCell("" if cell is None else str(cell), cell) for cell in row)
        for row in exhibit.table.rows
    ]
    return Grid(exhibit.table.columns, tuple(rows))


def _write(sheet: Any, row: int, column: int, value: Cell, look: Any) -> None:
    if value is None:
        sheet.write_blank(row, column, None, look)
    elif isinstance(value, bool):
        sheet.write_boolean(row, column, value, look)
    elif isinstance(value, (int, float)):
        sheet.write_number(row, column, value, look)
    else:
        sheet.write_string(row, column, value, look)  # never a formula, whatever it begins with


def _comment(sheet: Any, row: int, column: int, entry: Evidence) -> None:
    facts = "\n".join(f"{thing.label}: {'; '.join(thing.passages)}" for thing in entry.things)
    text = f"[{entry.note}] {entry.where}\n{facts}"[:COMMENT_LIMIT]
    sheet.write_comment(row, column, text, {"x_scale": 3, "y_scale": 2, "author": "rolegraph"})


def _width(column: int, grid: Grid) -> int:
    from wcwidth import wcswidth

    texts = [grid.headings[column], *(row[column].text for row in grid.rows)]
    longest = max(max(wcswidth(line) for line in (t.split("\n"))) for t in texts)
    return min(max(longest + 2, 8), WIDEST)


def _printed(text: str) -> str:
    return text.replace("&", "&&")[:200]
