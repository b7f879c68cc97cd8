"""A file that somebody drops on the check page: checked beside the corpus, then forgotten."""

import csv
import re
import shutil
from collections import Counter
from collections.abc import Collection, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from rolegraph.checking import check_content, check_within
from rolegraph.errors import CannotRead
from rolegraph.findings import Finding, Place, Severity, Text
from rolegraph.validation.passes import How
from rolegraph.workspace import PARTS, Workspace

TABLE = ".csv"
CODED = ("target", "concept")
SAFE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,80}")
ALONE = How(processes=1)

Schemes = Mapping[str, Collection[str]]
"""The concepts of each scheme, both by their slugs."""


def check_dropped(
    workspace: Workspace, name: str, content: bytes, schemes: Schemes
) -> list[Finding]:
    """Return what is wrong with one file, as `rolegraph check` tells it."""
    if Path(name).suffix.lower() == TABLE:
        return _table_findings(workspace, name, content, schemes)
    try:
        return check_content(workspace, name, content, ALONE)
    except CannotRead:
        ja = "調べられない種類のファイルです。YAML、Excel ブック(.xlsx)、CSV、RDF にしてください"
        en = "a kind of file that cannot be checked; make it YAML, .xlsx, CSV or RDF"
        return [fault(name, "file-kind", ja, en)]


def _table_findings(
    workspace: Workspace, name: str, content: bytes, schemes: Schemes
) -> list[Finding]:
    """Return what is wrong with a table, as if it lay in the workspace in place of another."""
    place = _place(workspace, name, content, schemes) if SAFE.fullmatch(name) else None
    if place is None:
        ja = (
            "どの表に代わるものか決まりません。置き換える表の名前にするか、"
            "判定の表なら一つの体系の概念を使ってください"
        )
        en = (
            "it is not clear which table this replaces; give it the name of that table, or, "
            "when it holds codings, use concepts of one scheme"
        )
        return [fault(name, "file-name", ja, en)]
    with TemporaryDirectory(prefix="rolegraph-check-") as folder:
        root = Path(folder)
        for part in PARTS[:1] + PARTS[2:]:
            root.joinpath(part).symlink_to(getattr(workspace, part), target_is_directory=True)
        shutil.copytree(workspace.data, root / "data")
        target = root / "data" / place
        target.write_bytes(content)
        copy = Workspace(root)
        return check_within(copy, copy.shown(target), ALONE)


def _place(workspace: Workspace, name: str, content: bytes, schemes: Schemes) -> Path | None:
    """Return where a table belongs below `data/`: by its concepts when it holds codings."""
    concepts = _concepts(content)
    if concepts is None:
        known = [path.relative_to(workspace.data) for path in workspace.data.rglob(name)]
        return known[0] if len(known) == 1 else None
    there = {path.name for path in (workspace.data / "codings").iterdir() if path.is_dir()}
    fitting = Counter(
        {s: sum(concepts[c] for c in own if c in concepts) for s, own in schemes.items()}
    )
    first = [(s, n) for s, n in fitting.most_common() if n and s in there]
    if not first or (len(first) > 1 and first[0][1] == first[1][1]):
        return None
    return Path("codings", first[0][0], name)


def _concepts(content: bytes) -> Counter[str] | None:
    """Return how often each concept is used by a table of codings, or None for another table."""
    lines = content.decode("utf-8-sig", "replace").splitlines()
    try:
        rows = list(csv.DictReader(lines))
    except csv.Error:
        return None
    if not rows or not set(CODED) <= set(rows[0]):
        return None
    return Counter(str(row["concept"]) for row in rows)


def refusal(status: int, limit: int) -> Finding:
    """Return what to say of a form that is too long (413) or holds no file."""
    if status == 413:
        ja = f"ファイルが大きすぎます({limit} バイトまで)。rolegraph check で調べてください"
        en = f"the file is longer than {limit} bytes; use rolegraph check"
        return fault("-", "file-size", ja, en)
    ja, en = (
        "ファイルがありません。一つ選んでから送ってください",
        "there is no file; choose one first",
    )
    return fault("-", "file-missing", ja, en)


def fault(name: str, rule: str, ja: str, en: str) -> Finding:
    """Return a finding about a file as a whole."""
    return Finding(Place(name), Severity.ERROR, rule, Text(ja, en))
