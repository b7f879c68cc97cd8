"""The graph: one named graph per edition, no blank nodes, the same bytes every time, places."""

import shutil
import subprocess
import sys
from pathlib import Path

import pyoxigraph
import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat
from rdflib import Dataset

from rolegraph import iris
from rolegraph.building import Build, build
from rolegraph.errors import CannotRead
from rolegraph.graph import build_graph, read_vocabulary, to_nquads, to_ntriples, to_trig
from rolegraph.reading import read_corpus
from rolegraph.workspace import Workspace

# rdflib's own parser uses what it deprecates
pytestmark = [
    pytest.mark.filterwarnings("ignore:Dataset.default_context is deprecated"),
    pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated"),
]

AOBA = iris.entity("edition", "99001-plan")
MINATO = iris.entity("edition", "99002-policy")


def values(built: Build, subject: str, name: str) -> set[str]:
    """The values of a property of a thing, IRIs as slugs."""
    return {
        iris.slug(q.object.value) if isinstance(q.object, NamedNode) else q.object.value
        for q in built.graph.quads
        if q.subject == NamedNode(subject)
        and q.predicate == NamedNode(iris.term(name))
        and isinstance(q.object, (NamedNode, Literal))
    }


# ---- what is written -----------------------------------------------------------------------------


def test_every_edition_memo_and_coding_round_is_a_named_graph(built: Build) -> None:
    names = {q.graph_name.value.removeprefix(f"{iris.BASE}graph/") for q in built.graph.quads}
    assert names == {
        "vocabulary",
        "registry",
        "derived",
        "agreement",
        "edition/99001-plan",
        "edition/99002-policy",
        "memo/notes",
        "coding/theme/coder-a",
        "coding/theme/coder-b",
        *(
            f"coding/{scheme}/adjudicated"
            for scheme in ("theme", "instrument", "catalogue", "challenge", "planning-point")
        ),
    }


def test_an_edition_states_everything_about_its_parts_in_its_own_graph(built: Build) -> None:
    for edition in (AOBA, MINATO):
        own = NamedNode(iris.graph("edition", iris.slug(edition)))
        strange = {
            str(q)
            for q in built.graph.quads
            if q.subject.value.startswith(f"{edition}/")
            and q.graph_name not in (own, NamedNode(iris.graph("derived")))
        }
        assert not strange, f"written outside the graph of the edition: {strange}"


def test_a_duty_becomes_these_statements(built: Build) -> None:
    duty = f"{AOBA}/duty/city-lead-2"
    assert values(built, duty, "bearer") == {"city"}
    assert values(built, duty, "inEdition") == {"99001-plan"}
    assert values(built, duty, "modality") == {"commitment"}
    assert values(built, duty, "activity") == {"manage-progress", "report"}
    assert values(built, duty, "reportsTo") == {"council"}
    assert values(built, duty, "counterpart") == {"council"}, "the super-property is written too"
    assert values(built, duty, "gloss") == {"年一回の点検と報告", "check and report once a year"}
    assert values(built, duty, "statedIn") == {"aoba/2/p2"}
    assert values(built, duty, "attribution") == {"self"}


def test_numbers_are_integers_and_codes_are_text(built: Build) -> None:
    integer = NamedNode(f"{iris.XSD}integer")
    objects = {
        (q.subject.value, q.predicate.value): q.object
        for q in built.graph.quads
        if isinstance(q.object, Literal)
    }
    assert objects[AOBA, iris.term("periodStart")] == Literal("2020", datatype=integer)
    code = objects[iris.entity("municipality", "99001"), iris.term("code")]
    assert code == Literal("99001")


def test_roles_of_elements_are_roles_like_any_other(built: Build) -> None:
    role = f"{MINATO}/role/townspeople-beneficiary-in-i-1"
    assert values(built, role, "actor") == {"townspeople"}
    assert values(built, role, "roleKind") == {"beneficiary"}
    assert values(built, role, "statedIn") == {"minato/1/p2", "minato/1/p3"}


