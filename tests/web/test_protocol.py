"""SPARQL 1.1 Protocol, clause by clause, against a real server.

https://www.w3.org/TR/sparql11-protocol/: the docstring of a test names the section whose MUST (or
SHOULD) it holds the server to. What a service for reading only need not do: 2.2, the update
operation, and the Graph Store Protocol are not offered; that is tested too. 2.1.5 and 2.1.6 ask for
results as the query language defines them: tests/test_engine.py and tests/web/test_fuzz.py.
"""

import csv
import io
import socket
from urllib.parse import quote, urlsplit

import pyoxigraph
import pytest
from pyoxigraph import RdfFormat
from rdflib import RDF, Graph, Namespace
from running import ALL, RUNAWAY, Server, serving

RG = "https://w3id.org/rolegraph/ns#"
EDITION = "https://w3id.org/rolegraph/graph/edition/99001-plan"
OTHER = "https://w3id.org/rolegraph/graph/edition/99002-policy"
# a reader that takes <?b)SERVICE#> for an IRI sees no call here; the engine compares and calls
HIDDEN_CALL = (
    "SELECT * {{ VALUES (?a ?b) {{(1 2)}} FILTER(?a<?b)SERVICE#>\n"
    " SILENT <http://127.0.0.1:{}/> {{ ?x ?y ?z }} }}"
)
ONE = "SELECT ?s WHERE { ?s a <https://w3id.org/rolegraph/ns#PlanEdition> } ORDER BY ?s"
SUBJECTS = "SELECT DISTINCT ?s WHERE { ?s a <https://w3id.org/rolegraph/ns#PlanEdition> }"
IN_GRAPHS = "SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g"
DIRECT = {"content-type": "application/sparql-query"}
JSON = "application/sparql-results+json"


def names(response) -> list[str]:
    return [row["s"]["value"].rsplit("/", 1)[1] for row in response.json()["results"]["bindings"]]


# 2.1 query operation


def test_a_query_is_asked_by_get(server: Server):
    """2.1.1: the query goes URL-encoded in the parameter `query` of a GET; there is no body."""
    response = server.client.get("/sparql", params={"query": ONE})
    assert response.status_code == 200
    assert names(response) == ["99001-plan", "99002-policy"]


def test_a_query_is_asked_by_post_with_a_form(server: Server):
    """2.1.2: POST with URL-encoded parameters in the body."""
    response = server.client.post("/sparql", data={"query": ONE})
    assert names(response) == ["99001-plan", "99002-policy"]


def test_a_query_is_asked_by_post_directly(server: Server):
    """2.1.3: POST with the query itself as the body, `application/sparql-query`."""
    response = server.client.post("/sparql", content=ONE, headers=DIRECT)
    assert names(response) == ["99001-plan", "99002-policy"]


def test_the_graphs_of_a_direct_post_come_from_the_url(server: Server):
    """2.1.3: the other parameters of a direct POST are in the URL."""
    response = server.client.post(
        "/sparql", params={"default-graph-uri": OTHER}, content=ONE, headers=DIRECT
    )
    assert names(response) == ["99002-policy"]


def test_the_three_ways_of_asking_give_the_same_bytes(server: Server):
    """2.1: the three ways are one operation."""
    asked = [
        server.client.get("/sparql", params={"query": ALL}),
        server.client.post("/sparql", data={"query": ALL}),
        server.client.post("/sparql", content=ALL, headers=DIRECT),
    ]
    assert len({response.content for response in asked}) == 1


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "PROPFIND"])
def test_other_methods_are_refused_with_those_allowed(server: Server, method: str):
    response = server.client.request(method, "/sparql")
    assert response.status_code == 405
    assert response.headers["allow"] == "GET, HEAD, POST, OPTIONS"


def test_no_query_in_a_request_that_has_parameters_is_a_bad_request(server: Server):
    """2.1: exactly one query."""
    for response in (
        server.client.get("/sparql", params={"default-graph-uri": EDITION}),
        server.client.post("/sparql", data={"x": "y"}),
    ):
        assert response.status_code == 400
        assert "exactly one 'query'" in response.text


