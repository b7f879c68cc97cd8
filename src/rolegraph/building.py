"""From a workspace to a store that answers, and the same written to disk."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pyoxigraph import NamedNode, Quad, RdfFormat, Triple, parse

from rolegraph import iris
from rolegraph.errors import BadData, BadQuery, CannotRead
from rolegraph.findings import Places, Severity
from rolegraph.graph import Built, in_order, read_vocabulary, statements, to_nquads, to_trig
from rolegraph.reading import Corpus, read_corpus
from rolegraph.store import Queryable, Store, digest_of, write_digest, write_store
from rolegraph.store.embedded import AGAIN, NOTE, read_digest
from rolegraph.versions import current_version, hold_current, new_version
from rolegraph.workspace import Workspace

DERIVED = NamedNode(iris.graph("derived"))


@dataclass(frozen=True)
class Build:
    """A workspace as read, and as a store in memory; its quads in order when they are asked for."""

    corpus: Corpus
    store: Store
    _said: list[Quad]
    _places: Places

    @cached_property
    def graph(self) -> Built:
        """The quads, derived ones included: to be written, compared or checked."""
        return Built(in_order(self._said), self._places)


def build(workspace: Workspace) -> Build:
    """Return the checked-in facts of a workspace as a store; faulty files are left out."""
    with _uncollected():
        corpus = read_corpus(workspace)
        said, places = statements(corpus, read_vocabulary(workspace.ontology))
        store = Store.of(said)
        derived = derive(store, workspace.queries / "rules")
        store.extend(derived)
        return Build(corpus, store, [*said, *derived], places)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Keep the garbage collector still: a build keeps what it makes, looking costs half."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def faultless(workspace: Workspace) -> Build:
    """Return a build of a workspace whose files have no error.

    Raises BadData otherwise: an answer that silently leaves out a plan would be a wrong one.
    """
    built = build(workspace)
    errors = [f for f in built.corpus.findings if f.severity is Severity.ERROR]
    if errors:
        raise BadData(errors)
    return built


def derive(graph: Queryable, rules: Path) -> list[Quad]:
    """Return what the rules of `queries/rules/` conclude, in the derived graph."""
    return [
        Quad(triple.subject, triple.predicate, triple.object, DERIVED)
        for path in sorted(rules.glob("*.rq"))
        for triple in _concluded(graph, path)
    ]


def _concluded(graph: Queryable, rule: Path) -> list[Triple]:
    try:
        return graph.construct(rule.read_text("utf-8"))
    except BadQuery as error:
        raise BadQuery(f"{rule}: {error.message}", error.remedy) from error
    except (OSError, UnicodeDecodeError) as error:
        raise CannotRead(f"cannot read '{rule}'", "make it a readable UTF-8 file") from error


def write_build(built: Build, output: Path) -> list[Path]:
    """Write TriG, N-Quads and the store as a new version of a folder; return what was written.

    The new version takes over in one step, so a broken run leaves the last good one as it was.
    Raises CannotWrite when the place cannot be written or holds something else.
    """
    with new_version(output) as folder:
        nquads = to_nquads(built.graph.quads)
        (folder / "rolegraph.trig").write_bytes(to_trig(built.graph.quads))
        (folder / "rolegraph.nq").write_bytes(nquads)
        write_digest(folder / NOTE, digest_of(nquads))
        write_store(folder / "rolegraph.nq", folder / "store")
    return [output / name for name in ("rolegraph.trig", "rolegraph.nq", "store")]


def open_store(workspace: Workspace, folder: Path | None) -> Store:
    """Return the store that `build` wrote into a folder, or one built now in memory.

    Raises BadData when it must be built and an authoring file has an error.
    """
    if folder is None:
        return faultless(workspace).store
    version, hold = hold_current(folder)
    return Store.open(version / "store", hold)


def loaded(workspace: Workspace, folder: Path | None) -> Store:
    """Return a store in memory, its digest verified. Raises CannotRead."""
    if folder is None:
        return faultless(workspace).store
    with current_version(folder) as version:
        _verified(version)
        return Store.load(version / "rolegraph.nq")


def built_quads(workspace: Workspace, folder: Path | None) -> list[Quad]:
    """Return the quads of a build, its digest verified, or of a workspace built now.

    Raises CannotRead: from part of a build, graphs would be removed elsewhere that are not gone.
    """
    if folder is None:
        return faultless(workspace).graph.quads
    with current_version(folder) as version:
        return list(parse(_verified(version), format=RdfFormat.N_QUADS))


def _verified(version: Path) -> bytes:
    """Return the N-Quads of a build as they were written. Raises CannotRead."""
    try:
        nquads = (version / "rolegraph.nq").read_bytes()
    except OSError as error:
        raise CannotRead(f"the build in '{version}' is damaged ({error})", AGAIN) from error
    if digest_of(nquads) != read_digest(version / NOTE):
        raise CannotRead(f"the build in '{version}' is damaged (its digest differs)", AGAIN)
    return nquads