def test_shortcuts_and_ancestors_are_derived(built: Build) -> None:
    assert values(built, f"{AOBA}/actor/city", "servesAsSecretariat") == {"council"}
    assert values(built, f"{MINATO}/element/i-2", "ancestor") == {"p-1"}


def test_a_lost_title_is_a_doubt_and_no_label(built: Build) -> None:
    element = f"{MINATO}/element/i-3"
    assert values(built, element, "rdfs:label") == set()
    assert values(built, element, "reading") == {"lost"}
    assert values(built, f"{element}/doubt/title", "about") == {"i-3"}


def test_only_what_stands_after_adjudication_is_coded(built: Build) -> None:
    assert values(built, f"{MINATO}/element/i-2", "codedAs") == {
        "sales-channels",
        "event-support",
        "market",
    }
    assert values(built, f"{MINATO}/element/p-1", "codedAsExcluded") == {"start-up"}


def test_municipalities_lead_to_their_area_code(built: Build) -> None:
    assert values(built, iris.entity("municipality", "99001"), "rdfs:seeAlso") == {
        f"{iris.ESTAT_AREA}99001"
    }


def test_nothing_has_two_labels_in_one_language(built: Build) -> None:
    seen: dict[tuple[str, str | None], str] = {}
    for quad in built.graph.quads:
        if quad.predicate.value == f"{iris.RDFS}label" and isinstance(quad.object, Literal):
            key = (quad.subject.value, quad.object.language)
            assert seen.setdefault(key, quad.object.value) == quad.object.value, key


def test_there_are_no_blank_nodes(built: Build) -> None:
    for quad in built.graph.quads:
        assert not isinstance(quad.subject, BlankNode)
        assert not isinstance(quad.object, BlankNode)


def test_no_statement_points_at_a_thing_that_is_not_there(built: Build) -> None:
    subjects = {q.subject.value for q in built.graph.quads}
    dangling = {
        q.object.value
        for q in built.graph.quads
        if isinstance(q.object, NamedNode)
        and q.object.value.startswith(f"{iris.BASE}id/")
        and q.object.value not in subjects
    }
    assert not dangling, f"never described: {sorted(dangling)}"


# ---- places --------------------------------------------------------------------------------------


def test_every_statement_of_a_file_has_the_place_where_it_is_written(corpus: Workspace) -> None:
    made = build_graph(read_corpus(corpus))
    for quad in made.quads:
        subject, predicate = quad.subject.value, quad.predicate.value
        place = made.places.get((subject, predicate)) or made.places.get((subject, ""))
        if "/id/" in subject or "/scheme/" in subject:
            assert place, f"no place for {subject}"
            assert place.line, f"no line for {quad}"
            assert (corpus.root / place.path).is_file(), place.path


@pytest.mark.parametrize(
    ("subject", "name", "written"),
    [
        (f"{AOBA}/duty/city-2", "modality", "modality: endeavour"),
        (f"{AOBA}/duty/city-2", "counterpart", "with: [council]"),
        (f"{AOBA}/duty/city-2", "", "id: city-2"),
        (f"{AOBA}/body/council", "established", "year: 2019"),
        (f"{MINATO}/facility/hall/name/former", "until", 'until: "2020-03"'),
        (f"{MINATO}/element/i-3", "status", "status: continued"),
        (f"{MINATO}/coverage/duties", "extent", "extent: partial"),
        (AOBA, "dct:issued", 'date: "2020-03"'),
    ],
)
def test_the_place_is_that_of_the_key(
    corpus: Workspace, built: Build, subject: str, name: str, written: str
) -> None:
    place = built.graph.places[subject, iris.term(name) if name else ""]
    line = (corpus.root / place.path).read_text("utf-8").splitlines()[place.line - 1]
    assert line[place.column - 1 :].startswith(written)


