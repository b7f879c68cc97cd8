"""What a query cannot do to the others, and what the server says when it stops one."""

import json
import os
import random
import re
import signal
import socket
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote, urlsplit

import httpx
import pytest
from running import ALL, RUNAWAY, Server, serving, wait_for

QUICK = "SELECT ?s { ?s a <https://w3id.org/rolegraph/ns#PlanEdition> } ORDER BY ?s"
LARGE = "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 400000"


def health(server: Server) -> dict:
    return server.client.get("/healthz").json()


def test_a_runaway_query_is_stopped_and_told_why_while_others_are_answered():
    with serving("--timeout", "2", "--workers", "2") as server, ThreadPoolExecutor(4) as pool:
        expected = server.query(QUICK).content
        runaway = pool.submit(server.query, RUNAWAY)
        served = 0
        while not runaway.done():
            response = server.query(QUICK)
            assert (response.status_code, response.content) == (200, expected)
            served += 1
        stopped = runaway.result()
        assert stopped.status_code == 503
        assert "after 2 seconds" in stopped.text
        assert served > 20, "others were hardly served while one query ran away"
        wait_for(lambda: health(server)["workers"] == 2, "the killed worker is replaced")
        assert server.query(QUICK).content == expected


def test_more_runaway_queries_than_workers_do_not_end_the_service():
    with serving("--timeout", "1", "--workers", "2") as server, ThreadPoolExecutor(8) as pool:
        stopped = list(pool.map(server.query, [RUNAWAY] * 6))
        assert {response.status_code for response in stopped} == {503}
        assert server.query(QUICK).status_code == 200


def test_a_query_that_eats_memory_is_stopped():
    everything = "{ ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    hungry = f"SELECT (GROUP_CONCAT(CONCAT(STR(?a), STR(?d), STR(?g))) AS ?x) {everything}"
    with serving("--timeout", "20", "--memory", "100") as server:
        response = server.query(hungry)
        assert response.status_code == 503
        assert "memory" in response.text
        assert server.query(QUICK).status_code == 200


def test_a_worker_that_has_grown_is_renewed_after_its_answer():
    """Else each would come to hold a copy of the store that all of them share."""
    pairs = "SELECT ?c ?f WHERE { ?a ?b ?c . ?d ?e ?f } LIMIT 2000000"
    large = f"SELECT ?c ?f WHERE {{ {{ {pairs} }} }} ORDER BY ?f"
    with serving("--workers", "1", "--timeout", "60") as server:
        assert server.query(QUICK).status_code == 200
        before = server.parts()[2]
        assert server.query(f"{QUICK} # again").status_code == 200
        assert server.parts()[2] == before, "a small answer needs no other worker"
        grown = f"SELECT (COUNT(*) AS ?n) WHERE {{ {{ {large} }} }}"
        assert server.query(grown).status_code == 200
        assert server.query(f"{QUICK} # once more").status_code == 200
        assert server.parts()[2] != before, "the worker that has grown is still there"
        assert 'killed_workers_total{reason="died"} 0.0' in server.client.get("/metrics").text


FORMATS = {
    "json": lambda body: b"cut-at-7-rows" in body,
    "xml": lambda body: b"<!-- cut at 7 rows" in body,
    "csv": lambda body: True,
    "tsv": lambda body: True,
}


@pytest.mark.parametrize("name", FORMATS)
def test_rows_that_are_cut_are_told_in_the_header_and_where_possible_in_the_body(name: str):
    with serving("--rows", "7", "--workers", "1") as server:
        cut = server.query(ALL, format=name)
        assert cut.headers["rolegraph-rows-cut"] == "7"
        assert FORMATS[name](cut.content)
        for whole in (
            ALL + " LIMIT 7",
            ALL + " LIMIT 3 OFFSET 2",
            "SELECT * { VALUES ?x { 1 2 3 4 5 6 7 } }",
            "SELECT ('},{},{},{},{},{},{},{},{' AS ?x) {}",
        ):
            response = server.query(whole, format=name)
            assert "rolegraph-rows-cut" not in response.headers, whole
        bound = server.query("SELECT * { ?s ?p ?o } LIMIT 2 OFFSET 1", format="json").json()
        assert len(bound["results"]["bindings"]) == 2