def test_two_queries_are_a_bad_request(server: Server):
    """2.1: exactly one query."""
    url = f"/sparql?query={quote(ONE)}&query={quote(ONE)}"
    assert server.client.get(url).status_code == 400
    posted = server.client.post(f"/sparql?query={quote(ONE)}", data={"query": ONE})
    assert posted.status_code == 400
    direct = server.client.post(f"/sparql?query={quote(ONE)}", content=ONE, headers=DIRECT)
    assert direct.status_code == 400


def test_an_update_is_refused_in_every_way_of_asking(server: Server):
    """2.2, 3.1: updates are not offered; they are refused and change nothing."""
    update = "INSERT DATA { <urn:a> <urn:b> <urn:c> }"
    kind = {"content-type": "application/sparql-update"}
    refused = [
        server.client.post("/sparql", data={"update": update}),
        server.client.post("/sparql", content=update, headers=kind),
        server.client.get("/sparql", params={"update": update}),
        server.client.get("/sparql", params={"query": update}),
        server.client.post("/sparql", content=update, headers=DIRECT),
    ]
    assert [response.status_code for response in refused] == [403, 403, 403, 400, 400]
    assert all("reading only" in response.text for response in refused)
    assert server.rows("SELECT * { <urn:a> ?p ?o }") == []


def test_a_body_of_another_kind_is_unsupported(server: Server):
    for kind in ("text/plain", "application/json", "multipart/form-data; boundary=x"):
        response = server.client.post("/sparql", content=ONE, headers={"content-type": kind})
        assert response.status_code == 415, kind
    assert server.client.post("/sparql", content=ONE).status_code == 415


def test_the_content_type_may_have_parameters_and_capitals(server: Server):
    kind = {"content-type": 'Application/SPARQL-Query; Charset="UTF-8"'}
    assert server.client.post("/sparql", content=ONE, headers=kind).status_code == 200
    other = {"content-type": "application/sparql-query; charset=shift_jis"}
    assert server.client.post("/sparql", content=ONE, headers=other).status_code == 415


def test_parameters_are_decoded_once(server: Server):
    """2.1.1, 2.1.2: values are percent-encoded once (RFC 3986)."""
    for response in (
        server.client.get("/sparql", params={"query": "SELECT ('%41+b&c' AS ?s) {}"}),
        server.client.post("/sparql", data={"query": "SELECT ('%41+b&c' AS ?s) {}"}),
    ):
        assert response.json()["results"]["bindings"][0]["s"]["value"] == "%41+b&c"


def test_japanese_goes_through_unharmed_in_every_way_of_asking(server: Server):
    query = "SELECT ('商店街𠮷 ①' AS ?s) {}"
    for response in (
        server.client.get("/sparql", params={"query": query}),
        server.client.post("/sparql", data={"query": query}),
        server.client.post("/sparql", content=query.encode(), headers=DIRECT),
        server.client.post(
            "/sparql",
            content=f"query={query}".encode(),
            headers={"content-type": "application/x-www-form-urlencoded"},
        ),
    ):
        assert response.json()["results"]["bindings"][0]["s"]["value"] == "商店街𠮷 ①"


def test_what_is_not_utf8_is_a_bad_request(server: Server):
    """2.1.3: the body of a direct POST is UTF-8."""
    form = {"content-type": "application/x-www-form-urlencoded"}
    bad = [
        server.client.get("/sparql?query=SELECT%20(%22%83%5C%22%20AS%20%3Fs)%20%7B%7D"),
        server.client.post(
            "/sparql", content="SELECT ('表' AS ?s) {}".encode("cp932"), headers=DIRECT
        ),
        server.client.post("/sparql", content=b"query=%FF", headers=form),
    ]
    assert [response.status_code for response in bad] == [400, 400, 400]
    assert all("UTF-8" in response.text for response in bad)


