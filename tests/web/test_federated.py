"""`rolegraph sparql --federate` against real servers: another `rolegraph serve`, and Virtuoso."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from running import CORPUS, RUNAWAY, Server, serving, wait_for
from virtuoso import MISSING, PROGRAM, free_port, virtuoso

PREFIXES = """PREFIX rg: <https://w3id.org/rolegraph/ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
"""
HERE = f"""{PREFIXES}SELECT ?s ?title {{ ?s a rg:PlanEdition ; rdfs:label ?title }}
  ORDER BY ?s ?title"""
JOINED = f"""{PREFIXES}SELECT ?s ?title {{ ?s a rg:PlanEdition
  SERVICE <%s> {{ ?s rdfs:label ?title }} }} ORDER BY ?s ?title"""
Asking = Callable[..., subprocess.CompletedProcess[str]]


def rolegraph(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "rolegraph", "--lang", "en", "--workspace", CORPUS]
    return subprocess.run(
        [str(part) for part in (*command, *arguments)],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env={**os.environ, "ROLEGRAPH_ENDPOINT_PASSWORD": "dba"},
    )


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    output = tmp_path_factory.mktemp("federated") / "build"
    assert rolegraph("build", "--output", output).returncode == 0
    return output


@pytest.fixture
def asking(build: Path, tmp_path: Path) -> Asking:
    def ask(query: str, *options: object) -> subprocess.CompletedProcess[str]:
        cache = ("--cache", tmp_path / "cache", "--format", "csv")
        return rolegraph("--store", build, "sparql", query, "--federate", *cache, *options)

    return ask


@pytest.fixture(scope="module")
def expected(build: Path) -> str:
    rows = rolegraph("--store", build, "sparql", HERE, "--format", "csv").stdout
    assert rows.count("みなと振興方針") == 1
    return rows


def test_rows_of_another_server_join_with_our_own(asking: Asking, expected: str, server: Server):
    address = f"{server.base}/sparql"
    done = asking(JOINED % address, "--allow", address)
    assert (done.returncode, done.stdout) == (0, expected), done.stderr
    assert f"{address}: " in done.stderr


def test_a_server_that_nobody_allowed_is_not_even_called(asking: Asking):
    with serving("--workers", "1") as other:
        done = asking(JOINED % f"{other.base}/sparql", "--allow", f"{other.base}/other")
        assert done.returncode == 2
        assert "not among the servers that may be called" in done.stderr
        other.query("ASK {}")
        wait_for(lambda: len(other.events()) == 2, "only our own request is logged")


def test_an_answer_is_kept_with_its_day_and_outlives_its_server(
    asking: Asking, expected: str, tmp_path: Path
):
    with serving("--workers", "1") as other:
        address = f"{other.base}/sparql"
        assert asking(JOINED % address, "--allow", address).stdout == expected
    again = asking(JOINED % address, "--allow", address)
    assert (again.returncode, again.stdout) == (0, expected), again.stderr
    (kept,) = (tmp_path / "cache").iterdir()
    entry = json.loads(kept.read_text("utf-8"))
    assert f"rows of {entry['date']}" in again.stderr
    kept.write_text(json.dumps({**entry, "date": "2001-01-01"}), "utf-8")
    late = asking(JOINED % address, "--allow", address)
    assert (late.returncode, late.stdout) == (2, "")
    assert late.stderr.startswith(f"rolegraph: {address} does not answer")


def test_a_server_that_is_down_ends_the_query_unless_it_may_be_silent(asking: Asking):
    address = f"http://127.0.0.1:{free_port()}/sparql"
    down = asking(JOINED % address, "--allow", address)
    assert down.returncode == 2
    assert down.stderr.startswith(f"rolegraph: {address} does not answer")
    assert down.stderr.count("\n") == 1
    silent = JOINED.replace("SERVICE", "SERVICE SILENT") % address
    quiet = asking(silent, "--allow", address)
    assert quiet.returncode == 0
    assert "left out" in quiet.stderr


def test_a_server_that_takes_too_long_is_left_and_stops_working(asking: Asking):
    pattern = RUNAWAY[RUNAWAY.index("{") :]
    with serving("--workers", "1", "--timeout", "100") as other:
        address = f"{other.base}/sparql"
        query = f"SELECT * {{ SERVICE <{address}> {{ SELECT (COUNT(*) AS ?n) {pattern} }} }}"
        done = asking(query, "--allow", address, "--timeout", "1")
        assert done.returncode == 2
        assert done.stderr.startswith(f"rolegraph: {address} does not answer")
        assert "timed out" in done.stderr
        assert other.query("ASK {}").status_code == 200, "its only worker was not set free"


def test_a_server_that_stops_a_query_is_told_with_its_reason(asking: Asking):
    pattern = RUNAWAY[RUNAWAY.index("{") :]
    with serving("--workers", "1", "--timeout", "1") as other:
        address = f"{other.base}/sparql"
        query = f"SELECT * {{ SERVICE <{address}> {{ SELECT (COUNT(*) AS ?n) {pattern} }} }}"
        done = asking(query, "--allow", address)
        assert done.returncode == 2
        assert done.stderr.startswith(f"rolegraph: {address} does not answer")


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with virtuoso(tmp_path_factory.mktemp("virtuoso")) as address:
        store = ("--graph-store", f"{address}/sparql-graph-crud-auth", "--user", "dba")
        done = rolegraph("load", "--endpoint", f"{address}/sparql", *store)
        assert done.returncode == 0, done.stderr
        yield f"{address}/sparql"


@pytest.mark.skipif(PROGRAM is None, reason=MISSING)
def test_rows_of_virtuoso_join_with_our_own(asking: Asking, expected: str, filled: str):
    done = asking(JOINED % filled, "--allow", filled)
    assert (done.returncode, done.stdout) == (0, expected), done.stderr


@pytest.mark.skipif(PROGRAM is None, reason=MISSING)
def test_rows_of_two_servers_join(asking: Asking, filled: str, server: Server):
    ours = f"{server.base}/sparql"
    query = f"""{PREFIXES}SELECT ?s ?title {{
      SERVICE <{filled}> {{ ?s a rg:PlanEdition }} SERVICE <{ours}> {{ ?s rdfs:label ?title }} }}"""
    done = asking(query, "--allow", filled, "--allow", ours)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("みなと振興方針") == 1
