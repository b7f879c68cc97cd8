"""The one list of formats: name, media type, file suffix, and how an exhibit is written in it."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from rolegraph.comparison.exhibit import Exhibit
from rolegraph.errors import UnknownName
from rolegraph.reports.bibliography import to_bibtex, to_csl, to_ris
from rolegraph.reports.document import document_of
from rolegraph.reports.tabular import to_csv, to_csv_for_people, to_json, to_tsv
from rolegraph.reports.text import to_html, to_latex, to_markdown
from rolegraph.tables import Table, to_terminal

Render = Callable[[Sequence[Exhibit]], bytes]


class Format(NamedTuple):
    """One format; `binary` ones cannot be shown in a terminal, `detailed` ones show evidence."""

    name: str
    media_type: str
    suffix: str
    render: Render
    binary: bool = False
    detailed: bool = True


def _terminal(exhibits: Sequence[Exhibit]) -> bytes:
    tables = []
    for exhibit in exhibits:
        rows = tuple(tuple(cell.text for cell in row) for row in exhibit.grid.rows)
        text = to_terminal(Table(exhibit.grid.headings, rows))
        tables.append(text if len(exhibits) == 1 else f"{exhibit.title}\n\n{text}")
    return "\n".join(tables).encode()


def _markdown(exhibits: Sequence[Exhibit]) -> bytes:
    return to_markdown(document_of(exhibits)).encode()


def _html(exhibits: Sequence[Exhibit]) -> bytes:
    return to_html(document_of(exhibits)).encode()


def _latex(exhibits: Sequence[Exhibit]) -> bytes:
    return to_latex(document_of(exhibits)).encode()


def _xlsx(exhibits: Sequence[Exhibit]) -> bytes:
    from rolegraph.reports.workbook import to_xlsx

    return to_xlsx(exhibits)


def _docx(exhibits: Sequence[Exhibit]) -> bytes:
    from rolegraph.reports.word import to_docx

    return to_docx(document_of(exhibits))


def _turtle(exhibits: Sequence[Exhibit]) -> bytes:
    from rolegraph.reports.cube import to_turtle

    return to_turtle(exhibits)


OFFICE = "application/vnd.openxmlformats-officedocument"
FORMATS: dict[str, Format] = {
    entry.name: entry
    for entry in (
        Format("table", "text/plain", ".txt", _terminal, detailed=False),
        Format("csv", "text/csv", ".csv", to_csv),
        Format("excel-csv", "text/csv", ".csv", to_csv_for_people),
        Format("tsv", "text/tab-separated-values", ".tsv", to_tsv),
        Format("json", "application/json", ".json", to_json),
        Format("markdown", "text/markdown", ".md", _markdown),
        Format("html", "text/html", ".html", _html),
        Format("latex", "application/x-tex", ".tex", _latex),
        Format("xlsx", f"{OFFICE}.spreadsheetml.sheet", ".xlsx", _xlsx, binary=True),
        Format("docx", f"{OFFICE}.wordprocessingml.document", ".docx", _docx, binary=True),
        Format("turtle", "text/turtle", ".ttl", _turtle),
        Format("bibtex", "application/x-bibtex", ".bib", to_bibtex),
        Format("ris", "application/x-research-info-systems", ".ris", to_ris),
        Format("csl-json", "application/vnd.citationstyles.csl+json", ".csl", to_csl),
    )
}


def format_for(name: str | None, output: Path | None, *, plain: bool = False) -> Format:
    """Return the format asked for by name, else by the suffix of the file, else the terminal's.

    CSV written to a file is for people (BOM, no live formulas) unless `plain`.
    Raises UnknownName for a name or suffix that no format has.
    """
    if name is None and output is not None and output.suffix:
        by_suffix = {entry.suffix: entry.name for entry in reversed(FORMATS.values())}
        if output.suffix.lower() not in by_suffix:
            raise UnknownName("format for files ending in", output.suffix, by_suffix)
        name = by_suffix[output.suffix.lower()]
    name = name or "table"
    if name not in FORMATS:
        raise UnknownName("format", name, FORMATS)
    if name == "csv" and output is not None and not plain:
        name = "excel-csv"
    return FORMATS[name]


def render(exhibits: Exhibit | Sequence[Exhibit], name: str) -> bytes:
    """Return exhibits in a named format. Raises UnknownName and MissingExtra."""
    several = (exhibits,) if isinstance(exhibits, Exhibit) else tuple(exhibits)
    return format_for(name, None).render(several)