# ---- files ---------------------------------------------------------------------------------------


def rdflib_quads(content: bytes, name: str) -> set[tuple[str, ...]]:
    """The quads that rdflib reads, as plain values."""
    parsed = Dataset()
    parsed.parse(data=content, format=name)
    found = set()
    for s, p, o, g in parsed.quads():
        language, datatype = getattr(o, "language", None), getattr(o, "datatype", None)
        found.add((str(s), str(p), str(o), str(language or datatype or ""), str(g)))
    return found


def pyoxigraph_quads(content: bytes, name: RdfFormat) -> set[tuple[str, ...]]:
    """The quads that pyoxigraph reads, as plain values."""
    found = set()
    for q in pyoxigraph.parse(content, format=name):
        kind = ""
        if isinstance(q.object, Literal):
            kind = q.object.language or q.object.datatype.value.replace(f"{iris.XSD}string", "")
        found.add((q.subject.value, q.predicate.value, q.object.value, kind, q.graph_name.value))
    return found


def test_trig_and_nquads_hold_the_same_in_both_parsers(built: Build) -> None:
    trig, nquads = to_trig(built.graph.quads), to_nquads(built.graph.quads)
    expected = pyoxigraph_quads(nquads, RdfFormat.N_QUADS)
    assert len(expected) == len(built.graph.quads)
    assert pyoxigraph_quads(trig, RdfFormat.TRIG) == expected
    assert rdflib_quads(nquads, "nquads") == expected  # no blank nodes: equal is isomorphic
    assert rdflib_quads(trig, "trig") == expected


def test_nquads_are_one_sorted_line_a_statement(built: Build) -> None:
    lines = to_nquads(built.graph.quads).decode().splitlines()
    assert lines == sorted(lines)
    assert len(lines) == len(set(lines)) == len(built.graph.quads)


def test_ntriples_are_the_union_without_repetition() -> None:
    s, p, g, h = (NamedNode(f"x:{name}") for name in "spgh")
    assert to_ntriples([Quad(s, p, s, g), Quad(s, p, s, h)]) == b"<x:s> <x:p> <x:s> .\n"


def test_the_bytes_depend_neither_on_hash_seed_nor_on_the_order_of_files(
    workspace: Workspace, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    for path in sorted(workspace.root.rglob("*"), reverse=True):  # written in another order
        if path.is_file():
            copied = other / path.relative_to(workspace.root)
            copied.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, copied)
    code = (
        "import sys, hashlib; from pathlib import Path\n"
        "from rolegraph.building import build; from rolegraph.graph import to_nquads, to_trig\n"
        "from rolegraph.workspace import Workspace\n"
        "quads = build(Workspace(Path(sys.argv[1]))).graph.quads\n"
        "print(hashlib.sha256(to_nquads(quads) + to_trig(quads)).hexdigest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", code, str(root)],
            env={"PYTHONHASHSEED": seed, "PATH": ""},
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        ).stdout
        for root, seed in ((workspace.root, "0"), (other, "1"), (workspace.root, "42"))
    }
    assert len(digests) == 1, "sort what is written"


def test_a_change_of_one_fact_changes_one_graph_only(workspace: Workspace, built: Build) -> None:
    path = workspace.data / "plans" / "99002-policy.yaml"
    path.write_text(path.read_text("utf-8").replace("status: new", "status: continued"), "utf-8")
    changed = set(build(workspace).graph.quads) ^ set(built.graph.quads)
    assert {q.graph_name.value for q in changed} == {iris.graph("edition", "99002-policy")}
    assert len(changed) == 2


def test_a_faulty_vocabulary_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "x.ttl").write_text("<a> <b> .", "utf-8")
    with pytest.raises(CannotRead, match=r"x\.ttl.*line 1.* - correct its Turtle"):
        read_vocabulary(tmp_path)
