"""Any SPARQL 1.1 server as an engine: the same questions, asked over HTTP."""

from base64 import b64encode
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

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

from rolegraph.errors import BadQuery, CannotRead, RolegraphError, Unreachable
from rolegraph.store.dialects import cut_at, standard, with_values
from rolegraph.store.formats import engine_format
from rolegraph.store.judging import check_portable
from rolegraph.store.lexical import form_of
from rolegraph.store.seam import NO_TERMS, Selection, Term, Text, rows
from rolegraph.tables import Table

TEXTS = """SELECT ?thing ?property ?value (LANG(?value) AS ?language)
WHERE {
  VALUES ?thing { %s }
  VALUES ?property { %s }
  ?thing ?property ?value .
  FILTER(isLITERAL(?value))
}"""
GRAPH_FORMS = ("CONSTRUCT", "DESCRIBE")


class RemoteEndpoint:
    """A SPARQL 1.1 server; its default graph should be the union of all named graphs."""

    slices = False  # Virtuoso refuses to sort for a LIMIT above 10,000

    def __init__(self, url: str, timeout: float = 60, user: str = "", password: str = "") -> None:
        if urlsplit(url).scheme not in ("http", "https"):
            raise CannotRead(f"'{url}' is no server", "write http://… or https://…")
        self.url = url
        self._timeout = timeout
        self._user = user
        self._password = password
        self.kept: dict[Hashable, Any] = {}  # stays empty: a server's data may change

    @property
    def version(self) -> str:
        """The address: the data are not fetched for a digest."""
        return self.url

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

    def texts(self, things: Iterable[str], properties: Sequence[str]) -> Iterator[Text]:
        """Yield the literals that these properties give these things; asked for some at a time."""
        wanted = list(things)
        among = " ".join(f"<{name}>" for name in properties)
        for start in range(0, len(wanted), 500):
            values = " ".join(f"<{thing}>" for thing in wanted[start : start + 500])
            for row in self.select(TEXTS % (values, among)).rows:
                yield Text(*map(str, row))

    def answer(
        self,
        sparql: str,
        media: str,
        selection: Selection,
        sink: Callable[[bytes], None],
        base: str | None = None,
    ) -> None:
        """Write the answer to any query in a standard format."""
        check_portable(sparql, base)
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
        """Return the answer to a query as the server wrote it. Raises BadQuery, CannotRead."""
        asked = [("query", sparql)]
        asked += [("default-graph-uri", graph) for graph in selection.default or ()]
        asked += [("named-graph-uri", graph) for graph in selection.named or ()]
        headers = {"accept": media, "content-type": "application/x-www-form-urlencoded"}
        if self._user:
            login = b64encode(f"{self._user}:{self._password}".encode()).decode("ascii")
            headers["authorization"] = f"Basic {login}"
        request = Request(self.url, urlencode(asked).encode("ascii"), headers)  # noqa: S310
        try:
            with build_opener(_Staying).open(request, timeout=self._timeout) as response:
                limit = cut_at(response.headers)
                body: bytes = response.read()
        except HTTPError as error:
            raise self._told(error) from error
        except (OSError, HTTPException) as error:
            raise Unreachable(
                f"{self.url} does not answer: {_reason(str(error))}", CHECK
            ) from error
        if limit:
            raise CannotRead(
                f"{self.url} cut its answer at {limit} rows", "raise the server's limit of rows"
            )
        return body

    def _told(self, error: HTTPError) -> RolegraphError:
        with error:
            if error.code < 400:
                place = error.headers.get("Location", "another address")
                return CannotRead(f"{self.url} has moved to {place}", "give that address")
            reason = _reason(error.read(MOST_READ).decode("utf-8", "replace")) or error.reason
        if error.code in REFUSALS:
            return BadQuery(f"{self.url} refuses the query: {reason}", SEE)
        return Unreachable(f"{self.url} does not answer: {error.code} {reason}", CHECK)


class _Staying(HTTPRedirectHandler):
    """Follows nobody to another address: that one was not allowed, and gets no query by POST."""

    def redirect_request(self, *_: object) -> None:
        return None


SEE = "see 'Another server' in the README for what servers want differently"
MOST_READ = 2_000  # bytes of a refusal
REFUSALS = (400, 403, 413, 414)
CHECK = "check the address and that it is a SPARQL endpoint"


def _reason(words: str) -> str:
    return " ".join(words.split())[:300]
