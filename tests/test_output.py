"""Outputs are written beside and renamed: whole, or not at all."""

from pathlib import Path

import pytest

from rolegraph.errors import CannotWrite, RolegraphError
from rolegraph.output import MARK, swapped_in, write_file


def names(folder: Path) -> list[str]:
    """What is in a folder, hidden files too."""
    return sorted(path.name for path in folder.iterdir())


def half_written(output: Path) -> None:
    """Begin to write a folder, and break."""
    with swapped_in(output) as folder:
        (folder / "file").write_text("half", "utf-8")
        raise RolegraphError("stopped")


def test_a_file_is_written_as_a_whole_and_replaces_the_old_one(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("old", "utf-8")
    write_file(tmp_path / "a.csv", "主体\n")
    assert (tmp_path / "a.csv").read_bytes() == "主体\n".encode()
    assert names(tmp_path) == ["a.csv"]


def test_a_file_that_cannot_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    for place in (tmp_path / "folder", tmp_path / "missing" / "a.csv", Path("/proc/nothing")):
        with pytest.raises(CannotWrite, match=r"cannot write .* choose another place"):
            write_file(place, "text")
    assert names(tmp_path) == ["folder"]


def test_a_folder_takes_the_place_of_the_one_before(tmp_path: Path) -> None:
    for content in ("one", "two"):
        with swapped_in(tmp_path / "build") as folder:
            (folder / "file").write_text(content, "utf-8")
            (folder / f"only-{content}").touch()
    assert (tmp_path / "build" / "file").read_text("utf-8") == "two"
    assert names(tmp_path / "build") == ["file", "only-two", MARK]
    assert names(tmp_path) == ["build"]


def test_an_empty_folder_and_missing_parents_are_accepted(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for place in (tmp_path / "empty", tmp_path / "new" / "deep"):
        with swapped_in(place) as folder:
            (folder / "file").touch()
        assert names(place) == ["file", MARK]


def test_a_run_that_breaks_leaves_the_old_folder_as_it_was(tmp_path: Path) -> None:
    with swapped_in(tmp_path / "build") as folder:
        (folder / "file").write_text("old", "utf-8")
    with pytest.raises(RolegraphError, match="stopped"):
        half_written(tmp_path / "build")
    assert (tmp_path / "build" / "file").read_text("utf-8") == "old"
    assert names(tmp_path) == ["build"]


def test_a_folder_or_file_of_somebody_else_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.docx").touch()
    (tmp_path / "file").touch()
    for place in (tmp_path / "mine", tmp_path / "file"):
        with (
            pytest.raises(CannotWrite, match=r"holds something else - name a new or empty folder"),
            swapped_in(place),
        ):
            pytest.fail("the block must not run")
    assert names(tmp_path) == ["file", "mine"]
    assert names(tmp_path / "mine") == ["thesis.docx"]


def test_a_place_below_a_file_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(CannotWrite, match="cannot write to"), swapped_in(tmp_path / "file" / "x"):
        pytest.fail("the block must not run")
    assert names(tmp_path) == ["file"]
