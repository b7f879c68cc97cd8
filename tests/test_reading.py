"""Authoring files become records; every fault of every file is told in one run, with its place."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from rolegraph.findings import Language
from rolegraph.reading import Corpus, read_corpus
from rolegraph.reading.files import parse_yaml, read_rows
from rolegraph.reading.messages import MESSAGES
from rolegraph.workspace import Workspace

PLAN = "data/plans/99001-plan.yaml"
Rewrite = Callable[..., None]

ONE_PLAN = """municipality: "99001"
plan: 99001-plan
plan-title: {ja: あおば産業計画, en: Aoba Industrial Plan}
title: {ja: あおば, en: Aoba}
source: aoba
excerpt: {ja: 全文, en: whole text}
actors:
  - {id: city, name: {ja: 市, en: the city}, kinds: [municipality], passages: [1/h]}
"""
DUTY = """duties:
  - id: city-1
    actor: city
    rank: item
    ordinal: 1
    modality: commitment
    wording: 行います
    activities: [implement]
    gloss: {ja: 実施, en: carry out}
    passages: [1/h]
"""


def lines(workspace: Workspace, language: Language = "en") -> list[str]:
    """The findings of a workspace as they are printed."""
    return [finding.line(language) for finding in read_corpus(workspace).findings]


def only_plan(workspace: Workspace, text: str | bytes, name: str = "99001-plan.yaml") -> Workspace:
    """Leave one plan file, with this text."""
    for folder in ("plans", "memos", "codings"):
        shutil.rmtree(workspace.data / folder)
    (workspace.data / "plans").mkdir()
    content = text if isinstance(text, bytes) else text.encode()
    (workspace.data / "plans" / name).write_bytes(content)
    return workspace


# ---- what is read --------------------------------------------------------------------------------


def test_a_sound_workspace_is_read_without_findings(corpus: Workspace) -> None:
    read = read_corpus(corpus)
    assert read.findings == ()
    assert list(read.editions) == ["99001-plan", "99002-policy"]
    assert list(read.registry.municipalities) == ["99001", "99002"]
    assert list(read.registry.organizations) == ["aoba-commerce-society", "aoba-council", "state"]
    assert {s: len(rows) for s, rows in read.registry.passages.items()} == {
        "aoba": 17,
        "minato": 17,
        "notes": 6,
    }


def test_every_value_remembers_where_it_was_written(corpus: Workspace) -> None:
    edition = read_corpus(corpus).editions["99001-plan"]
    text = (corpus.data / "plans" / "99001-plan.yaml").read_text("utf-8").splitlines()
    duty = edition.duties[2]
    for key, written in (("id", "id: city-2"), ("modality", "modality: endeavour")):
        place = duty.place_of(key)
        assert place.path == PLAN
        assert text[place.line - 1][place.column - 1 :] == written
    assert duty.place_of("represents") == duty.place_of(), "a key left out: the record itself"


@pytest.mark.parametrize(
    "value", ["01202", "NO", "no", "12:30", "1_000", "0x1F", "1e3", "~", "null"]
)
def test_what_looks_like_a_number_or_a_truth_stays_text(value: str) -> None:
    assert parse_yaml(f"code: {value}", "x.yaml").content["code"] == value


def test_a_code_with_a_leading_zero_stays_five_digits(workspace: Workspace) -> None:
    codes = workspace.data / "municipalities.csv"
    codes.write_text(
        codes.read_text("utf-8") + "01202,012025,函館市,Hakodate City,北海道,Hokkaido,city\n",
        "utf-8",
    )
    only_plan(workspace, ONE_PLAN.replace('"99001"', "01202").replace("99001-plan", "01202-plan"))
    read = read_corpus(workspace)
    assert read.findings == ()
    assert read.editions["99001-plan"].municipality == "01202"


def test_a_byte_order_mark_and_windows_line_ends_are_accepted(workspace: Workspace) -> None:
    only_plan(workspace, b"\xef\xbb\xbf" + ONE_PLAN.replace("\n", "\r\n").encode())
    rows = workspace.data / "municipalities.csv"
    rows.write_bytes(b"\xef\xbb\xbf" + rows.read_bytes().replace(b"\n", b"\r\n"))
    assert lines(workspace) == []


def test_the_order_of_files_and_keys_does_not_matter(workspace: Workspace) -> None:
    whole = ONE_PLAN + DUTY
    path = only_plan(workspace, whole).data / "plans" / "99001-plan.yaml"
    first = read_corpus(workspace).editions["99001-plan"]
    path.write_text(DUTY + ONE_PLAN, "utf-8")
    second = read_corpus(workspace).editions["99001-plan"]
    assert second.model_dump() == first.model_dump()


# ---- one fault each ------------------------------------------------------------------------------

FAULTS = {
    "unknown-key": (
        "    modality: constitutive\n",
        "    modalty: constitutive\n",
        [
            f"{PLAN}:30:5: error: missing-key: key 'modality' is missing; add it",
            f"{PLAN}:34:5: error: unknown-key: unknown key 'modalty'; did you mean 'modality'?",
        ],
    ),
    "unknown-key-at-the-top": (
        "excerpt:",
        "exerpt:",
        [
            f"{PLAN}:1:1: error: missing-key: key 'excerpt' is missing; add it",
            f"{PLAN}:6:1: error: unknown-key: unknown key 'exerpt'; did you mean 'excerpt'?",
        ],
    ),
    "duplicate-key": (
        "    modality: constitutive\n",
        "    modality: constitutive\n    modality: shall\n",
        [f"{PLAN}:35:5: error: duplicate-key: key 'modality' is written twice; keep one"],
    ),
    "duplicate-id": (
        "id: city-2\n",
        "id: city-1\n",
        [f"{PLAN}:49:5: error: duplicate-id: identifier 'city-1' is used twice; change one"],
    ),
    "dangling-reference": (
        "    actor: city\n",
        "    actor: ctiy\n",
        [
            f"{PLAN}:31:5: error: dangling-reference: nothing here is named 'ctiy'; "
            "did you mean 'city'?"
        ],
    ),
    "dangling-counterpart": (
        "    with: [council]\n",
        "    with: [council, citizen]\n",
        [
            f"{PLAN}:57:5: error: dangling-reference: nothing here is named 'citizen'; "
            "did you mean 'citizens'?"
        ],
    ),
    "unlisted-organization": (
        "organizations:\n  - {id: aoba-council, passages: [2/p1/s1]}\n",
        "",
        [
            f"{PLAN}:120:5: error: unlisted-organization: organisation 'aoba-council' is not under "
            "organizations:; add it with its passages"
        ],
    ),
    "unknown-organization": (
        "  - {id: aoba-council, passages",
        "  - {id: aoba-councl, passages",
        [
            f"{PLAN}:22:6: error: unknown-organization: no organisation 'aoba-councl' in "
            "data/actors.yaml; did you mean 'aoba-council'?",
            f"{PLAN}:122:5: error: unlisted-organization: organisation 'aoba-council' is not under "
            "organizations:; add it with its passages",
        ],
    ),
    "unknown-passage": (
        "    passages: [1/1/b1]\n",
        "    passages: [1/1/b9]\n",
        [
            f"{PLAN}:48:5: error: unknown-passage: no passage '1/1/b9' in data/passages/aoba.csv; "
            "did you mean '1/1/b2'?; make a new one with rolegraph cite"
        ],
    ),
    "unknown-municipality": (
        'municipality: "99001"',
        'municipality: "99003"',
        [
            f"{PLAN}:1:1: error: unknown-municipality: no municipality '99003' in "
            "data/municipalities.csv; did you mean '99002'?"
        ],
    ),
    "not-a-number": (
        "    ordinal: 1\n",
        "    ordinal: first\n",
        [
            f"{PLAN}:33:5: error: not-a-number: 'first' is not a whole number; write digits only",
        ],
    ),
    "not-a-number-with-underscore": (
        "    ordinal: 1\n",
        "    ordinal: 1_0\n",
        [f"{PLAN}:33:5: error: not-a-number: '1_0' is not a whole number; write digits only"],
    ),
    "full-width-digits": (
        "    ordinal: 1\n",
        "    ordinal: １\n",
        [f"{PLAN}:33:5: error: full-width-digits: full-width digits '１'; write plain digits"],
    ),
    "not-a-year": (
        "start: 2020",
        "start: 20",
        [
            f"{PLAN}:8:10: error: not-a-year: '20' is not a fiscal year of four digits "
            "(such as 2018)"
        ],
    ),
    "not-a-date": (
        'issued: {date: "2020-03"',
        'issued: {date: "令和2年3月"',
        [
            f"{PLAN}:7:10: error: not-a-date: '令和2年3月' is no date "
            "(such as 2018, 2018-01 or 2018-01-31)"
        ],
    ),
    "not-an-area-code": (
        'municipality: "99001"',
        'municipality: "9901"',
        [
            f"{PLAN}:1:1: error: not-an-area-code: '9901' is no area code; "
            'write its digits, quoted ("01202"), as text in Excel'
        ],
    ),
    "not-a-slug": (
        "    rank: lead\n",
        "    rank: 本文\n",
        [
            f"{PLAN}:32:5: error: not-a-slug: '本文' is no identifier; "
            "use lower-case letters, digits and hyphens"
        ],
    ),
    "not-a-reference": (
        "    with: [council]\n",
        "    with: [Council]\n",
        [
            f"{PLAN}:57:5: error: not-a-reference: 'Council' is no reference; "
            "write an identifier or org/identifier"
        ],
    ),
    "not-a-section": (
        "    passages: [1/1/b1]\n",
        "    passages: [1-1-B1]\n",
        [f"{PLAN}:48:5: error: not-a-section: '1-1-B1' is no section path (such as 4-1/1/b3)"],
    ),
    "not-a-list": (
        "    activities: [manage-progress]\n",
        "    activities: manage-progress\n",
        [
            f"{PLAN}:36:5: error: not-a-list: needs a list: [a, b] or lines with '- '",
        ],
    ),
    "too-few": (
        "    activities: [manage-progress]\n",
        "    activities: []\n",
        [f"{PLAN}:36:5: error: too-few: needs at least one"],
    ),
    "too-many": (
        "    activities: [manage-progress]\n",
        "    activities: [implement, revise, evaluate, report]\n",
        [f"{PLAN}:36:5: error: too-many: too many; keep at most three"],
    ),
    "not-a-mapping": (
        "    gloss: {ja: 計画の広報, en: make the plan known}\n",
        "    gloss: make the plan known\n",
        [f"{PLAN}:47:5: error: not-a-mapping: needs 'key: value' lines here"],
    ),
    "not-text": (
        "    wording: 知らせます\n",
        "    wording: [知らせます]\n",
        [f"{PLAN}:44:5: error: not-text: needs a text"],
    ),
    "empty-value": (
        "    wording: 知らせます\n",
        "    wording:\n",
        [f"{PLAN}:44:5: error: empty-value: empty value; write one or leave the key out"],
    ),
    "full-width-colon": (
        "    wording: 知らせます\n",
        "    wording： 知らせます\n",
        [f"{PLAN}:44:12: error: full-width-colon: full-width colon after a key; write ': '"],
    ),
    "full-width-indent": (
        "    wording: 知らせます\n",
        "　　wording: 知らせます\n",
        [
            f"{PLAN}:44:1: error: full-width-indent: full-width space in the indentation; "
            "use plain spaces"
        ],
    ),
    "yaml-syntax": (
        "    wording: 知らせます\n",
        "    wording: [知らせます\n",
        [
            f"{PLAN}:45:15: error: yaml-syntax: YAML syntax: did not find expected ',' or ']'; "
            "check indentation, colons and quotes"
        ],
    ),
    "tab": (
        "    wording: 知らせます\n",
        "\twording: 知らせます\n",
        [
            f"{PLAN}:44:1: error: yaml-syntax: YAML syntax: found a tab character "
            "that violates indentation; check indentation, colons and quotes"
        ],
    ),
}


@pytest.mark.parametrize(("old", "new", "expected"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_told_with_path_line_column_and_remedy(
    old: str, new: str, expected: list[str], workspace: Workspace, rewrite: Rewrite
) -> None:
    rewrite(old, new)
    assert lines(workspace) == expected


def test_a_fault_is_told_in_japanese(workspace: Workspace, rewrite: Rewrite) -> None:
    rewrite("    modality: constitutive\n", "    modalty: constitutive\n")
    assert lines(workspace, "ja") == [
        f"{PLAN}:30:5: error: missing-key: キー「modality」がありません。書き加えてください",
        f"{PLAN}:34:5: error: unknown-key: 知らないキー「modalty」です。「modality」のことですか",
    ]


def test_no_remedy_is_named_where_none_is_near(workspace: Workspace, rewrite: Rewrite) -> None:
    rewrite("    wording: 知らせます\n", "    wording: 知らせます\n    zzz: 1\n")
    (line,) = lines(workspace)
    assert line.startswith(f"{PLAN}:45:5: error: unknown-key: unknown key 'zzz'; ")


# ---- several faults at once ----------------------------------------------------------------------


def test_all_faults_of_a_file_are_told_in_one_run(workspace: Workspace, rewrite: Rewrite) -> None:
    rewrite("    modality: constitutive\n", "    modality: constitutive\n    modality: shall\n")
    rewrite("    wording: 知らせます\n", "    wording: 知らせます\n    zzzzz: 1\n")
    rewrite("    ordinal: 2\n", "    ordinal: ２\n")
    rewrite("    with: [related-bodies]\n", "    with: [related-bodys]\n")
    rewrite("id: citizens-1\n", "id: businesses-1\n")
    rewrite("    passages: [1/3/b1]\n", "    passages: [1/3/b7]\n")
    rewrite("frequency: yearly", "freqency: yearly")
    places = [line.split(": error: ")[0] + " " + line.split(": ")[2] for line in lines(workspace)]
    assert places == [
        f"{PLAN}:35:5 duplicate-key",
        f"{PLAN}:46:5 unknown-key",
        f"{PLAN}:55:5 full-width-digits",
        f"{PLAN}:79:5 dangling-reference",
        f"{PLAN}:111:5 duplicate-id",
        f"{PLAN}:120:5 unknown-passage",
        f"{PLAN}:139:5 missing-key",
        f"{PLAN}:143:5 unknown-key",
    ]


def test_a_part_with_a_fault_is_still_known_to_those_that_name_it(
    workspace: Workspace, rewrite: Rewrite
) -> None:
    rewrite("{id: factories, name", "{id: factories, nme")
    assert [line.split(": ")[2] for line in lines(workspace)] == ["missing-key", "unknown-key"], (
        "a duty names the factories; they are there, though faulty"
    )


def test_full_width_marks_do_not_hide_the_other_faults(
    workspace: Workspace, rewrite: Rewrite
) -> None:
    rewrite("    rank: lead\n", "    rank：lead\n")
    rewrite("    rank: item\n", "　　rank: item\n")
    rewrite("    with: [related-bodies]\n", "    with: [related-bodys]\n")
    assert [(line.split(":")[1], line.split(": ")[2]) for line in lines(workspace)] == [
        ("32", "full-width-colon"),
        ("41", "full-width-indent"),
        ("77", "dangling-reference"),
    ]


def test_faults_of_all_files_are_told_in_the_order_of_their_places(workspace: Workspace) -> None:
    (workspace.data / "plans" / "99002-policy.yaml").write_text("plan: x\n", "utf-8")
    (workspace.data / "sources.yaml").write_text("sources: 1\n", "utf-8")
    (workspace.data / "passages" / "aoba.csv").write_bytes("section,page\n節".encode("cp932"))
    found = read_corpus(workspace).findings
    assert {finding.place.path for finding in found} >= {
        "data/passages/aoba.csv",
        "data/plans/99002-policy.yaml",
        "data/sources.yaml",
    }
    assert [f.place for f in found] == sorted(f.place for f in found)


# ---- files that cannot be read -------------------------------------------------------------------


def test_a_file_that_cannot_be_opened_is_a_finding(workspace: Workspace) -> None:
    (workspace.data / "plans" / "99003-plan.yaml").symlink_to("nowhere.yaml")
    (workspace.data / "plans" / "99004-plan.yaml").mkdir()
    assert lines(workspace) == [
        "data/plans/99003-plan.yaml: error: unreadable-file: cannot read the file "
        "(No such file or directory); check that it exists and may be read",
        "data/plans/99004-plan.yaml: error: unreadable-file: cannot read the file "
        "(Is a directory); check that it exists and may be read",
    ]


def test_a_file_in_another_encoding_names_the_first_bad_line(workspace: Workspace) -> None:
    only_plan(workspace, b"plan: x\n" + "title: 市".encode("shift_jis"))
    assert lines(workspace) == [
        f"{PLAN}:2:8: error: bad-encoding: not UTF-8 (0x8e); save the file as UTF-8"
    ]


@pytest.mark.parametrize("text", ["", "# only a comment\n"])
def test_an_empty_file_lacks_its_keys(workspace: Workspace, text: str) -> None:
    only_plan(workspace, text)
    assert f"{PLAN}:1:1: error: missing-key: key 'municipality' is missing; add it" in lines(
        workspace
    )


@pytest.mark.parametrize("text", ["- a\n- b\n", "only words\n", "42\n"])
def test_a_file_that_is_no_mapping_says_so(workspace: Workspace, text: str) -> None:
    only_plan(workspace, text)
    assert lines(workspace) == [f"{PLAN}:1:1: error: not-a-mapping: needs 'key: value' lines here"]


def test_two_documents_in_one_file_are_refused(workspace: Workspace) -> None:
    only_plan(workspace, ONE_PLAN + "---\nplan: other\n")
    (line,) = lines(workspace)
    assert line.startswith(f"{PLAN}:9:1: error: yaml-syntax: ")


@pytest.mark.parametrize("character", ["\x00", "\x07", "\ufffe"])
def test_a_control_character_is_a_finding(workspace: Workspace, character: str) -> None:
    only_plan(workspace, f"plan: a{character}b\n")
    (line,) = lines(workspace)
    assert line.startswith(f"{PLAN}:1:")
    assert ": error: yaml-syntax: " in line


def test_aliases_are_refused_and_cannot_grow(workspace: Workspace) -> None:
    bomb = "a: &a [x, x]\n" + "".join(
        f"{chr(98 + n)}: &{chr(98 + n)} [*{chr(97 + n)}, *{chr(97 + n)}]\n" for n in range(20)
    )
    only_plan(workspace, bomb)
    assert any(": error: yaml-alias: " in line for line in lines(workspace))


def test_an_alias_of_a_single_value_is_refused_too(workspace: Workspace) -> None:
    only_plan(workspace, ONE_PLAN.replace("ja: あおば,", "ja: &name あおば,") + "excerpt2: *name\n")
    assert any(":9:" in line and ": error: yaml-alias: " in line for line in lines(workspace))


def test_a_merge_key_is_refused(workspace: Workspace) -> None:
    only_plan(workspace, ONE_PLAN + "<<: {source: minato}\n")
    (line,) = lines(workspace)
    assert line.startswith(f"{PLAN}:9:1: error: unknown-key: unknown key '<<'; ")


@pytest.mark.parametrize(
    "text",
    [
        "a: " + "[" * 20_000 + "]" * 20_000,
        "a: " + "{b: " * 20_000 + "}" * 20_000,
        "\n".join(" " * n + "a:" for n in range(2_000)),
        "- " * 20_000 + "a",
        "? " * 20_000 + "a",
    ],
    ids=["brackets", "braces", "indentation", "dashes", "question-marks"],
)
def test_deep_nesting_is_a_finding_and_not_a_crash(workspace: Workspace, text: str) -> None:
    only_plan(workspace, text)
    told = "\n".join(lines(workspace))
    assert re.search(rf"^{PLAN}:\d+:\d+: error: too-deep: nested too deeply; ", told, re.M)


def test_long_lists_of_brackets_side_by_side_are_not_deep(workspace: Workspace) -> None:
    (workspace.data / "plans" / "99001-plan.yaml").write_text(
        ONE_PLAN + "duties:\n" + "".join(DUTY.replace("duties:\n", "").replace(
            "city-1", f"city-{n}") for n in range(200)), "utf-8"
    )  # fmt: skip
    assert lines(workspace) == []


# ---- names of files, places of the workspace ----------------------------------------------------


def test_a_file_name_that_is_no_identifier_is_a_finding(workspace: Workspace) -> None:
    only_plan(workspace, ONE_PLAN, "計画 2018.yaml")
    assert lines(workspace) == [
        "data/plans/計画 2018.yaml:1:1: error: file-name: file name '計画 2018.yaml' is no "
        "identifier (such as 11208-vision-2018.yaml)"
    ]


def test_two_files_of_one_name_are_a_finding(workspace: Workspace) -> None:
    only_plan(workspace, ONE_PLAN)
    (workspace.data / "plans" / "99001-plan.yml").write_text(ONE_PLAN, "utf-8")
    assert lines(workspace) == [
        "data/plans/99001-plan.yml:1:1: error: duplicate-id: identifier '99001-plan' is used "
        "twice; change one"
    ]


def test_an_empty_workspace_is_a_finding(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    assert lines(Workspace(tmp_path)) == [
        "data: error: empty-workspace: no plan here; put a YAML file into data/plans/"
    ]
    assert lines(Workspace(tmp_path), "ja") == [
        "data: error: empty-workspace: 計画が一つもありません。"
        "data/plans/ に YAML ファイルを置いてください"
    ]


def test_editions_of_one_plan_must_agree_on_its_title(workspace: Workspace) -> None:
    second = ONE_PLAN.replace("en: Aoba Industrial Plan}", "en: Aoba Plan}")
    (workspace.data / "plans" / "99001-plan-2.yaml").write_text(second, "utf-8")
    assert lines(workspace) == [
        "data/plans/99001-plan-2.yaml:3:1: error: plan-titles-differ: editions of plan "
        "'99001-plan' give it different titles; agree on one"
    ]


# ---- CSV -----------------------------------------------------------------------------------------

CODES = "data/municipalities.csv"


def test_a_value_of_a_row_is_checked_and_placed(workspace: Workspace, rewrite: Rewrite) -> None:
    rewrite("99002,990027,", "99002,９９００２７,", CODES)
    assert lines(workspace) == [
        f"{CODES}:3:7: error: not-an-area-code: '９９００２７' is no area code; "
        'write its digits, quoted ("01202"), as text in Excel',
    ]


def test_a_wrong_column_is_told_once_and_not_for_each_row(
    workspace: Workspace, rewrite: Rewrite
) -> None:
    rewrite("name-en", "name-eng", CODES)
    assert [line for line in lines(workspace) if line.startswith(CODES)] == [
        f"{CODES}:1:1: error: csv-columns: column 'name-en': is missing; add it",
        f"{CODES}:1:20: error: csv-columns: column 'name-eng': did you mean 'name-en'?",
    ]


def test_a_column_given_twice_is_told(workspace: Workspace, rewrite: Rewrite) -> None:
    rewrite("prefecture-en,kind", "kind,kind", CODES)
    assert f"{CODES}:1:47: error: csv-columns: column 'kind': is there twice; keep one" in lines(
        workspace
    )


def test_a_cell_left_empty_is_a_missing_key(workspace: Workspace, rewrite: Rewrite) -> None:
    rewrite("990027,みなと町,", "990027,,", CODES)
    assert lines(workspace)[0] == (
        f"{CODES}:3:14: error: missing-key: key 'name-ja' is missing; add it"
    )


def test_a_row_with_too_many_cells_is_told(workspace: Workspace, rewrite: Rewrite) -> None:
    rewrite("Prefecture,town", "Prefecture,town,too much", CODES)
    assert lines(workspace) == [f"{CODES}:3:1: error: csv-syntax: CSV syntax: 8 > 7"]


def test_an_unclosed_quote_is_told(workspace: Workspace, rewrite: Rewrite) -> None:
    rewrite("99002,990027,", '99002,"990027,', CODES)
    assert lines(workspace)[0].startswith(f"{CODES}:3:1: error: csv-syntax: CSV syntax: ")


def test_a_code_given_twice_is_told(workspace: Workspace, rewrite: Rewrite) -> None:
    rewrite("99002,990027,", "99001,990027,", CODES)
    assert lines(workspace)[0] == (
        f"{CODES}:3:1: error: duplicate-id: identifier '99001' is used twice; change one"
    )


def test_an_organisation_or_source_given_twice_is_told(
    workspace: Workspace, rewrite: Rewrite
) -> None:
    rewrite("id: state,", "id: aoba-council,", "data/actors.yaml")
    rewrite("id: minato\n", "id: aoba\n", "data/sources.yaml")
    found = [line for line in lines(workspace) if "duplicate-id" in line]
    assert found == [
        "data/actors.yaml:4:6: error: duplicate-id: identifier 'aoba-council' is used twice; "
        "change one",
        "data/sources.yaml:10:5: error: duplicate-id: identifier 'aoba' is used twice; change one",
    ]


def test_empty_lines_of_a_table_are_passed_over(workspace: Workspace) -> None:
    path = workspace.root / CODES
    path.write_text(path.read_text("utf-8") + "\n\n", "utf-8")
    assert lines(workspace) == []


def test_cells_stay_text(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("code,time,no\n01202,12:30,NO\n", "utf-8")
    assert read_rows(tmp_path / "x.csv", "x.csv").content == [
        {"code": "01202", "time": "12:30", "no": "NO"}
    ]


# ---- memos ---------------------------------------------------------------------------------------

MEMO = """title: {ja: 覚書, en: memo}
source: aoba
points:
  - {id: issue-1, kind: issue, title: {ja: 論点, en: issue}, passages: [1/h]}