def test_the_rows_before_a_cut_are_those_of_the_query():
    with serving("--rows", "7", "--workers", "1") as server:
        rows = server.rows(ALL)
        assert len(rows) == 7
        assert rows == server.rows(ALL + " LIMIT 7")
        assert server.rows(ALL + " OFFSET 3") == server.rows(ALL + " LIMIT 7 OFFSET 3")


def test_graphs_that_are_cut_are_told():
    with serving("--rows", "7", "--workers", "1") as server:
        query = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
        for name in ("turtle", "ntriples", "rdfxml", "jsonld"):
            cut = server.query(query, format=name)
            assert cut.headers["rolegraph-rows-cut"] == "7"
            assert (b"cut at 7 rows" in cut.content) == (name != "jsonld")


def test_a_graph_is_cut_also_where_the_next_solution_has_no_triple():
    with serving("--rows", "3", "--workers", "1") as server:
        values = "{ VALUES ?y { 1 2 3 UNDEF 5 6 } }"
        cut = server.query(f"CONSTRUCT {{ <urn:a> <urn:b> ?y }} {values}", "application/n-triples")
        assert cut.text.count("<urn:b>") == 3
        assert cut.headers["rolegraph-rows-cut"] == "3"
        limited = f"CONSTRUCT {{ <urn:a> <urn:b> ?y }} {values} LIMIT 4"
        whole = server.query(limited, "application/n-triples")
        assert "rolegraph-rows-cut" not in whole.headers, "only a solution without a triple is left"


def test_a_query_that_is_nested_too_deeply_leaves_its_worker_alive(server: Server):
    response = server.query("SELECT * " + "{" * 2_000 + "}" * 2_000)
    assert response.status_code == 400
    assert "nested too deeply at line 1, column 210" in response.text
    assert 'rolegraph_killed_workers_total{reason="died"} 0.0' in server.client.get(
        "/metrics"
    ).text.replace("rolegraph_killed_workers{", "rolegraph_killed_workers_total{")


def test_a_long_query_does_not_stop_the_others(server: Server):
    dots = "SELECT * { " + "a." * 200_000 + " }"
    with ThreadPoolExecutor(1) as pool:
        direct = {"content-type": "application/sparql-query"}
        judged = pool.submit(server.client.post, "/sparql", content=dots, headers=direct)
        served = 0
        with httpx.Client(base_url=server.base) as other:
            while not judged.done():
                assert other.get("/healthz").status_code == 200
                served += 1
        assert judged.result().status_code == 400
        assert served > 0


def test_what_is_wrong_is_told_in_the_language_asked_for(server: Server):
    japanese = {"accept-language": "ja,en;q=0.5"}
    for path in ("/sparql?query=SELECT", "/sparql?query=INSERT", "/questions/bodis",
                 "/questions/bodies?editon=x", "/compare/duty"):  # fmt: skip
        told = server.client.get(path, headers=japanese).text
        assert re.search("[ぁ-ん]", told), f"{path} in Japanese: {told}"
        assert server.client.get(path).text.isascii(), path
    asked = server.client.get("/questions/bodies", params={"lang": "ja", "editon": "x"})
    assert "パラメータ" in asked.text


def test_no_limit_of_rows_streams_everything():
    with serving("--rows", "0", "--workers", "1") as server:
        response = server.query(LARGE, "text/csv")
        assert "content-length" not in response.headers
        assert response.text.count("\r\n") == 400_001


def test_an_answer_that_breaks_off_does_not_look_complete():
    endless = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    with serving("--rows", "0", "--timeout", "1") as server:
        with pytest.raises(httpx.RemoteProtocolError):
            server.query(endless, "text/csv")
        assert server.query(QUICK).status_code == 200


