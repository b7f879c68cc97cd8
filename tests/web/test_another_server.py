"""Our server in front of another one: what it passes on, and what it says when that one fails."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from running import ALL, Server, serving, wait_for

from rolegraph.errors import BadQuery, CannotRead, Unreachable
from rolegraph.store.remote import RemoteEndpoint
from rolegraph.store.seam import Selection

JSON = "application/sparql-results+json"
EMPTY = b'{"head": {"vars": ["x"]}, "results": {"bindings": []}}'


@contextmanager
def answering(status: int, body: bytes = EMPTY, **headers: str) -> Iterator[tuple[str, list[str]]]:
    """Another server that always says the same; yields its address and what it was asked."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append(self.rfile.read(int(self.headers["content-length"])).decode())
            self.do_GET()

        def do_GET(self) -> None:
            asked.append(f"{self.command} {self.path}")
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name.replace("_", "-"), value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as other:
        running = threading.Thread(target=other.serve_forever)
        running.start()
        try:
            yield f"http://127.0.0.1:{other.server_port}/sparql", asked
        finally:
            other.shutdown()
            running.join()


def fetch(address: str) -> bytes:
    return RemoteEndpoint(address, 5).fetch("SELECT ?x {}", Selection(), JSON)


def test_a_cut_answer_of_our_own_server_is_found_out():
    with serving("--rows", "7", "--workers", "1") as limited:
        remote = RemoteEndpoint(f"{limited.base}/sparql")
        assert len(remote.select(f"{ALL} LIMIT 7").rows) == 7
        with pytest.raises(CannotRead, match="cut its answer at 7 rows"):
            remote.select(ALL)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_server_that_sends_us_elsewhere_is_not_followed(status: int):
    with (
        answering(200) as (elsewhere, met),
        answering(status, b"", Location=elsewhere) as (address, _),
        pytest.raises(CannotRead, match=f"has moved to {elsewhere}"),
    ):
        fetch(address)
    assert met == []


def test_a_refusal_and_a_failure_of_a_server_are_told_apart():
    no_prefix = pytest.raises(BadQuery, match=r"refuses the query: no such prefix")
    with answering(400, b"no such\n prefix") as (address, _), no_prefix:
        fetch(address)
    broken = pytest.raises(Unreachable, match="does not answer: 500 out of order")
    with answering(500, b"out of order") as (address, _), broken:
        fetch(address)
    with pytest.raises(CannotRead, match="is no server"):
        fetch("file:///etc/hostname")


@pytest.fixture(scope="module")
def nobody() -> Iterator[Server]:
    """Our server in front of an address where nobody answers."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    at = ("--endpoint", f"http://127.0.0.1:{port}/sparql")
    with serving("--workers", "1", before=at) as server:
        yield server


def test_a_server_that_is_down_is_not_the_client_s_fault(nobody: Server):
    for path in ("/questions/bodies.json", "/compare/duties.json", "/sparql?query=ASK%7B%7D"):
        response = nobody.client.get(path)
        assert response.status_code == 503, response.text
        assert "does not answer" in response.text
        assert int(response.headers["retry-after"]) > 0


def test_health_is_that_of_the_server_behind(nobody: Server, server: Server):
    down = "the other server is down"
    wait_for(lambda: nobody.client.get("/healthz").json()["status"] == down, "it is found out")
    assert nobody.client.get("/healthz").status_code == 503
    with serving("--workers", "1", before=("--endpoint", f"{server.base}/sparql")) as chained:
        wait_for(lambda: chained.client.get("/healthz").status_code == 200, "both are well")


def test_what_another_server_says_is_never_taken_from_yesterday(server: Server):
    with serving("--workers", "1", before=("--endpoint", f"{server.base}/sparql")) as chained:
        for path in ("/questions/bodies.json", "/compare/duties.json", "/sparql?query=ASK%7B%7D"):
            for _ in range(2):
                response = chained.client.get(path, headers={"if-none-match": '"x"'})
                assert (response.status_code, response.headers.get("etag")) == (200, None)
        assert "rolegraph_cached_answers_total 0.0" in chained.client.get("/metrics").text


def test_only_standard_sparql_is_passed_on_and_mistakes_are_told_with_their_place():
    with (
        answering(200) as (address, asked),
        serving("--workers", "1", before=("--endpoint", address)) as server,
    ):
        for refused in (
            "SELECT (bif:http_get('http://127.0.0.1:1/') AS ?x) { ?s ?p ?o }",
            "SELECT (<bif:http_get>('http://127.0.0.1:1/') AS ?x) { ?s ?p ?o }",
            'define input:grab-all "yes" SELECT ?x {}',
            "SELECT ?x { SERVICE <http://127.0.0.1:1/> {} }",
        ):
            assert server.query(refused).status_code == 400, refused
        told = server.query("SELECT *\nWHERE { ?s rdfs:label ?o }")
        assert "line 2, column 12: prefix 'rdfs:' is not declared" in told.text
        assert asked == []
        assert server.query("SELECT ?x {}").status_code == 200
        assert asked[0] == "query=SELECT+%3Fx+%7B%7D"
