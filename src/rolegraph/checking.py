"""Checks as people ask for them: a workspace, single files, folders of RDF, standard input."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from pyoxigraph import Quad

from rolegraph.building import build, derive
from rolegraph.errors import CannotRead
from rolegraph.findings import Finding, Place, Places, ordered
from rolegraph.graph import build_graph, read_vocabulary
from rolegraph.reading.corpus import read_single
from rolegraph.store import Store
from rolegraph.validation.foreign import FORMATS, files_in, form_of, parse_rdf, read_rdf
from rolegraph.validation.passes import How, check_quads, check_units
from rolegraph.validation.placing import Words, findings_of, stopped_findings
from rolegraph.validation.rules import Rules, read_rules
from rolegraph.validation.units import Surroundings, Unit, units_of
from rolegraph.workspace import Workspace

YAML = (".yaml", ".yml")
STDIN = Path("-")
PLAIN = How()


def check(workspace: Workspace, only: Sequence[str] = (), how: How = PLAIN) -> list[Finding]:
    """Return every fault of a workspace, from reading and from the rules, ordered by place.

    `only` names the rules to tell of. Raises UnknownName.
    """
    rules = chosen(read_rules(workspace.shapes), only)
    built = build(workspace)
    outcome = check_quads(built.graph.quads, rules, how)
    found = findings_of(outcome.results, rules, built.graph.places, Words(built.graph.quads))
    return ordered([*built.corpus.findings, *found, *stopped_findings(outcome.stopped, {})])


def chosen(rules: Rules, only: Iterable[str]) -> Rules:
    """Return these rules, or all when none is named. Raises UnknownName."""
    names = list(only)
    return rules.only(names) if names else rules


class Foreign(NamedTuple):
    """Statements of files that are checked by themselves, and what is known of their places."""

    units: list[Unit]
    quads: list[Quad]
    places: Places
    files: dict[str, Place]
    findings: list[Finding]


def check_paths(
    workspace: Workspace,
    paths: Sequence[Path],
    stdin: bytes = b"",
    only: Sequence[str] = (),
    how: How = PLAIN,
) -> list[Finding]:
    """Return every fault of files and folders: YAML against the workspace's registry, and RDF.

    Each file is checked alone, then all of them for the rules across editions. The path `-` means
    `stdin`. Raises CannotRead for a path that is not there, UnknownName for a rule that is not.
    """
    rules = chosen(read_rules(workspace.shapes), only)
    authored, rdf = _sorted_out(paths, stdin)
    corpus = read_single(workspace, authored)
    stated = build_graph(corpus, read_vocabulary(workspace.ontology))
    # Foreign statements may refer to any plan of the workspace, not to the registry alone.
    around = Surroundings(build(workspace).graph.quads if rdf else stated.quads)
    known = Foreign([], [], stated.places, {}, list(corpus.findings))
    if authored:
        _add_authored(known, stated.quads, workspace)
    for path, content in rdf:
        _add_rdf(known, path, content, around, workspace)
    outcome = check_units(known.units, around.union(known.quads), rules, how)
    words = Words([*stated.quads, *known.quads])
    found = findings_of(outcome.results, rules, known.places, words, known.files)
    return ordered([*known.findings, *found, *stopped_findings(outcome.stopped, {})])


def _add_authored(known: Foreign, stated: list[Quad], workspace: Workspace) -> None:
    derived = derive(Store.of(stated), workspace.queries / "rules")
    wanted = ("/graph/edition/", "/graph/memo/")
    for unit in units_of([*stated, *derived]):
        if any(part in unit.name for part in wanted):
            known.units.append(unit)
            known.quads.extend(unit.own)


def _add_rdf(
    known: Foreign, path: Path, content: bytes | None, around: Surroundings, workspace: Workspace
) -> None:
    shown = "<stdin>" if path == STDIN else workspace.shown(path)
    if content is None:
        read = read_rdf(path, shown)
    else:
        read = parse_rdf(content, form_of(content) or FORMATS["trig"], shown)
    known.findings.extend(read.findings)
    known.units.extend(around.units_of(read.quads, shown))
    known.quads.extend(read.quads)
    for quad in read.quads:
        known.files.setdefault(str(quad.subject), Place(shown))


Input = tuple[Path, bytes | None]


def _sorted_out(paths: Sequence[Path], stdin: bytes) -> tuple[list[Input], list[Input]]:
    """Return the YAML files and the RDF files that the paths mean."""
    authored: list[Input] = []
    rdf: list[Input] = []
    for path in paths:
        if path == STDIN:
            (authored if form_of(stdin) is None else rdf).append((path, stdin))
        elif path.is_dir():
            found = [p for p in sorted(path.rglob("*")) if p.suffix in YAML and p.is_file()]
            authored += [(p.resolve(), None) for p in found]
            rdf += [(p.resolve(), None) for p in files_in(path)]
        elif not path.exists():
            raise CannotRead(
                f"nothing at '{path}'", "name a file, a folder or - for standard input"
            )
        elif path.suffix in YAML:
            authored.append((path.resolve(), None))
        elif path.suffix.removeprefix(".").lower() in FORMATS:
            rdf.append((path.resolve(), None))
        else:
            endings = ", ".join(["yaml", *FORMATS])
            raise CannotRead(f"'{path}' is neither YAML nor RDF", f"known endings: {endings}")
    return authored, rdf
