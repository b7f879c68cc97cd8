"""The endpoint beside the engine alone, the stock rdflib-endpoint server and Virtuoso."""

import contextlib
import importlib.util
import itertools
import math
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median
from urllib.parse import quote, urlencode, urlsplit

import httpx
import pytest
from corpus_of import SIZES, made, parameters, table, timed
from pyoxigraph import QueryResultsFormat

sys.path.insert(0, str(Path(__file__).parents[1] / "web"))

from running import RUNAWAY, Server, serving
from virtuoso import PROGRAM, virtuoso

from rolegraph.building import write_build
from rolegraph.loading import load
from rolegraph.queries import read_queries
from rolegraph.store.filling import RemoteGraphs

RG = "PREFIX rg: <https://w3id.org/rolegraph/ns#> "
SMALL = RG + "SELECT ?e { ?e a rg:PlanEdition } ORDER BY ?e LIMIT 5"
COUNT = RG + "SELECT ?m (COUNT(*) AS ?n) { ?d a rg:Duty ; rg:modality ?m } GROUP BY ?m"
LARGE = "SELECT ?s ?p ?o { ?s ?p ?o } LIMIT 50000"
UNLIMITED = "SELECT ?s ?p ?o { ?s ?p ?o }"  # cut by the server's limit of rows
QUERIES = {"small": SMALL, "aggregate": COUNT, "large": LARGE, "large, no LIMIT": UNLIMITED}
NUMBERS = itertools.count()
CLIENTS = 16
WRK = shutil.which("wrk")
QUESTIONS = Path(__file__).parents[2] / "queries"
STOCK = """
import sys, uvicorn
from rdflib import Dataset
from rdflib_endpoint import SparqlEndpoint
data = Dataset(default_union=True)
data.parse(sys.argv[1], format="nquads")
app = SparqlEndpoint(graph=data, path="/sparql")
uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[2]), log_level="error")
"""


