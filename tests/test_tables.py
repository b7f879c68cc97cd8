"""Rows as text: for people with aligned columns, for programs with contract names."""

import json

import pytest
from wcwidth import wcswidth

from rolegraph.errors import UnknownName
from rolegraph.tables import (
    FORMATS,
    Iri,
    Row,
    Table,
    render,
    to_csv,
    to_json,
    to_markdown,
    to_terminal,
)

TABLE = Table(
    ("edition", "actor", "duties"),
    (("99001-plan", "市", 5), ("99002-policy", "産業関連団体", 10), ("x", None, 1)),
)
HEADINGS = ["計画(版)", "主体", "責務の数"]


def test_a_table_gives_its_columns_and_records() -> None:
    assert TABLE.column("duties") == [5, 10, 1]
    assert TABLE.records()[0] == {"edition": "99001-plan", "actor": "市", "duties": 5}


def test_japanese_is_aligned_by_its_width_in_the_terminal() -> None:
    lines = to_terminal(TABLE, HEADINGS).splitlines()
    starts = {wcswidth(line[: line.index(word)]) for line, word in zip(
        [lines[0], lines[2], lines[3]], ["責務の数", "5", "10"], strict=True)}  # fmt: skip
    assert len(starts) == 1, "the third column must start at one place:\n" + "\n".join(lines)


def test_csv_has_the_names_of_the_contract_and_quotes_what_needs_it() -> None:
    table = Table(("a", "b"), (('say "x", y', "two\nlines"), (None, True)))
    assert to_csv(table, ["A", "B"]) == 'a,b\n"say ""x"", y","two\nlines"\n,true\n'


def test_json_keeps_japanese_numbers_and_gaps() -> None:
    assert json.loads(to_json(TABLE, HEADINGS)) == TABLE.records()
    assert "市" in to_json(TABLE)


@pytest.mark.parametrize("rows", [(), ((None, 1.5), (True, '行\n"x"'), (Iri("http://a"), "5 %s"))])
def test_json_is_written_as_the_standard_library_would_with_an_indent(
    rows: tuple[Row, ...],
) -> None:
    table = Table(("a", "b %"), rows)
    assert to_json(table) == json.dumps(table.records(), ensure_ascii=False, indent=1) + "\n"


def test_markdown_escapes_what_would_break_the_table() -> None:
    text = to_markdown(Table(("a",), (("x|y",), ("two\nlines",), ("back\\slash",))), ["見出し"])
    assert text.splitlines()[0].startswith("| 見出し")
    assert [line.strip("| ") for line in text.splitlines()[2:]] == [
        "x\\|y",
        "two<br>lines",
        "back\\\\slash",
    ]


def test_numbers_in_text_stay_as_they_are_written() -> None:
    table = Table(("code",), (("01202",), ("1e5",)))
    for name in FORMATS:
        assert "01202" in render(table, name)
        assert "1e5" in render(table, name)


@pytest.mark.parametrize("name", FORMATS)
def test_a_table_without_rows_has_its_headings_in_every_format_but_json(name: str) -> None:
    text = render(Table(("edition",), ()), name)
    assert text == "[]\n" if name == "json" else "edition" in text


def test_an_unknown_format_says_which_there_are() -> None:
    with pytest.raises(UnknownName, match="no format named 'xml' - known: csv, json, markdown"):
        render(TABLE, "xml")


def test_an_iri_is_a_text_that_knows_what_it_is() -> None:
    assert Iri("x:a") == "x:a"
    assert isinstance(Iri("x:a"), str)
