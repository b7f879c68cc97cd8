"""Questions are read from their files and answered with slugs and labels, in one order."""

import csv
import io
from pathlib import Path

import pytest

from rolegraph.building import Build
from rolegraph.errors import BadParameter, BadQuery, UnknownName
from rolegraph.queries import Query, ask, bind, gathered, labels, ordered, prepare, read_queries
from rolegraph.store import Store
from rolegraph.tables import Iri, Table, to_csv
from rolegraph.workspace import Workspace

ANSWERS = Path(__file__).parent / "answers"


GIVEN = {"kind": "resident", "counterpart": "council", "edition": "99001-plan", "thing": "city-2"}


@pytest.fixture(scope="module")
def queries(corpus: Workspace) -> dict[str, Query]:
    return read_queries(corpus.queries)


def required(query: Query) -> dict[str, str]:
    """What a question must be given."""
    return {each.name: GIVEN[each.name] for each in query.parameters if each.required}


def picked(table: Table, *columns: str) -> list[tuple[object, ...]]:
    """The cells of some columns, row by row."""
    return [tuple(record[column] for column in columns) for record in table.records()]


def write_question(folder: Path, header: str, body: str = "SELECT ?edition WHERE {}") -> Path:
    """A folder of questions with one question in it."""
    (folder / "columns.yaml").write_text("edition: {ja: 版, en: edition, label: true}\n", "utf-8")
    (folder / "parameters.yaml").write_text("{}\n", "utf-8")
    (folder / "mine.rq").write_text(f"{header}\n{body}\n", "utf-8")
    return folder


HEADER = """#+ title: {ja: 題, en: title}
#+ question: {ja: '問い。', en: 'A question?'}
#+ columns: [edition]"""


def test_a_question_has_words_in_both_languages_and_the_columns_of_its_header(
    queries: dict[str, Query],
) -> None:
    query = queries["self-or-asked"]
    assert (query.title.ja, query.title.en) == ("自らの約束と他者への要請", "promised or asked")
    assert [column.name for column in query.columns] == ["edition", "attribution", "duties"]
    assert query.headings("ja") == [
        "計画(版) ID",
        "計画(版)",
        "自ら・他者 ID",
        "自ら・他者",
        "責務の数",
    ]


def test_an_answer_in_english_has_the_same_rows_with_english_labels(
    built: Build, queries: dict[str, Query]
) -> None:
    table = ask(built.store, queries["self-or-asked"], "en")
    assert picked(table, "edition_label", "attribution", "attribution_label", "duties") == [
        ("Aoba Industrial Plan (2020)", "other", "other", 4),
        ("Aoba Industrial Plan (2020)", "self", "self", 5),
        ("Minato Promotion Policy", "other", "other", 1),
        ("Minato Promotion Policy", "self", "self", 2),
    ]


def test_an_edition_may_be_singled_out(built: Build, queries: dict[str, Query]) -> None:
    table = ask(built.store, queries["self-or-asked"], edition="99002-policy")
    assert picked(table, "edition", "attribution", "duties") == [
        ("99002-policy", "other", 1),
        ("99002-policy", "self", 2),
    ]


@pytest.mark.parametrize("name", sorted(path.stem for path in ANSWERS.glob("*.csv")))
def test_an_answer_for_one_edition_is_its_part_of_the_whole(
    name: str, built: Build, queries: dict[str, Query]
) -> None:
    parameters = {parameter.name: parameter for parameter in queries[name].parameters}
    if "edition" not in parameters or parameters["edition"].required:
        return
    query, given = queries[name], required(queries[name])
    whole = ask(built.store, query, "ja", **given)
    parts = [
        row
        for edition in ("99001-plan", "99002-policy")
        for row in ask(built.store, query, "ja", **given, edition=edition).rows
    ]
    assert sorted(map(str, whole.rows)) == sorted(map(str, parts))


