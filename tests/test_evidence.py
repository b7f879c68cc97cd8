"""Pointers are made from a reader's own copy, found again in it, and never written by halves."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rolegraph.errors import BadData, CannotRead, RolegraphError, UnknownName
from rolegraph.evidence import cite_source, locate_all, names_in, own_words, summary
from rolegraph.reading import read_corpus
from rolegraph.workspace import Workspace

Run = Callable[..., Any]


def sources(workspace: Workspace) -> Path:
    """The folder of copies of a copied workspace."""
    return workspace.root / "sources"


def table(workspace: Workspace, source: str = "aoba") -> str:
    """The pointers of a source as they are written."""
    return (workspace.data / "passages" / f"{source}.csv").read_text("utf-8")


def change(workspace: Workspace, old: str, new: str, source: str = "aoba") -> None:
    """Change a reader's copy."""
    path = sources(workspace) / f"{source}.txt"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def outcome(workspace: Workspace, section: str, source: str = "aoba") -> str:
    """What became of one pointer."""
    (found,) = [
        r.outcome for r in locate_all(workspace, sources(workspace), source) if r.section == section
    ]
    return str(found)


# ---- cite ----------------------------------------------------------------------------------------


def test_renewing_all_pointers_changes_nothing(workspace: Workspace) -> None:
    for source in ("aoba", "minato", "notes"):
        before = table(workspace, source)
        told = cite_source(workspace, sources(workspace), source, [])
        assert table(workspace, source) == before
        assert len(told) == before.count("\n") - 1


def test_a_new_pointer_takes_its_place_among_the_others(workspace: Workspace) -> None:
    (line,) = cite_source(workspace, sources(workspace), "aoba", ["1/2/p1=7"])
    assert line.startswith("1/2/p1\t7\t")
    rows = [row.split(",")[0] for row in table(workspace).splitlines()]
    assert rows.index("1/2/h") < rows.index("1/2/p1") < rows.index("1/2/p1/s2")
    assert read_corpus(workspace).findings == ()


def test_a_pointer_carries_no_text(workspace: Workspace) -> None:
    assert table(workspace).isascii()


@pytest.mark.parametrize(
    ("mark", "told"),
    [
        ("1/1/h", "'1/1/h' is no mark - write SECTION=POSITION"),
        ("1/1/h=x", "'x' is not a position"),
        ("1/1/h=99", "asks for line 99 of"),
        ("1/1/h=3#7", "asks for sentence 7 of 1"),
        ("1 1=3", "'1 1' is no section path"),
        ("章=3", "'章' is no section path"),
        ("=3", "'' is no section path"),
    ],
)
def test_a_mark_that_cannot_be_used_leaves_the_table_as_it_was(
    workspace: Workspace, mark: str, told: str
) -> None:
    before = table(workspace)
    with pytest.raises(RolegraphError) as caught:
        cite_source(workspace, sources(workspace), "aoba", ["2/p9=14", mark])
    assert told in str(caught.value)
    assert table(workspace) == before
    assert [p.name for p in (workspace.data / "passages").iterdir() if p.name[0] == "."] == []


def test_another_extraction_is_refused_with_its_digest(workspace: Workspace) -> None:
    change(workspace, "事業者は地域経済の主役です。", "事業者は地域の主役です。")
    before = table(workspace)
    with pytest.raises(
        RolegraphError, match=r"'aoba.txt' is not the extraction .*sha256: [0-9a-f]"
    ):
        cite_source(workspace, sources(workspace), "aoba", [])
    assert table(workspace) == before


def test_an_unknown_source_and_a_missing_copy_are_told(workspace: Workspace) -> None:
    with pytest.raises(UnknownName, match=r"no source named 'aobo' - did you mean 'aoba'\?"):
        cite_source(workspace, sources(workspace), "aobo", [])
    (sources(workspace) / "aoba.txt").unlink()
    with pytest.raises(CannotRead, match=r"no copy of source 'aoba' .*put your copy there"):
        cite_source(workspace, sources(workspace), "aoba", [])


