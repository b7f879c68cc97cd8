"""A plan in Excel: the workbook to start from, the way there and back, and every fault by cell."""

import datetime
import io
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.formula import ArrayFormula

from rolegraph.checking import check_content, check_paths
from rolegraph.codebook import KINDS
from rolegraph.findings import Language
from rolegraph.reading import read_corpus
from rolegraph.reading.cells import LARGEST, LARGEST_SHEET
from rolegraph.reading.files import read_yaml
from rolegraph.reading.singles import read_single
from rolegraph.reading.workbooks import read_workbook
from rolegraph.records.edition import Edition
from rolegraph.records.memo import Memo
from rolegraph.records.sheets import columns_of, sheets_of
from rolegraph.validation.passes import How
from rolegraph.web.dropped import check_dropped
from rolegraph.workbooks import converted, starting_workbook
from rolegraph.workspace import Workspace

ROOT = Path(__file__).parents[1]
AUTHORED = sorted(
    [
        *ROOT.glob("data/plans/*.yaml"),
        *ROOT.glob("data/memos/*.yaml"),
        *ROOT.glob("tests/corpus/data/plans/*.yaml"),
        *ROOT.glob("tests/corpus/data/memos/*.yaml"),
    ]
)
PLAN = ROOT / "tests/corpus/data/plans/99001-plan.yaml"
NAME = "99001-plan.xlsx"
Change = Callable[[Any], object]


def saved(book: Any) -> bytes:
    """A workbook as a file."""
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.fixture(scope="module")
def filled(corpus: Workspace) -> bytes:
    """The plan of Aoba as a workbook."""
    return converted(corpus, PLAN, ".xlsx")


@pytest.fixture
def changed(filled: bytes) -> Callable[[Change], bytes]:
    """The plan of Aoba as a workbook that somebody worked on."""

    def change(work: Change) -> bytes:
        book = load_workbook(io.BytesIO(filled))
        work(book)
        return saved(book)

    return change


def told(workspace: Workspace, content: bytes, language: Language = "en") -> list[str]:
    """What reading says of a workbook, without the rules."""
    return [f.line(language) for f in read_single(workspace, [(Path(NAME), content)]).findings]


# ---- there and back --------------------------------------------------------------------------


@pytest.mark.parametrize("path", AUTHORED, ids=lambda path: path.stem)
def test_a_file_goes_into_a_workbook_and_back_without_loss(
    path: Path, corpus: Workspace, tmp_path: Path
) -> None:
    book = tmp_path / f"{path.stem}.xlsx"
    book.write_bytes(converted(corpus, path, ".xlsx"))
    back = tmp_path / path.name
    back.write_bytes(converted(corpus, book, ".yaml"))
    assert read_yaml(back, "").content == read_yaml(path, "").content


def test_a_workbook_is_the_same_bytes_every_time(corpus: Workspace, filled: bytes) -> None:
    assert converted(corpus, PLAN, ".xlsx") == filled


def test_a_sound_workbook_has_no_finding_that_its_yaml_has_not(
    corpus: Workspace, filled: bytes
) -> None:
    how = How(processes=1)
    assert check_content(corpus, NAME, filled, how) == []
    assert check_content(corpus, PLAN.name, PLAN.read_bytes(), how) == []