concepts:
  challenge:
    - {id: sales, label: {ja: 販路, en: sales}, point: issue-1, passages: [1/h]}
    - {id: online, label: {ja: 通販, en: online}, broader: [sales], passages: [1/h]}
"""


def with_memo(workspace: Workspace, text: str) -> Corpus:
    """Read the workspace with a memo in it."""
    (workspace.data / "memos" / "memo.yaml").write_text(text, "utf-8")
    return read_corpus(workspace)


def test_a_memo_is_read(workspace: Workspace) -> None:
    read = with_memo(workspace, MEMO)
    assert read.findings == ()
    assert [c.id for c in read.memos["memo"].concepts["challenge"]] == ["sales", "online"]


def test_faults_of_a_memo_are_told(workspace: Workspace) -> None:
    broken = MEMO.replace("point: issue-1", "point: issue-2").replace("[sales]", "[sale]")
    found = [f.line("en") for f in with_memo(workspace, broken).findings]
    assert found == [
        "data/memos/memo.yaml:7:47: error: dangling-reference: nothing here is named 'issue-2'; "
        "did you mean 'issue-1'?",
        "data/memos/memo.yaml:8:49: error: dangling-reference: nothing here is named 'sale'; "
        "did you mean 'sales'?",
    ]


# ---- words ---------------------------------------------------------------------------------------


def test_every_message_is_written_in_both_languages_with_the_same_blanks() -> None:
    for rule, words in MESSAGES.items():
        for blank in ("{value}", "{remedy}", "{path}"):
            assert (blank in words.ja) == (blank in words.en), f"{rule}: {blank} in one language"
        assert not words.ja.isascii(), f"{rule}: write Japanese"
        assert words.en.isascii(), f"{rule}: write English"


def test_every_message_is_used(corpus: Workspace) -> None:
    folder = Path(__file__).parents[1] / "src" / "rolegraph"
    code = "\n".join(
        path.read_text("utf-8") for path in folder.rglob("*.py") if path.name != "messages.py"
    )
    unused = [rule for rule in MESSAGES if f'"{rule}"' not in code]
    assert not unused, f"use or remove these messages: {unused}"


# ---- codings -------------------------------------------------------------------------------------

CODINGS = "data/codings/theme/coder-a.csv"
ROWS = """target,concept,centrality,confidence,rationale,round,passages
99002-policy/i-1,tourism,primary,0.8,市の開催,1,1/p2 1/p3
99002-policy/i-2,tourism,primary,0.8,,1,
"""


def with_codings(workspace: Workspace, text: str) -> Corpus:
    """Read the workspace with a coder's file in it."""
    path = workspace.root / CODINGS
    path.write_text(text, "utf-8")
    return read_corpus(workspace)


