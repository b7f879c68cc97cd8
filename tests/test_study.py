"""The corpus in Python: asked, compared, kept and rechecked, as data frames and in a notebook."""

import json
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

import rolegraph
from rolegraph.errors import BadParameter, CannotRead, UnknownName
from rolegraph.study import Study
from rolegraph.workspace import Workspace

ROOT = Path(__file__).parents[1]
POLICY = Path("data/plans/99002-policy.yaml")


@pytest.fixture(scope="module")
def study(corpus: Workspace) -> Study:
    return rolegraph.open(corpus.root, "en")


def test_an_answer_is_rows_a_page_and_a_data_frame(study: Study) -> None:
    bodies = study.ask("bodies")
    assert [row["body"] for row in bodies] == ["council"]
    assert "<table>" in bodies._repr_html_()
    assert list(bodies.to_pandas()["established"]) == [2019]
    assert bodies.to_polars()["established"].to_list() == [2019]


def test_a_cell_leads_to_its_facts_and_passages(study: Study) -> None:
    duties = study.compare("duties")
    (fact,) = duties.evidence("resident", "99001-plan")
    assert fact["passages"] == "aoba/1/3/b1"
    assert duties.matrix().loc["consumer"].iloc[0] == "not found"
    with pytest.raises(UnknownName, match="did you mean 'resident'"):
        duties.evidence("residents", "99001-plan")


def test_any_columns_of_any_question_can_be_compared(study: Study) -> None:
    found = study.compare(
        question="duties-by-kind", rows="modality", columns="edition", value="duties",
        where={"rank": "item"},
    ).exhibit.comparison  # fmt: skip
    assert found is not None
    assert found.cells["endeavour", "99001-plan"].total == 3
    assert found.cells["expectation", "99002-policy"].state == "not-coded"


def test_a_count_is_of_things_and_not_of_rows(study: Study) -> None:
    found = study.compare(
        question="duties-by-kind", rows="modality", columns="edition", value="duties"
    ).exhibit.comparison
    assert found is not None
    cell = found.cells["desire", "99002-policy"]
    assert (cell.total, len(cell.things)) == (1, 1), "one duty of two kinds of actor is one duty"


def test_misuse_names_the_remedy(study: Study) -> None:
    with pytest.raises(UnknownName, match="did you mean 'duties'"):
        study.compare("dutys")
    with pytest.raises(BadParameter, match="choose from edition"):
        study.compare(question="bodies")
    with pytest.raises(UnknownName, match="did you mean 'actor_kind'"):
        study.compare(question="duties-by-kind", rows="actorkind", columns="edition")
    with pytest.raises(UnknownName, match="column or parameter"):
        study.compare("duties", where={"colour": "red"})


def test_sparql_networks_and_peers_come_as_results(study: Study) -> None:
    assert study.sparql("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }").table.rows[0][0]
    assert study.network("actors").to_networkx().number_of_edges() > 0
    assert [row["other"] for row in study.peers("99001-plan")] == ["99002-policy"]


def test_what_all_share_what_one_alone_has_and_what_one_lacks(study: Study) -> None:
    def rows(show: str) -> list[str]:
        found = study.compare("duties", show=show).exhibit.comparison
        return list(found.rows) if found else []

    assert rows("shared") == ["municipality", "resident"]
    assert rows("unique") == ["consumer"]
    assert rows("missing") == ["consumer"]
    assert rows("differences") == ["municipality", "resident", "consumer"]


def test_what_is_unmet_says_who_states_it_and_what_to_look_at_next(study: Study) -> None:
    (gap,) = [row for row in study.unmet("99002-policy") if row["item"] == "holds-council"]
    assert (gap["state"], gap["stated_by"]) == ("not-found", "99001-plan")
    assert gap["next"] == "read how others do it; decide on need"
    assert gap["passages"] == "aoba/2/p1/s1; aoba/2/p1/s2"


def test_a_kept_result_holds_while_nothing_changes(study: Study, tmp_path: Path) -> None:
    folder = study.compare("themes").keep(tmp_path / "spring")
    assert {path.name for path in folder.iterdir()} == {"snapshot.json", "result.csv", "result.ttl"}
    result = study.recheck(folder)
    assert (result.same_data, result.same_question, result.changes) == (True, True, ())


def test_a_changed_coding_changes_exactly_its_cells_and_is_named(
    workspace: Workspace, tmp_path: Path
) -> None:
    folder = rolegraph.open(workspace.root, "en").compare("themes").keep(tmp_path / "spring")
    path = workspace.data / "codings" / "theme" / "adjudicated.csv"
    text = path.read_text("utf-8")
    path.write_text(text.replace("99002-policy/i-1,tourism", "99002-policy/i-1,safety"), "utf-8")
    result = rolegraph.open(workspace.root, "en").recheck(folder)
    assert not result.same_data
    assert {(c.row, c.column) for c in result.changes} == {
        ("tourism", "99002-policy"),
        ("safety", "99002-policy"),
    }
    assert all("99002-policy/i-1" in " ".join(c.reasons) for c in result.changes)
    assert any("safety" in " ".join(c.reasons) for c in result.changes)


def test_a_changed_fact_names_what_it_said_and_says(
    workspace: Workspace, rewrite: Callable[..., None], tmp_path: Path
) -> None:
    folder = rolegraph.open(workspace.root, "en").compare("duties").keep(tmp_path / "spring")
    rewrite("modality: desire", "modality: requirement", POLICY)
    result = rolegraph.open(workspace.root, "en").recheck(folder)
    assert {(c.row, c.column) for c in result.changes} == {
        ("resident", "99002-policy"),
        ("consumer", "99002-policy"),
    }
    reasons = " ".join(result.changes[0].reasons)
    assert "townspeople-lead-1" in reasons
    assert "- " in reasons
    assert "modality desire" in reasons
    assert "modality requirement" in reasons


def test_a_snapshot_altered_by_hand_is_refused(study: Study, tmp_path: Path) -> None:
    folder = study.compare("duties").keep(tmp_path / "spring")
    content = json.loads((folder / "snapshot.json").read_text("utf-8"))
    next(iter(content["cells"].values()))["state"] = "stated by me"
    (folder / "snapshot.json").write_text(json.dumps(content), "utf-8")
    with pytest.raises(CannotRead, match="digest"):
        study.recheck(folder)
    with pytest.raises(CannotRead, match="no snapshot"):
        study.recheck(tmp_path / "autumn")


@pytest.mark.filterwarnings("default")  # the kernel's own packages warn
def test_the_worked_notebook_runs() -> None:
    notebook = nbformat.read(ROOT / "notebooks" / "first-steps.ipynb", as_version=4)
    assert not any(cell.get("outputs") for cell in notebook.cells), "keep it without outputs"
    client = NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(ROOT)}})
    client.execute()
