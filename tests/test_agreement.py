"""Agreement of two coders: Krippendorff's alpha, as worked out by hand."""

from collections.abc import Callable
from typing import Any

import pytest

from rolegraph.agreement import Measured, measure, to_csv
from rolegraph.reading import read_corpus
from rolegraph.records.codings import Coding
from rolegraph.workspace import Workspace

Run = Callable[..., Any]


def coded(*rows: tuple[str, str], centrality: str = "primary") -> tuple[Coding, ...]:
    """Codings of targets with concepts."""
    return tuple(
        Coding.model_validate(
            {"target": t, "concept": c, "centrality": centrality, "confidence": "1"}
        )
        for t, c in rows
    )


def test_alpha_of_the_invented_cities_is_that_worked_out_by_hand(corpus: Workspace) -> None:
    # nominal: 1 of 4 units differs; of 8 values, tourism 3, sales-channels 1, two others 2 each:
    # 1 - (1/4) / (1 - (3*2 + 2*1 + 2*1) / (8*7)) = 0.696
    # MASI: the same unit is wholly apart; expected (21 + 4 * 0.665) / 28 = 0.845: 0.704
    found = measure(read_corpus(corpus).codings, {})
    assert found == [
        Measured("theme", "nominal", 1, 4, "0.696"),
        Measured("theme", "masi", 1, 4, "0.704"),
    ]


def test_perfect_agreement_is_one() -> None:
    rows = coded(("x/a", "tourism"), ("x/b", "digital"))
    (found,) = measure({("theme", "a"): rows, ("theme", "b"): rows}, {})
    assert (found.units, found.alpha) == (2, "1.000")


def test_one_coder_alone_agrees_with_nobody_and_the_adjudicator_is_no_coder() -> None:
    rows = coded(("x/a", "tourism"))
    assert measure({("theme", "a"): rows, ("theme", "adjudicated"): rows}, {}) == []


def test_only_what_both_coded_is_counted() -> None:
    one = coded(("x/a", "tourism"), ("x/b", "digital"), ("x/c", "digital"))
    two = coded(("x/a", "tourism"), ("x/b", "digital"))
    (found,) = measure({("theme", "a"): one, ("theme", "b"): two}, {})
    assert found.units == 2


def test_the_file_is_written_and_checked(workspace: Workspace, run: Run) -> None:
    place = ("--workspace", workspace.root, "agreement")
    path = workspace.data / "codings" / "agreement.csv"
    current = path.read_text("utf-8")
    assert run(*place, "--check").exit_code == 0
    path.write_text(to_csv([]), "utf-8")
    stale = run(*place, "--check")
    assert (stale.exit_code, path.read_text("utf-8")) == (1, to_csv([]))
    assert run(*place).exit_code == 0
    assert path.read_text("utf-8") == current


@pytest.mark.parametrize("option", [[], ["--check"]])
def test_agreement_is_not_measured_on_faulty_files(
    workspace: Workspace, run: Run, option: list[str]
) -> None:
    path = workspace.data / "codings" / "theme" / "coder-a.csv"
    path.write_text(path.read_text("utf-8").replace("0.9", "90%"), "utf-8")
    result = run("--lang", "en", "--workspace", workspace.root, "agreement", *option)
    assert result.exit_code == 1
    assert "coder-a.csv:2:34: error: not-a-share" in result.stderr
