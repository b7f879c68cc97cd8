"""Builds as versions: the last good one stays whatever happens to the next."""

import os
import resource
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from rolegraph.errors import CannotRead, CannotWrite
from rolegraph.versions import current_version, hold_current, new_version

CORPUS = Path(__file__).parent / "corpus"


def write(output: Path, text: str) -> None:
    with new_version(output) as folder:
        (folder / "text.txt").write_text(text)


def read(output: Path) -> str:
    with current_version(output) as folder:
        return (folder / "text.txt").read_text()


def versions(output: Path) -> list[str]:
    return sorted(path.name for path in (output / "versions").iterdir())


def test_a_new_version_takes_over_and_paths_stay_the_same(tmp_path: Path):
    output = tmp_path / "build"
    for text in ("one", "two"):
        write(output, text)
        assert read(output) == text
        assert (output / "text.txt").read_text() == text


def test_a_version_that_fails_changes_nothing(tmp_path: Path):
    output = tmp_path / "build"
    write(output, "good")
    with pytest.raises(CannotWrite, match="no such"), new_version(output) as folder:  # noqa: PT012
        (folder / "text.txt").write_text("bad")
        raise InterruptedError("no such luck")
    assert read(output) == "good"
    assert len(versions(output)) == 1


def test_old_versions_are_removed_but_not_while_they_are_read(tmp_path: Path):
    output = tmp_path / "build"
    write(output, "read for long")
    folder, lock = hold_current(output)
    for number in range(5):
        write(output, str(number))
    assert (folder / "text.txt").read_text() == "read for long"
    assert len(versions(output)) == 3
    lock.close()
    write(output, "last")
    assert not folder.exists()
    assert len(versions(output)) == 2


def test_what_a_killed_run_left_is_removed_by_the_next(tmp_path: Path):
    output = tmp_path / "build"
    write(output, "one")
    left = output / "versions" / ".new-left"
    left.mkdir()
    (left / "half").write_text("…")
    write(output, "two")
    assert not left.exists()


def test_two_builds_at_once_are_refused(tmp_path: Path):
    output = tmp_path / "build"
    with new_version(output) as folder:
        (folder / "text.txt").write_text("first")
        with pytest.raises(CannotWrite, match="another build is writing"):
            write(output, "second")
    assert read(output) == "first"


def test_a_folder_that_holds_something_else_is_left_alone(tmp_path: Path):
    (tmp_path / "letters.txt").write_text("dear")
    with pytest.raises(CannotWrite, match="holds something else"):
        write(tmp_path, "x")
    assert [path.name for path in tmp_path.iterdir()] == ["letters.txt"]


def test_no_build_is_told_with_the_remedy(tmp_path: Path):
    with (
        pytest.raises(CannotRead, match="make one with rolegraph build"),
        current_version(tmp_path),
    ):
        pass


def test_readers_never_see_half_a_version(tmp_path: Path):
    output = tmp_path / "build"
    write(output, "x" * 1000)
    seen: set[int] = set()
    stop = threading.Event()

    def watch() -> None:
        while not stop.is_set():
            seen.add(len(read(output)))
            seen.add(len((output / "text.txt").read_text()))

    readers = [threading.Thread(target=watch) for _ in range(3)]
    for reader in readers:
        reader.start()
    for _ in range(30):
        write(output, "y" * 1000)
    stop.set()
    for reader in readers:
        reader.join()
    assert seen == {1000}


def rolegraph(*arguments: object, **more) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "rolegraph", "--lang", "en", "--workspace", str(CORPUS)]
    return subprocess.run(
        [*command, *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        **more,
    )


@pytest.fixture
def built(tmp_path: Path) -> Path:
    output = tmp_path / "build"
    assert rolegraph("build", "--output", output).returncode == 0
    return output


def question(output: Path) -> subprocess.CompletedProcess[str]:
    return rolegraph("--store", output, "ask", "bodies", "--format", "csv")


def test_a_build_killed_at_any_moment_leaves_the_last_good_one(built: Path):
    expected = question(built).stdout
    names = {path.name for path in built.iterdir()}
    command = [
        sys.executable,
        "-m",
        "rolegraph",
        "--workspace",
        str(CORPUS),
        "build",
        "-o",
        str(built),
    ]
    begun = time.monotonic()
    subprocess.run(command, check=True, capture_output=True)
    usual = time.monotonic() - begun
    for part in (0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 1.0):
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        threading.Event().wait(usual * part)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        answer = question(built)
        assert (answer.returncode, answer.stdout) == (0, expected), answer.stderr
        assert {path.name for path in built.iterdir()} - {".current.new"} <= names | {".store.new"}
    assert rolegraph("build", "--output", built).returncode == 0
    assert len(list((built / "versions").iterdir())) == 2


def test_a_full_disk_is_told_and_leaves_the_last_good_build(built: Path):
    def small_files_only() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))

    expected = question(built).stdout
    failed = rolegraph("build", "--output", built, preexec_fn=small_files_only)
    assert failed.returncode == 2
    assert failed.stderr.startswith("rolegraph: cannot write")
    assert failed.stderr.count("\n") == 1, failed.stderr
    assert question(built).stdout == expected
    assert len(versions(built)) == 1


@pytest.mark.parametrize("command", [("ask", "bodies"), ("serve", "--port", "0")])
def test_a_missing_or_damaged_build_is_told_in_one_line(built: Path, command: tuple[str, ...]):
    missing = rolegraph("--store", built / "nowhere", *command)
    assert missing.returncode == 2
    assert "make one with rolegraph build" in missing.stderr
    version = (built / "current").resolve()
    nquads = version / "rolegraph.nq"
    nquads.write_bytes(nquads.read_bytes()[:-200])
    for path in (version / "store").iterdir():
        if path.name.startswith("MANIFEST"):
            path.write_bytes(b"\0" * 100)
    damaged = rolegraph("--store", built, *command)
    assert damaged.returncode == 2, damaged.stdout
    assert "build it again with rolegraph build" in damaged.stderr
    assert damaged.stderr.count("\n") == 1, damaged.stderr
    shutil.rmtree(version)
    gone = rolegraph("--store", built, *command)
    assert gone.returncode == 2
    assert gone.stderr.count("\n") == 1
