"""Plans side by side: every cell says what is known, rows stand in the order of their tree."""

from pathlib import Path

import pytest

from rolegraph.building import Build, build
from rolegraph.comparison import Comparison, matrix, read_presets, run_preset
from rolegraph.errors import BadQuery
from rolegraph.queries import Query, read_queries
from rolegraph.workspace import Workspace


@pytest.fixture(scope="module")
def queries(corpus: Workspace) -> dict[str, Query]:
    return read_queries(corpus.queries)


@pytest.fixture(scope="module")
def duties(built: Build, corpus: Workspace, queries: dict[str, Query]) -> Comparison:
    return run_preset(built.store, queries, read_presets(corpus.queries)["duties"], "en")


def cell(comparison: Comparison, row: str, column: str) -> tuple[str, dict[str, object]]:
    """The state and the values of a cell."""
    found = comparison.cells[row, column]
    return found.state.value, dict(found.values)


def test_the_counts_are_those_counted_by_hand(duties: Comparison) -> None:
    assert cell(duties, "municipality", "99001-plan") == (
        "stated",
        {"commitment": 3, "constitutive": 1, "endeavour": 1},
    )
    assert cell(duties, "business", "99001-plan") == (
        "stated",
        {"endeavour": 2, "requirement": 1},
    )
    assert cell(duties, "resident", "99002-policy") == ("stated", {"desire": 1})


def test_an_empty_cell_says_not_found_where_the_edition_was_read_in_full(
    duties: Comparison,
) -> None:
    assert cell(duties, "consumer", "99001-plan") == ("not-found", {})


def test_an_empty_cell_says_not_coded_where_it_was_read_in_part(duties: Comparison) -> None:
    assert cell(duties, "business", "99002-policy") == ("not-coded", {})


@pytest.mark.parametrize(
    ("extent", "state"),
    [
        ("complete", "not-found"),
        ("partial", "not-coded"),
        ("none", "not-coded"),
        ("outside", "not-applicable"),
    ],
)
def test_the_state_of_an_empty_cell_follows_from_what_was_declared(
    workspace: Workspace, extent: str, state: str
) -> None:
    path = workspace.data / "plans" / "99001-plan.yaml"
    text = path.read_text("utf-8")
    declared = f"{{aspect: duties, extent: {extent}}}"
    path.write_text(text.replace("{aspect: duties, extent: complete}", declared), "utf-8")
    found = run_preset(
        build(workspace).store,
        read_queries(workspace.queries),
        read_presets(workspace.queries)["duties"],
    )
    assert cell(found, "consumer", "99001-plan")[0] == state


def test_an_aspect_that_was_never_declared_is_not_coded(workspace: Workspace) -> None:
    path = workspace.data / "plans" / "99001-plan.yaml"
    text = path.read_text("utf-8")
    path.write_text(text.replace("  - {aspect: duties, extent: complete}\n", ""), "utf-8")
    found = run_preset(
        build(workspace).store,
        read_queries(workspace.queries),
        read_presets(workspace.queries)["duties"],
    )
    assert cell(found, "consumer", "99001-plan")[0] == "not-coded"


def test_rows_stand_below_their_broader_kind(duties: Comparison) -> None:
    rows = list(duties.rows)
    assert rows.index("consumer") == rows.index("resident") + 1
    assert (duties.depths["resident"], duties.depths["consumer"]) == (0, 1)


def test_an_edition_without_any_row_is_a_column_too(workspace: Workspace) -> None:
    path = workspace.data / "plans" / "99002-policy.yaml"
    text = path.read_text("utf-8")
    before, _, rest = text.partition("duties:\n")
    path.write_text(f"{before}facilities:\n{rest.partition('facilities:')[2][1:]}", "utf-8")
    found = run_preset(
        build(workspace).store,
        read_queries(workspace.queries),
        read_presets(workspace.queries)["duties"],
    )
    assert tuple(found.columns) == ("99001-plan", "99002-policy")
    assert cell(found, "business", "99002-policy")[0] == "not-coded"


def test_no_cell_of_the_matrix_is_blank(duties: Comparison) -> None:
    for row in matrix(duties, "ja").rows:
        assert all(str(part).strip() for part in row), row


def test_a_comparison_that_cannot_be_read_is_named_in_one_line(tmp_path: Path) -> None:
    folder = tmp_path / "comparisons"
    folder.mkdir()
    for text in ("title: {ja: 題", "title: 1", "- a", "title: {ja: 題, en: t}"):
        (folder / "mine.yaml").write_text(text, "utf-8")
        with pytest.raises(BadQuery, match=r"mine\.yaml") as caught:
            read_presets(tmp_path)
        assert "\n" not in str(caught.value), "an error is one line"