def test_a_broken_percent_encoding_is_a_bad_request(server: Server):
    response = server.client.get("/sparql?query=ASK%7B%7")
    assert response.status_code == 400
    assert "%7" in response.text


# 2.1.4 RDF dataset


def test_the_union_of_all_graphs_is_the_default_graph(server: Server):
    assert len(server.rows(SUBJECTS)) == 2


def test_from_chooses_the_default_graph(server: Server):
    """2.1.4: without parameters the dataset is the one that the query names."""
    rows = server.rows(SUBJECTS.replace("WHERE", f"FROM <{EDITION}> WHERE"))
    assert [row["s"][-10:] for row in rows] == ["99001-plan"]


def test_from_named_chooses_the_named_graphs_and_leaves_the_default_graph_empty(server: Server):
    rows = server.rows(IN_GRAPHS.replace("WHERE", f"FROM NAMED <{EDITION}> WHERE"))
    assert rows == [{"g": EDITION}]
    assert server.rows(SUBJECTS.replace("WHERE", f"FROM NAMED <{EDITION}> WHERE")) == []


def test_default_graph_uri_chooses_and_merges_default_graphs(server: Server):
    """2.1.4: `default-graph-uri`, several of which are merged."""
    assert len(server.rows(SUBJECTS, **{"default-graph-uri": EDITION})) == 1
    assert len(server.rows(SUBJECTS, **{"default-graph-uri": [EDITION, OTHER]})) == 2


def test_named_graph_uri_chooses_the_named_graphs(server: Server):
    """2.1.4: `named-graph-uri`."""
    given = {"named-graph-uri": [EDITION, OTHER]}
    assert [row["g"] for row in server.rows(IN_GRAPHS, **given)] == [EDITION, OTHER]
    assert server.rows(SUBJECTS, **given) == []


def test_both_kinds_of_graphs_go_together(server: Server):
    """2.1.4: both kinds make one dataset."""
    query = f"SELECT ?g ?s {{ ?s a <{RG}PlanEdition> . GRAPH ?g {{ ?x ?y ?z }} }} LIMIT 1"
    rows = server.rows(query, **{"default-graph-uri": EDITION, "named-graph-uri": OTHER})
    assert [row["g"] for row in rows] == [OTHER]


def test_the_graphs_of_the_protocol_win_over_those_of_the_query(server: Server):
    """2.1.4: the dataset of the protocol is the one that MUST be used."""
    query = SUBJECTS.replace("WHERE", f"FROM <{EDITION}> WHERE")
    rows = server.rows(query, **{"default-graph-uri": OTHER})
    assert [row["s"][-12:] for row in rows] == ["99002-policy"]


def test_a_graph_that_does_not_exist_is_empty_and_no_error(server: Server):
    assert server.rows(SUBJECTS, **{"default-graph-uri": "urn:no-such-graph"}) == []
    assert server.rows(IN_GRAPHS, **{"named-graph-uri": "urn:no-such-graph"}) == []


def test_a_graph_that_is_no_iri_is_a_bad_request(server: Server):
    for bad in ("no iri", "relative/path", "http://a b/"):
        assert server.query(ONE, **{"default-graph-uri": bad}).status_code == 400


# 2.1.5 and 2.1.6 responses


ROWS = {
    "application/sparql-results+json": "application/sparql-results+json",
    "application/sparql-results+xml": "application/sparql-results+xml",
    "text/csv": "text/csv; charset=utf-8",
    "text/tab-separated-values": "text/tab-separated-values; charset=utf-8",
}
GRAPHS = {
    "text/turtle": "turtle",
    "application/trig": "",
    "application/n-triples": "nt",
    "application/n-quads": "",
    "application/rdf+xml": "xml",
    "application/ld+json": "",
}


@pytest.mark.parametrize(("accept", "sent"), ROWS.items())
def test_rows_come_in_every_standard_form(server: Server, accept: str, sent: str):
    """2.1.6: results of SELECT in the form that was negotiated, and the header says which."""
    response = server.query(ONE, accept)
    assert response.headers["content-type"] == sent
    assert b"99001-plan" in response.content


