"""A graph that remembers its last answers: the forms and languages of a page ask the same."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from pyoxigraph import Triple

from rolegraph.store.seam import NO_TERMS, Queryable, Term, Text
from rolegraph.tables import Table

ROWS = 100_000
"""How many rows are kept before all are forgotten: what is asked again is asked soon."""
Found = TypeVar("Found", Table, list[Triple])


class Recent:
    """A graph that never changes, with its last answers."""

    def __init__(self, graph: Queryable) -> None:
        self._graph = graph
        self.kept = graph.kept
        self._tables: dict[object, Table] = {}
        self._triples: dict[object, list[Triple]] = {}
        self._size = 0

    @property
    def version(self) -> str:
        """What answers cite."""
        return self._graph.version

    def select(self, sparql: str, terms: Mapping[str, Term] = NO_TERMS) -> Table:
        """Return the rows of a SELECT query."""
        return self._kept(self._tables, self._graph.select, sparql, terms)

    def construct(self, sparql: str, terms: Mapping[str, Term] = NO_TERMS) -> list[Triple]:
        """Return the triples of a CONSTRUCT query, sorted."""
        return self._kept(self._triples, self._graph.construct, sparql, terms)

    def texts(self, things: Iterable[str], properties: Sequence[str]) -> Iterator[Text]:
        """Yield the literals that these properties give these things."""
        return self._graph.texts(things, properties)

    def _kept(
        self,
        known: dict[object, Found],
        find: Callable[[str, Mapping[str, Term]], Found],
        sparql: str,
        terms: Mapping[str, Term],
    ) -> Found:
        key = (sparql, *terms.items())
        found = known.get(key)
        if found is None:
            found = find(sparql, terms)
            if self._size > ROWS:
                self._tables.clear()
                self._triples.clear()
                self._size = 0
            known[key] = found
            self._size += 1 + len(found.rows if isinstance(found, Table) else found)
        return found
