"""What a client may do to a connection: send half or too much, never read, leave."""

import signal
import socket
import time
from collections.abc import Iterator
from urllib.parse import quote, urlsplit

import pytest
from running import RUNAWAY, Server, serving, wait_for
from test_limits import health

ASK = "GET /sparql?query=ASK+%7B%7D HTTP/1.1\r\nHost: x\r\n"
CORS = "access-control-allow-origin: *"
LARGE = "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 400000"


def connect(server: Server) -> socket.socket:
    address = urlsplit(server.base)
    line = socket.create_connection((address.hostname, address.port), 20)
    line.settimeout(20)
    return line


def read(line: socket.socket) -> str:
    """Everything until the server closes."""
    return b"".join(iter(lambda: line.recv(65536), b"")).decode()


def said(server: Server, request: str, *, end: bool = False) -> str:
    """The whole of what the server says to these bytes; `end` closes our half afterwards."""
    with connect(server) as line:
        line.sendall(request.encode())
        if end:
            line.shutdown(socket.SHUT_WR)
        return read(line)


def status(answer: str) -> int:
    return int(answer.split()[1])


@pytest.fixture(scope="module")
def hasty() -> Iterator[Server]:
    """A server that waits for a second only."""
    with serving("--patience", "1", "--workers", "1", "--rows", "0") as running:
        yield running


@pytest.mark.parametrize(
    "half",
    [
        "",
        "GET /sp",
        "GET /sparql HTTP/1.1\r\nHost: x\r\nAccept: te",
        "POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
        "Content-Length: 600\r\n\r\nASK",
    ],
)
def test_a_request_that_does_not_arrive_is_ended(hasty: Server, half: str):
    answer = said(hasty, half)
    assert status(answer) == 408
    assert "did not arrive in time" in answer
    assert CORS in answer


def test_one_byte_now_and_then_does_not_hold_a_connection(hasty: Server):
    with connect(hasty) as line:
        line.sendall(b"GET /sparql HTTP/1.1\r\nX-Slow: ")
        dropped = time.monotonic() + 15
        try:
            while time.monotonic() < dropped:
                line.sendall(b"a")
                time.sleep(0.1)
            raise AssertionError("the connection was held open by drops of a header")
        except OSError:
            pass  # the server has hung up


