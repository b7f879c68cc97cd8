"""The embedded store answers SPARQL with rows as values, and says in one line what is wrong."""

from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, serialize

from rolegraph.errors import BadQuery, CannotRead
from rolegraph.store import Store, write_store
from rolegraph.tables import Iri, Table

X, P, ONE, TWO = (NamedNode(f"https://example.org/{name}") for name in ("x", "p", "one", "two"))
QUADS = [
    Quad(X, P, Literal("市", language="ja"), ONE),
    Quad(X, P, Literal("5", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#integer")), TWO),
]
ALL = "SELECT ?o WHERE { ?s ?p ?o } ORDER BY ?o"


def test_the_union_of_all_named_graphs_answers_with_values() -> None:
    assert Store.of(QUADS).select(ALL) == Table(("o",), ((5,), ("市",)))


def test_iris_numbers_truths_and_gaps_are_told_apart() -> None:
    table = Store.of([]).select(
        "SELECT (<x:a> AS ?iri) (1.5 AS ?decimal) (2e0 AS ?double) (true AS ?truth) "
        "('01202' AS ?code) ?gap WHERE {}"
    )
    (row,) = table.rows
    assert row == ("x:a", 1.5, 2.0, True, "01202", None)
    assert [type(cell) for cell in row] == [Iri, float, float, bool, str, type(None)]


def test_a_parameter_is_bound_by_the_engine() -> None:
    asked = "SELECT ?s ?o WHERE { ?s ?p ?o }"
    assert Store.of(QUADS).select(asked, {"o": Literal("市", language="ja")}).column("s") == [
        X.value
    ]


def test_constructed_triples_come_sorted() -> None:
    triples = Store.of(QUADS).construct("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")
    assert triples == sorted(triples, key=str)
    assert len(triples) == 2


def test_quads_may_be_added_to_a_store_in_memory() -> None:
    store = Store.of(QUADS[:1])
    store.extend(QUADS[1:])
    assert len(store.select(ALL).rows) == 2


@pytest.mark.parametrize(
    ("sparql", "told"),
    [
        ("SELECT ?o WHERE {", "syntax error at line 1, column 18"),
        ("ASK {}", "does not give rows - write a SELECT query"),
        ("CONSTRUCT {} WHERE {}", "does not give rows - write a SELECT query"),
    ],
)
def test_a_query_that_cannot_give_rows_says_so(sparql: str, told: str) -> None:
    with pytest.raises(BadQuery) as caught:
        Store.of(QUADS).select(sparql)
    assert told in str(caught.value)


def test_a_query_that_gives_no_graph_says_so() -> None:
    with pytest.raises(BadQuery, match="write a CONSTRUCT query"):
        Store.of(QUADS).construct(ALL)


def test_a_parameter_that_is_not_projected_says_so() -> None:
    with pytest.raises(BadQuery, match="cannot be run"):
        Store.of(QUADS).select("SELECT ?s WHERE { ?s ?p ?o }", {"o": Literal("市")})


def write(folder: Path) -> None:
    """Write a store of the quads into a folder."""
    nquads = folder.with_suffix(".nq")
    nquads.write_bytes(serialize(QUADS, format=RdfFormat.N_QUADS) or b"")
    write_store(nquads, folder)


def test_a_written_store_opens_for_reading_and_answers_the_same(tmp_path: Path) -> None:
    write(tmp_path / "store")
    assert Store.open(tmp_path / "store").select(ALL) == Store.of(QUADS).select(ALL)


def test_several_readers_may_open_one_store(tmp_path: Path) -> None:
    write(tmp_path / "store")
    first, second = Store.open(tmp_path / "store"), Store.open(tmp_path / "store")
    assert first.select(ALL) == second.select(ALL)


def test_a_place_without_a_store_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(CannotRead, match=r"no store at .* - make one with rolegraph build"):
        Store.open(tmp_path)


def test_a_damaged_store_says_how_to_mend_it(tmp_path: Path) -> None:
    write(tmp_path / "store")
    (tmp_path / "store" / "CURRENT").write_text("nonsense\n", "utf-8")
    with pytest.raises(CannotRead, match=r"build it again with rolegraph build") as caught:
        Store.open(tmp_path / "store")
    assert "\n" not in str(caught.value), "an error is one line"


def test_every_kind_of_term_becomes_a_cell_that_keeps_its_value() -> None:
    asked = r"""PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
    SELECT ?x WHERE { VALUES ?x {
      "tab\tline\nreturn\r\"quoted\" \\n apostrophe'" "市"@ja "" "-3"^^xsd:integer "+4"^^xsd:integer
      "1.0"^^xsd:decimal "1E400"^^xsd:double "abc"^^xsd:integer
      "2018"^^xsd:gYear "1"^^xsd:boolean UNDEF
    } }"""
    assert Store.of([]).select(asked).column("x") == [
        "tab\tline\nreturn\r\"quoted\" \\n apostrophe'", "市", "", -3, 4, 1.0,
        float("inf"), "abc", "2018", True, None,
    ]  # fmt: skip
    assert Store.of([]).select("SELECT * WHERE {}") == Table((), ((),))