def test_a_counterpart_may_be_a_kind_that_covers_narrower_ones(
    built: Build, queries: dict[str, Query]
) -> None:
    table = ask(built.store, queries["duties-with-counterpart"], counterpart="business")
    assert picked(table, "duty", "counterpart") == [
        ("citizens-1", "businesses"),
        ("city-1", "factories"),
        ("town-lead-1", "businesses"),
    ]


def test_a_counterpart_may_be_the_registered_organisation_behind_a_body(
    built: Build, queries: dict[str, Query]
) -> None:
    table = ask(built.store, queries["duties-with-counterpart"], counterpart="aoba-council")
    assert picked(table, "duty", "counterpart") == [
        ("businesses-2", "council"),
        ("city-2", "council"),
        ("city-lead-2", "council"),
    ]


def test_who_plays_one_role_only(built: Build, queries: dict[str, Query]) -> None:
    table = ask(built.store, queries["who-plays-role"], role="secretariat")
    assert picked(table, "actor", "role_kind", "context") == [("city", "secretariat", "council")]


def test_evidence_may_be_asked_by_iri(built: Build, queries: dict[str, Query]) -> None:
    iri = "https://w3id.org/rolegraph/id/edition/99001-plan/duty/city-2"
    assert ask(built.store, queries["evidence-of"], thing=iri).column("section") == ["1/1/b2"]


def test_a_name_of_several_things_must_be_made_clear(
    built: Build, queries: dict[str, Query]
) -> None:
    with pytest.raises(BadParameter, match=r"'businesses' names 2 things.*say which: edition/9900"):
        ask(built.store, queries["evidence-of"], thing="businesses")


def test_a_thing_may_be_named_by_the_path_that_the_remedy_shows(
    built: Build, queries: dict[str, Query]
) -> None:
    table = ask(built.store, queries["evidence-of"], thing="edition/99002-policy/actor/businesses")
    assert table.column("section") == ["0/p1/s1"]


def test_misuse_of_parameters_says_what_was_meant(built: Build, queries: dict[str, Query]) -> None:
    of_kind = queries["duties-of-kind"]
    with pytest.raises(UnknownName, match=r"no kind named 'residents' - did you mean 'resident'\?"):
        ask(built.store, of_kind, kind="residents")
    with pytest.raises(UnknownName, match=r"'editon' - did you mean 'edition'\?"):
        ask(built.store, of_kind, kind="resident", editon="99001-plan")
    with pytest.raises(BadParameter, match=r"question 'duties-of-kind' needs a 'kind'"):
        ask(built.store, of_kind)
    with pytest.raises(UnknownName, match=r"no edition named 'x' - known: 99001-plan, 99002-pol"):
        ask(built.store, of_kind, kind="resident", edition="x")


def test_a_parameter_is_a_value_and_never_code(built: Build, queries: dict[str, Query]) -> None:
    table = ask(built.store, queries["duties-with-counterpart"], counterpart='council") || (1=1 #')
    assert table.rows == ()


def test_rows_that_differ_in_gathered_columns_become_one_row() -> None:
    rows = [("a", 1, "p"), ("a", 1, "q"), ("b", 2, None)]
    assert gathered(rows, [2]) == [("a", 1, "p; q"), ("b", 2, None)]
    assert gathered([("a",), ("a",)], []) == [("a",), ("a",)], "two equal facts are two facts"


def test_rows_are_sorted_as_sparql_sorts() -> None:
    cells = ["b", 10, Iri("http://z"), None, 9, "B", Iri("http://a")]
    table = Table(("thing", "rest"), tuple((cell, "same") for cell in cells))
    found = ordered(table, ["rest", "thing"]).column("thing")
    assert found == [None, Iri("http://a"), Iri("http://z"), 9, 10, "B", "b"]