@pytest.mark.parametrize(("accept", "parser"), GRAPHS.items())
def test_graphs_come_in_every_standard_form(server: Server, accept: str, parser: str):
    """2.1.6: results of CONSTRUCT in a form of RDF that was negotiated."""
    query = f"CONSTRUCT {{ ?s <{RG}gloss> ?o }} WHERE {{ ?s <{RG}gloss> ?o }}"
    response = server.query(query, accept)
    assert response.headers["content-type"].partition(";")[0] == accept
    if parser:
        found = len(Graph().parse(data=response.content, format=parser))
    else:
        found = len(list(pyoxigraph.parse(response.content, RdfFormat.from_media_type(accept))))
    expected = server.rows(f"SELECT DISTINCT ?s ?o {{ ?s <{RG}gloss> ?o }}")
    assert found == len(expected) > 0


def test_ask_is_answered_with_a_boolean(server: Server):
    """2.1.6: results of ASK."""
    assert server.query("ASK {}").json()["boolean"] is True
    assert b"<boolean>false</boolean>" in server.query("ASK { <urn:x> ?p ?o }", "text/xml").content


def test_describe_gives_a_graph(server: Server):
    """2.1.6: results of DESCRIBE."""
    response = server.query("DESCRIBE <https://w3id.org/rolegraph/id/edition/99001-plan>", "*/*")
    assert response.headers["content-type"] == "text/turtle; charset=utf-8"
    assert len(Graph().parse(data=response.content, format="turtle")) > 3


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (None, JSON),
        ("*/*", JSON),
        ("text/*", "text/csv"),
        ("text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.8",
         "application/sparql-results+xml"),
        ("text/csv;q=0.5, text/tab-separated-values", "text/tab-separated-values"),
        ("application/sparql-results+json;q=0, */*;q=0.1", "application/sparql-results+xml"),
        ("application/json", JSON),
        ("TEXT/CSV; Q=1", "text/csv"),
    ],
)  # fmt: skip
def test_the_form_that_is_liked_best_is_sent(server: Server, accept: str | None, expected: str):
    """2.1.5: content negotiation as HTTP has it."""
    headers = {"accept": accept} if accept else {}
    request = server.client.build_request("GET", "/sparql", params={"query": ONE}, headers=headers)
    if accept is None:
        del request.headers["accept"]
    response = server.client.send(request)
    assert response.headers["content-type"].partition(";")[0] == expected
    assert "Accept" in response.headers["vary"]


@pytest.mark.parametrize("accept", ["image/png", "text/turtle", "*/*;q=0", "text/html"])
def test_nothing_acceptable_is_told(server: Server, accept: str):
    """2.1.5, 2.1.7: 406 when nothing is acceptable."""
    response = server.query(ONE, accept)
    assert response.status_code == 406
    assert "application/sparql-results+json" in response.text


@pytest.mark.parametrize(
    ("name", "expected"),
    [("json", JSON), ("xml", "application/sparql-results+xml"), ("csv", "text/csv"),
     ("tsv", "text/tab-separated-values"), ("text/csv", "text/csv")],
)  # fmt: skip
def test_the_form_may_be_named_in_the_address(server: Server, name: str, expected: str):
    response = server.query(ONE, "text/turtle", format=name)
    assert response.headers["content-type"].partition(";")[0] == expected


def test_a_form_that_does_not_exist_or_fit_is_told(server: Server):
    unknown = server.query(ONE, format="jsn")
    assert (unknown.status_code, "did you mean 'json'?" in unknown.text) == (400, True)
    assert server.query(ONE, format="turtle").status_code == 406
    assert server.query("CONSTRUCT WHERE { ?s ?p ?o }", format="csv").status_code == 406


def test_a_syntax_error_names_its_place(server: Server):
    """2.1.7: 400 for what is no query, and the body says what is wrong."""
    response = server.query("SELECT *\nWHERE { ?s ?p ?o ")
    assert response.status_code == 400
    assert "line 2, column 17" in response.text or "line 2, column 18" in response.text