def test_text_that_begins_like_a_formula_stays_text(corpus: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "99001-plan.yaml"
    text = PLAN.read_text("utf-8").replace("wording: 知らせます", 'wording: "=知らせます"')
    path.write_text(text, "utf-8")
    book = read_workbook(converted(corpus, path, ".xlsx"), NAME)
    assert [d["wording"] for d in book.tree.content["duties"]][1] == "=知らせます"
    assert book.tree.findings == []


# ---- the workbook to start from --------------------------------------------------------------


@pytest.mark.parametrize(("kind", "head", "model"), [("plan", "edition", Edition),
                                                     ("memo", "memo", Memo)])  # fmt: skip
def test_the_starting_workbook_has_every_key_explained_in_both_languages(
    kind: str, head: str, model: Any, corpus: Workspace
) -> None:
    assert KINDS[kind] is model
    book = load_workbook(io.BytesIO(starting_workbook(corpus, head)))
    for sheet in sheets_of(model):
        headings = {cell.value: cell for cell in book[sheet.name][1]}
        lacking = {".".join(way) for way, _ in columns_of(sheet.model)} - set(headings)
        assert not lacking
        for heading, cell in headings.items():
            words = cell.comment.text
            assert not words.isascii(), f"{sheet.name}: {heading} is not explained in Japanese"
            assert words.split("\n\n")[1], f"{sheet.name}: {heading} is not explained in English"
            assert book[sheet.name].column_dimensions[cell.column_letter].number_format == "@"
    keys = {row[0].value for row in book[head].iter_rows(min_row=2)}
    assert {".".join(way) for way, _ in columns_of(model)} <= keys


def test_the_starting_workbook_offers_the_values_of_the_lists(corpus: Workspace) -> None:
    book = load_workbook(io.BytesIO(starting_workbook(corpus, "edition")))
    duties = book["duties"]
    column = next(cell.column_letter for cell in duties[1] if cell.value == "modality")
    (choice,) = [c for c in duties.data_validations.dataValidation if f"{column}3" in c.cells]
    name, area = choice.formula1.rsplit("!", 1)
    offered = [cell.value for (cell,) in book[name.strip("'")][area.replace("$", "")]]
    assert {"shall", "commitment", "expectation"} <= set(offered)


def test_an_empty_starting_workbook_lacks_what_a_plan_must_say(corpus: Workspace) -> None:
    lines = told(corpus, starting_workbook(corpus, "edition"))
    assert f"{NAME}:edition!B2: error: missing-key: key 'municipality' is missing; add it" in lines
    assert all("missing-key" in line for line in lines)


# ---- faults, each by its cell ----------------------------------------------------------------


def put(sheet: str, cell: str, value: Any) -> Change:
    """Type a value into a cell."""

    def work(book: Any) -> None:
        book[sheet][cell] = value

    return work


def shaped(sheet: str, cell: str, value: Any, form: str) -> Change:
    """Type a value into a cell of a number format."""

    def work(book: Any) -> None:
        book[sheet][cell] = value
        book[sheet][cell].number_format = form

    return work


def added(name: str, *rows: tuple[Any, ...]) -> Change:
    """Add a sheet."""

    def work(book: Any) -> None:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)

    return work


