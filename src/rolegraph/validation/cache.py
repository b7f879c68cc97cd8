"""Results kept by the digest of what was checked, so that only what changed is checked again."""

import json
import os
from collections.abc import Sequence
from pathlib import Path

from rolegraph.findings import Severity
from rolegraph.output import write_file
from rolegraph.validation.engine import Result

KEPT = 20_000
"""Results beyond this number are dropped, oldest first."""


def default_folder() -> Path:
    """Return the folder where a user's programs keep such files."""
    from platformdirs import user_cache_path

    return user_cache_path("rolegraph") / "check"


def kept(folder: Path | None, digest: str) -> list[Result] | None:
    """Return the results kept under a digest; None when there are none that can be read."""
    if folder is None:
        return None
    try:
        rows = json.loads((folder / digest[:2] / f"{digest}.json").read_text("utf-8"))
        return [Result(rule, Severity(severity), *rest) for rule, severity, *rest in rows]
    except (OSError, ValueError, TypeError):
        return None


def keep(folder: Path | None, digest: str, results: Sequence[Result]) -> None:
    """Keep results under a digest; a folder that cannot be written is passed over."""
    if folder is None:
        return
    path = folder / digest[:2] / f"{digest}.json"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError:
        return
    if os.access(path.parent, os.W_OK):
        write_file(path, json.dumps(results, ensure_ascii=False))


def prune(folder: Path | None) -> None:
    """Drop the oldest results when there are too many."""
    if folder is None or not folder.is_dir():
        return
    files = list(folder.glob("*/*.json"))
    if len(files) > KEPT:
        for path in sorted(files, key=lambda p: p.stat().st_mtime)[: len(files) - KEPT]:
            path.unlink(missing_ok=True)
