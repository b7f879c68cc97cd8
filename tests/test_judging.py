"""What may be run is decided by the engine's own parser; what is read here is read in one go."""

import re
import socket
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rolegraph.errors import BadQuery
from rolegraph.store import Store, lexical
from rolegraph.store.judging import bounded, check, check_calls, check_portable, has_keyword
from rolegraph.store.lexical import (
    form_of,
    is_stable,
    pattern_start,
    tokens,
    undeclared_prefix,
)
from rolegraph.store.sealing import sealed

HIDDEN = (
    "SELECT * { VALUES (?a ?b) {(1 2)} FILTER(?a<?b)SERVICE#>\n"
    " SILENT <http://127.0.0.1:1/> { ?x ?y ?z } }"
)
CALLS = [
    "ASK { SERVICE <http://127.0.0.1:1/> {} }",
    "ASK { service silent ?g { ?s ?p ?o } }",
    "ASK { ?s <urn:p> trueSERVICE<http://127.0.0.1:1/> {} }",
    "ASK { SERVICESILENT<http://127.0.0.1:1/> {} }",
    "PREFIX a: <urn:a> ASK { SERVICEa:b {} }",
    "PREFIX servicq: <urn:a> PREFIX servicx: <urn:b> ASK { SERVICE servicq:b {} }",
    "ASK { ?s <urn:p> 'SERVICE' ; SERVICE <urn:x> {} }",
    HIDDEN,
]
NO_CALLS = [
    "PREFIX service: <urn:> SELECT ?service { ?service service:SERVICE 'SERVICE' } # SERVICE",
    "SELECT (1 AS ?service) (2 AS ?servicq) {}",
    "ASK { <http://x.example/SERVICE#SERVICE> ?p 'x'@service, '''SERVICE <urn:x> {}''' }",
    "ASK { ?s ?p ?o } # SERVICE <urn:x> {}",
]


@pytest.mark.parametrize("query", CALLS)
def test_a_call_of_another_server_is_found_however_it_is_written(query: str):
    check(query)
    assert check_calls(query), f"the engine would call another server for this: {query}"


@pytest.mark.parametrize("query", NO_CALLS)
def test_the_word_service_elsewhere_is_no_call(query: str):
    assert check_calls(query) is None


def test_a_call_is_told_with_its_place():
    assert check_calls("ASK {\n  SERVICE <urn:x> {} }") == (2, 3)


def test_a_query_that_is_none_is_told_as_such_before_its_calls():
    with pytest.raises(SyntaxError):
        check_calls("ASK { SERVICE <urn:x> {")


def test_judging_runs_nothing():
    unanswerable = "{ ?a ?b ?c }".join(["VALUES ?x { 1 2 3 4 5 6 7 8 9 } "] * 3)
    check(f"ASK {{ {unanswerable} SERVICE <http://127.0.0.1:1/> {{}} }}")


def test_a_sealed_process_calls_nobody_even_if_a_call_slips_through():
    with socket.create_server(("127.0.0.1", 0)) as trap:
        with sealed():
            assert Store.of([]).select(calling(trap)).rows, "SILENT makes a failure an empty row"
        trap.settimeout(0.5)
        with pytest.raises(TimeoutError):
            trap.accept()


def test_a_process_that_is_not_sealed_would_call():
    with socket.create_server(("127.0.0.1", 0)) as trap, ThreadPoolExecutor(1) as pool:
        trap.settimeout(10)
        met = pool.submit(lambda: trap.accept()[0].close())
        Store.of([]).select(calling(trap))
        met.result()  # this is what sealing keeps from happening


def calling(trap: socket.socket) -> str:
    """A query with a hidden call of a server that is ours."""
    return HIDDEN.replace("127.0.0.1:1", f"127.0.0.1:{trap.getsockname()[1]}")


def test_a_limit_is_one_only_where_the_engine_reads_one():
    everything = "SELECT * { ?s ?p ?o }"
    assert bounded(f"{everything} LIMIT 5", 5) is None
    assert bounded(f"{everything} # LIMIT 5", 5) is not None
    hidden = "SELECT * { VALUES (?a ?b) {(1 2)} FILTER(?a<?b)#>} LIMIT 5\n }"
    check(hidden)
    with pytest.raises(BadQuery, match="cannot be limited"):
        bounded(hidden, 5)
    with pytest.raises(SyntaxError):
        bounded("SELECT * { ?s ?p", 5)


def test_graphs_named_by_a_query_are_its_own_only_where_it_names_them():
    assert has_keyword("FROM", "SELECT * FROM<urn:g>{}")
    assert has_keyword("FROM", "SELECT * from named <urn:g> {}")
    assert not has_keyword("FROM", "PREFIX from: <urn:from/> ASK { from:from ?from 'FROM' } #FROM")
    store = Store.of([])
    assert store.select("SELECT ?x { VALUES ?x { 'FROM' } }").rows == (("FROM",),)


@pytest.mark.parametrize("bracket", ["{}", "()", "[]"])
def test_a_query_that_is_nested_too_deeply_is_told_where(bracket: str):
    opening, closing = bracket
    text = "ASK\n" + opening * 20_000 + closing * 20_000
    with pytest.raises(BadQuery, match=r"nested too deeply at line 2, column 201"):
        check_calls(text)