@pytest.mark.parametrize("name", sorted(path.stem for path in ANSWERS.glob("*.csv")))
def test_rows_are_sorted_as_the_engine_sorts_them(
    name: str, built: Build, queries: dict[str, Query]
) -> None:
    terms = bind(built.store, queries[name], required(queries[name]), "ja")
    table = built.store.select(queries[name].sparql, terms)
    order = queries[name].sparql.rpartition("ORDER BY")[2].replace("?", "").split()
    if set(order) <= set(table.columns):
        assert ordered(table, order) == table


def test_answers_that_were_prepared_are_those_that_would_be_found(
    built: Build, queries: dict[str, Query]
) -> None:
    ready = Store.of(built.graph.quads)
    prepare(ready, queries.values())
    for language in ("ja", "en"):
        for query in queries.values():
            if not any(parameter.required for parameter in query.parameters):
                found = ask(built.store, query, language)
                assert ask(ready, query, language) == found, f"{query.name} in {language}"
    ready.extend([])
    assert not ready.kept, "what was found before the data changed must be forgotten"


def test_a_label_falls_back_to_the_other_language_and_to_the_gloss(built: Build) -> None:
    duty = "https://w3id.org/rolegraph/id/edition/99001-plan/duty/city-2"
    found = labels(built.store, [duty, "https://example.org/nothing"], "en")
    assert found == {duty: "bring opinions together"}


@pytest.mark.parametrize(
    ("header", "told"),
    [
        ("#+ title: {ja: 題", "header cannot be read"),
        ("#+ title: {ja: 題, en: t}", "'question'"),
        ("#+ - a list", "header cannot be read"),
        (HEADER + "\n#+ parameters: [nothing]", "'nothing'"),
    ],
)
def test_a_header_that_cannot_be_read_names_the_file(
    tmp_path: Path, header: str, told: str
) -> None:
    with pytest.raises(BadQuery, match=r"mine\.rq.*add a question") as caught:
        read_queries(write_question(tmp_path, header))
    assert told in str(caught.value)


def test_a_question_that_lacks_a_promised_column_says_which(tmp_path: Path, built: Build) -> None:
    queries = read_queries(write_question(tmp_path, HEADER, "SELECT ?other WHERE {}"))
    with pytest.raises(BadQuery, match=r"question 'mine' lacks columns \['edition'\]"):
        ask(built.store, queries["mine"])


def test_a_question_with_bad_sparql_names_the_question(tmp_path: Path, built: Build) -> None:
    queries = read_queries(write_question(tmp_path, HEADER, "SELECT ?edition WHERE {"))
    with pytest.raises(BadQuery, match=r"question 'mine': syntax error"):
        ask(built.store, queries["mine"])


def test_a_question_that_is_not_utf8_says_so(tmp_path: Path) -> None:
    folder = write_question(tmp_path, HEADER)
    (folder / "mine.rq").write_bytes("#+ title: 題".encode("shift_jis"))
    with pytest.raises(BadQuery, match=r"mine\.rq.*UTF-8"):
        read_queries(folder)


def test_shared_headings_that_cannot_be_read_name_their_file(tmp_path: Path) -> None:
    folder = write_question(tmp_path, HEADER)
    (folder / "columns.yaml").write_text("edition: {ja: 版", "utf-8")
    with pytest.raises(BadQuery, match=r"columns\.yaml"):
        read_queries(folder)


@pytest.mark.parametrize("name", sorted(path.stem for path in ANSWERS.glob("*.csv")))
def test_columns_of_an_answer_are_those_of_the_header_with_labels_beside(
    name: str, queries: dict[str, Query]
) -> None:
    expected = []
    for column in queries[name].columns:
        expected += [column.name, f"{column.name}_label"] if column.labelled else [column.name]
    header = next(csv.reader(io.StringIO((ANSWERS / f"{name}.csv").read_text("utf-8"))))
    assert header == expected


def test_a_question_without_rows_has_its_columns_still(
    built: Build, queries: dict[str, Query]
) -> None:
    table = ask(built.store, queries["bodies"], edition="99002-policy")
    assert to_csv(table).startswith("edition,edition_label,body,body_label,body_kind")
    assert table.rows == ()