FAULTS: dict[str, tuple[Change, list[str]]] = {
    "a reference": (
        put("duties", "B5", "ctiy"),
        ["duties!B5: error: dangling-reference: nothing here is named 'ctiy'; did you mean 'city'"],
    ),
    "an empty cell": (
        put("duties", "A4", None),
        ["duties!A4: error: missing-key: key 'id' is missing; add it"],
    ),
    "a heading, told once": (
        put("duties", "G1", "wordng"),
        [
            "duties!A1: error: missing-key: key 'wording' is missing; add it",
            "duties!G1: error: unknown-key: unknown key 'wordng'; did you mean 'wording'?",
        ],
    ),
    "a heading inside": (
        put("actors", "C1", "name.eng"),
        [
            "actors!A1: error: missing-key: key 'en' is missing; add it",
            "actors!C1: error: unknown-key: unknown key 'eng'; did you mean 'en'?",
        ],
    ),
    "a heading given twice": (
        put("duties", "C1", "id"),
        ["duties!C1: error: duplicate-key: key 'id' is written twice; keep one"],
    ),
    "a heading of two columns": (
        put("bodies", "C1", "name"),
        ["bodies!C1: error: heading-divided: 'name' needs more than one cell; divide it into "
         "columns: name.ja, name.en"],
    ),
    "a list in a cell": (
        put("bodies", "K1", "seats"),
        ["bodies!K1: error: heading-divided: 'seats' needs more than one cell; write a row each in "
         "the sheet 'bodies.seats'"],
    ),
    "a value without a heading": (
        put("coverage", "F3", "x"),
        ["coverage!F1: error: heading-missing: no heading here, but a value (coverage!F3)"],
    ),
    "an owner": (
        put("bodies.seats", "A3", "concil"),
        ["bodies.seats!A3: error: dangling-reference: nothing here is named 'concil'; did you mean "
         "'council'?"],
    ),
    "no owner": (
        put("bodies.seats", "A3", None),
        ["bodies.seats!A3: error: missing-key: key 'bodies' is missing; add it"],
    ),
    "a key": (
        put("edition", "A2", "municipalty"),
        ["edition!A2: error: unknown-key: unknown key 'municipalty'; did you mean 'municipality'?"],
    ),
    "no headings of the first sheet": (
        put("edition", "A1", "項目"),
        ["edition!A1: error: heading-pair: needs the headings 'key' and 'value'"],
    ),
    "a sheet": (
        added("actor", ("id",), ("x",)),
        ["actor: error: sheet-unknown: unknown sheet 'actor'; did you mean 'actors'?; begin its "
         "name with # when it is a note"],
    ),
    "a hidden sheet": (
        lambda book: setattr(book["steering"], "sheet_state", "veryHidden"),
        ["steering: error: sheet-hidden: the sheet 'steering' is hidden"],
    ),
    "merged cells": (
        lambda book: book["actors"].merge_cells("E3:E4"),
        ["actors!E3: error: cell-merged: merged cells (E3:E4); unmerge them and fill in each row"],
    ),
    "a formula": (
        put("duties", "G3", "=A3"),
        ["duties!G3: error: cell-formula: a formula (=A3); paste its value instead"],
    ),
    "a formula of an area": (
        put("duties", "G3", ArrayFormula("G3:G3", "=A3")),
        ["duties!G3: error: cell-formula: a formula (=A3); paste its value instead"],
    ),
    "an error": (
        put("duties", "G3", "#REF!"),
        ["duties!G3: error: cell-error: the error #REF!; write a value"],
    ),
    "a date": (
        put("actors", "G3", datetime.datetime(2018, 4, 1)),
        ["actors!G3: error: cell-date: Excel made this a date (2018-04-01); format the cell as "
         "text and type it again (such as 2018-01 or 4-1/1/b3)"],
    ),
    "a number that was 1.10": (
        put("duties", "G3", 1.1),
        ["duties!G3: error: cell-fraction: Excel made this a number (1.1), and 1.10 becomes 1.1"],
    ),
    "a code that lost its zero": (
        put("edition", "B2", 1202),
        ["edition!B2: error: not-an-area-code: '1202' is no area code; write its digits, quoted "
         '("01202"), as text in Excel'],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("work", "expected"), FAULTS.values(), ids=list(FAULTS))
def test_a_fault_is_told_with_its_cell_and_remedy(
    work: Change, expected: list[str], changed: Callable[[Change], bytes], corpus: Workspace
) -> None:
    lines = told(corpus, changed(work))
    for words in expected:
        assert any(line.startswith(f"{NAME}:{words}") for line in lines), lines
    assert not any(line.isascii() for line in told(corpus, changed(work), "ja"))


def test_a_cell_is_at_fault_once(changed: Callable[[Change], bytes], corpus: Workspace) -> None:
    assert len(told(corpus, changed(FAULTS["a formula"][0]))) == 1
    assert len(told(corpus, changed(FAULTS["a date"][0]))) == 1
    assert len(told(corpus, changed(FAULTS["a heading, told once"][0]))) == 2


@pytest.mark.parametrize(
    "work",
    [
        put("duties", "E3", 1),
        put("duties", "E3", 1.0),
        put("edition", "B2", 99001),
        shaped("edition", "B2", 99001, "00000"),
        put("duties", "B3", " city　"),
        put("actors", "E3", 99001),
        put("duties", "O3", "\n1/1/p1、 1/1/b1"),
        put("coverage", "A20", "# 控え"),
        added("#控え", ("何でも",), ("書ける",)),
        added("Sheet9"),
    ],
    ids=["a number", "a whole number", "a code", "a code by format", "spaces around", "a code of "
         "an owner", "several values", "a remark", "a sheet of remarks", "an empty sheet"],
)  # fmt: skip
def test_what_excel_makes_of_text_is_read_as_it_was_meant(
    work: Change, changed: Callable[[Change], bytes], corpus: Workspace
) -> None:
    assert told(corpus, changed(work)) == []


def test_a_zero_that_only_the_format_shows_is_kept(changed: Callable[[Change], bytes]) -> None:
    content = changed(shaped("edition", "B2", 1202, "00000"))
    assert read_workbook(content, NAME).tree.content["municipality"] == "01202"


def test_readings_above_the_characters_are_passed_over(filled: bytes) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(filled)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "xl/sharedStrings.xml":
                plain = "<t>市民</t></si>".encode()
                assert plain in part
                ruby = '<t>市民</t><rPh sb="0" eb="2"><t>シミン</t></rPh></si>'.encode()
                part = part.replace(plain, ruby)
            new.writestr(name, part)
    actors = read_workbook(out.getvalue(), NAME).tree.content["actors"]
    assert [a["name"]["ja"] for a in actors if a["id"] == "citizens"] == ["市民"]


def test_a_breach_of_a_rule_comes_back_on_its_cell(
    changed: Callable[[Change], bytes], corpus: Workspace
) -> None:
    content = changed(put("duties", "F11", "expektation"))
    (finding,) = check_dropped(corpus, NAME, content, {})
    assert finding.line("en").startswith(f"{NAME}:duties!F11: error: modality-listed: ")
    assert "did you mean 'expectation'?" in finding.message.en


# ---- codings ---------------------------------------------------------------------------------

HEADINGS = ("scheme", "coder", "target", "concept", "centrality", "confidence", "round", "passages")


def test_codings_in_a_workbook_are_checked_like_those_in_tables(corpus: Workspace) -> None:
    book = Workbook()
    book.remove(book.active)
    added(
        "codings",
        HEADINGS,
        ("theme", "c", "99002-policy/i-1", "turism", "primary", 0.8, 1, "1/p2 1/p3"),
        ("theme", "c", "99002-policy/i-9", "tourism", "primary", "80%", 1, None),
        ("theme", "c", "99002-policy/i-9", "tourism", "primary", 0.8, 1, None),
    )(book)
    found = check_content(corpus, "codings.xlsx", saved(book), How(processes=1))
    assert [(str(f.place), f.rule) for f in found] == [
        ("codings.xlsx:codings!D2", "coding-concept-in-scheme"),
        ("codings.xlsx:codings!F3", "not-a-share"),
        ("codings.xlsx:codings!C4", "unknown-target"),
    ]


# ---- files that are no workbook, or a dangerous one --------------------------------------------


def zipped(*parts: tuple[str, bytes]) -> bytes:
    """A zip archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts:
            archive.writestr(name, part)
    return out.getvalue()


def stray(book: Any) -> None:
    """Format a cell far away, as happens when a whole column is coloured."""
    book["actors"].cell(LARGEST_SHEET, 20).number_format = "0.00"


REFUSED: dict[str, tuple[bytes, str]] = {
    "old": (b"\xd0\xcf\x11\xe0" + bytes(600), "workbook-old"),
    "locked": (
        b"\xd0\xcf\x11\xe0" + bytes(600) + "EncryptedPackage".encode("utf-16-le"),
        "workbook-locked",
    ),
    "another office": (zipped(("content.xml", b"<a/>")), "workbook-old"),
    "no archive": (b"id,name\n", "workbook-unreadable"),
    "cut off": (b"PK\x03\x04" + bytes(100), "workbook-unreadable"),
    "no sheets in it": (zipped(("xl/workbook.xml", b"<workbook/>")), "workbook-unreadable"),
    "bomb": (zipped(("xl/workbook.xml", bytes(LARGEST + 1))), "workbook-too-large"),
    "macros": (
        zipped(("xl/workbook.xml", b"<a/>"), ("xl/vbaProject.bin", b"x")),
        "workbook-macros",
    ),
    "entities": (
        zipped(("xl/workbook.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')),
        "workbook-unreadable",
    ),
    "empty": (saved(Workbook()), "sheet-missing"),
}


@pytest.mark.parametrize(("content", "rule"), REFUSED.values(), ids=list(REFUSED))
def test_a_file_that_cannot_be_used_says_what_to_do(
    content: bytes, rule: str, corpus: Workspace
) -> None:
    (finding,) = read_single(corpus, [(Path(NAME), content)]).findings
    assert (finding.rule, finding.place.path) == (rule, NAME)


def test_a_sheet_that_runs_too_far_is_named_by_its_last_cell(
    changed: Callable[[Change], bytes], corpus: Workspace
) -> None:
    assert any(
        line.startswith(f"{NAME}:actors!T{LARGEST_SHEET}: error: sheet-too-large")
        for line in told(corpus, changed(stray))
    )


def test_a_workbook_of_another_name_is_checked_and_told_to_be_renamed(
    filled: bytes, corpus: Workspace
) -> None:
    (finding,) = check_dropped(corpus, "青葉市 計画 (1).xlsx", filled, {})
    assert finding.rule == "file-name"


# ---- the command line ------------------------------------------------------------------------


def test_a_workbook_is_made_filled_checked_and_turned_into_yaml(
    run: Any, workspace: Workspace, tmp_path: Path
) -> None:
    place = ("--workspace", workspace.root, "--lang", "en")
    empty, book = tmp_path / "plan.xlsx", tmp_path / "99001-plan.xlsx"
    assert run(*place, "schema", "plan", "--format", "xlsx", "--output", empty).exit_code == 0
    assert run(*place, "check", empty, "--no-cache", "--jobs", 1).exit_code == 1
    plan = workspace.data / "plans" / "99001-plan.yaml"
    before = read_corpus(workspace).editions["99001-plan"].model_dump()
    assert run(*place, "convert", plan, "--output", book).exit_code == 0
    assert run(*place, "check", book, "--no-cache", "--jobs", 1).exit_code == 0
    assert run(*place, "convert", book, "--output", plan).exit_code == 0
    assert read_corpus(workspace).editions["99001-plan"].model_dump() == before


def test_a_faulty_file_is_not_converted(run: Any, workspace: Workspace, rewrite: Any) -> None:
    rewrite("modality: expectation", "modalty: expectation")
    plan, output = workspace.data / "plans" / "99001-plan.yaml", workspace.root / "x.xlsx"
    result = run("--workspace", workspace.root, "convert", plan, "--output", output)
    assert result.exit_code == 1
    assert "missing-key" in result.output
    assert not output.exists()


@pytest.mark.parametrize("ending", [".csv", ""])
def test_a_form_that_is_not_known_is_misuse(run: Any, corpus: Workspace, ending: str) -> None:
    result = run(
        "--workspace", corpus.root, "--lang", "en", "convert", PLAN, "--output", f"plan{ending}"
    )
    assert result.exit_code == 2
    assert ".xlsx or .yaml" in result.output


def test_codings_are_not_lost_on_the_way_to_yaml(
    run: Any, corpus: Workspace, changed: Callable[[Change], bytes], tmp_path: Path
) -> None:
    path = tmp_path / NAME
    row = ("theme", "c", "99001-plan/city-1", "tourism", "primary", 0.8, 1)
    path.write_bytes(changed(added("codings", HEADINGS, row)))
    result = run(
        "--workspace", corpus.root, "--lang", "en", "convert", path, "--output", tmp_path / "x.yaml"
    )
    assert result.exit_code == 2
    assert "workbook of its own" in result.output


def test_a_workbook_is_never_printed(run: Any, corpus: Workspace) -> None:
    result = run("--workspace", corpus.root, "schema", "plan", "--format", "xlsx")
    assert result.exit_code == 2
    assert "--output plan.xlsx" in result.output


def test_a_folder_of_workbooks_is_checked_and_what_excel_leaves_there_is_not(
    filled: bytes, corpus: Workspace, tmp_path: Path
) -> None:
    (tmp_path / NAME).write_bytes(filled)
    (tmp_path / f"~${NAME}").write_bytes(b"Somebody")
    assert check_paths(corpus, [tmp_path], how=How(processes=1)) == []
    shutil.copy(tmp_path / f"~${NAME}", tmp_path / "99003-plan.xlsx")
    (finding,) = check_paths(corpus, [tmp_path], how=How(processes=1))
    assert finding.rule == "workbook-unreadable"
