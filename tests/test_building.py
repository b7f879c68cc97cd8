"""From a workspace to a store that answers, written as a whole or not at all."""

from pathlib import Path

import pytest

from rolegraph.building import Build, build, built_quads, derive, open_store, write_build
from rolegraph.errors import BadData, BadQuery, CannotRead, CannotWrite
from rolegraph.graph import to_nquads, to_trig
from rolegraph.store import Store
from rolegraph.workspace import Workspace

DUTIES = """PREFIX rg: <https://w3id.org/rolegraph/ns#>
SELECT (COUNT(*) AS ?n) WHERE { ?duty a rg:Duty }"""


def test_a_build_holds_stated_and_derived_facts(built: Build) -> None:
    assert built.store.select(DUTIES).rows == ((12,),)
    named = {quad.graph_name.value.rpartition("/")[2] for quad in built.graph.quads}
    assert {"derived", "vocabulary", "registry", "99001-plan"} <= named


def test_what_is_written_is_the_dataset_and_a_store_that_answers(
    built: Build, tmp_path: Path
) -> None:
    output = tmp_path / "build"
    assert write_build(built, output) == [
        output / name for name in ("rolegraph.trig", "rolegraph.nq", "store")
    ]
    assert (output / "rolegraph.nq").read_bytes() == to_nquads(built.graph.quads)
    assert (output / "rolegraph.trig").read_bytes() == to_trig(built.graph.quads)
    assert Store.open(output / "store").select(DUTIES).rows == ((12,),)


def test_a_damaged_build_is_not_taken_for_a_whole_one(built: Build, tmp_path: Path) -> None:
    write_build(built, tmp_path / "build")
    assert built_quads(Workspace(tmp_path), tmp_path / "build") == built.graph.quads
    nquads = (tmp_path / "build" / "rolegraph.nq").resolve()
    whole = nquads.read_bytes()
    nquads.chmod(0o644)
    for damaged in (whole[: whole.rindex(b"\n", 0, -1) + 1], whole[:-20], b""):
        nquads.write_bytes(damaged)
        with pytest.raises(CannotRead, match=r"is damaged .* build it again"):
            built_quads(Workspace(tmp_path), tmp_path / "build")


def test_a_build_may_be_renewed_in_place(built: Build, tmp_path: Path) -> None:
    write_build(built, tmp_path / "build")
    write_build(built, tmp_path / "build")
    assert [path.name for path in tmp_path.iterdir()] == ["build"]


def test_a_reader_of_the_old_build_is_not_disturbed_by_a_new_one(
    built: Build, tmp_path: Path
) -> None:
    write_build(built, tmp_path / "build")
    reader = Store.open(tmp_path / "build" / "store")
    write_build(built, tmp_path / "build")
    assert reader.select(DUTIES).rows == ((12,),)


def test_a_folder_that_holds_something_else_is_left_alone(built: Build, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").touch()
    with pytest.raises(CannotWrite, match="holds something else"):
        write_build(built, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # held till the end
def test_a_store_is_opened_or_built(workspace: Workspace, built: Build, tmp_path: Path) -> None:
    write_build(built, tmp_path / "build")
    assert open_store(workspace, tmp_path / "build").select(DUTIES).rows == ((12,),)
    assert open_store(workspace, None).select(DUTIES).rows == ((12,),)
    with pytest.raises(CannotRead, match="no store at"):
        open_store(workspace, tmp_path / "missing")


def test_no_store_is_made_of_faulty_files(workspace: Workspace) -> None:
    path = workspace.data / "plans" / "99001-plan.yaml"
    path.write_text(path.read_text("utf-8").replace("rank: lead", "rank: 本文"), "utf-8")
    with pytest.raises(BadData, match=r"99001-plan.yaml:32:5: error: not-a-slug.*3 more") as caught:
        open_store(workspace, None)
    assert "ほか 3 件" in caught.value.in_language("ja")
    assert list(build(workspace).corpus.editions) == ["99002-policy"], "the sound file is read"


def test_a_rule_concludes_into_the_derived_graph(built: Build, tmp_path: Path) -> None:
    rule = "CONSTRUCT { ?d <x:seen> true } WHERE { ?d a <https://w3id.org/rolegraph/ns#Duty> }"
    (tmp_path / "seen.rq").write_text(rule, "utf-8")
    quads = derive(built.store, tmp_path)
    assert len(quads) == 12
    assert {quad.graph_name.value.rpartition("/")[2] for quad in quads} == {"derived"}


def test_a_faulty_rule_is_named(built: Build, tmp_path: Path) -> None:
    (tmp_path / "mine.rq").write_text("CONSTRUCT {", "utf-8")
    with pytest.raises(BadQuery, match=r"mine\.rq: syntax error"):
        derive(built.store, tmp_path)
