"""A file that somebody drops on the check page: checked beside the corpus, then forgotten."""

import re
import shutil
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from pyoxigraph import NamedNode, Quad, RdfFormat, parse

from rolegraph import iris
from rolegraph.building import build
from rolegraph.findings import Finding, Place, Severity, Text, ordered
from rolegraph.validation.passes import How, check_units
from rolegraph.validation.placing import Words, findings_of
from rolegraph.validation.rules import read_rules
from rolegraph.validation.units import Unit, units_of
from rolegraph.workspace import PARTS, Workspace

RDF = {
    ".ttl": RdfFormat.TURTLE,
    ".trig": RdfFormat.TRIG,
    ".nt": RdfFormat.N_TRIPLES,
    ".nq": RdfFormat.N_QUADS,
    ".jsonld": RdfFormat.JSON_LD,
    ".rdf": RdfFormat.RDF_XML,
}
TABLES = (".csv",)
SAFE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,80}")


def check_dropped(workspace: Workspace, name: str, content: bytes) -> list[Finding]:
    """Return what is wrong with one file, as if it lay in the workspace."""
    suffix = PurePosixPath(name).suffix.lower()
    if not SAFE.fullmatch(name):
        ja = "名前は英数字、点、-、_ だけにしてください"
        return [_fault(name, "file-name", ja, "use letters, digits, '.', '-' and '_' only")]
    if suffix in RDF:
        return _rdf_findings(workspace, name, content, RDF[suffix])
    if suffix in (".yaml", ".yml", *TABLES):
        return _authored_findings(workspace, name, content)
    ja = f"'{suffix}' は調べられません。YAML、CSV、RDF にしてください"
    en = f"files ending in '{suffix}' cannot be checked; make it YAML, CSV or RDF"
    return [_fault(name, "file-kind", ja, en)]


def _authored_findings(workspace: Workspace, name: str, content: bytes) -> list[Finding]:
    with TemporaryDirectory(prefix="rolegraph-check-") as folder:
        root = Path(folder)
        for part in PARTS[:1] + PARTS[2:]:
            root.joinpath(part).symlink_to(getattr(workspace, part), target_is_directory=True)
        shutil.copytree(workspace.data, root / "data")
        target = _target(root / "data", name, content)
        if target is None:
            ja = "この名前の表はデータにありません。置き換える表と同じ名前にしてください"
            en = "no table of the data has this name; give it that of the table it replaces"
            return [_fault(name, "file-name", ja, en)]
        target.write_bytes(content)
        copy = Workspace(root)
        built = build(copy)
        shown = copy.shown(target)
        found = [f for f in built.corpus.findings if f.place.path == shown]
        graph = iris.graph("memo" if target.parent.name == "memos" else "edition", target.stem)
        rules = read_rules(copy.shapes)
        units = [unit for unit in units_of(built.graph.quads) if unit.name == graph]
        results = check_units(units, None, rules, How(processes=1)).results
        words = Words(built.graph.quads)
        found += findings_of(results, rules, built.graph.places, words)
        return ordered([f for f in found if f.place.path == shown])


def _target(data: Path, name: str, content: bytes) -> Path | None:
    """Return where a file belongs: over the one of the same name, else by what it holds."""
    known = sorted(data.rglob(name))
    if known:
        return known[0]
    if name.endswith(TABLES):
        return None
    memo = re.search(rb"^points\s*:", content, re.M)
    folder = data / ("memos" if memo else "plans")
    folder.mkdir(exist_ok=True)
    return folder / name


def _rdf_findings(
    workspace: Workspace, name: str, content: bytes, form: RdfFormat
) -> list[Finding]:
    try:
        quads = list(parse(content, format=form))
    except (SyntaxError, ValueError) as error:
        line, column = (int(getattr(error, key, 0) or 0) for key in ("lineno", "offset"))
        place = Place(name, line, column)
        said = str(getattr(error, "msg", error))
        words = Text(f"RDF として読めません: {said}", f"this cannot be read as RDF: {said}")
        return [Finding(place, Severity.ERROR, "rdf-syntax", words)]
    rules = read_rules(workspace.shapes)
    built = build(workspace)
    units = _units(built.graph.quads, quads)
    results = check_units(units, None, rules, How(processes=1)).results
    found = findings_of(results, rules, {}, Words([*built.graph.quads, *quads]))
    return ordered([f._replace(place=Place(f"{name} {f.place.path}")) for f in found])


def _units(known: Iterable[Quad], quads: list[Quad]) -> list[Unit]:
    graph = NamedNode(iris.graph("edition", "dropped"))
    moved = [Quad(q.subject, q.predicate, q.object, graph) for q in quads]
    return [unit for unit in units_of([*known, *moved]) if unit.name == graph.value]


def _fault(name: str, rule: str, ja: str, en: str) -> Finding:
    return Finding(Place(name), Severity.ERROR, rule, Text(ja, en))