def test_an_undeclared_prefix_is_named_with_its_meaning(server: Server):
    response = server.query("SELECT *\nWHERE { ?s rdfs:label ?o }")
    assert response.status_code == 400
    assert "line 2, column 12: prefix 'rdfs:' is not declared" in response.text
    assert "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>" in response.text


def test_the_address_of_the_service_is_the_base_of_relative_iris(server: Server):
    assert server.rows("SELECT (<x> AS ?x) {}") == [{"x": f"{server.base}/x"}]


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
        "SELECT * { service silent ?g { ?s ?p ?o } }",
        "SELECT * { { SELECT * { SERVICE<urn:x>{} } } }",
        HIDDEN_CALL.format(1),
    ],
)
def test_calls_to_other_servers_are_refused(server: Server, query: str):
    response = server.query(query)
    assert response.status_code == 400
    assert "calls no other servers" in response.text


def test_the_word_service_is_no_call(server: Server):
    query = (
        "PREFIX service: <urn:> SELECT ?service { ?service service:SERVICE 'SERVICE' } # SERVICE"
    )
    assert server.rows(query) == []


def test_a_worker_cannot_open_a_connection_even_if_a_call_slipped_through(server: Server):
    with socket.create_server(("127.0.0.1", 0)) as trap:
        trap.settimeout(0.5)
        port = trap.getsockname()[1]
        assert server.query(HIDDEN_CALL.format(port)).status_code == 400
        for query in (
            f"SELECT * FROM <http://127.0.0.1:{port}/> {{ ?s ?p ?o }}",
            f"SELECT * {{ GRAPH <http://127.0.0.1:{port}/> {{ ?s ?p ?o }} }}",
        ):
            assert server.rows(query) == []
        with pytest.raises(TimeoutError):
            trap.accept()


ASKED = {
    "SELECT ?s { ?s ?p ?o } LIMIT 1": set(ROWS),
    "ASK {}": set(ROWS) - {"text/csv", "text/tab-separated-values"},
    "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } LIMIT 1": set(GRAPHS),
    "DESCRIBE <https://w3id.org/rolegraph/id/edition/99001-plan>": set(GRAPHS),
}


@pytest.mark.parametrize("query", ASKED)
def test_success_is_told_with_a_status_of_success_and_the_kind_of_the_result(
    server: Server, query: str
):
    """2.1.5: a status of 2XX; the Content-Type is one that goes with the form of the query."""
    response = server.query(query, "*/*")
    assert response.status_code == 200
    assert response.headers["content-type"].partition(";")[0] in ASKED[query]


@pytest.mark.parametrize(
    "query",
    [
        "",
        "nonsense",
        "SELECT",
        "SELECT * { ?s ?p }",
        "ASK { FILTER(undeclared:x) }",
        "SELECT * {} }",
    ],
)
def test_what_does_not_follow_the_grammar_is_a_bad_request_in_every_way_of_asking(
    server: Server, query: str
):
    """2.1.7: 400 if the request is not a legal sequence of characters of the language."""
    for response in (
        server.client.get("/sparql", params={"query": query}),
        server.client.post("/sparql", data={"query": query}),
        server.client.post("/sparql", content=query, headers=DIRECT),
    ):
        assert response.status_code == 400
        assert response.headers["content-type"].startswith("text/plain")
        assert response.text.strip()


def test_a_query_that_the_service_refuses_to_carry_out_is_a_fault_with_its_reason():
    """2.1.7: 500 where a service declines; 503 says the same and that it is for now (RFC 9110)."""
    with serving("--timeout", "1", "--workers", "1") as limited:
        response = limited.query(RUNAWAY)
        assert response.status_code in (500, 503)
        assert "after 1 seconds" in response.text


def test_a_fault_names_the_kind_of_its_details_and_is_not_kept(server: Server):
    """2.3: the body of a fault SHOULD say what is wrong; its form is up to the service."""
    for response in (
        server.query("nonsense"),
        server.query(ONE, "image/png"),
        server.client.delete("/sparql"),
        server.client.post("/sparql", data={"update": "CLEAR ALL"}),
    ):
        assert response.headers["content-type"] == "text/plain; charset=utf-8"
        assert response.headers["cache-control"] == "no-store"
        assert response.text.strip()