def test_a_client_that_leaves_stops_its_query():
    with serving("--timeout", "60", "--workers", "1") as server:
        address = urlsplit(server.base)
        with socket.create_connection((address.hostname, address.port), 5) as line:
            line.sendall(f"GET /sparql?query={quote(RUNAWAY)} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            wait_for(lambda: busy(server), "the query is running")
        assert server.query(QUICK).status_code == 200, "the only worker was not set free"
        text = server.client.get("/metrics").text
        assert 'rolegraph_killed_workers_total{reason="left"} 1.0' in text


def busy(server: Server) -> bool:
    for pid in server.parts()[2]:
        with suppress(OSError):
            for thread in Path(f"/proc/{pid}/task").iterdir():
                fields = (thread / "stat").read_text().rpartition(")")[2].split()
                if fields[0] == "R" and int(fields[11]) > 5:
                    return True
    return False


def test_a_full_queue_is_told_with_the_time_to_come_back():
    with (
        serving("--timeout", "3", "--workers", "1", "--queue", "1") as server,
        ThreadPoolExecutor(4) as pool,
    ):
        answers = list(pool.map(server.query, [RUNAWAY] * 4))
        turned_away = [answer for answer in answers if answer.status_code == 429]
        assert turned_away, [answer.status_code for answer in answers]
        assert all(int(answer.headers["retry-after"]) > 0 for answer in turned_away)


def test_two_hundred_clients_at_once_all_get_the_right_answer(server: Server):
    expected = server.query(QUICK).content

    def ask(_: int) -> tuple[int, bytes]:
        with httpx.Client(base_url=server.base, timeout=60) as client:
            response = client.get(
                "/sparql",
                params={"query": QUICK},
                headers={"accept": "application/sparql-results+json"},
            )
            return response.status_code, response.content

    with ThreadPoolExecutor(200) as pool:
        assert set(pool.map(ask, range(200))) == {(200, expected)}


def test_workers_killed_at_random_cost_their_own_query_at_most():
    dice = random.Random(1)
    with serving("--workers", "2") as server, ThreadPoolExecutor(4) as pool:
        expected = server.query(ALL, "text/csv").content
        asked = [pool.submit(server.query, ALL, "text/csv") for _ in range(200)]
        while not all(each.done() for each in asked):
            workers = server.parts()[2]
            if workers:
                with suppress(ProcessLookupError):
                    os.kill(dice.choice(workers), signal.SIGKILL)
            threading.Event().wait(0.05)
        answers = [each.result() for each in asked]
        assert {answer.status_code for answer in answers} <= {200, 503}
        right = [answer for answer in answers if answer.status_code == 200]
        assert {answer.content for answer in right} == {expected}
        wait_for(lambda: health(server)["workers"] == 2, "killed workers are replaced")


def test_the_http_process_is_replaced_when_it_is_killed():
    with serving("--workers", "1") as server:
        wait_for(lambda: health(server)["workers"] == 1, "the worker is there")
        killed = server.parts()[0]
        os.kill(killed, signal.SIGKILL)

        def answered() -> bool:
            with suppress(httpx.TransportError):
                return health(server)["workers"] == 1
            return False

        wait_for(answered, "the server answers again")
        assert server.parts()[0] != killed


def test_the_process_that_holds_the_store_is_replaced_when_it_is_killed():
    with serving("--workers", "1") as server:
        expected = server.query(QUICK).content
        killed = server.parts()[1][0]
        os.kill(killed, signal.SIGKILL)
        wait_for(lambda: server.parts()[1] not in ([], [killed]), "another holder is there")
        assert server.query(ALL, "text/csv").status_code == 200
        assert server.query(QUICK).content == expected


def test_nothing_stays_behind_when_the_keeper_is_killed():
    with serving("--workers", "2") as server:
        wait_for(lambda: health(server)["workers"] == 2, "workers are there")
        app, holders, workers = server.parts()
        below = [app, *holders, *workers]
        assert len(below) == 4
        os.kill(server.process.pid, signal.SIGKILL)
        wait_for(lambda: not any(alive(pid) for pid in below), "app, holder and workers end too")


def alive(pid: int) -> bool:
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    return False


def test_ctrl_c_ends_the_server_cleanly():
    with serving("--workers", "1") as server:
        server.process.send_signal(signal.SIGINT)
        assert server.process.wait(15) == 0


def test_every_request_is_logged_as_one_line_of_json():
    with serving("--workers", "1") as server:
        server.query(QUICK)
        server.query("nonsense")
        wait_for(lambda: len(server.events()) >= 3, "lines are logged")
        logged = [event for event in server.events() if event["event"] == "request"]
        assert [(event["path"], event["status"]) for event in logged] == [
            ("/sparql", 200),
            ("/sparql", 400),
        ]
        assert all(json.dumps(event).count("SELECT") == 0 for event in logged)


def test_a_port_in_use_is_told_in_one_line():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        corpus = str(Path(__file__).parents[1] / "corpus")
        command = [
            sys.executable,
            "-m",
            "rolegraph",
            "--workspace",
            corpus,
            "serve",
            "--port",
            port,
        ]
        told = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        assert told.returncode == 2
        assert told.stderr.count("\n") == 1
        assert f"127.0.0.1:{port}" in told.stderr
