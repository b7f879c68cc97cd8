"""The addresses beside /sparql: their methods, their forms, what is told where nothing is."""

import csv
import io
import os
import re
import signal
import socket
from urllib.parse import urlsplit

import httpx
import pytest
from running import Server, serving, wait_for

COLUMNS = ["row", "row_label", "column", "column_label", "state", "part", "part_label", "value"]


@pytest.mark.parametrize("path", ["/questions", "/compare", "/questions/bodies", "/docs"])
def test_every_address_for_reading_takes_head_and_tells_its_methods(server: Server, path: str):
    head, got = server.client.head(path), server.client.get(path)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-type"] == got.headers["content-type"]
    told = server.client.options(path)
    assert (told.status_code, told.headers["allow"]) == (204, "GET, HEAD, OPTIONS")
    refused = server.client.put(path)
    assert (refused.status_code, refused.headers["allow"]) == (405, "GET, HEAD, OPTIONS")
    assert refused.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("path", "meant"),
    [("/SPARQL", "'/sparql'"), ("/sparql/", "'/sparql'"), ("/questions/", "'/questions'"),
     ("/healtz", "'/healthz'"), ("/redoc-of-old", "/docs lists all")],
)  # fmt: skip
def test_an_address_that_does_not_exist_points_to_one_that_does(
    server: Server, path: str, meant: str
):
    told = server.client.get(path)
    assert (told.status_code, told.json()["status"]) == (404, 404)
    assert meant in told.json()["detail"]


def test_the_documentation_loads_nothing_from_elsewhere(server: Server):
    page = server.client.get("/docs").text
    links = re.findall(r'(?:src|href|action)="([^"]*)"', page)
    assert links
    assert [link for link in links if ":" in link or link.startswith("/")] == []
    for path in ("/sparql", "/questions/bodies", "/compare/duties", "/healthz", "/metrics"):
        assert f"GET {path}<" in page, f"/docs does not tell of {path}"


def test_openapi_knows_every_address_with_its_server_and_examples():
    with serving("--base-url", "https://city.example.jp/plans/", "--workers", "1") as server:
        described = server.client.get("/openapi.json").json()
        assert described["servers"] == [{"url": "https://city.example.jp/plans"}]
        paths = described["paths"]
        assert {"/sparql", "/.well-known/void", "/healthz", "/metrics"} <= set(paths)
        given = {each["name"]: each for each in paths["/compare/duties"]["get"]["parameters"]}
        assert (given["row"]["example"], "example" in given["column"]) == ("resident", True)
        for path in ("/questions", "/compare"):
            content = paths[path]["get"]["responses"]["200"]["content"]
            assert content["application/json"]["schema"]["items"]["required"]


@pytest.mark.parametrize("form", ["csv", "tsv", "json"])
def test_a_comparison_for_programs_is_a_row_a_value(server: Server, form: str):
    answer = server.client.get(f"/compare/duties.{form}")
    if form == "json":
        columns = list(answer.json()[0])
    else:
        delimiter = "," if form == "csv" else "\t"
        columns = next(csv.reader(io.StringIO(answer.text), delimiter=delimiter))
    assert columns[: len(COLUMNS)] == COLUMNS


def test_a_wrong_parameter_is_told_in_words_of_the_address(server: Server):
    empty = server.client.get("/questions/bodies", params={"editon": ""})
    assert (empty.status_code, "did you mean 'edition'?" in empty.text) == (400, True)
    for asked in ("bodies?edition=%00", "duties-of-kind"):
        told = server.client.get(f"/questions/{asked}")
        assert (told.status_code, "--" in told.json()["detail"]) == (400, False)
    left_empty = {"edition": "", "format": "", "lang": ""}
    assert server.client.get("/questions/bodies", params=left_empty).status_code == 200


def test_the_description_comes_in_the_form_that_is_named(server: Server):
    described = server.client.get("/sparql", params={"format": "jsonld"})
    assert described.headers["content-type"] == "application/ld+json"
    assert described.headers["cache-control"] == "no-cache"
    assert server.client.get("/sparql", params={"format": "csv"}).status_code == 406


def test_a_field_left_empty_in_a_form_does_not_count(server: Server):
    asked = {"query": "ASK {}", "default-graph-uri": "", "named-graph-uri": "", "format": ""}
    assert server.client.get("/sparql", params=asked).json()["boolean"] is True


def test_every_request_is_counted_under_its_route():
    with serving("--workers", "1") as server:
        for path in ("/healthz", "/sparql", "/questions/bodies.csv", "/ja/index.html", "/no"):
            server.client.get(path)
        text = server.client.get("/metrics").text
        counted = set(re.findall(r'rolegraph_requests_total\{route="([^"]+)"', text))
        questions, pages = "/questions/bodies.{extension}", "/ja/{path:path}"
        assert counted == {"/healthz", "/sparql", questions, pages, "other"}


@pytest.mark.parametrize("path", ["/questions/bodies.csv", "/ja/index.html"])
def test_a_client_that_leaves_frees_the_worker_of_its_question_or_page(path: str):
    with serving("--workers", "1") as server:
        wait_for(lambda: server.client.get("/healthz").json()["workers"] == 1, "a worker is there")
        stuck = server.parts()[2][0]
        os.kill(stuck, signal.SIGSTOP)  # as if the answer took very long
        address = urlsplit(server.base)
        with socket.create_connection((address.hostname, address.port), 5) as line:
            line.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            with pytest.raises(httpx.TimeoutException):
                httpx.get(f"{server.base}/questions/duties-by-actor.csv", timeout=0.5)
        assert server.query("ASK {}").status_code == 200
        assert 'killed_workers_total{reason="left"} 1.0' in server.client.get("/metrics").text


def test_what_a_proxy_on_this_machine_says_is_believed(server: Server):
    told = {"x-forwarded-for": "192.0.2.7", "x-forwarded-proto": "https", "host": "city.example.jp"}
    listed = server.client.get("/questions", headers=told).json()
    assert listed[0]["url"].startswith("https://city.example.jp/questions/")
    clients = [event.get("client") for event in server.events()]
    wait_for(lambda: "192.0.2.7" in [e.get("client") for e in server.events()], f"{clients}")