def test_parameters_of_an_update_do_not_go_with_a_query(server: Server):
    """2.2.3: `using-graph-uri` and `using-named-graph-uri` belong to updates."""
    for name in ("using-graph-uri", "using-named-graph-uri"):
        assert server.query(ONE, **{name: EDITION}).status_code == 403


def test_the_dataset_of_the_protocol_replaces_from_named_too(server: Server):
    """2.1.4: neither FROM nor FROM NAMED counts when the protocol gives a dataset."""
    query = IN_GRAPHS.replace("WHERE", f"FROM NAMED <{EDITION}> WHERE")
    assert server.rows(query, **{"named-graph-uri": OTHER}) == [{"g": OTHER}]
    assert server.rows(query, **{"default-graph-uri": OTHER}) == []


def test_the_graphs_of_a_form_are_in_its_body(server: Server):
    """2.1.2: all parameters of a URL-encoded POST go into the body."""
    response = server.client.post("/sparql", data={"query": ONE, "default-graph-uri": OTHER})
    assert names(response) == ["99002-policy"]


def test_a_request_gives_the_same_answer_however_often_it_is_sent(server: Server):
    """3.1: GET is safe; the same request twice is answered the same, and nothing has changed."""
    first, second = server.query(ALL), server.query(ALL)
    assert (first.content, first.headers["etag"]) == (second.content, second.headers["etag"])


@pytest.mark.parametrize("query", ["LOAD <file:///etc/passwd>", "CLEAR ALL", "DROP ALL"])
def test_nothing_outside_is_read_and_nothing_is_removed(server: Server, query: str):
    """4 (policy, security): a service is not made to call or to read what is not its own."""
    assert server.client.post("/sparql", data={"update": query}).status_code == 403
    assert server.query(query).status_code == 400
    assert len(server.rows(ONE)) == 2


def test_the_graph_store_protocol_is_not_offered(server: Server):
    """SPARQL 1.1 Graph Store Protocol: no graph is given, made or removed under its own address."""
    for path in ("/rdf-graph-store", "/sparql-graph-crud", "/data"):
        for method in ("GET", "PUT", "POST", "DELETE"):
            response = server.client.request(method, path, params={"default": ""})
            assert response.status_code in (404, 405), (method, path)
    asked = server.client.get("/sparql", params={"graph": EDITION})
    assert (asked.status_code, "exactly one 'query'" in asked.text) == (400, True)


def test_the_description_names_the_endpoint_the_language_and_every_form(server: Server):
    """SPARQL 1.1 Service Description 2, 3: one sd:Service with one sd:endpoint, and what it can."""
    response = server.client.get("/sparql", headers={"accept": "text/turtle"})
    graph = Graph().parse(data=response.content, format="turtle")
    sd = Namespace("http://www.w3.org/ns/sparql-service-description#")
    (service,) = graph.subjects(RDF.type, sd.Service)
    assert [str(each) for each in graph.objects(service, sd.endpoint)] == [f"{server.base}/sparql"]
    assert set(graph.objects(service, sd.supportedLanguage)) == {sd.SPARQL11Query}
    assert len(set(graph.objects(service, sd.resultFormat))) == len(ROWS) + len(GRAPHS)
    (dataset,) = graph.objects(service, sd.defaultDataset)
    named = {
        str(name)
        for each in graph.objects(dataset, sd.namedGraph)
        for name in graph.objects(each, sd.name)
    }
    assert named == {row["g"] for row in server.rows(IN_GRAPHS)}


# around the protocol


