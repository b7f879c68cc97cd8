"""Exports: the same content in each format, found again when the file is read back."""

import csv
import html.parser
import io
import json
import re
import zipfile
from pathlib import Path

import docx
import openpyxl
import pytest
from rdflib import RDF, Graph, URIRef
from rdflib.namespace import PROV

from rolegraph.building import Build
from rolegraph.comparison import matrix, read_presets, run_preset
from rolegraph.comparison.exhibit import (
    Exhibit,
    Grid,
    GridCell,
    exhibit_answer,
    exhibit_comparison,
)
from rolegraph.errors import MissingExtra, RolegraphError, UnknownName, needs
from rolegraph.queries import read_queries
from rolegraph.reports import FORMATS, format_for, render
from rolegraph.reports.document import Heading, Paragraph, TableBlock, document_of
from rolegraph.reports.outline import Request, read_outline
from rolegraph.reports.word import template, to_docx
from rolegraph.tables import Table
from rolegraph.workspace import Workspace

QB = "http://purl.org/linked-data/cube#"
PRESETS = sorted(read_presets(Workspace(Path(__file__).parent / "corpus").queries))


def made(built: Build, corpus: Workspace, name: str, language: str = "ja") -> Exhibit:
    """A comparison of the corpus as an exhibit."""
    preset = read_presets(corpus.queries)[name]
    found = run_preset(built.store, read_queries(corpus.queries), preset, language)  # type: ignore[arg-type]
    return exhibit_comparison(built.store, preset, found, language, "sha256:1")  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def duties(built: Build, corpus: Workspace) -> Exhibit:
    return made(built, corpus, "duties")


def texts(exhibit: Exhibit) -> list[list[str]]:
    """The matrix as words, without evidence numbers."""
    return [[cell.text for cell in row] for row in exhibit.grid.rows]


def bare(cell: str) -> str:
    """A cell without the number of its evidence."""
    return re.sub(r"\s*\[\d+\]$", "", cell)


def comment(text: str) -> list[str]:
    """The passages that a cell comment names."""
    return sorted(set(re.findall(r"(?:aoba|minato)/[\w/-]+", text)))


