"""From a workspace to a store that answers, and the same written to disk."""

from pathlib import Path
from typing import NamedTuple

from pyoxigraph import NamedNode, Quad, Triple

from rolegraph import iris
from rolegraph.errors import BadData, BadQuery, CannotRead
from rolegraph.findings import Severity
from rolegraph.graph import Built, build_graph, read_vocabulary, to_nquads, to_trig
from rolegraph.output import swapped_in
from rolegraph.reading import Corpus, read_corpus
from rolegraph.store import Queryable, Store, write_store
from rolegraph.workspace import Workspace

DERIVED = NamedNode(iris.graph("derived"))


class Build(NamedTuple):
    """A workspace as read, as quads (derived ones included) and as a store in memory."""

    corpus: Corpus
    graph: Built
    store: Store


def build(workspace: Workspace) -> Build:
    """Return the checked-in facts of a workspace as a store; faulty files are left out."""
    corpus = read_corpus(workspace)
    stated = build_graph(corpus, read_vocabulary(workspace.ontology))
    store = Store.of(stated.quads)
    derived = derive(store, workspace.queries / "rules")
    store.extend(derived)
    quads = sorted([*stated.quads, *set(derived)], key=str)
    return Build(corpus, Built(quads, stated.places), store)


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
    """Write TriG, N-Quads and the store into a folder and return what was written.

    The folder is written beside and swapped in, so a broken run leaves the old one as it was.
    Raises CannotWrite when the place cannot be written or holds something else.
    """
    with swapped_in(output) as folder:
        (folder / "rolegraph.trig").write_bytes(to_trig(built.graph.quads))
        (folder / "rolegraph.nq").write_bytes(to_nquads(built.graph.quads))
        write_store(built.graph.quads, folder / "store")
    return [output / name for name in ("rolegraph.trig", "rolegraph.nq", "store")]


def open_store(workspace: Workspace, folder: Path | None) -> Store:
    """Return the store that `build` wrote into a folder, or one built now in memory.

    Raises BadData when it must be built and an authoring file has an error: an answer that
    silently leaves out a plan would be a wrong one.
    """
    if folder:
        return Store.open(folder / "store")
    built = build(workspace)
    errors = [f for f in built.corpus.findings if f.severity is Severity.ERROR]
    if errors:
        raise BadData(errors)
    return built.store