PORTABLE = [
    "PREFIX x: <http://x.example/> SELECT * { ?s x:p 'a bif sql', \"caf\\u00e9\" }",
    "# define\nASK { ?s ?p ?o FILTER(STR(?o) = 'define') }",
]
NOT_PORTABLE = [
    "SELECT (bif:http_get('http://127.0.0.1:1/') AS ?x) {}",
    "SELECT (<bif:http_get>('http://127.0.0.1:1/') AS ?x) {}",
    "SELECT (<\\u0062if:http_get>('http://127.0.0.1:1/') AS ?x) {}",
    "PREFIX b: <bif:> SELECT (b:http_get('http://127.0.0.1:1/') AS ?x) {}",
    "PREFIX b: <bi> SELECT (b:f:http_get('http://127.0.0.1:1/') AS ?x) {}",
    "PREFIX b: <bif> SELECT (b::http_get('http://127.0.0.1:1/') AS ?x) {}",
    "BASE <BIF:x> SELECT (<http_get>('http://127.0.0.1:1/') AS ?x) {}",
    "SELECT (sql:f(1) AS ?x) {}",
    'define input:inference "x" SELECT * { ?s ?p ?o }',
    "ASK {} #\\u000A SERVICE",
    "ASK { SERVI\\u0043E <http://127.0.0.1:1/> {} }",
    "INSERT DATA { <urn:a> <urn:b> 1 }",
    "SELECT * { ?s ?p",
]


@pytest.mark.parametrize("query", PORTABLE)
def test_standard_queries_may_be_put_to_another_server(query: str):
    check_portable(query, "http://here.example/")


@pytest.mark.parametrize("query", NOT_PORTABLE)
def test_what_only_another_server_understands_is_not_passed_on(query: str):
    with pytest.raises((BadQuery, SyntaxError)):
        check_portable(query, "http://here.example/")


def test_a_form_is_read_from_behind_the_prologue():
    assert form_of("PREFIXa:<x>BASE<#y>version '1.2'#\n  selectDISTINCT*{}") == "SELECT"
    assert form_of("# SELECT\rASK {}") == "ASK"
    assert form_of("PREFIX a: <x> insert data {}") == "INSERT"
    assert form_of("ADDRESS") == form_of("define x SELECT") == form_of("") == ""


def test_answers_that_change_by_themselves_are_not_stable():
    for changing in ("NOW()", "rand ()", "STRUUID#\n()", "IF(UUID()=?x,1,2)", "BNODE()"):
        assert not is_stable(f"SELECT ({changing} AS ?x) {{}}")
    assert is_stable("SELECT ?now ?brand { ?now :unknown 'rand' }")


ADVERSARIAL: dict[str, Callable[[int], str]] = {
    "names that may be prefixes": lambda n: "SELECT * { " + "a." * n,
    "names with hyphens": lambda n: "SELECT * { " + "a-" * n,
    "names with accents": lambda n: "SELECT * { " + "é·" * n,
    "escapes": lambda n: "SELECT * { " + "\\u0041." * n,
    "open texts": lambda n: '"""\n\\' * n,
    "open quotes": lambda n: '"\\' * n,
    "dots of a name": lambda n: "a:b" + "." * n,
    "open IRIs": lambda n: "<a" * n,
    "declarations": lambda n: "PREFIX a: <b> " * n + "BASE",
    "comments": lambda n: "#\n" * n + "BASE " + "#\n" * n,
    "one comment": lambda n: "NOW #" * n,
    "brackets": lambda n: "()" * n,
    "digits": lambda n: "1" * n + ".",
}
READERS: list[Callable[[str], object]] = [
    form_of,
    is_stable,
    undeclared_prefix,
    pattern_start,
    lambda text: lexical.bounded(text, 5),
    lambda text: list(tokens(text)),
]


@pytest.mark.parametrize("name", ADVERSARIAL)
def test_a_text_of_any_length_is_read_to_its_end(name: str):
    """By a reader that looks back, these would take hours and never come to an end here."""
    text = ADVERSARIAL[name](200_000)
    for read in READERS:
        read(text)
    words = list(tokens(text))
    assert all(one.end <= other.start for one, other in pairwise(words)), "words overlap"


def test_no_expression_can_look_back():
    """Every repetition keeps what it has taken, but for one that is bounded."""
    for name in ("_TOKEN", "_DECLARED", "_FORM", "CHANGING"):
        written = re.sub(r"\[(?:\\.|[^\]\\])*\]|\\.", "x", getattr(lexical, name).pattern)
        giving_back = re.findall(
            r"(?:[*+]|\{\d+,\d*\})(?!\+)", re.sub(r"[*+]\+|\}\+|\?\+", "", written)
        )
        assert giving_back == [], f"{name}: make every repetition possessive"


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="SERVICE<>{}?:ab.#'\"\\ \n", max_size=60))
def test_any_text_is_judged(text: str):
    for judge in (check_calls, check_portable):
        with suppress(SyntaxError, BadQuery, ValueError):
            judge(text)
