"""Files and folders written beside and renamed, so that nothing is ever half-written."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rolegraph.errors import CannotWrite

MARK = "rolegraph-build.txt"


def write_file(path: Path, text: str) -> None:
    """Write a UTF-8 file as a whole or not at all. Raises CannotWrite."""
    write_bytes(path, text.encode())


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file as a whole or not at all. Raises CannotWrite."""
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
        fresh = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            fresh.chmod(0o644)
            fresh.replace(path)
        finally:
            fresh.unlink(missing_ok=True)
    except OSError as error:
        raise CannotWrite(
            f"cannot write '{path}' ({error.strerror})", "choose another place with --output"
        ) from error


@contextmanager
def swapped_in(output: Path) -> Iterator[Path]:
    """Yield a new folder that takes the place of `output` when the block ends well.

    Raises CannotWrite when `output` holds something that was not written this way.
    """
    ours = not output.exists() or (output / MARK).is_file()
    if not ours and (not output.is_dir() or any(output.iterdir())):
        raise CannotWrite(f"'{output}' holds something else", "name a new or empty folder")
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(prefix=f".{output.name}-", dir=output.parent))
    except OSError as error:
        raise CannotWrite(
            f"cannot write to '{output.parent}' ({error.strerror})",
            "choose another place with --output",
        ) from error
    try:
        yield fresh
        (fresh / MARK).write_text("written by rolegraph build\n", "utf-8")
        fresh.chmod(0o755)
        _swap(fresh, output)
    except OSError as error:
        raise CannotWrite(
            f"cannot write '{output}' ({error.strerror})", "check space and permissions"
        ) from error
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _swap(fresh: Path, output: Path) -> None:
    if not output.exists():
        fresh.replace(output)
        return
    old = Path(tempfile.mkdtemp(prefix=f".{output.name}-old-", dir=output.parent))
    output.replace(old / "build")
    fresh.replace(output)
    shutil.rmtree(old)
