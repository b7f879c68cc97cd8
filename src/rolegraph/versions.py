"""Builds kept as versions of one folder: a new one takes over in a single step, or not at all.

    build/versions/<name>/…     one whole build each, never changed once it stands
    build/current               a link to the one that is read; renaming it is the takeover
    build/<file>                links through `current`, so that paths stay the same

A reader holds a shared lock on the version it opened; cleaning up leaves locked versions alone.
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from rolegraph.errors import CannotRead, CannotWrite

MARK = "rolegraph-build.txt"
LOCK = ".lock"
KEPT = 2  # the version that is read, and the one before it: a reader may be about to lock it


@contextmanager
def new_version(output: Path) -> Iterator[Path]:
    """Yield an empty folder that becomes the current version of `output` when the block ends well.

    A block that fails, or is killed, leaves the current version as it was; what it wrote is
    removed at once or by the next run. Raises CannotWrite when `output` holds something else or
    cannot be written.
    """
    with _told(output), _only_build(output):
        _clean(output, keep=_newest(output))
        fresh = Path(tempfile.mkdtemp(prefix=".new-", dir=output / "versions"))
        try:
            (fresh / LOCK).touch()
            yield fresh
            _flush(fresh)
            _take_over(output, fresh)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
        _clean(output, keep=_newest(output))


@contextmanager
def current_version(output: Path) -> Iterator[Path]:
    """Yield the folder of the current version; it stays whole while the block runs.

    Raises CannotRead when there is none.
    """
    folder, lock = hold_current(output)
    try:
        yield folder
    finally:
        lock.close()


def hold_current(output: Path) -> tuple[Path, IO[bytes]]:
    """Return the folder of the current version, and the lock that keeps it until it is closed.

    Raises CannotRead when there is none.
    """
    for _ in range(10):  # a takeover and its cleaning may fall between the two steps
        try:
            folder = (output / "current").resolve(strict=True)
        except OSError as error:
            if (output / "current").is_symlink():
                continue  # cleaned up between reading the link and following it, or damaged
            raise CannotRead(f"no store at '{output}'", "make one with rolegraph build") from error
        lock = _lock(folder, fcntl.LOCK_SH)
        if lock is not None:
            return folder, lock
    raise CannotRead(
        f"the build in '{output}' is damaged or changes all the time",
        "build it again with rolegraph build",
    )


def current_name(output: Path) -> str:
    """Return the name of the current version, '' when there is none."""
    try:
        return (output / "current").readlink().name
    except OSError:
        return ""


@contextmanager
def _told(output: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        raise CannotWrite(
            f"cannot write '{output}' ({reason})",
            "check space and permissions, or choose another place with --output",
        ) from error


@contextmanager
def _only_build(output: Path) -> Iterator[None]:
    """Make the folder ready and hold it: two builds at once would clean up after each other."""
    _prepare(output)
    with (output / MARK).open("rb") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CannotWrite(
                f"another build is writing '{output}'", "wait for it, or name another folder"
            ) from None
        yield


def _prepare(output: Path) -> None:
    ours = not output.exists() or (output / MARK).is_file()
    if not ours and (not output.is_dir() or any(output.iterdir())):
        raise CannotWrite(f"'{output}' holds something else", "name a new or empty folder")
    (output / "versions").mkdir(parents=True, exist_ok=True)
    if not (output / MARK).exists():
        (output / MARK).write_text("written by rolegraph build\n", "utf-8")


def _lock(folder: Path, kind: int) -> IO[bytes] | None:
    """Return a lock on a version, or None when it is held otherwise or gone."""
    try:
        handle = (folder / LOCK).open("rb")
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(handle, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        handle.close()
        return None
    if not (folder / LOCK).exists():  # removed between opening and locking
        handle.close()
        return None
    return handle


def _flush(folder: Path) -> None:
    """Have everything on the disk before anything points to it: power may fail."""
    for path in (folder, *folder.rglob("*")):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _take_over(output: Path, fresh: Path) -> None:
    numbers = [int(p.name) for p in (output / "versions").iterdir() if p.name.isdigit()]
    version = output / "versions" / f"{max(numbers, default=0) + 1:06d}"
    fresh.chmod(0o755)
    fresh.rename(version)
    _link(Path("versions") / version.name, output / "current")
    for path in sorted(version.iterdir()):
        if path.name != LOCK:
            _link(Path("current") / path.name, output / path.name)
    for path in output.iterdir():  # files that this version no longer has, and older layouts
        if path.name not in ("current", "versions", MARK) and not path.exists():
            path.unlink()


def _link(target: Path, link: Path) -> None:
    if link.is_symlink() and link.readlink() == target:
        return
    beside = link.with_name(f".{link.name}.new")
    beside.unlink(missing_ok=True)
    beside.symlink_to(target)
    if link.is_dir() and not link.is_symlink():
        shutil.rmtree(link)  # a folder of the layout without versions
    beside.replace(link)


def _newest(output: Path) -> set[str]:
    numbered = sorted(p.name for p in (output / "versions").iterdir() if p.name.isdigit())
    return {*numbered[-KEPT:], (output / "current").resolve().name}


def _clean(output: Path, keep: set[str]) -> None:
    """Remove versions that nobody reads, and what killed runs left behind."""
    for path in (output / "versions").iterdir():
        if path.name in keep:
            continue
        if path.name.startswith("."):
            shutil.rmtree(path, ignore_errors=True)
            continue
        lock = _lock(path, fcntl.LOCK_EX)
        if lock is not None:
            gone = path.with_name(f".old-{path.name}")  # a run killed below leaves no half version
            path.rename(gone)
            lock.close()
            shutil.rmtree(gone, ignore_errors=True)
