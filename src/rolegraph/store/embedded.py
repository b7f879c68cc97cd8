"""The embedded SPARQL store: in memory or on disk, the union of all graphs as default graph."""

import hashlib
import json
import textwrap
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Any, Self
from weakref import finalize

from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Triple,
    Variable,
    serialize,
)
from pyoxigraph import (
    Store as Engine,
)

from rolegraph.errors import BadQuery, CannotRead
from rolegraph.store.formats import engine_format
from rolegraph.store.judging import has_keyword
from rolegraph.store.seam import NO_TERMS, Selection, Term, Text, rows
from rolegraph.store.syntax import explain
from rolegraph.tables import Table

NOTE = "build.json"
AGAIN = "build it again with rolegraph build"


class Store:
    """The embedded SPARQL store; the union of all named graphs is the default graph."""

    slices = True

    def __init__(
        self, engine: Engine, hold: IO[bytes] | None = None, note: Path | None = None
    ) -> None:
        self._engine = engine
        self._note = note  # where the build wrote down its digest
        self._digest = ""
        self.kept: dict[Hashable, Any] = {}
        if hold is not None:  # keeps the version on disk from being cleaned up while it is read
            finalize(self, hold.close)

    @classmethod
    def of(cls, quads: Iterable[Quad]) -> Self:
        """Return a store in memory that holds these quads."""
        engine = Engine()
        engine.bulk_extend(quads)
        return cls(engine)

    @classmethod
    def load(cls, nquads: Path) -> Self:
        """Return a store in memory that holds the quads of the N-Quads file of a build."""
        engine = Engine()
        try:
            engine.bulk_load(path=str(nquads), format=RdfFormat.N_QUADS, lenient=True)
        except (OSError, SyntaxError) as error:
            raise CannotRead(f"cannot load '{nquads}' ({error})", AGAIN) from error
        return cls(engine, None, nquads.with_name(NOTE))

    @classmethod
    def open(cls, folder: Path, hold: IO[bytes] | None = None) -> Self:
        """Return the store that `rolegraph build` wrote, for reading only."""
        if not (folder / "CURRENT").is_file():
            raise CannotRead(f"no store at '{folder}'", "make one with rolegraph build")
        try:
            return cls(Engine.read_only(str(folder)), hold, folder.with_name(NOTE))
        except (OSError, RuntimeError, ValueError) as error:
            raise CannotRead(
                f"cannot open the store at '{folder}' ({textwrap.shorten(str(error), 200)})",
                AGAIN,
            ) from error

    def extend(self, quads: Iterable[Quad]) -> None:
        """Add quads to a store in memory."""
        self._engine.bulk_extend(quads)
        self._digest = ""
        self.kept.clear()

    @property
    def digest(self) -> str:
        """What tells one build from another; read where the build wrote it, else reckoned."""
        if not self._digest and self._note and self._note.is_file():
            self._digest = read_digest(self._note)
        if not self._digest:
            quads = sorted(self._engine, key=str)
            self._digest = digest_of(serialize(quads, format=RdfFormat.N_QUADS) or b"")
        return self._digest

    @property
    def version(self) -> str:
        """The digest, as answers cite it."""
        return f"sha256:{self.digest}"

    def select(self, sparql: str, terms: Mapping[str, Term] = NO_TERMS) -> Table:
        """Return the rows of a SELECT query in the query's order."""
        solutions = self._run(sparql, terms)
        if not isinstance(solutions, QuerySolutions):
            raise BadQuery("this query does not give rows", "write a SELECT query")
        return rows(solutions)

    def construct(self, sparql: str, terms: Mapping[str, Term] = NO_TERMS) -> list[Triple]:
        """Return the triples of a CONSTRUCT query, sorted."""
        triples = self._run(sparql, terms)
        if not isinstance(triples, QueryTriples):
            raise BadQuery("this query does not give a graph", "write a CONSTRUCT query")
        return sorted(triples, key=str)

    def texts(self, things: Iterable[str], properties: Sequence[str]) -> Iterator[Text]:
        """Yield the literals that these properties give these things; looked up one by one."""
        asked = [(name, NamedNode(name)) for name in properties]
        for thing in things:
            node = NamedNode(thing)
            for name, property_ in asked:
                for quad in self._engine.quads_for_pattern(node, property_, None, None):
                    value = quad.object
                    if isinstance(value, Literal):
                        yield Text(thing, name, value.value, value.language or "")

    def answer(
        self,
        sparql: str,
        media: str,
        selection: Selection,
        sink: Callable[[bytes], None],
        base: str | None = None,
    ) -> None:
        """Write the answer to any query in a standard format, piece by piece as it is found."""
        found: Any = self._asked(sparql, selection, base)
        found.serialize(_Sink(sink), engine_format(media))

    def more(self, sparql: str, selection: Selection, base: str | None = None) -> bool:
        """Return whether a query has at least one row or triple."""
        found = self._asked(sparql, selection, base)
        if isinstance(found, QueryBoolean):
            return bool(found)
        return next(iter(found), None) is not None

    def _asked(
        self, sparql: str, selection: Selection, base: str | None
    ) -> QuerySolutions | QueryTriples | QueryBoolean:
        chosen = selection != Selection()
        if not chosen and not has_keyword("FROM", sparql, base):
            return self._engine.query(sparql, base_iri=base, use_default_graph_as_union=True)
        if not chosen:  # the engine would put the union before the query's own FROM
            return self._engine.query(sparql, base_iri=base)
        return self._engine.query(
            sparql,
            base_iri=base,
            default_graph=[NamedNode(iri) for iri in selection.default or ()],
            named_graphs=[NamedNode(iri) for iri in selection.named or ()],
        )

    def _run(self, sparql: str, terms: Mapping[str, Term]) -> object:
        bound: dict[Variable, NamedNode | BlankNode | Literal | Triple]
        bound = {Variable(name): term for name, term in terms.items()}
        try:
            return self._engine.query(sparql, use_default_graph_as_union=True, substitutions=bound)
        except SyntaxError as error:
            where = explain(sparql, str(error)).splitlines()[0]
            raise BadQuery(where, "check the query at that place") from error
        except (ValueError, RuntimeError) as error:  # RuntimeError: a parameter not projected
            shown = textwrap.shorten(str(error), 200, placeholder=" …")
            raise BadQuery(f"the query cannot be run: {shown}", "check its variables") from error


def digest_of(nquads: bytes) -> str:
    """Return the digest of the sorted quads of a build."""
    return hashlib.sha256(nquads).hexdigest()


def write_digest(note: Path, digest: str) -> None:
    """Write down the digest of a build beside its files."""
    note.write_text(json.dumps({"digest": digest}) + "\n", "utf-8")


def read_digest(note: Path) -> str:
    """Return the digest that a build wrote down. Raises CannotRead."""
    try:
        return str(json.loads(note.read_text("utf-8"))["digest"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CannotRead(f"the build in '{note.parent}' is damaged ({error})", AGAIN) from error


class _Sink:
    """What the engine writes to: it wants a file and gets a function."""

    def __init__(self, write: Callable[[bytes], None]) -> None:
        self._write = write

    def write(self, piece: bytes) -> int:
        self._write(bytes(piece))
        return len(piece)

    def flush(self) -> None:
        """Nothing is held back here."""


def write_store(nquads: Path, folder: Path) -> None:
    """Write an on-disk store of the quads of an N-Quads file into an empty folder."""
    engine = Engine(str(folder))
    engine.bulk_load(path=str(nquads), format=RdfFormat.N_QUADS, lenient=True)
    engine.optimize()