def test_without_parameters_the_service_describes_itself(server: Server):
    response = server.client.get("/sparql", headers={"accept": "text/turtle"})
    graph = Graph().parse(data=response.content, format="turtle")
    sd = "http://www.w3.org/ns/sparql-service-description#"
    found = {str(o).removeprefix(sd) for _, _, o in graph}
    assert {"SPARQL11Query", "UnionDefaultGraph", EDITION} <= found
    total = server.rows("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }")[0]["n"]
    assert total in found
    assert server.client.get("/.well-known/void").status_code == 200


def test_any_page_may_ask(server: Server):
    asked = {"origin": "https://a.example", "access-control-request-method": "POST",
             "access-control-request-headers": "content-type, x-mine"}  # fmt: skip
    preflight = server.client.options("/sparql", headers=asked)
    assert preflight.status_code == 204
    assert "POST" in preflight.headers["access-control-allow-methods"]
    assert preflight.headers["access-control-allow-headers"] == "content-type, x-mine"
    for response in (server.query(ONE), server.query("nonsense"), server.client.get("/nowhere")):
        assert response.headers["access-control-allow-origin"] == "*"


def test_options_tells_the_methods(server: Server):
    response = server.client.options("/sparql")
    assert (response.status_code, response.headers["allow"]) == (204, "GET, HEAD, POST, OPTIONS")


def test_head_has_the_headers_of_get_and_no_body(server: Server):
    got = server.client.get("/sparql", params={"query": ONE})
    head = server.client.head("/sparql", params={"query": ONE})
    assert head.content == b""
    for name in ("content-type", "content-length", "etag", "vary"):
        assert head.headers[name] == got.headers[name]


def test_an_unchanged_answer_is_not_sent_again(server: Server):
    first = server.query(ONE)
    again = server.client.get(
        "/sparql",
        params={"query": ONE},
        headers={"if-none-match": first.headers["etag"], "accept": JSON},
    )
    assert (again.status_code, again.content) == (304, b"")
    other = server.client.get(
        "/sparql",
        params={"query": ONE},
        headers={"if-none-match": first.headers["etag"], "accept": "text/csv"},
    )
    assert other.status_code == 200


def test_an_answer_that_changes_every_time_has_no_tag(server: Server):
    assert "etag" not in server.query("SELECT (NOW() AS ?now) {}").headers


@pytest.mark.parametrize("coding", ["gzip", "zstd"])
def test_answers_are_compressed_when_asked(server: Server, coding: str):
    headers = {"accept": "text/csv", "accept-encoding": coding}
    response = server.client.get("/sparql", params={"query": ALL}, headers=headers)
    assert response.headers["content-encoding"] == coding
    assert int(response.headers["content-length"]) < len(response.content)
    plain = server.client.get(
        "/sparql",
        params={"query": ALL},
        headers={"accept": "text/csv", "accept-encoding": "identity"},
    )
    assert "content-encoding" not in plain.headers
    assert plain.content == response.content
    assert plain.headers["etag"] != response.headers["etag"]


def test_csv_has_the_rows_of_json(server: Server):
    rows = list(csv.DictReader(io.StringIO(server.query(ALL, "text/csv").text)))
    assert rows == server.rows(ALL)


def test_a_long_query_is_refused_and_a_large_one_is_not(server: Server):
    large = "SELECT * { VALUES ?x { " + "'商' " * 50_000 + "} } LIMIT 1"
    assert server.client.post("/sparql", content=large.encode(), headers=DIRECT).status_code == 200
    long = "ASK {} #" + "x" * 1_100_000
    assert server.client.post("/sparql", content=long, headers=DIRECT).status_code == 413


def test_a_post_that_offers_an_upgrade_keeps_its_body(server: Server):
    address = urlsplit(server.base)
    request = (
        "POST /sparql HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, HTTP2-Settings, close\r\n"
        "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA\r\n"
        "Content-Type: application/sparql-query\r\nContent-Length: 6\r\n\r\nASK {}"
    )
    with socket.create_connection((address.hostname, address.port), 10) as line:
        line.sendall(request.encode())
        answer = b"".join(iter(lambda: line.recv(4096), b""))
    assert answer.startswith(b"HTTP/1.1 200")
    assert b'"boolean":true' in answer