def test_a_copy_that_is_not_utf8_is_told(workspace: Workspace) -> None:
    (sources(workspace) / "aoba.txt").write_bytes("第1章".encode("shift_jis"))
    with pytest.raises(CannotRead, match=r"aoba\.txt' is not UTF-8 - save your copy as UTF-8"):
        locate_all(workspace, sources(workspace))


def test_a_table_with_a_fault_is_not_rewritten_without_the_faulty_row(
    workspace: Workspace,
) -> None:
    path = workspace.data / "passages" / "aoba.csv"
    path.write_text(table(workspace).replace("1/h,,1,5,", "1/h,,1,five,"), "utf-8")
    before = table(workspace)
    with pytest.raises(BadData, match=r"aoba\.csv:2:8: error: not-a-number"):
        cite_source(workspace, sources(workspace), "aoba", ["2/p9=14"])
    assert table(workspace) == before


# ---- locate --------------------------------------------------------------------------------------


def test_every_pointer_is_found_exactly_in_the_copies(workspace: Workspace) -> None:
    results = locate_all(workspace, sources(workspace))
    assert {result.outcome for result in results} == {"exact"}
    assert len(results) == 17 + 17 + 6
    assert summary(results, "en") == "40 passages: exact 40"
    assert summary(results, "ja") == "40 箇所: exact 40"


def test_width_spacing_and_punctuation_do_not_matter(workspace: Workspace) -> None:
    change(workspace, "市は計画の進み具合を", "　市は、計画の\n進み具合を ")
    change(workspace, "平成31年度", "平成３１年度")
    assert {r.outcome for r in locate_all(workspace, sources(workspace), "aoba")} == {"exact"}


def test_a_changed_passage_is_drifted_and_a_removed_one_lost(workspace: Workspace) -> None:
    change(workspace, "総合的に管理する", "総合的に見て管理する")
    change(workspace, "- 市民は地元の店を使うことが期待されています。\n", "")
    assert outcome(workspace, "1/1/p1") == "drifted"
    assert outcome(workspace, "1/3/b1") == "lost"
    assert outcome(workspace, "1/1/b1") == "exact"


def test_the_command_tells_each_passage_and_ends_with_one_when_some_are_lost(
    workspace: Workspace, run: Run
) -> None:
    place = ("--workspace", workspace.root, "locate", "--sources", sources(workspace))
    sound = run(*place, "--lang", "en")
    assert sound.exit_code == 0
    assert sound.stdout.splitlines()[0] == "aoba 1/h: exact"
    assert sound.stderr == "40 passages: exact 40\n"
    change(workspace, "- 市民は地元の店を使うことが期待されています。\n", "")
    broken = run(*place, "--lang", "en")
    assert broken.exit_code == 1
    assert "aoba 1/3/b1: lost" in broken.stdout.splitlines()
    assert broken.stderr == "40 passages: exact 39, lost 1\n"


def test_the_passage_is_shown_from_the_readers_own_copy_only_when_asked(
    workspace: Workspace, run: Run
) -> None:
    place = ("--workspace", workspace.root, "locate", "--sources", sources(workspace))
    passage = "町は事業者への相談に応じます。"
    assert passage not in run(*place).stdout
    shown = run(*place, "--show", "--source", "minato").stdout
    assert f"minato 0/p1/s1: exact\n    {passage}\n" in shown
    assert "aoba" not in shown


def test_the_command_to_cite_writes_and_tells(workspace: Workspace, run: Run) -> None:
    result = run(
        *("--workspace", workspace.root, "cite", "aoba", "2/p9=14"),
        *("--sources", sources(workspace)),
    )
    assert result.exit_code == 0
    assert result.stdout.startswith("2/p9\t14\t")
    assert "2/p9,,14," in table(workspace)


# ---- own words -----------------------------------------------------------------------------------


def test_own_words_and_names_are_told_apart(corpus: Workspace) -> None:
    read = read_corpus(corpus)
    records = [*read.editions.values(), *read.memos.values()]
    words = {(key, text) for _, key, text in own_words(records)}
    assert ("gloss", "近くの商店の利用") in words
    assert ("note", "主語がない") in words
    assert ("position", "産業の拠点") in words
    names = names_in(records)
    assert {"あおば産業推進会議", "町おこし", "基本構想", "干物"} <= set(names)
    assert "近くの商店の利用" not in names
