"""SERVICE on one's own machine: named servers only, dated answers, the engine stays at home."""

import json
from pathlib import Path

import pytest

from rolegraph.errors import BadQuery, CannotRead
from rolegraph.federation import Cache, called, federated, read_allowed
from rolegraph.store import Store
from rolegraph.store.judging import check_calls

SERVER = "http://known.example/sparql"
ALLOWED = {"known": SERVER}
ROWS = json.dumps(
    {
        "head": {"vars": ["x", "y"]},
        "results": {
            "bindings": [
                {"x": {"type": "uri", "value": "urn:a"}, "y": {"type": "literal", "value": "商"}},
                {"x": {"type": "bnode", "value": "b"}},
            ]
        },
    }
).encode()


class Asked(list):
    """Remembers what a server was asked, and answers."""

    def __call__(self, address: str, query: str) -> bytes:
        self.append((address, query))
        return ROWS


def run(sparql: str, folder: Path, today: str = "2026-01-31", oldest: str = "2026-01-01", ask=None):
    asked = Asked() if ask is None else ask
    told: list[str] = []
    return federated(sparql, ALLOWED, asked, Cache(folder, today, oldest), told.append), asked, told


def test_the_answer_takes_the_place_of_the_call(tmp_path: Path):
    query = f"PREFIX ex: <urn:ex:>\nSELECT * {{ ?x ?p ?o . SERVICE <{SERVER}> {{ ?x ex:y ?y }} }}"
    inlined, asked, told = run(query, tmp_path)
    assert asked == [(SERVER, "PREFIX ex: <urn:ex:>\nSELECT * WHERE { ?x ex:y ?y }")]
    assert '?x ?p ?o . VALUES (?x ?y) { (<urn:a> "商") (<http://known.example/' in inlined
    assert check_calls(inlined) is None
    assert told == [f"{SERVER}: 2 rows of 2026-01-31"]


def test_a_blank_node_of_a_server_is_itself_and_nothing_else(tmp_path: Path):
    rows = [
        ("bnode", "b", "bnode", "b"),
        ("bnode", "b", "bnode", "c"),
        ("uri", "urn:a", "bnode", "c"),
    ]
    bindings = [
        {"x": {"type": kind, "value": x}, "y": {"type": other, "value": y}}
        for kind, x, other, y in rows
    ]
    answer = {"head": {"vars": ["x", "y"]}, "results": {"bindings": bindings}}

    def ask(address: str, query: str) -> bytes:
        return json.dumps(answer).encode()

    call = f"SERVICE <{SERVER}> {{ ?x ?p ?y }}"
    joined, _, _ = run(f"SELECT ?x {{ VALUES ?x {{ <urn:a> <urn:c> }} {call} }}", tmp_path, ask=ask)
    assert Store.of([]).select(joined).rows == (("urn:a",),), "it joined with what is here"
    itself, _, _ = run(f"SELECT (1 AS ?n) {{ {call} FILTER(?x = ?y) }}", tmp_path, ask=ask)
    assert Store.of([]).select(itself).rows == ((1,),), "one blank node is two, or two are one"


def test_a_damaged_answer_on_disk_is_asked_for_again(tmp_path: Path):
    query = f"SELECT * {{ SERVICE <{SERVER}> {{ ?x ?p ?y }} }}"
    run(query, tmp_path)
    (kept,) = tmp_path.glob("*.json")
    for damaged in ('{"date": "2026', "[]", '{"date": "2026-01-31", "answer": 1}'):
        kept.write_text(damaged)
        _, asked, _ = run(query, tmp_path)
        assert len(asked) == 1
    _, asked, _ = run(query, tmp_path)
    assert asked == []


def test_a_server_that_is_not_on_the_list_is_refused(tmp_path: Path):
    for address in ("<http://127.0.0.1/>", "?server", f"<{SERVER}/../admin>"):
        asked = Asked()
        with pytest.raises(BadQuery):
            run(f"SELECT * {{ SERVICE {address} {{ ?s ?p ?o }} }}", tmp_path, ask=asked)
        assert asked == []


def test_an_answer_is_kept_with_its_day_and_asked_again_when_it_is_old(tmp_path: Path):
    query = f"SELECT * {{ SERVICE <{SERVER}> {{ ?x ?p ?y }} }}"
    run(query, tmp_path, today="2026-01-05")
    _, asked, told = run(query, tmp_path, today="2026-01-20", oldest="2026-01-01")
    assert asked == []
    assert told == [f"{SERVER}: 2 rows of 2026-01-05"]
    _, asked, told = run(query, tmp_path, today="2026-02-20", oldest="2026-02-01")
    assert len(asked) == 1
    assert told == [f"{SERVER}: 2 rows of 2026-02-20"]


def test_a_server_that_fails_ends_the_query_unless_it_may_be_silent(tmp_path: Path):
    def down(address: str, query: str) -> bytes:
        raise CannotRead(f"{address} does not answer")

    query = f"SELECT * {{ ?s ?p ?o SERVICE %s <{SERVER}> {{ ?x ?p ?y }} }}"
    with pytest.raises(CannotRead):
        run(query % "", tmp_path, ask=down)
    inlined, _, told = run(query % "SILENT", tmp_path, ask=down)
    assert inlined == "SELECT * { ?s ?p ?o {} }"
    assert "left out" in told[0]


def test_every_call_is_found_and_words_in_texts_are_not():
    query = f"SELECT * {{ SERVICE <{SERVER}> {{ ?s ?p 'SERVICE {{' }} service <{SERVER}> {{ }} }}"
    assert len(called(query)) == 2
    assert called("SELECT ('SERVICE <urn:x> {}' AS ?x) {} # SERVICE <urn:x> {}") == []


def test_the_list_of_servers_is_a_file_of_the_workspace(tmp_path: Path):
    assert read_allowed(tmp_path) == {}
    (tmp_path / "endpoints.yaml").write_text(f"known: {{url: {SERVER}}}\n")
    assert read_allowed(tmp_path) == ALLOWED
    (tmp_path / "endpoints.yaml").write_text("known: http://x\n")
    with pytest.raises(BadQuery, match=r"endpoints\.yaml"):
        read_allowed(tmp_path)
