"""Checks as people ask for them: a workspace, single files, folders of RDF, standard input."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from pyoxigraph import Quad

from rolegraph.building import build, derive
from rolegraph.errors import CannotRead
from rolegraph.findings import Finding, Place, Places, ordered
from rolegraph.graph import build_graph, read_vocabulary
from rolegraph.reading.cells import ENDINGS as WORKBOOKS
from rolegraph.reading.cells import is_workbook
from rolegraph.reading.corpus import Corpus
from rolegraph.reading.singles import STDIN, Input, read_single
from rolegraph.store import Store
from rolegraph.validation.foreign import FORMATS, files_in, form_of, parse_rdf, read_rdf
from rolegraph.validation.passes import How, check_quads, check_units
from rolegraph.validation.placing import Words, findings_of, stopped_findings
from rolegraph.validation.rules import Rules, read_rules
from rolegraph.validation.units import Surroundings, Unit, units_of
from rolegraph.workspace import Workspace

YAML = (".yaml", ".yml")
LOCK = "~$"  # what Excel leaves beside a workbook that is open
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
    """Return every fault of files and folders: YAML and workbooks against the registry, and RDF.

    Each file is checked alone, then all of them for the rules across editions. The path `-` means
    `stdin`. Raises CannotRead for a path that is not there, UnknownName for a rule that is not.
    """
    return _check_inputs(workspace, _sorted_out(paths, stdin), only, how)


def check_content(
    workspace: Workspace, name: str, content: bytes, how: How = PLAIN
) -> list[Finding]:
    """Return every fault of a file that lies nowhere, by its name and content.

    Raises CannotRead for a name whose ending tells of no known format.
    """
    sorted_out: Inputs = Inputs([], [])
    sorted_out.add(Path(name), content)
    return _check_inputs(workspace, sorted_out, (), how)


def _check_inputs(
    workspace: Workspace, inputs: "Inputs", only: Sequence[str], how: How
) -> list[Finding]:
    rules = chosen(read_rules(workspace.shapes), only)
    corpus = read_single(workspace, inputs.authored)
    stated = build_graph(corpus, read_vocabulary(workspace.ontology))
    # Foreign statements may refer to any plan of the workspace, not to the registry alone.
    around = Surroundings(build(workspace).graph.quads if inputs.rdf else stated.quads)
    known = Foreign([], [], stated.places, {}, list(corpus.findings))
    if inputs.authored:
        _add_authored(known, stated.quads, corpus, workspace)
    for path, content in inputs.rdf:
        _add_rdf(known, path, content, around, workspace)
    outcome = check_units(known.units, around.union(known.quads), rules, how)
    words = Words([*stated.quads, *known.quads])
    found = findings_of(outcome.results, rules, known.places, words, known.files)
    if corpus.codings:  # read beside the rest of the workspace, which is not asked about
        files = {workspace.shown(path) for path, _ in inputs.all}
        found = [f for f in found if f.place.path in files]
    return ordered([*known.findings, *found, *stopped_findings(outcome.stopped, {})])


def _add_authored(known: Foreign, stated: list[Quad], corpus: Corpus, workspace: Workspace) -> None:
    derived = derive(Store.of(stated), workspace.queries / "rules")
    wanted = ("/graph/edition/", "/graph/memo/", "/graph/coding/")
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
        named = FORMATS.get(path.suffix.lower().removeprefix("."))
        read = parse_rdf(content, named or form_of(content) or FORMATS["trig"], shown)
    known.findings.extend(read.findings)
    known.units.extend(around.units_of(read.quads, shown))
    known.quads.extend(read.quads)
    for quad in read.quads:
        known.files.setdefault(str(quad.subject), Place(shown))


class Inputs(NamedTuple):
    """What is to be checked: authoring files, and RDF files."""

    authored: list[Input]
    rdf: list[Input]

    @property
    def all(self) -> list[Input]:
        """Both."""
        return [*self.authored, *self.rdf]

    def add(self, path: Path, content: bytes | None = None) -> None:
        """Add a file by its ending. Raises CannotRead for one that is not known."""
        ending = path.suffix.lower()
        if ending in (*YAML, *WORKBOOKS):
            self.authored.append((path, content))
        elif ending.removeprefix(".") in FORMATS:
            self.rdf.append((path, content))
        else:
            endings = ", ".join(["yaml", "xlsx", *FORMATS])
            problem = f"'{path}' is neither YAML nor a workbook nor RDF"
            raise CannotRead(problem, f"known endings: {endings}")


def _sorted_out(paths: Sequence[Path], stdin: bytes) -> Inputs:
    """Return the authoring files and the RDF files that the paths mean."""
    found = Inputs([], [])
    for path in paths:
        if path == STDIN:
            is_rdf = not is_workbook(stdin) and form_of(stdin) is not None
            (found.rdf if is_rdf else found.authored).append((path, stdin))
        elif path.is_dir():
            for file in sorted(path.rglob("*")):
                ours = file.suffix.lower() in (*YAML, *WORKBOOKS[:1]) and file.is_file()
                if ours and not file.name.startswith(LOCK):
                    found.add(file.resolve())
            found.rdf.extend((file.resolve(), None) for file in files_in(path))
        elif not path.exists():
            raise CannotRead(
                f"nothing at '{path}'", "name a file, a folder or - for standard input"
            )
        else:
            found.add(path.resolve())
    return found
