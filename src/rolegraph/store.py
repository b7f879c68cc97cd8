"""Rows out of RDF: the embedded store, behind the same seam that a remote endpoint will use."""

import textwrap
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Protocol, Self

from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    Quad,
    QuerySolutions,
    QueryTriples,
    Triple,
    Variable,
)
from pyoxigraph import (
    Store as Engine,
)

from rolegraph.errors import BadQuery, CannotRead
from rolegraph.iris import XSD
from rolegraph.tables import Cell, Iri, Table

Term = NamedNode | Literal
NO_TERMS: Mapping[str, Term] = {}
NUMBERS = {f"{XSD}integer": int, f"{XSD}decimal": float, f"{XSD}double": float}


class Queryable(Protocol):
    """Anything that answers SPARQL; parameters are bound by the engine, never pasted in."""

    def select(self, sparql: str, terms: Mapping[str, Term] = NO_TERMS) -> Table:
        """Return the rows of a SELECT query in the query's order."""
        ...

    def construct(self, sparql: str, terms: Mapping[str, Term] = NO_TERMS) -> list[Triple]:
        """Return the triples of a CONSTRUCT query, sorted."""
        ...


class Store:
    """The embedded SPARQL store; the union of all named graphs is the default graph."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @classmethod
    def of(cls, quads: Iterable[Quad]) -> Self:
        """Return a store in memory that holds these quads."""
        engine = Engine()
        engine.bulk_extend(quads)
        return cls(engine)

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Return the store that `rolegraph build` wrote, for reading only."""
        if not (folder / "CURRENT").is_file():
            raise CannotRead(f"no store at '{folder}'", "make one with rolegraph build")
        try:
            return cls(Engine.read_only(str(folder)))
        except (OSError, RuntimeError) as error:  # RuntimeError: the files are damaged
            raise CannotRead(
                f"cannot open the store at '{folder}' ({_one_line(error)})",
                "build it again with rolegraph build",
            ) from error

    def extend(self, quads: Iterable[Quad]) -> None:
        """Add quads to a store in memory."""
        self._engine.bulk_extend(quads)

    def select(self, sparql: str, terms: Mapping[str, Term] = NO_TERMS) -> Table:
        """Return the rows of a SELECT query in the query's order."""
        solutions = self._run(sparql, terms)
        if not isinstance(solutions, QuerySolutions):
            raise BadQuery("this query does not give rows", "write a SELECT query")
        columns = tuple(variable.value for variable in solutions.variables)
        rows = tuple(tuple(_cell(term) for term in solution) for solution in solutions)
        return Table(columns, rows)

    def construct(self, sparql: str, terms: Mapping[str, Term] = NO_TERMS) -> list[Triple]:
        """Return the triples of a CONSTRUCT query, sorted."""
        triples = self._run(sparql, terms)
        if not isinstance(triples, QueryTriples):
            raise BadQuery("this query does not give a graph", "write a CONSTRUCT query")
        return sorted(triples, key=str)

    def _run(self, sparql: str, terms: Mapping[str, Term]) -> object:
        bound: dict[Variable, NamedNode | BlankNode | Literal | Triple]
        bound = {Variable(name): term for name, term in terms.items()}
        try:
            return self._engine.query(sparql, use_default_graph_as_union=True, substitutions=bound)
        except SyntaxError as error:
            raise BadQuery(
                f"SPARQL syntax: {_one_line(error)}", "check the query at that place"
            ) from error
        except (ValueError, RuntimeError) as error:  # RuntimeError: a parameter not projected
            raise BadQuery(
                f"the query cannot be run: {_one_line(error)}", "check its variables"
            ) from error


def write_store(quads: Iterable[Quad], folder: Path) -> None:
    """Write an on-disk store of these quads into an empty folder."""
    engine = Engine(str(folder))
    engine.bulk_extend(quads)
    engine.optimize()


def _one_line(error: Exception) -> str:
    return textwrap.shorten(str(error), 200, placeholder=" …")


def _cell(term: NamedNode | BlankNode | Literal | Triple | None) -> Cell:
    if term is None:
        return None
    if isinstance(term, NamedNode):
        return Iri(term.value)
    if isinstance(term, Literal):
        datatype = term.datatype.value
        if datatype == f"{XSD}boolean":
            return term.value == "true"
        return NUMBERS[datatype](term.value) if datatype in NUMBERS else term.value
    return str(term)
