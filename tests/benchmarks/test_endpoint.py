"""The endpoint beside the engine alone, the stock rdflib-endpoint server and Virtuoso."""

import contextlib
import importlib.util
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote, urlsplit

import httpx
import pytest
from corpus_of import SIZES, made, table, timed
from pyoxigraph import QueryResultsFormat

sys.path.insert(0, str(Path(__file__).parents[1] / "web"))

from running import RUNAWAY, serving
from virtuoso import PROGRAM, virtuoso

from rolegraph.building import write_build
from rolegraph.loading import load
from rolegraph.store.filling import RemoteGraphs

JSON = {"accept": "application/sparql-results+json", "accept-encoding": "identity"}
RG = "PREFIX rg: <https://w3id.org/rolegraph/ns#> "
SMALL = RG + "SELECT ?e { ?e a rg:PlanEdition } ORDER BY ?e LIMIT 5"
COUNT = RG + "SELECT ?m (COUNT(*) AS ?n) { ?d a rg:Duty ; rg:modality ?m } GROUP BY ?m"
LARGE = "SELECT ?s ?p ?o { ?s ?p ?o } LIMIT 50000"
QUERIES = {"small": SMALL, "aggregate": COUNT, "large": LARGE}
CLIENTS, EACH = 16, 20
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


def asking(client: httpx.Client, address: str, query: str) -> None:
    response = client.get(address, params={"query": query}, headers=JSON)
    assert response.status_code == 200, response.text[:300]


def throughput(address: str, query: str) -> float:
    """Return the answers a second that 16 clients get; they cost as little as clients can."""
    there = urlsplit(address)
    lines = f"GET {there.path}?query={quote(query)} HTTP/1.1\r\nHost: {there.netloc}\r\n"
    request = f"{lines}Accept: {JSON['accept']}\r\n\r\n".encode()

    def ask_some(_: int) -> None:
        with socket.create_connection((there.hostname, there.port), 60) as line:
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for _ in range(EACH):
                line.sendall(request)
                receive(line)

    begun = time.perf_counter()
    with ThreadPoolExecutor(CLIENTS) as pool:
        list(pool.map(ask_some, range(CLIENTS)))
    return CLIENTS * EACH / (time.perf_counter() - begun)


def receive(line: socket.socket) -> None:
    """Read one answer of a connection that stays open."""
    got = line.recv(1 << 16)
    while b"\r\n\r\n" not in got:
        got += line.recv(1 << 16)
    head, _, body = got.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200"), head
    length = re.search(rb"content-length: *(\d+)", head, re.I)
    while len(body) < int(length[1]) if length else b"\r\n0\r\n\r\n" not in b"\r\n" + body:
        body += line.recv(1 << 16)


@pytest.mark.parametrize("size", SIZES)
def test_endpoint(benchmark, size: int, tmp_path: Path):
    corpus = made(size)
    engine = corpus.built.store._engine
    write_build(corpus.built, tmp_path / "build")
    alone = {
        name: timed(
            lambda q=query: engine.query(q, use_default_graph_as_union=True).serialize(
                format=QueryResultsFormat.JSON
            )
        )
        for name, query in QUERIES.items()
    }
    rows = []
    with contextlib.ExitStack() as stack:
        client = stack.enter_context(httpx.Client(timeout=120))
        before = ("--store", str(tmp_path / "build"))
        server = stack.enter_context(serving(before=before, workspace=corpus.workspace.root))
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
                seconds = timed(lambda a=address, q=query: asking(client, a, q))
                rate = throughput(address, query) if name != "large" else float("nan")
                over = (seconds - alone[name]) * 1000
                rows.append((where, name, seconds * 1000, over, seconds / alone[name], rate))
        table(
            f"Endpoint, {size} editions ({len(corpus.built.graph.quads):,} quads)",
            ("server", "query", "ms", "ms over the engine", "× the engine",
             f"answers/s, {CLIENTS} clients"),
            rows,
        )  # fmt: skip
        questions(client, server.base, size)
        benchmark.pedantic(lambda: asking(client, addresses["rolegraph"], SMALL), rounds=20)


def questions(client: httpx.Client, base: str, size: int) -> None:
    rows = []
    for name in ("duties-by-kind", "modality-profile", "bodies", "plan-tree?edition=60100-plan"):
        begun = time.perf_counter()
        assert client.get(f"{base}/questions/{name}").status_code == 200
        first = time.perf_counter() - begun
        again = timed(lambda n=name: client.get(f"{base}/questions/{n}"), 15)
        rows.append((name, first * 1000, again * 1000))
    table(f"Questions by HTTP, {size} editions", ("question", "first, ms", "again, ms"), rows)


def test_a_runaway_query_beside_others(benchmark, tmp_path: Path):
    corpus = made(100)
    write_build(corpus.built, tmp_path / "build")
    before = ("--store", str(tmp_path / "build"))
    with (
        serving("--timeout", "3", before=before) as server,
        httpx.Client(timeout=60) as client,
        ThreadPoolExecutor(1) as pool,
    ):
        address = f"{server.base}/sparql"
        calm = timed(lambda: asking(client, address, COUNT), 20)
        begun = time.perf_counter()
        runaway = pool.submit(server.query, RUNAWAY)
        during = timed(lambda: asking(client, address, COUNT), 20)
        assert runaway.result().status_code == 503
        late = time.perf_counter() - begun - 3
        table(
            "A runaway query (deadline 3 s) while others are answered",
            ("median of others before, ms", "during, ms", "ratio", "stopped, s after its deadline"),
            [(calm * 1000, during * 1000, during / calm, late)],
        )
        benchmark.pedantic(lambda: asking(client, address, COUNT), rounds=5)
