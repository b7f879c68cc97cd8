"""Writing to another SPARQL server, by Graph Store Protocol or by SPARQL Update."""

from base64 import b64encode
from typing import Protocol
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlsplit
from urllib.request import (
    HTTPDigestAuthHandler,
    HTTPPasswordMgrWithDefaultRealm,
    Request,
    parse_http_list,
    parse_keqv_list,
    urlopen,
)

from pyoxigraph import RdfFormat, Triple, serialize

from rolegraph.errors import CannotWrite
from rolegraph.iris import BASE
from rolegraph.store.remote import RemoteEndpoint

OURS = f"{BASE}graph/"
COUNTS = "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g"
BATCH = 2_000  # triples in one INSERT DATA; servers limit the length of an update


class Filled(Protocol):
    """A server that can be written to, graph by graph."""

    def graphs(self) -> dict[str, int]:
        """Return the number of triples of each graph of this project that the server has."""
        ...

    def drop(self, graph: str) -> None:
        """Remove a graph."""
        ...

    def triples(self, graph: str) -> list[Triple]:
        """Return the triples of a graph."""
        ...

    def put(self, graph: str, triples: list[Triple]) -> None:
        """Make a graph hold these triples and no others."""
        ...


class RemoteGraphs:
    """The graphs of a server; `store` is its Graph Store Protocol address, '' to use updates."""

    def __init__(
        self, url: str, store: str = "", update: str = "", user: str = "", password: str = ""
    ) -> None:
        self._endpoint = RemoteEndpoint(url, 600, user, password)
        self._store = store
        self._update = update or url
        self._login = Login(store or self._update, user, password)

    def graphs(self) -> dict[str, int]:
        """Return the number of triples of each graph of this project that the server has."""
        rows = self._endpoint.select(COUNTS).rows
        return {str(name): int(str(n)) for name, n in rows if str(name).startswith(OURS)}

    def drop(self, graph: str) -> None:
        """Remove a graph. Raises CannotWrite."""
        if self._store:
            self._send(Request(self._address(graph), method="DELETE"))  # noqa: S310
        else:
            self._change(f"DROP SILENT GRAPH <{graph}>")

    def triples(self, graph: str) -> list[Triple]:
        """Return the triples of a graph."""
        return self._endpoint.construct(
            f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}"
        )

    def put(self, graph: str, triples: list[Triple]) -> None:
        """Make a graph hold these triples and no others. Raises CannotWrite."""
        if self._store:
            body = serialize(triples, format=RdfFormat.TURTLE) or b""
            kind = {"content-type": "text/turtle"}
            self._send(Request(self._address(graph), body, kind, method="PUT"))  # noqa: S310
            return
        self.drop(graph)
        for start in range(0, len(triples), BATCH):
            lines = serialize(triples[start : start + BATCH], format=RdfFormat.N_TRIPLES) or b""
            self._change(f"INSERT DATA {{ GRAPH <{graph}> {{\n{lines.decode('utf-8')}}} }}")

    def _address(self, graph: str) -> str:
        mark = "&" if "?" in self._store else "?"
        return f"{self._store}{mark}graph={quote(graph, safe='')}"

    def _change(self, update: str) -> None:
        kind = {"content-type": "application/sparql-update; charset=utf-8"}
        self._send(Request(self._update, update.encode("utf-8"), kind, method="POST"))  # noqa: S310

    def _send(self, request: Request) -> None:
        self._login.sign(request)
        try:
            with urlopen(request, timeout=600) as response:  # noqa: S310
                response.read()
        except HTTPError as error:
            reason = error.read(300).decode("utf-8", "replace").strip()
            raise CannotWrite(
                f"{request.full_url} answers {error.code}: {reason or error.reason}",
                "check the address, --user and ROLEGRAPH_ENDPOINT_PASSWORD",
            ) from error
        except (URLError, OSError) as error:
            raise CannotWrite(
                f"{request.full_url} cannot be reached ({error})", "check the address"
            ) from error


class Login:
    """A name and password for a server, sent before they are asked for.

    A server that answers a large upload with a question for the password breaks the upload off;
    so the question is asked for once, with an empty request.
    """

    def __init__(self, address: str, user: str, password: str) -> None:
        if urlsplit(address).scheme not in ("http", "https"):
            raise CannotWrite(f"'{address}' is no server", "write http://… or https://…")
        self._address = address
        self._user = user
        self._password = password
        known = HTTPPasswordMgrWithDefaultRealm()
        known.add_password(None, address, user, password)
        self._digest = HTTPDigestAuthHandler(known)
        self._challenge: dict[str, str] | None = None

    def sign(self, request: Request) -> None:
        """Put what the server wants to see on a request."""
        if not self._user:
            return
        if self._challenge is None:
            self._challenge = self._asked()
        if self._challenge:
            words = self._digest.get_authorization(request, self._challenge)
            request.add_unredirected_header("Authorization", f"Digest {words}")
            return
        plain = b64encode(f"{self._user}:{self._password}".encode()).decode("ascii")
        request.add_unredirected_header("Authorization", f"Basic {plain}")

    def _asked(self) -> dict[str, str]:
        try:
            urlopen(Request(self._address), timeout=60).close()  # noqa: S310
        except HTTPError as error:
            wanted = error.headers.get("WWW-Authenticate", "")
            if error.code == 401 and wanted.lower().startswith("digest "):
                return parse_keqv_list(parse_http_list(wanted[7:]))
        except OSError:
            pass  # told when the request itself is sent
        return {}
