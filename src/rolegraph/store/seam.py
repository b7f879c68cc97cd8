"""What every engine offers to the questions, and how its terms become cells."""

from collections.abc import Callable, Mapping
from typing import NamedTuple, Protocol

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from rolegraph.iris import XSD
from rolegraph.tables import Cell, Iri, Table

Term = NamedNode | Literal
NO_TERMS: Mapping[str, Term] = {}
NUMBERS = {f"{XSD}integer": int, f"{XSD}decimal": float, f"{XSD}double": float}


class Queryable(Protocol):
    """Anything that answers SPARQL; parameters are bound by the engine, never pasted in."""

    @property
    def version(self) -> str:
        """What answers cite: the same data, the same version."""
        ...

    def select(self, sparql: str, terms: Mapping[str, Term] = NO_TERMS) -> Table:
        """Return the rows of a SELECT query in the query's order."""
        ...

    def construct(self, sparql: str, terms: Mapping[str, Term] = NO_TERMS) -> list[Triple]:
        """Return the triples of a CONSTRUCT query, sorted."""
        ...


class Selection(NamedTuple):
    """The graphs that a query is about; None where the query itself, or the store, decides."""

    default: tuple[str, ...] | None = None
    named: tuple[str, ...] | None = None


class Answering(Queryable, Protocol):
    """An engine that also answers any query as the bytes of a standard format.

    `slices` is whether any query may be given a LIMIT and an OFFSET without harm.
    """

    slices: bool

    def answer(
        self,
        sparql: str,
        media: str,
        selection: Selection,
        sink: Callable[[bytes], None],
        base: str | None = None,
    ) -> None:
        """Write the answer piece by piece, serialised by the engine."""
        ...

    def more(self, sparql: str, selection: Selection, base: str | None = None) -> bool:
        """Return whether a SELECT or CONSTRUCT query has a row or triple."""
        ...


def cell(term: NamedNode | BlankNode | Literal | Triple | None) -> Cell:
    """Return a term as a cell: an IRI, a text, a number, a truth value or nothing."""
    if term is None:
        return None
    if isinstance(term, NamedNode):
        return Iri(term.value)
    if isinstance(term, Literal):
        datatype = term.datatype.value
        if datatype == f"{XSD}boolean":
            return term.value in ("true", "1")
        return NUMBERS[datatype](term.value) if datatype in NUMBERS else term.value
    return str(term)
