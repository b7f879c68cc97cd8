"""What every engine offers to the questions, and how its terms become cells."""

import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from pyoxigraph import Literal, NamedNode, QueryResultsFormat, QuerySolutions, Triple

from rolegraph.iris import XSD
from rolegraph.tables import Cell, Iri, Table

Term = NamedNode | Literal
NO_TERMS: Mapping[str, Term] = {}
FLOATS = (f"^^<{XSD}double>", f"^^<{XSD}decimal>")  # a decimal that is a whole number, too
NUMBER = re.compile(r"[+-]?[0-9]*\.?[0-9]+([eE][+-]?[0-9]+)?")
TRUTHS = {"true": True, "false": False}
ESCAPED = re.compile(r"\\(.)")
ESCAPES = {"t": "\t", "n": "\n", "r": "\r", '"': '"', "\\": "\\", "'": "'"}


class Text(NamedTuple):
    """A literal that a property gives a thing, with its language or ''."""

    thing: str
    property: str
    value: str
    language: str


class Queryable(Protocol):
    """Anything that answers SPARQL; parameters are bound by the engine, never pasted in.

    `kept` holds what was found before, for as long as the data cannot change.
    """

    kept: dict[Hashable, Any]

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

    def texts(self, things: Iterable[str], properties: Sequence[str]) -> Iterator[Text]:
        """Yield the literals that these properties give these things."""
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


def rows(solutions: QuerySolutions) -> Table:
    """Return the rows of an answer as cells: IRIs, texts, numbers, truth values or nothing."""
    columns = tuple(variable.value for variable in solutions.variables)
    written = solutions.serialize(format=QueryResultsFormat.TSV) or b""
    cells = _Cells()
    lines = written.decode("utf-8").split("\n")[1:-1]
    if not columns:
        return Table(columns, tuple(() for _ in lines))
    return Table(columns, tuple(tuple(map(cells.__getitem__, x.split("\t"))) for x in lines))


class _Cells(dict[str, Cell]):
    """Each term of an answer in TSV as a cell; one that stands in many rows is read once."""

    def __missing__(self, term: str) -> Cell:
        self[term] = read = _cell(term)
        return read


def _cell(term: str) -> Cell:
    if term.startswith("<"):
        return Iri(term[1:-1])
    if term.startswith('"'):
        text, _, datatype = term[1:].rpartition('"')
        text = ESCAPED.sub(lambda found: ESCAPES[found[1]], text)
        return float(text) if datatype in FLOATS else text
    if term in TRUTHS:
        return TRUTHS[term]
    if NUMBER.fullmatch(term):
        return int(term) if term.lstrip("+-").isdecimal() else float(term)
    return term or None
