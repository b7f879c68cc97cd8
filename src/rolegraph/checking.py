"""Checks as people ask for them: a workspace, single files, folders of RDF, standard input."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from pyoxigraph import Quad

from rolegraph.building import build, derive
from rolegraph.errors import CannotRead
from rolegraph.findings import Finding, Place, Places, ordered
from rolegraph.graph import build_graph, edition_quads, in_order, read_vocabulary
from rolegraph.reading.cells import ENDINGS as WORKBOOKS
from rolegraph.reading.cells import is_workbook
from rolegraph.reading.corpus import Corpus
from rolegraph.reading.singles import STDIN, Input, read_single
from rolegraph.records.edition import Edition
from rolegraph.records.memo import Memo
from rolegraph.store import Store
from rolegraph.validation.foreign import FORMATS, files_in, form_of, parse_rdf, read_rdf
from rolegraph.validation.partial import UNKNOWN, Lost, lasting
from rolegraph.validation.passes import How, check_quads, check_units
from rolegraph.validation.placing import Words, findings_of, stopped_findings
from rolegraph.validation.rules import Rules, read_rules
from rolegraph.validation.units import Surroundings, Unit, units_of
from rolegraph.workspace import Workspace

YAML = (".yaml", ".yml")
PLANNED = {"municipality", "plan", "plan_title"}
"""Without one of these keys, an edition's plan cannot be described."""
LOCK = "~$"  # what Excel leaves beside a workbook that is open
PLAIN = How()


class Whole(NamedTuple):
    """The graph of a corpus with what is sound in its faulty files, and what those lack."""

    quads: list[Quad]
    places: Places
    losses: dict[str, Lost] = {}
    derived: frozenset[str] = frozenset()


def check(workspace: Workspace, only: Sequence[str] = (), how: How = PLAIN) -> list[Finding]:
    """Return every fault of a workspace, from reading and from the rules, ordered by place.

    `only` names the rules to tell of. Raises UnknownName.
    """
    rules = chosen(read_rules(workspace.shapes), only)
    built = build(workspace)
    corpus, whole = built.corpus, Whole(*built.graph)
    if corpus.partial:
        whole = graph_and_losses(corpus, workspace)
    outcome = check_quads(whole.quads, rules, how)
    results = lasting(outcome.results, rules, whole.places, whole.losses, whole.derived)
    found = findings_of(results, rules, whole.places, Words(whole.quads))
    return ordered([*corpus.findings, *found, *stopped_findings(outcome.stopped, {})])


def check_within(workspace: Workspace, shown: str, how: How = PLAIN) -> list[Finding]:
    """Return every fault of one file of a workspace; of the rules, those that look at its graph."""
    rules = read_rules(workspace.shapes)
    built = build(workspace)
    placed = {
        f"<{subject}>" for (subject, _), place in built.graph.places.items() if place.path == shown
    }
    quads = built.graph.quads
    units = [unit for unit in units_of(quads) if not placed.isdisjoint(unit.about)]
    outcome = check_units(units, None, rules, how)
    found = findings_of(outcome.results, rules, built.graph.places, Words(quads))
    told = [finding for finding in found if finding.place.path == shown]
    own = [finding for finding in built.corpus.findings if finding.place.path == shown]
    return ordered([*own, *told, *stopped_findings(outcome.stopped, {})])


def graph_and_losses(corpus: Corpus, workspace: Workspace) -> Whole:
    """Return what a corpus states, its faulty files as far as they are sound: for checks only."""
    salvaged = {s: one for s, one in corpus.partial.items() if one.record.place_of().path}
    completed = {slug: _completed(one.record) for slug, one in salvaged.items()}
    memos = {slug: one for slug, one in completed.items() if isinstance(one, Memo)}
    editions = {slug: one for slug, one in completed.items() if isinstance(one, Edition)}
    planned = {slug: one for slug, one in editions.items() if one.plan}
    known = corpus._replace(
        editions={**corpus.editions, **planned}, memos={**corpus.memos, **memos}
    )
    quads, places = build_graph(known, read_vocabulary(workspace.ontology))
    for slug in editions.keys() - planned.keys():
        quads += edition_quads(slug, editions[slug], places)
    derived = derive(Store.of(quads), workspace.queries / "rules")
    losses = {one.record.place_of().path: Lost(one.terms, one.touched) for one in salvaged.values()}
    concluded = frozenset(quad.predicate.value for quad in derived)
    return Whole(in_order({*quads, *derived}), places, losses, concluded)


def _completed(record: Edition | Memo) -> Edition | Memo:
    """Return a salvaged record with nothing where a key is missing."""
    lacking = [name for name in type(record).model_fields if name not in record.__dict__]
    nothing: dict[str, str | None] = dict.fromkeys(lacking)
    if "source" in lacking:
        nothing["source"] = UNKNOWN
    if not PLANNED.isdisjoint(lacking):
        nothing |= dict.fromkeys(PLANNED)
    return record.model_copy(update=nothing)


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
    stated = graph_and_losses(corpus, workspace)
    # Foreign statements may refer to any plan of the workspace, not to the registry alone.
    around = Surroundings(build(workspace).graph.quads if inputs.rdf else stated.quads)
    known = Foreign([], [], stated.places, {}, list(corpus.findings))
    if inputs.authored:
        _add_authored(known, stated.quads)
    for path, content in inputs.rdf:
        _add_rdf(known, path, content, around, workspace)
    outcome = check_units(known.units, around.union(known.quads), rules, how)
    words = Words([*stated.quads, *known.quads])
    results = lasting(outcome.results, rules, known.places, stated.losses, stated.derived)
    found = findings_of(results, rules, known.places, words, known.files)
    if corpus.codings:  # read beside the rest of the workspace, which is not asked about
        files = {workspace.shown(path) for path, _ in inputs.all}
        found = [f for f in found if f.place.path in files]
    return ordered([*known.findings, *found, *stopped_findings(outcome.stopped, {})])


def _add_authored(known: Foreign, quads: Iterable[Quad]) -> None:
    wanted = ("/graph/edition/", "/graph/memo/", "/graph/coding/")
    for unit in units_of(quads):
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
