"""Whatever is sent, an answer comes back: never a 500, never silence."""

import json
import os
import re
import socket
from contextlib import suppress
from urllib.parse import quote_from_bytes, urlsplit

import httpx
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from running import CORPUS, Server
from schemathesis.specs.openapi.checks import positive_data_acceptance

from rolegraph.errors import RolegraphError
from rolegraph.store.formats import formats_of
from rolegraph.store.lexical import bounded, form_of, undeclared_prefix
from rolegraph.store.syntax import explain
from rolegraph.web import negotiation
from rolegraph.web.requests import Asked, Refused, read_request

EXAMPLES = int(os.environ.get("ROLEGRAPH_FUZZ", "60"))
FEW = max(3, EXAMPLES // 20)  # of each of more than a hundred addresses
WORDS = st.sampled_from(
    r"""SELECT ASK CONSTRUCT DESCRIBE WHERE { } ( ) * . ; , ?s ?p ?o $x <urn:a> rdfs:label "商"
    'x'@ja FILTER OPTIONAL UNION MINUS GRAPH SERVICE SILENT VALUES BIND AS LIMIT OFFSET 10 0 -1
    PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> # COUNT DISTINCT GROUP BY ORDER HAVING a
    / ^ | + ? ! true _:b [] () << >> INSERT DELETE LOAD FROM NAMED 1e9
    \u0053ERVICE \ """.split()  # noqa: SIM905
)
QUERIES = st.one_of(st.text(max_size=80), st.lists(WORDS, max_size=25).map(" ".join))
ACCEPTS = st.one_of(
    st.text(max_size=60),
    st.lists(
        st.sampled_from(
            ["text/*", "*/*;q=0.1", "text/csv", "a/b;q=2", "application/*;q=0", ";", "*/x", "q=1"]
        ),
        max_size=5,
    ).map(",".join),
)
RELAXED = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
TOLD = {200, 400, 403, 406, 413, 415, 429, 503}


@RELAXED
@given(QUERIES)
def test_any_text_is_a_query_that_can_be_judged(text: str):
    undeclared_prefix(text)
    assert formats_of(form_of(text))
    found = bounded(text, 5)
    assert found is None or all(isinstance(each, str) for each in found)
    explain(text, "error at 1:1: expected one of …")
    explain(text, text)


@RELAXED
@given(
    st.sampled_from(["GET", "POST", "HEAD"]),
    st.text(max_size=60),
    st.one_of(st.none(), st.text(max_size=40), st.just("application/x-www-form-urlencoded")),
    st.binary(max_size=60),
)
def test_any_request_is_understood_or_refused(method, query_string, content_type, body):
    try:
        asked = read_request(method, query_string, content_type, body)
    except Refused as refused:
        told = (refused.status in TOLD, bool(refused.message))
        assert told == (True, True)
    else:
        assert asked is None or isinstance(asked, Asked)


@RELAXED
@given(ACCEPTS)
def test_any_accept_header_gets_one_of_the_offers_or_none(header: str):
    offers = [("text/csv",), ("application/json", "text/json")]
    assert negotiation.choose(header, offers) in (0, 1, None)
    assert negotiation.encoding(header, ("zstd", "gzip")) in ("zstd", "gzip", "")


@RELAXED
@given(QUERIES, ACCEPTS.filter(lambda text: text.isascii() and text.isprintable()))
def test_the_server_answers_any_query_and_header(server: Server, query: str, accept: str):
    body = query.encode("utf-8", "surrogatepass")
    response = server.client.post(
        "/sparql",
        content=b"query=" + quote_from_bytes(body).encode(),
        headers={"content-type": "application/x-www-form-urlencoded", "accept": accept.strip()},
    )
    assert response.status_code in TOLD, response.text
    if response.status_code != 200:
        assert response.text.strip(), "a refusal without a reason"
    if response.headers["content-type"] == "application/sparql-results+json":
        json.loads(response.content)


@RELAXED
@given(st.binary(max_size=300), st.booleans(), st.booleans())
def test_any_bytes_leave_the_server_standing(
    server: Server, noise: bytes, as_header: bool, half_closed: bool
):
    address = urlsplit(server.base)
    with socket.create_connection((address.hostname, address.port), 5) as line:
        line.settimeout(5)
        request = b"GET /sparql HTTP/1.1\r\nHost: x\r\nX-Noise: " if as_header else b""
        end = b"\r\nConnection: close\r\n\r\n" if as_header else b"\r\n\r\n"
        with suppress(OSError):  # it may hang up on noise
            line.sendall(request + noise + end)
            if half_closed:
                line.shutdown(socket.SHUT_WR)
                while line.recv(4096):
                    pass
            elif as_header:
                assert line.recv(4096).startswith(b"HTTP/1.1 ")
    assert server.query("ASK {}").json()["boolean"] is True


def operations(server: Server) -> list:
    """Every operation that OpenAPI describes."""
    schema = schemathesis.openapi.from_dict(httpx.get(f"{server.base}/openapi.json").json())
    schema.config.update(base_url=server.base)
    return [operation.ok() for operation in schema.get_all_operations()]


# OpenAPI cannot say which texts are queries, nor that a row needs its column
def test_every_address_keeps_what_openapi_says(server: Server):
    all_of_them = operations(server)
    assert {"/sparql", "/questions", "/metrics"} <= {each.path for each in all_of_them}
    for each in all_of_them:

        @settings(max_examples=FEW, deadline=None, database=None,
                  suppress_health_check=list(HealthCheck))  # fmt: skip
        @given(case=each.as_strategy())
        def keeps_its_word(case) -> None:
            response = case.call(base_url=server.base)
            case.validate_response(response, excluded_checks=[positive_data_acceptance])

        keeps_its_word()


def test_wrong_parameters_are_told_with_what_may_be_meant(server: Server):
    told = server.client.get("/questions/duties-of-kind", params={"kind": "residnt"})
    assert (told.status_code, "did you mean 'resident'?" in told.text) == (404, True)
    assert server.client.get("/questions/duties-of-kind").status_code == 400
    assert server.client.get("/questions/dutis-of-kind").status_code == 404
    assert server.client.get("/compare/dutys").status_code == 404
    assert server.client.get("/questions/bodies", params={"editon": "x"}).status_code == 400
    assert server.client.get("/questions/bodies.exe").status_code == 400
    bad = {"thing": "http://a b/>"}
    assert server.client.get("/questions/evidence-of", params=bad).status_code in (200, 400)
    assert server.client.get("/questions/bodies", params={"lang": "fr"}).status_code == 400


def test_answers_are_those_of_the_command_line_and_come_again_from_the_cache(server: Server):
    from rolegraph.building import build
    from rolegraph.queries import ask, read_queries
    from rolegraph.tables import to_csv
    from rolegraph.workspace import Workspace

    workspace = Workspace(CORPUS)
    store, queries = build(workspace).store, read_queries(workspace.queries)
    for name, query in queries.items():
        if any(each.required for each in query.parameters):
            continue
        try:
            expected = to_csv(ask(store, query, "en"))
        except RolegraphError:
            continue
        for _ in range(2):
            response = server.client.get(f"/questions/{name}.csv", params={"lang": "en"})
            assert response.text == expected
        tag = {"if-none-match": response.headers["etag"]}
        again = server.client.get(f"/questions/{name}.csv", params={"lang": "en"}, headers=tag)
        assert again.status_code == 304
    text = server.client.get("/metrics").text
    cached = re.search(r"^rolegraph_cached_answers_total (\S+)$", text, re.M)
    assert cached
    assert float(cached[1]) > 10
