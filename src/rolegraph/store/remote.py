"""Any SPARQL 1.1 server as an engine: the same questions, asked over HTTP."""

from collections.abc import Callable, Mapping
from typing import Any

from pyoxigraph import (
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Triple,
    parse,
    parse_query_results,
    serialize,
)

from rolegraph.errors import BadQuery, CannotRead
from rolegraph.store.dialects import cut_at, standard, with_values
from rolegraph.store.formats import engine_format
from rolegraph.store.lexical import form_of
from rolegraph.store.seam import NO_TERMS, Selection, Term, rows
from rolegraph.tables import Table

GRAPH_FORMS = ("CONSTRUCT", "DESCRIBE")


class RemoteEndpoint:
    """A SPARQL 1.1 server; its default graph should be the union of all named graphs."""

    slices = False  # Virtuoso refuses to sort for a LIMIT above 10,000

    def __init__(self, url: str, timeout: float = 60, user: str = "", password: str = "") -> None:
        self.url = url
        self._timeout = timeout
        self._user = user
        self._password = password

    def select(self, sparql: str, terms: Mapping[str, Term] = NO_TERMS) -> Table:
        """Return the rows of a SELECT query in the query's order."""
        found = self._results(with_values(sparql, terms), Selection())
        if not isinstance(found, QuerySolutions):
            raise BadQuery("this query does not give rows", "write a SELECT query")
        return rows(found)

    def construct(self, sparql: str, terms: Mapping[str, Term] = NO_TERMS) -> list[Triple]:
        """Return the triples of a CONSTRUCT query, sorted."""
        if form_of(sparql) not in GRAPH_FORMS:
            raise BadQuery("this query does not give a graph", "write a CONSTRUCT query")
        return self._triples(with_values(sparql, terms), Selection())

    def answer(
        self,
        sparql: str,
        media: str,
        selection: Selection,
        sink: Callable[[bytes], None],
        base: str | None = None,
    ) -> None:
        """Write the answer to any query in a standard format."""
        chosen: Any = engine_format(media)
        if form_of(sparql) in GRAPH_FORMS:
            sink(serialize(self._triples(sparql, selection), format=chosen) or b"")
            return
        sink(self._results(sparql, selection).serialize(format=chosen) or b"")

    def more(self, sparql: str, selection: Selection, base: str | None = None) -> bool:
        """Return whether a query has at least one row or triple."""
        if form_of(sparql) in GRAPH_FORMS:
            return bool(self._triples(sparql, selection))
        found = self._results(sparql, selection)
        return bool(found) if isinstance(found, QueryBoolean) else next(found, None) is not None

    def _results(self, sparql: str, selection: Selection) -> QuerySolutions | QueryBoolean:
        body = self.fetch(sparql, selection, "application/sparql-results+json")
        try:
            return parse_query_results(standard(body), format=QueryResultsFormat.JSON)
        except (SyntaxError, ValueError) as error:
            raise CannotRead(f"{self.url} gives no SPARQL results ({error})", CHECK) from error

    def _triples(self, sparql: str, selection: Selection) -> list[Triple]:
        body = self.fetch(sparql, selection, "text/turtle")
        try:
            quads = parse(body, format=RdfFormat.TURTLE)
            return sorted((Triple(q.subject, q.predicate, q.object) for q in quads), key=str)
        except SyntaxError as error:
            raise CannotRead(f"{self.url} gives no Turtle ({error})", CHECK) from error

    def fetch(self, sparql: str, selection: Selection, media: str) -> bytes:
        """Return the answer to a query as the server wrote it."""
        from SPARQLWrapper import POST, SPARQLExceptions, SPARQLWrapper

        asked = SPARQLWrapper(self.url)
        asked.setQuery(sparql)
        asked.setMethod(POST)
        asked.setTimeout(int(self._timeout))
        asked.setOnlyConneg(True)
        asked.addCustomHttpHeader("Accept", media)
        if self._user:
            asked.setCredentials(self._user, self._password)
        for name, graphs in (
            ("default-graph-uri", selection.default),
            ("named-graph-uri", selection.named),
        ):
            for graph in graphs or ():
                asked.addParameter(name, graph)
        try:
            response = asked.query().response
            body: bytes = response.read()
        except SPARQLExceptions.QueryBadFormed as error:
            raise BadQuery(f"{self.url} refuses the query: {_reason(error)}", SEE) from error
        except (SPARQLExceptions.SPARQLWrapperException, OSError) as error:
            raise CannotRead(f"{self.url} does not answer: {_reason(error)}", CHECK) from error
        limit = cut_at(dict(response.headers))
        if limit:
            raise CannotRead(
                f"{self.url} cut its answer at {limit} rows", "raise the server's limit of rows"
            )
        return body


SEE = "see 'Another server' in the README for what servers want differently"
CHECK = "check the address and that it is a SPARQL endpoint"


def _reason(error: Exception) -> str:
    words = getattr(error, "msg", "") or str(error)
    lines = [line.strip() for line in words.splitlines() if line.strip()]
    return " ".join(lines)[:300]
