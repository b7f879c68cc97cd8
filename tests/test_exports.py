"""The commands whose results leave the system, as their user runs them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rolegraph.workspace import Workspace

Run = Callable[..., Any]


def test_without_a_name_the_comparisons_are_listed(run: Run, corpus: Workspace) -> None:
    result = run("--workspace", corpus.root, "--lang", "en", "compare")
    assert result.exit_code == 0
    assert any(line.startswith("duties ") for line in result.stdout.splitlines())


@pytest.mark.parametrize(
    "suffix", [".csv", ".tsv", ".json", ".md", ".html", ".tex", ".xlsx", ".docx", ".ttl", ".bib"]
)
@pytest.mark.parametrize("command", [("compare", "duties"), ("ask", "bodies")])
def test_a_result_is_written_in_the_format_of_its_suffix(
    run: Run, corpus: Workspace, tmp_path: Path, command: tuple[str, str], suffix: str
) -> None:
    path = tmp_path / f"result{suffix}"
    result = run("--workspace", corpus.root, *command, "--output", path)
    assert (result.exit_code, result.stderr) == (0, f"{path}\n")
    assert path.stat().st_size > 100


def test_a_kept_comparison_is_rechecked(
    run: Run, workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    given = ("--workspace", workspace.root, "--lang", "en")
    assert run(*given, "compare", "duties", "--save", "spring").exit_code == 0
    assert run(*given, "recheck", "spring").exit_code == 0
    plan = workspace.data / "plans" / "99001-plan.yaml"
    text = plan.read_text("utf-8")
    plan.write_text(text.replace("modality: expectation", "modality: desire", 1), "utf-8")
    result = run(*given, "recheck", "spring")
    assert result.exit_code == 1
    assert "resident × 99001-plan: stated (expectation 1) -> stated (desire 1)" in result.stdout
    assert "citizens-1" in result.stdout
    assert "1 cell changed" in result.stderr
    missing = run(*given, "recheck", "autumn")
    assert (missing.exit_code, "no snapshot" in missing.stderr) == (2, True)


def test_a_picture_comes_with_its_words_and_its_table(
    run: Run, corpus: Workspace, tmp_path: Path
) -> None:
    result = run("--workspace", corpus.root, "picture", "duties", "-o", tmp_path / "d.png")
    assert result.exit_code == 0
    words = (tmp_path / "d.md").read_text("utf-8")
    assert "(d.png)" in words
    assert "| business " in words
    assert (
        run("--workspace", corpus.root, "picture", "duties", "-o", tmp_path / "d.gif").exit_code
        == 2
    )


@pytest.mark.parametrize("name", ["n.graphml", "n.gexf", "n.json", "n.dot", "n.svg", "n.csv"])
def test_a_network_is_written(run: Run, corpus: Workspace, tmp_path: Path, name: str) -> None:
    result = run("--workspace", corpus.root, "network", "-o", tmp_path / name)
    assert result.exit_code == 0, result.stderr
    assert (tmp_path / name).stat().st_size > 100


def test_peers_the_unmet_and_the_template_are_given(
    run: Run, corpus: Workspace, tmp_path: Path
) -> None:
    given = ("--workspace", corpus.root, "--lang", "en")
    assert "99002-policy" in run(*given, "peers", "99001-plan").stdout
    assert "holds-council" in run(*given, "unmet", "--edition", "99002-policy").stdout
    assert run(*given, "report", "--write-template", tmp_path / "t.docx").exit_code == 0
    outline = tmp_path / "mine.md"
    outline.write_text("# Mine\n\n```compare duties\n```\n", "utf-8")
    made = run(
        *given, "report", "--outline", outline, "--template", tmp_path / "t.docx",
        "-o", tmp_path / "r.docx",
    )  # fmt: skip
    assert made.exit_code == 0, made.stderr


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["compare", "duties", "--where", "rank"], "write COLUMN=VALUE"),
        (["compare", "duties", "--where", "rang=item"], "did you mean 'rank'"),
        (["compare", "duties", "themes", "--format", "csv"], "one table, not 2"),
        (["compare", "duties", "-o", "x.xslx"], "did you mean '.xlsx'"),
        (["peers", "99001-pln"], "did you mean '99001-plan'"),
        (["network", "--edition", "x"], "no edition with ties named 'x'"),
        (["report", "-o", "r.pdf"], "'.pdf'"),
        (["picture", "dutys", "-o", "x.svg"], "did you mean 'duties'"),
    ],
)
def test_misuse_is_one_line_with_its_remedy(
    run: Run, corpus: Workspace, words: list[str], message: str
) -> None:
    result = run("--lang", "en", "--workspace", corpus.root, *words)
    assert result.exit_code == 2
    assert message in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_rows_can_be_kept_by_what_they_show(run: Run, corpus: Workspace) -> None:
    given = ("--workspace", corpus.root, "compare", "duties", "--format", "csv")
    for option, rows in (
        ("--unique", {"consumer"}),
        ("--shared", {"municipality", "resident"}),
        ("--where=rank=item", {"business", "municipality", "resident"}),
    ):
        lines = run(*given, option).stdout.splitlines()[1:]
        assert {line.partition(",")[0] for line in lines} == rows, option