class Tables(html.parser.HTMLParser):
    """The tables of a page as lists of rows."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tables: list[list[list[str]]] = []
        self.open = False
        self.ids: set[str] = set()
        self.links: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.ids |= {str(given["id"])} if given.get("id") else set()
        self.links |= {str(given["href"])} if tag == "a" else set()
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("td", "th"):
            self.tables[-1][-1].append("")
            self.open = True

    def handle_endtag(self, tag: str) -> None:
        self.open = self.open and tag not in ("td", "th")

    def handle_data(self, data: str) -> None:
        if self.open:
            self.tables[-1][-1][-1] += data


def test_csv_read_back_holds_every_value_with_state_and_passages(duties: Exhibit) -> None:
    rows = list(csv.DictReader(io.StringIO(render(duties, "csv").decode())))
    assert [tuple(row.values()) for row in rows] == [
        tuple("" if cell is None else str(cell) for cell in row) for row in duties.table.rows
    ]
    stated = [row for row in rows if row["state"] == "stated"]
    assert all(row["passages"] for row in stated), "each stated value names its passages"
    endeavour = next(r for r in rows if r["row"] == "business" and r["part"] == "endeavour")
    assert (endeavour["value"], endeavour["passages"]) == ("2", "aoba/1/2/b1; aoba/1/2/b2")


def test_csv_for_people_carries_a_bom_and_no_live_formula(duties: Exhibit) -> None:
    table = Table(("note",), (("=1+1",), ("-5",), ("4-1",), (-5,)))
    content = render(duties._replace(table=table), "excel-csv").decode("utf-8")
    assert content == "\ufeffnote\n'=1+1\n'-5\n4-1\n-5\n"
    assert not render(duties, "csv").startswith(b"\xef\xbb\xbf")


def test_tsv_and_json_hold_the_same_rows_as_csv(duties: Exhibit) -> None:
    lines = [line.split("\t") for line in render(duties, "tsv").decode().splitlines()]
    assert lines[0] == list(duties.table.columns)
    assert len(lines) - 1 == len(duties.table.rows)
    assert json.loads(render(duties, "json")) == duties.table.records()


@pytest.mark.parametrize("name", PRESETS)
@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_workbook_reads_back_with_the_same_cells(
    built: Build, corpus: Workspace, name: str, language: str
) -> None:
    exhibit = made(built, corpus, name, language)
    book = openpyxl.load_workbook(io.BytesIO(render(exhibit, "xlsx")))
    sheet = book.worksheets[0]
    found = [["" if v is None else str(v) for v in row] for row in sheet.values]
    assert found == [list(exhibit.grid.headings), *texts(exhibit)]
    assert sheet.freeze_panes == "C2"
    assert sheet.page_setup.orientation == "landscape"
    assert str(sheet.page_setup.paperSize) == "9"


def test_a_cell_of_a_workbook_names_its_passages_in_a_comment(duties: Exhibit) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(render(duties, "xlsx"))).worksheets[0]
    row = [cell[0].value for cell in sheet.iter_rows(max_col=1)].index("business") + 1
    assert comment(sheet.cell(row, 3).comment.text) == [
        "aoba/1/2/b1",
        "aoba/1/2/b2",
        "aoba/1/2/p1/s2",
    ]
    assert sheet.auto_filter.ref
    assert sheet.cell(1, 1).alignment.wrap_text


def test_a_workbook_says_where_it_is_from_and_under_which_conditions(duties: Exhibit) -> None:
    book = openpyxl.load_workbook(io.BytesIO(render(duties, "xlsx")))
    words = " ".join(
        str(v) for sheet in book.worksheets for row in sheet.values for v in row if v is not None
    )
    for expected in ("あおば市", "試験用の架空の文書", "sha256:1", "duties-by-kind", "CC BY 4.0"):
        assert expected in words


def test_a_workbook_never_holds_a_formula_whatever_a_text_begins_with(duties: Exhibit) -> None:
    evil = tuple(GridCell(text, text) for text in ("=1+1", "@SUM(A1)", "+1", "http://x.test"))
    grid = Grid(("a", "b", "c", "d"), (evil,))
    book = openpyxl.load_workbook(io.BytesIO(render(duties._replace(grid=grid), "xlsx")))
    cells = next(book.worksheets[0].iter_rows(min_row=2))
    assert [(c.value, c.data_type, c.hyperlink) for c in cells] == [
        (cell.text, "s", None) for cell in evil
    ]


@pytest.mark.parametrize("name", PRESETS)
def test_a_word_file_reads_back_with_the_same_cells(
    built: Build, corpus: Workspace, name: str
) -> None:
    exhibit = made(built, corpus, name)
    found = docx.Document(io.BytesIO(render(exhibit, "docx"))).tables[0]
    heads, *rows = [[cell.text for cell in row.cells] for row in found.rows]
    assert heads == list(exhibit.grid.headings)
    assert [[bare(cell) for cell in row] for row in rows] == texts(exhibit)


def test_a_word_file_has_east_asian_fonts_evidence_and_repeating_headings(duties: Exhibit) -> None:
    content = render(duties, "docx")
    document = docx.Document(io.BytesIO(content))
    normal = document.styles["Normal"].element.xml
    assert 'w:eastAsia="游ゴシック"' in normal
    assert "eastAsiaTheme" not in normal, "a theme font would win over the East Asian one"
    assert "w:tblHeader" in document.tables[0].rows[0]._tr.xml
    evidence = [[c.text for c in row.cells] for row in document.tables[1].rows]
    assert any("aoba/1/2/b1" in row[-1] for row in evidence)
    assert "{%" not in zipfile.ZipFile(io.BytesIO(content)).read("word/document.xml").decode()


def test_an_edited_template_is_used_and_a_broken_one_is_named(
    duties: Exhibit, tmp_path: Path
) -> None:
    own = docx.Document(io.BytesIO(template()))
    own.add_paragraph("研究会 2030")
    own.save(str(tmp_path / "own.docx"))
    content = to_docx(document_of([duties]), tmp_path / "own.docx")
    assert docx.Document(io.BytesIO(content)).paragraphs[-1].text == "研究会 2030"
    (tmp_path / "bad.docx").write_text("no zip", "utf-8")
    with pytest.raises(RolegraphError, match=r"bad\.docx"):
        to_docx(document_of([duties]), tmp_path / "bad.docx")


def test_a_page_reads_back_and_each_number_leads_to_its_evidence(duties: Exhibit) -> None:
    page = Tables(render(duties, "html").decode())
    rows = [[bare(cell) for cell in row] for row in page.tables[0]]
    assert rows == [list(duties.grid.headings), *texts(duties)]
    assert {link[1:] for link in page.links if link.startswith("#")} <= page.ids
    assert any("aoba/1/2/b1" in cell for row in page.tables[1] for cell in row)


def test_markdown_and_latex_hold_every_cell(duties: Exhibit) -> None:
    markdown, latex = (render(duties, name).decode() for name in ("markdown", "latex"))
    lines = [line for line in markdown.splitlines() if line.startswith("| business ")]
    cells = [re.sub(r" \[\[\d+\]\].*", "", c.strip()) for c in lines[0].strip("|").split("|")]
    assert cells == next(row for row in texts(duties) if row[0] == "business")
    for row in texts(duties):
        assert all(cell.replace("_", "\\_") in latex for cell in row)
    assert "aoba/1/2/b1" in markdown
    assert "aoba/1/2/b1" in latex
    assert latex.count("\\begin{longtable}") == latex.count("\\end{longtable}")


def test_markdown_html_and_latex_escape_what_would_be_markup(duties: Exhibit) -> None:
    grid = Grid(("a",), ((GridCell("<b>|*_$%&#\\"),),))
    evil = duties._replace(grid=grid, evidence=(), findings=())
    assert "&lt;b&gt;|*_$%&amp;#\\" in render(evil, "html").decode()
    assert r"\<b\>\|\*\_$%&\#" in render(evil, "markdown").decode()
    assert (
        r"\textless{}b\textgreater{}\textbar{}*\_\$\%\&\#\textbackslash{}"
        in render(evil, "latex").decode()
    )


def test_a_data_cube_gives_each_value_its_state_and_what_it_was_derived_from(
    duties: Exhibit,
) -> None:
    graph = Graph().parse(data=render(duties, "turtle"), format="turtle")
    observations = set(graph.subjects(RDF.type, URIRef(f"{QB}Observation")))
    assert len(observations) == len(duties.table.rows)
    base = "https://w3id.org/rolegraph/compare/duties"
    one = URIRef(f"{base}#business,99001-plan,endeavour")
    value = graph.value(one, URIRef(f"{base}#property-value"))
    assert value is not None
    assert value.toPython() == 2
    assert len(list(graph.objects(one, PROV.wasDerivedFrom))) == 2
    assert not any(isinstance(s, type(None)) for s in graph.subjects())


def test_a_bibliography_lists_each_source_once(duties: Exhibit) -> None:
    assert render(duties, "bibtex").decode().count("@techreport{") == 2
    assert [item["id"] for item in json.loads(render(duties, "csl-json"))] == ["aoba", "minato"]
    assert render(duties, "ris").decode().count("TY  - RPRT") == 2


def test_the_same_content_gives_the_same_bytes(built: Build, corpus: Workspace) -> None:
    for name in FORMATS:
        first, again = (render(made(built, corpus, "duties"), name) for _ in range(2))
        assert first == again, f"{name} differs from one time to the next"


def test_an_answer_is_exported_with_the_passages_behind_each_row(
    built: Build, corpus: Workspace
) -> None:
    query = read_queries(corpus.queries)["duties-by-actor"]
    exhibit = exhibit_answer(built.store, query, "en")
    assert all(row[-1].note for row in exhibit.grid.rows), "each row leads to its evidence"
    sheet = openpyxl.load_workbook(io.BytesIO(render(exhibit, "xlsx"))).worksheets[0]
    assert sheet.max_row - 1 == len(exhibit.table.rows)


def test_the_format_follows_from_the_name_of_the_file() -> None:
    assert format_for(None, Path("a.xlsx")).name == "xlsx"
    assert format_for(None, Path("a.csv")).name == "excel-csv"
    assert format_for(None, Path("a.csv"), plain=True).name == "csv"
    assert format_for("csv", None).name == "csv"
    assert format_for(None, None).name == "table"
    with pytest.raises(UnknownName, match=r"\.xlxs.*did you mean '\.xlsx'"):
        format_for(None, Path("a.xlxs"))


def test_one_csv_file_does_not_take_two_comparisons(duties: Exhibit) -> None:
    with pytest.raises(RolegraphError, match="one table, not 2"):
        render([duties, duties], "csv")
    book = openpyxl.load_workbook(io.BytesIO(render([duties, duties], "xlsx")))
    assert len({sheet.title for sheet in book.worksheets}) == len(book.worksheets)


def test_a_package_that_is_missing_is_named_with_the_remedy() -> None:
    def use() -> None:
        with needs("xlsx", "reports"):
            import no_such_package  # type: ignore[import-not-found]  # noqa: F401

    with pytest.raises(MissingExtra, match=r"no_such_package.*pip install.*reports"):
        use()


def test_an_outline_is_words_and_requests() -> None:
    table = "| a | b |\n|---|---|\n| 1 | 2 |"
    block = "```compare duties\nshow: shared\n```"
    outline = f"# T\n\nSay **this**.\n\n- one\n\n{table}\n\n{block}\n"
    parts = read_outline(outline)
    assert parts[0] == Heading("T", 1)
    assert isinstance(parts[1], Paragraph)
    assert [span.text for span in parts[1].spans if span.bold] == ["this"]
    assert isinstance(parts[2], Paragraph)
    assert parts[2].bullet
    assert isinstance(parts[3], TableBlock)
    assert parts[4] == Request("compare", "duties", {"show": "shared"}, 11)


@pytest.mark.parametrize("block", ["```compar duties\n```", "```compare duties\n- a\n```"])
def test_a_query_block_that_cannot_be_read_is_named_by_its_line(block: str) -> None:
    with pytest.raises(RolegraphError, match="line 3"):
        read_outline(f"# T\n\n{block}\n")


def test_the_matrix_of_the_exhibit_is_that_of_the_comparison(duties: Exhibit) -> None:
    assert duties.comparison is not None
    assert [tuple(row) for row in texts(duties)] == [
        tuple(map(str, row)) for row in matrix(duties.comparison, "ja").rows
    ]