def test_an_answer_that_nobody_reads_is_dropped_and_its_worker_freed(hasty: Server):
    with connect(hasty) as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        line.sendall(f"GET /sparql?query={quote(LARGE)} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        told = "the answer was not read"
        wait_for(lambda: any(e.get("reason") == told for e in hasty.events()), "it is dropped")
        wait_for(lambda: any("broken" in e for e in hasty.events()), "the log says it broke off")
    assert hasty.query("ASK {}").status_code == 200


def test_a_connection_too_many_is_told_and_others_go_on():
    asked = f"GET /sparql?query={quote(RUNAWAY)} HTTP/1.1\r\nHost: x\r\n\r\n"
    with serving("--connections", "2", "--workers", "1", "--timeout", "60") as server:
        with connect(server) as first, connect(server) as second:
            for line in (first, second):
                line.sendall(asked.encode())
            wait_for(lambda: refused(server), "a connection is refused")
        wait_for(lambda: server.query("ASK {}").status_code == 200, "those who left made room")


def refused(server: Server) -> bool:
    """Whether a new connection is told that there are too many."""
    with connect(server) as line:
        line.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        answer = read(line)
    if status(answer) != 503:
        return False
    return "too many connections" in answer and "retry-after: 5" in answer


def test_connections_that_ask_nothing_make_room_for_those_that_ask():
    with (
        serving("--connections", "3", "--workers", "1") as server,
        connect(server) as silent,
        connect(server) as half,
    ):
        half.sendall(b"GET /sparql HTTP/1.1\r\nX-Slow: ")
        for _ in range(6):
            answer = said(server, ASK + "Connection: close\r\n\r\n")
            assert status(answer) == 200
        with connect(server), connect(server), connect(server):
            assert status(read(half)) == 503
            assert read(silent) == ""
            assert server.query("ASK {}").status_code == 200


@pytest.mark.parametrize(
    ("request_", "expected", "words"),
    [
        (f"GET /sparql?query={'x' * 1_100_000} HTTP/1.1\r\n\r\n", 414, "by POST"),
        (f"GET /sparql HTTP/1.1\r\nHost: x\r\nAccept: {'a/b,' * 20_000}\r\n\r\n", 431, "16384"),
        ("GET /sparql?query=計画 HTTP/1.1\r\nHost: x\r\n\r\n", 400, "percent-encoded"),
        ("nonsense\r\n\r\n", 400, "no HTTP request"),
        ("GET / HTTP/1.1\r\nHost: x\r\nbad header\r\n\r\n", 400, "no HTTP request"),
    ],
)  # fmt: skip
def test_bytes_that_are_no_request_are_told_why(
    server: Server, request_: str, expected: int, words: str
):
    answer = said(server, request_)
    assert (status(answer), words in answer, CORS in answer) == (expected, True, True)
    assert f'route="refused",status="{expected}"' in server.client.get("/metrics").text
    wait_for(lambda: expected in [e.get("status") for e in server.events()], "it is logged")
    assert all(line.startswith("{") for line in server.lines), "a line of the log is not JSON"


@pytest.mark.parametrize("host", ["a b", 'a"b', 'a"><script>', "a/b", "a:b", "x, y"])
def test_a_host_that_is_none_is_refused_and_not_repeated(server: Server, host: str):
    answer = said(server, f"GET /questions HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n")
    assert status(answer) == 400
    assert host not in answer


def test_the_whole_address_may_stand_in_the_first_line(server: Server):
    answer = said(
        server,
        "GET http://one.example/questions HTTP/1.1\r\nHost: other.example\r\n"
        "Connection: close\r\n\r\n",
    )
    assert status(answer) == 200
    assert "http://one.example/questions/" in answer
    assert "other.example" not in answer


def test_a_client_that_closes_its_half_gets_its_answer(server: Server):
    for version in ("1.0", "1.1"):
        answer = said(server, ASK.replace("1.1", version) + "\r\n", end=True)
        assert status(answer) == 200
        assert '"boolean":true' in answer


def test_a_slow_answer_reaches_a_client_that_closed_its_half():
    with serving("--timeout", "2", "--workers", "1") as server:
        answer = said(server, f"GET /sparql?query={quote(RUNAWAY)} HTTP/1.1\r\nHost: x\r\n\r\n",
                      end=True)  # fmt: skip
        assert answer.startswith("HTTP/1.1 102")
        assert "HTTP/1.1 503" in answer
        assert "after 2 seconds" in answer


def test_a_query_that_runs_when_the_server_stops_is_told():
    with serving("--timeout", "60", "--workers", "1") as server, connect(server) as line:
        line.sendall(f"GET /sparql?query={quote(RUNAWAY)} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        with connect(server) as waiting:
            waiting.sendall((ASK + "\r\n").encode())
            wait_for(lambda: health(server)["waiting"] == 1, "one waits while the other runs")
            server.process.send_signal(signal.SIGTERM)
            for answer in (read(line), read(waiting)):
                assert (status(answer), "being stopped" in answer) == (503, True)
                assert "retry-after" in answer
        assert server.process.wait(20) == 0


def test_conditions_count_only_for_what_is_read_and_there(server: Server):
    one = {"query": "SELECT (1 AS ?x) {}"}
    tag = server.client.get("/sparql", params=one).headers["etag"]
    posted = server.client.post("/sparql", data=one, headers={"if-none-match": tag})
    assert posted.status_code == 200
    any_ = {"if-none-match": "*"}
    there = server.client.get("/sparql", params=one, headers=any_)
    assert (there.status_code, there.content, there.headers["etag"]) == (304, b"", tag)
    assert server.client.get("/sparql", params={"query": "no"}, headers=any_).status_code == 400
    unknown = {"editon": "x"}
    missing = server.client.get("/questions/bodies", params=unknown, headers=any_)
    assert missing.status_code == 400
    assert server.client.get("/questions", headers=any_).status_code == 304
