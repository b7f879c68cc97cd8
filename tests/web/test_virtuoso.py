"""The same questions on a real Virtuoso: filled by `rolegraph load`, asked by `--endpoint`."""

import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from running import CORPUS, serving
from virtuoso import MISSING, PROGRAM, virtuoso

from rolegraph.building import build
from rolegraph.comparison import long_table, read_presets, run_preset
from rolegraph.errors import CannotRead
from rolegraph.queries import Query, ask, read_queries
from rolegraph.store import Store
from rolegraph.store.remote import RemoteEndpoint
from rolegraph.workspace import Workspace

pytestmark = pytest.mark.skipif(PROGRAM is None, reason=MISSING)
ROOT = Path(__file__).parents[2]
QUERIES = read_queries(ROOT / "queries")
GIVEN = {
    "kind": "resident",
    "counterpart": "council",
    "edition": "11208-vision-revised",
    "thing": "https://w3id.org/rolegraph/id/edition/11208-vision-revised/duty/citizens-1",
    "role": "coordinator",
}


def rolegraph(*arguments: str, workspace: Path = ROOT) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "rolegraph", "--lang", "en", "--workspace", workspace, *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
        env={**os.environ, "ROLEGRAPH_ENDPOINT_PASSWORD": "dba"},
    )


def load(address: str, workspace: Path, by_update: bool = False) -> list[str]:
    """Fill the server and return the state of each graph."""
    way = (
        ("--update", f"{address}/sparql-auth")
        if by_update
        else ("--graph-store", f"{address}/sparql-graph-crud-auth")
    )
    there = ("load", "--endpoint", f"{address}/sparql", "--user", "dba", *way)
    done = rolegraph(*there, workspace=workspace)
    assert done.returncode == 0, done.stderr
    return [line.split("\t")[0] for line in done.stdout.splitlines()]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A Virtuoso that holds the real data."""
    with virtuoso(tmp_path_factory.mktemp("virtuoso")) as address:
        assert set(load(address, CORPUS, by_update=True)) == {"loaded"}
        states = load(address, ROOT)
        assert {"loaded", "removed"} <= set(states), "the graphs of another build were left"
        yield address


@pytest.fixture(scope="module")
def store() -> Store:
    return build(Workspace(ROOT)).store


def test_a_repeated_load_changes_nothing(address: str):
    assert set(load(address, ROOT)) == {"there"}


def test_a_graph_that_was_half_written_is_written_again(address: str):
    graph = "https://w3id.org/rolegraph/graph/edition/13120-plan"
    texts = f"GRAPH <{graph}> {{ ?s ?p ?o . FILTER(isLiteral(?o)) }}"
    clear = f"DELETE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }} WHERE {{ {texts} }}"
    request = urllib.request.Request(
        f"{address}/sparql-auth", clear.encode(), {"content-type": "application/sparql-update"}
    )
    known = urllib.request.HTTPPasswordMgrWithDefaultRealm()
    known.add_password(None, address, "dba", "dba")
    urllib.request.build_opener(urllib.request.HTTPDigestAuthHandler(known)).open(request).close()
    states = load(address, ROOT)
    assert sorted(set(states)) == ["loaded", "there"]
    assert states.count("loaded") == 1


@pytest.mark.parametrize("name", QUERIES)
def test_a_question_has_the_same_rows(address: str, store: Store, name: str):
    remote = RemoteEndpoint(f"{address}/sparql")
    for parameters in ways_to_ask(QUERIES[name]):
        ours = ask(store, QUERIES[name], "ja", **parameters)
        theirs = ask(remote, QUERIES[name], "ja", **parameters)
        assert ours.columns == theirs.columns
        assert set(theirs.rows) == set(ours.rows), parameters
        assert theirs.rows == ours.rows, f"another order: {parameters}"


def ways_to_ask(query: Query) -> list[dict[str, str]]:
    """Return the required parameters alone, and with each of the others."""
    needed = {each.name: GIVEN[each.name] for each in query.parameters if each.required}
    others = [each.name for each in query.parameters if not each.required and each.name in GIVEN]
    return [needed, *({**needed, name: GIVEN[name]} for name in others)]


@pytest.mark.parametrize("name", read_presets(ROOT / "queries"))
def test_a_comparison_has_the_same_cells(address: str, store: Store, name: str):
    preset = read_presets(ROOT / "queries")[name]
    remote = RemoteEndpoint(f"{address}/sparql")
    ours, theirs = (run_preset(graph, QUERIES, preset, "ja") for graph in (store, remote))
    assert long_table(theirs) == long_table(ours)


def test_the_command_line_asks_another_server(address: str):
    there = ("--endpoint", f"{address}/sparql", "ask", "duties-by-kind", "--format", "csv")
    theirs, ours = rolegraph(*there), rolegraph("ask", "duties-by-kind", "--format", "csv")
    assert theirs.returncode == 0, theirs.stderr
    assert theirs.stdout == ours.stdout


def test_a_server_that_is_not_there_is_told_in_one_line():
    told = rolegraph("--endpoint", "http://127.0.0.1:1/sparql", "ask", "bodies")
    assert told.returncode == 2
    assert told.stderr.startswith("rolegraph: http://127.0.0.1:1/sparql does not answer")
    assert told.stderr.count("\n") == 1


def test_our_server_serves_another_one(address: str, store: Store):
    with serving(before=("--endpoint", f"{address}/sparql"), workspace=ROOT) as server:
        rows = server.client.get("/questions/bodies.json").json()
        assert rows == json.loads(json.dumps(ask(store, QUERIES["bodies"], "ja").records()))
        query = "SELECT ?s { ?s a <https://w3id.org/rolegraph/ns#PlanEdition> } ORDER BY ?s"
        assert len(server.rows(query)) == 4
        assert server.query("ASK {}").json()["boolean"] is True
        assert server.query("SELECT * { ?s ?p").status_code == 400
        cut = server.query("CONSTRUCT WHERE { ?s a ?o }", "text/turtle")
        assert cut.headers["content-type"].startswith("text/turtle")


def test_a_server_that_cuts_its_answers_is_found_out(tmp_path: Path):
    with virtuoso(tmp_path / "small", rows=3) as address:
        put = (
            f"{address}/sparql-auth",
            b"INSERT DATA { GRAPH <urn:g> { <urn:a> <urn:b> 1,2,3,4,5 } }",
        )
        request = urllib.request.Request(*put, {"content-type": "application/sparql-update"})
        known = urllib.request.HTTPPasswordMgrWithDefaultRealm()
        known.add_password(None, address, "dba", "dba")
        opener = urllib.request.build_opener(urllib.request.HTTPDigestAuthHandler(known))
        opener.open(request).close()
        remote = RemoteEndpoint(f"{address}/sparql")
        assert len(remote.select("SELECT * { <urn:a> ?p ?o } LIMIT 2").rows) == 2
        with pytest.raises(CannotRead, match="cut its answer at 3 rows"):
            remote.select("SELECT * { <urn:a> ?p ?o }")