def test_codings_are_read_by_scheme_and_coder(workspace: Workspace) -> None:
    read = with_codings(workspace, ROWS)
    assert read.findings == ()
    (first, second) = read.codings["theme", "coder-a"]
    assert first.sections == ("1/p2", "1/p3")
    assert (second.rationale, second.sections) == (None, ())


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "99002-policy/i-1,",
            "99002-policy/i-9,",
            f"{CODINGS}:2:1: error: unknown-target: no target "
            "'99002-policy/i-9'; did you mean '99002-policy/i-3'?",
        ),
        (
            "1/p2 1/p3",
            "1/p2 1/p9",
            f"{CODINGS}:2:45: error: unknown-passage: no passage '1/p9' in "
            "data/passages/minato.csv; did you mean '1/p7'?; make a new one with rolegraph cite",
        ),
        (
            "0.8,市の開催",
            "80%,市の開催",
            f"{CODINGS}:2:34: error: not-a-share: '80%' is not a number from 0 to 1 (such as 0.8)",
        ),
    ],
    ids=["target", "passage", "confidence"],
)
def test_a_fault_in_a_coding_is_told(
    workspace: Workspace, old: str, new: str, expected: str
) -> None:
    read = with_codings(workspace, ROWS.replace(old, new, 1))
    assert [finding.line("en") for finding in read.findings] == [expected]