@contextlib.contextmanager
def stock(nquads: Path, folder: Path) -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    script = folder / "stock.py"
    script.write_text(STOCK)
    process = subprocess.Popen(
        [sys.executable, "-W", "ignore", script, nquads, str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        until = time.monotonic() + 120
        while time.monotonic() < until and process.poll() is None:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            threading.Event().wait(0.2)
        yield f"http://127.0.0.1:{port}/sparql"
    finally:
        process.kill()
        process.wait()


class Client:
    """A client that costs as little as a client can: one connection, bytes counted and dropped."""

    def __init__(self, address: str) -> None:
        self.there = urlsplit(address)
        self.line = socket.create_connection((self.there.hostname, self.there.port), 120)
        self.line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.room = bytearray(1 << 20)

    def ask(self, query: str) -> None:
        lines = (
            f"GET {self.there.path}?query={quote(query)} HTTP/1.1",
            f"Host: {self.there.netloc}",
            "Accept: application/sparql-results+json",
        )
        self.line.sendall("\r\n".join((*lines, "", "")).encode())
        got = b""
        while b"\r\n\r\n" not in got:
            got += self.line.recv(1 << 16) or b"HTTP/1.1 000 the server ended the line\r\n\r\n"
        head, _, body = got.partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200"), head
        length = re.search(rb"content-length: *(\d+)", head, re.I)
        left, end = int(length[1]) - len(body) if length else 0, b"\r\n" + body
        while left if length else not end.endswith(b"\r\n0\r\n\r\n"):
            count = self.line.recv_into(self.room)
            assert count, "the connection ended before the answer did"
            left, end = left - count, (end + self.room[max(0, count - 7) : count])[-7:]

    def close(self) -> None:
        self.line.close()


def fresh(query: str) -> str:
    """Return a query that was not asked before, so that no answer to it is at hand."""
    return f"{query} # {next(NUMBERS)}"


def beside(raw: Callable[[], object], served: Callable[[], object]) -> tuple[float, float, float]:
    """Return median seconds of both, and the median ratio of neighbours; others use the machine."""
    pairs = []
    for _ in range(7):
        seconds = []
        for action in (raw, served):
            begun = time.perf_counter()
            action()
            seconds.append(time.perf_counter() - begun)
        pairs.append(seconds)
    del pairs[:2]  # warm
    return (
        median(pair[0] for pair in pairs),
        median(pair[1] for pair in pairs),
        median(pair[1] / pair[0] for pair in pairs),
    )


def throughput(address: str, query: str, folder: Path, different: bool = False) -> float:
    """Return the answers a second that 16 clients get: wrk costs the server next to nothing."""
    if not WRK:
        return math.nan
    there = urlsplit(address)
    number = f'.. "%20%23{next(NUMBERS)}a" .. n' if different else ""
    script = folder / "ask.lua"
    script.write_text(f"""
local n = 0
request = function()
  n = n + 1
  return wrk.format("GET", "{there.path}?query={quote(query)}" {number})
end
""")
    told = subprocess.run(
        [WRK, "--threads", "1", "--connections", str(CLIENTS), "--duration", "3s",
         "--script", script, "--header", "Accept: application/sparql-results+json",
         f"{there.scheme}://{there.netloc}"],
        check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    assert not re.search("Non-2xx|Socket errors", told), told
    return float(re.search(r"Requests/sec: *(\S+)", told)[1])


def memory(server: Server) -> float:
    """Return the MB of all processes of a server; pages that several share count once."""
    app, holders, workers = server.parts()
    pss = 0
    for pid in (server.process.pid, app, *holders, *workers):
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
        pss += int(rollup.split("\nPss:")[1].split()[0])
    return pss / 1024


@pytest.mark.parametrize("size", SIZES)
def test_endpoint(benchmark, size: int, tmp_path: Path):
    corpus = made(size)
    engine = corpus.built.store._engine
    write_build(corpus.built, tmp_path / "build")

    def alone(query: str) -> object:
        found = engine.query(query, use_default_graph_as_union=True)
        return found.serialize(format=QueryResultsFormat.JSON)

    rows = []
    with contextlib.ExitStack() as stack:
        before = ("--store", str(tmp_path / "build"))
        log = stack.enter_context((tmp_path / "log").open("w"))  # nobody reads along
        server = stack.enter_context(
            serving(before=before, workspace=corpus.workspace.root, log=log)
        )
        addresses = {"rolegraph": f"{server.base}/sparql"}
        if importlib.util.find_spec("rdflib_endpoint") and size <= 5:
            quads = tmp_path / "build" / "rolegraph.nq"
            addresses["rdflib-endpoint"] = stack.enter_context(stock(quads, tmp_path))
        if PROGRAM and size <= 100:
            base = stack.enter_context(virtuoso(tmp_path / "virtuoso", 60_000))
            store = f"{base}/sparql-graph-crud-auth"
            graphs = RemoteGraphs(f"{base}/sparql", store, user="dba", password="dba")
            list(load(corpus.built.graph.quads, graphs))
            addresses["virtuoso"] = f"{base}/sparql"
        for where, address in addresses.items():
            for name, query in QUERIES.items():
                if name == "large, no LIMIT" and where != "rolegraph":
                    continue  # it takes them minutes
                with contextlib.closing(Client(address)) as client:
                    raw, seconds, ratio = beside(
                        lambda q=query: alone(q), lambda c=client, q=query: c.ask(fresh(q))
                    )
                small = name in ("small", "aggregate")
                same = throughput(address, query, tmp_path) if small else math.nan
                other = throughput(address, query, tmp_path, True) if small else math.nan
                rows.append(
                    (where, name, raw * 1000, seconds * 1000, (seconds - raw) * 1000, ratio,
                     same, other)
                )  # fmt: skip
        table(
            f"Endpoint, {size} editions ({len(corpus.built.graph.quads):,} quads)",
            ("server", "query", "engine alone, ms", "ms", "ms over the engine", "× the engine",
             f"answers/s, {CLIENTS} clients, one query", "queries all different"),
            rows,
        )  # fmt: skip
        asked = stack.enter_context(httpx.Client(timeout=120))
        questions(asked, server.base, size)
        table("Memory after all of these", ("editions", "MB in all processes"),
              [(size, memory(server))])  # fmt: skip
        client = stack.enter_context(contextlib.closing(Client(addresses["rolegraph"])))
        benchmark.pedantic(lambda: client.ask(fresh(SMALL)), rounds=20)


def questions(client: httpx.Client, base: str, size: int) -> None:
    """Ask every named question by HTTP, for the first time since the server began, and again."""
    rows = []
    for name, query in read_queries(QUESTIONS).items():
        address = f"{base}/questions/{name}?{urlencode(parameters(query))}"
        begun = time.perf_counter()
        size_sent = received(client, address)
        first = time.perf_counter() - begun
        again = timed(lambda a=address: received(client, a))
        rows.append((name, size_sent / 1e6, first * 1000, again * 1000))
    rows.sort(key=lambda row: -row[2])
    head = ("question", "MB as sent", "first, ms", "again, ms")
    table(f"Questions by HTTP, {size} editions, the slowest first", head, rows)


def received(client: httpx.Client, address: str) -> int:
    """Return the bytes of an answer, compressed as browsers ask for it, once all are there."""
    with client.stream("GET", address, headers={"accept-encoding": "zstd, gzip"}) as answer:
        assert answer.status_code == 200, answer.read()
        return sum(map(len, answer.iter_raw()))


def test_a_runaway_query_beside_others(benchmark, tmp_path: Path):
    corpus = made(100)
    write_build(corpus.built, tmp_path / "build")
    before = ("--store", str(tmp_path / "build"))
    with (
        serving("--timeout", "3", before=before) as server,
        contextlib.closing(Client(f"{server.base}/sparql")) as client,
        ThreadPoolExecutor(1) as pool,
    ):
        calm = timed(lambda: client.ask(fresh(COUNT)), 20)
        begun = time.perf_counter()
        runaway = pool.submit(server.query, RUNAWAY)
        during = timed(lambda: client.ask(fresh(COUNT)), 20)
        assert runaway.result().status_code == 503
        late = time.perf_counter() - begun - 3
        table(
            "A runaway query (deadline 3 s) while others are answered",
            ("median of others before, ms", "during, ms", "ratio", "stopped, s after its deadline"),
            [(calm * 1000, during * 1000, during / calm, late)],
        )
        benchmark.pedantic(lambda: client.ask(fresh(COUNT)), rounds=5)
