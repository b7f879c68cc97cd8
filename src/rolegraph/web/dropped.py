"""A file that somebody drops on the check page: checked beside the corpus, then forgotten."""

import re
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from rolegraph.building import build
from rolegraph.checking import check_content
from rolegraph.errors import CannotRead
from rolegraph.findings import Finding, Place, Severity, Text, ordered
from rolegraph.validation.passes import How
from rolegraph.workspace import PARTS, Workspace

TABLE = ".csv"
SAFE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,80}")


def check_dropped(workspace: Workspace, name: str, content: bytes) -> list[Finding]:
    """Return what is wrong with one file, as `rolegraph check` tells it."""
    if Path(name).suffix.lower() == TABLE:
        return _table_findings(workspace, name, content)
    try:
        return check_content(workspace, name, content, How(processes=1))
    except CannotRead:
        ja = "調べられない種類のファイルです。YAML、Excel ブック(.xlsx)、CSV、RDF にしてください"
        en = "a kind of file that cannot be checked; make it YAML, .xlsx, CSV or RDF"
        return [_fault(name, "file-kind", ja, en)]


def _table_findings(workspace: Workspace, name: str, content: bytes) -> list[Finding]:
    """Return what is wrong with a table, as if it lay in the workspace in place of another."""
    known = sorted(workspace.data.rglob(name)) if SAFE.fullmatch(name) else []
    if len(known) != 1:
        ja = "この名前の表が一つに決まりません。置き換える表の名前か、Excel ブックにしてください"
        en = "no table, or more than one, has this name; give it that of the table it replaces, or "
        return [_fault(name, "file-name", ja, f"{en}make it a workbook")]
    with TemporaryDirectory(prefix="rolegraph-check-") as folder:
        root = Path(folder)
        for part in PARTS[:1] + PARTS[2:]:
            root.joinpath(part).symlink_to(getattr(workspace, part), target_is_directory=True)
        shutil.copytree(workspace.data, root / "data")
        target = root / "data" / known[0].relative_to(workspace.data)
        target.write_bytes(content)
        copy = Workspace(root)
        shown = copy.shown(target)
        return ordered([f for f in build(copy).corpus.findings if f.place.path == shown])


def _fault(name: str, rule: str, ja: str, en: str) -> Finding:
    return Finding(Place(name), Severity.ERROR, rule, Text(ja, en))
