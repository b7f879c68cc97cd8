"""A workspace is a folder with data/; what it lacks comes from the package."""

from pathlib import Path

import pytest

from rolegraph.errors import NotAWorkspace
from rolegraph.workspace import PARTS, Workspace, find_workspace, packaged


def test_parts_that_a_workspace_lacks_come_from_the_package(tmp_path: Path) -> None:
    (tmp_path / "queries").mkdir()
    workspace = Workspace(tmp_path)
    assert workspace.queries == tmp_path / "queries"
    assert workspace.ontology == packaged().root / "ontology"
    assert workspace.data == tmp_path / "data", "data are never mixed with the package's"


def test_the_packaged_workspace_is_whole() -> None:
    lacking = [part for part in PARTS if not (packaged().root / part).is_dir()]
    assert not lacking, f"the package lacks {lacking}"


def test_a_named_folder_must_hold_data(tmp_path: Path) -> None:
    with pytest.raises(NotAWorkspace, match=r"is not a workspace - name a folder that holds"):
        find_workspace(tmp_path)
    with pytest.raises(NotAWorkspace):
        find_workspace(tmp_path / "missing")


def test_the_workspace_around_the_current_folder_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for part in PARTS:
        (tmp_path / part).mkdir()
    (tmp_path / "data" / "plans").mkdir()
    monkeypatch.chdir(tmp_path / "data" / "plans")
    assert find_workspace(None).root == tmp_path.resolve()


def test_outside_of_any_workspace_the_packaged_one_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert find_workspace(None) == packaged()


def test_paths_are_shown_relative_to_the_workspace(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    assert workspace.shown(tmp_path / "data" / "plans" / "x.yaml") == "data/plans/x.yaml"
    assert workspace.shown(Path("/elsewhere/x.yaml")) == "/elsewhere/x.yaml"
