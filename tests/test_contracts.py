"""The conventions that keep the project in shape; each failing message says what to do."""

import ast
import csv
import io
import itertools
import os
import re
import subprocess
import sys
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import click
import pyoxigraph
import pytest
from rdflib import BNode, Dataset, Literal, Namespace, URIRef
from rdflib import Graph as RdflibGraph
from rdflib.namespace import OWL, RDF, SKOS
from rdflib.plugins.sparql.sparql import SPARQLError

from rolegraph import iris
from rolegraph.building import Build
from rolegraph.cli import MODULES, main
from rolegraph.codebook import BEGIN, END, with_tables
from rolegraph.graph import to_nquads
from rolegraph.queries import Query, ask, read_queries
from rolegraph.records import actors, base, bodies, codings, content, edition, memo, registry
from rolegraph.records.base import Part, Record, keys_of
from rolegraph.store import NO_TERMS, Term
from rolegraph.store.seam import Text
from rolegraph.tables import Cell, Iri, Table, to_csv
from rolegraph.workspace import Workspace

# rdflib's own parser and engine use what it deprecates
pytestmark = pytest.mark.filterwarnings("ignore:Dataset.default_context is deprecated")

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "rolegraph"
ANSWERS = ROOT / "tests" / "answers"
QUERIES = sorted((ROOT / "queries").glob("*.rq"))
MODULE_FILES = sorted(SOURCE.rglob("*.py"))
RG = Namespace(iris.RG)

PARAMETERS: dict[str, dict[str, str]] = {
    "duties-of-kind": {"kind": "resident"},
    "duties-with-counterpart": {"counterpart": "council"},
    "evidence-of": {"thing": "i-1"},
    "plan-tree": {"edition": "99002-policy"},
}
"""What questions with required parameters are asked with, for their answer files."""

ROWS = [
    {"cli", "__main__"},
    {"web", "site", "reporting"},
    {"study", "release"},
    {"pages", "reports", "check_reports", "charts"},
    {"comparison", "network"},
    {
        "building",
        "checking",
        "evidence",
        "codebook",
        "agreement",
        "completeness",
        "loading",
        "federation",
        "workbooks",
    },
    {"queries", "validation"},
    {"store", "graph"},
    {"reading", "tables", "passages", "output", "versions", "archive"},
    {"records"},
    {"workspace", "iris", "findings", "errors", "japanese"},
]
"""The layers of the architecture, top first; a module imports only from rows below its own."""
OTHERWISE = {
    "validation": "test_rules.py",
    "web": "web/test_protocol.py",
    "release": "test_site.py",
}
"""Where the tests of a package stand when not in tests/test_<package>.py."""
NEIGHBOURS = {
    ("__main__", "cli"),
    ("checking", "building"),
    ("errors", "findings"),
    ("errors", "japanese"),
    ("pages", "charts"),
    ("workspace", "errors"),
}
"""Imports within a row that are meant; imports within a package are free."""

THEIRS = ("federation", "loading", "web")  # what puts terms into queries, or sends them on
HOMES = {
    "click": {"cli"},
    "jinja2": {"pages"},
    "markupsafe": {"pages"},
    "pydantic": {"records", "reading", "codebook"},
    "pydantic_core": {"records", "reading"},
    "openpyxl": {"reading", "workbooks"},
    "yaml": {"reading", "queries", "comparison", "federation", "reports", "workbooks"},
    "pyoxigraph": {
        *("store", "graph", "building", "checking", "queries", "comparison", "validation"),
        *("federation", "loading", "reports", "web", "pages", "site", "network", "workbooks"),
        "release",
    },
    "rdflib": {"graph", "validation"},
    "pyshacl": {"validation"},
    "platformdirs": {"validation"},
    "tabulate": {"tables"},
    "wcwidth": {"charts", "reports", "tables"},
    "nltk": {"agreement"},
    "numpy": {"comparison"},
    "networkx": {"network"},
    "altair": {"charts"},
    "vl_convert": {"charts"},
    "pygraphviz": {"charts"},
    "pylopdf_fonts_jp": {"charts"},
    "fontTools": {"charts"},
    "markdown_it": {"reports"},
    "docx": {"reports"},
    "docxtpl": {"reports"},
    "xlsxwriter": {"reports"},
    "pandas": {"study"},
    "polars": {"study"},
    "fastapi": {"web"},
    "starlette": {"web"},
    "h11": {"web"},
    "uvicorn": {"web"},
    "uvloop": {"web"},
    "prometheus_client": {"web"},
    "zstandard": {"web"},
}
"""Each third-party package and the modules it may be imported in."""


def unit(path: Path) -> str:
    """The module, or the package in src/rolegraph, that a file belongs to."""
    return path.relative_to(SOURCE).parts[0].removesuffix(".py")


def imports(path: Path) -> Iterator[tuple[str, int]]:
    """Every module that a file imports, anywhere in it, with the line."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            if node.module == "rolegraph":
                yield from ((f"rolegraph.{alias.name}", node.lineno) for alias in node.names)
            else:
                yield node.module, node.lineno


def shown(path: Path) -> str:
    """A path as a message names it."""
    return path.relative_to(ROOT).as_posix()


# ---- questions -----------------------------------------------------------------------------------


class Rdflib:
    """The same data behind rdflib's own SPARQL engine, as a Queryable."""

    def __init__(self, nquads: bytes) -> None:
        self.data = Dataset(default_union=True)
        self.data.parse(data=nquads, format="nquads")
        self.kept: dict[Hashable, Any] = {}

    def texts(self, things: Iterable[str], properties: Sequence[str]) -> Iterator[Text]:
        """Literals as the embedded store would give them."""
        for thing, name in itertools.product(things, properties):
            for value in self.data.objects(URIRef(thing), URIRef(name)):
                yield Text(thing, name, str(value), getattr(value, "language", None) or "")

    def select(self, sparql: str, terms: Mapping[str, Term] = NO_TERMS) -> Table:
        """Rows as the embedded store would give them."""
        bound = {name: _to_rdflib(term) for name, term in terms.items()}
        result = self.data.query(sparql, initBindings=bound)
        columns = tuple(str(variable) for variable in result.vars or ())
        return Table(columns, tuple(tuple(map(_cell, row)) for row in result))  # type: ignore[arg-type]

    def construct(self, sparql: str, terms: Mapping[str, Term] = NO_TERMS) -> list[Any]:
        """Not needed for questions."""
        raise SPARQLError(sparql)


def _to_rdflib(term: Term) -> URIRef | Literal:
    if isinstance(term, pyoxigraph.NamedNode):
        return URIRef(term.value)
    return Literal(term.value, lang=term.language or None)


def _cell(term: Any) -> Cell:
    if term is None:
        return None
    if isinstance(term, URIRef):
        return Iri(term)
    value = term.toPython()
    return value if isinstance(value, (bool, int, float, str)) else _number(value, term)


def _number(value: Any, term: Literal) -> Cell:
    return float(value) if term.datatype == URIRef(f"{iris.XSD}decimal") else str(term)


@pytest.fixture(scope="module")
def queries() -> dict[str, Query]:
    return read_queries(ROOT / "queries")


@pytest.fixture(scope="module")
def rdflib_engine(built: Build) -> Rdflib:
    return Rdflib(to_nquads(built.graph.quads))


@pytest.mark.parametrize("path", QUERIES, ids=lambda path: path.stem)
def test_every_question_gives_the_rows_counted_by_hand(
    path: Path, built: Build, queries: dict[str, Query]
) -> None:
    answer = ANSWERS / f"{path.stem}.csv"
    assert answer.exists(), f"write {shown(answer)} by hand, from reading tests/corpus"
    table = ask(built.store, queries[path.stem], "ja", **PARAMETERS.get(path.stem, {}))
    assert to_csv(table) == answer.read_text("utf-8"), (
        f"{path.name} no longer answers {shown(answer)}; correct the one that is wrong"
    )
    assert table.rows, f"give tests/corpus something for {path.name} to find"


@pytest.mark.parametrize("path", QUERIES, ids=lambda path: path.stem)
@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_question_has_equal_answers_on_both_engines(
    path: Path, language: Any, built: Build, rdflib_engine: Rdflib, queries: dict[str, Query]
) -> None:
    query, given = queries[path.stem], PARAMETERS.get(path.stem, {})
    ours = ask(built.store, query, language, **given)
    theirs = ask(rdflib_engine, query, language, **given)
    assert theirs == ours, f"write {path.name} so that both engines understand the same by it"


@pytest.mark.parametrize("path", QUERIES, ids=lambda path: path.stem)
def test_every_question_has_full_prefixes_and_a_total_order(path: Path) -> None:
    text = path.read_text("utf-8")
    used = set(
        re.findall(r"(?<![\w<:#-])([a-z][a-z-]*):[a-zA-Z]", re.sub(r"<[^>]*>|#.*", "", text))
    )
    declared = set(re.findall(r"^PREFIX ([a-z-]+):", text, re.M))
    assert used <= declared, f"declare the prefixes {sorted(used - declared)} in {path.name}"
    assert declared <= used, f"remove the prefixes {sorted(declared - used)} from {path.name}"
    assert re.search(r"^ORDER BY ", text, re.M), f"end {path.name} with a total ORDER BY"


def test_no_answer_file_is_left_without_a_question() -> None:
    alone = {path.stem for path in ANSWERS.glob("*.csv")} - {path.stem for path in QUERIES}
    assert not alone, f"remove tests/answers/ of questions that are gone: {sorted(alone)}"


def test_parameters_for_answers_are_those_that_questions_require(
    queries: dict[str, Query],
) -> None:
    required = {
        name: {p.name for p in query.parameters if p.required}
        for name, query in queries.items()
        if any(p.required for p in query.parameters)
    }
    assert {name: set(given) for name, given in PARAMETERS.items()} == required, (
        "bring PARAMETERS in this file up to date"
    )


def test_every_column_and_parameter_of_the_shared_files_is_used(
    queries: dict[str, Query],
) -> None:
    for name, used in (
        ("columns", {c.name for q in queries.values() for c in q.columns}),
        ("parameters", {p.name for q in queries.values() for p in q.parameters}),
    ):
        text = (ROOT / "queries" / f"{name}.yaml").read_text("utf-8")
        unused = set(re.findall(r"^([a-z_]+):", text, re.M)) - used
        assert not unused, f"remove {sorted(unused)} from queries/{name}.yaml"


def test_every_comparison_names_a_question_and_its_columns(queries: dict[str, Query]) -> None:
    from rolegraph.comparison import read_presets

    for preset in read_presets(ROOT / "queries").values():
        assert preset.question in queries, f"{preset.name}: no question {preset.question}"
        columns = {column.name for column in queries[preset.question].columns}
        named = {preset.rows, preset.columns, preset.value, preset.by} - {""}
        assert named <= columns, f"{preset.name}: {named - columns} are no columns"


# ---- modules -------------------------------------------------------------------------------------


def test_every_module_has_a_test_file() -> None:
    units = {unit(path) for path in MODULE_FILES} - {"__init__", "__main__"}
    files = {u: OTHERWISE.get(u, f"test_{u}.py") for u in units}
    lacking = sorted(u for u, name in files.items() if not (ROOT / "tests" / name).exists())
    assert not lacking, f"write tests/test_<module>.py for {lacking}"


def test_every_module_has_a_row_in_the_layers() -> None:
    known = set().union(*ROWS) | {"__init__"}
    strange = {unit(path) for path in MODULE_FILES} - known
    assert not strange, f"give these a row in ROWS of this file: {sorted(strange)}"


def test_a_module_imports_only_from_the_rows_below_its_own() -> None:
    row = {name: number for number, names in enumerate(ROWS) for name in names}
    wrong = [
        f"{shown(path)}:{line}: {unit(path)} imports {other}"
        for path in MODULE_FILES
        for name, line in imports(path)
        if name.startswith("rolegraph.")
        and (other := name.split(".")[1]) != "__version__"
        and other != unit(path)
        and (unit(path), other) not in NEIGHBOURS
        and row.get(other, -1) <= row.get(unit(path), -1)
    ]
    assert not wrong, "move what is needed to a lower row:\n" + "\n".join(wrong)


def test_no_neighbour_is_listed_in_vain() -> None:
    found = {
        (unit(path), name.split(".")[1])
        for path in MODULE_FILES
        for name, _ in imports(path)
        if name.startswith("rolegraph.")
    }
    row = {name: number for number, names in enumerate(ROWS) for name in names}
    needed = {(a, b) for a, b in found if a != b and row.get(a) == row.get(b)}
    assert needed >= NEIGHBOURS, f"remove {sorted(NEIGHBOURS - needed)} from NEIGHBOURS"


def test_third_party_packages_are_imported_in_their_homes_only() -> None:
    wrong = [
        f"{shown(path)}:{line}: {package}"
        for path in MODULE_FILES
        for name, line in imports(path)
        if (package := name.split(".")[0]) not in sys.stdlib_module_names
        and package != "rolegraph"
        and unit(path) not in HOMES.get(package, set())
    ]
    assert not wrong, (
        "import these in their home modules, or give them one in HOMES:\n" + "\n".join(wrong)
    )


@pytest.mark.parametrize("path", MODULE_FILES, ids=shown)
def test_a_module_has_at_most_400_lines_and_a_function_50(path: Path) -> None:
    text = path.read_text("utf-8")
    assert len(text.splitlines()) <= 400, f"divide {shown(path)}"
    long = [
        f"{node.name} ({node.end_lineno - node.lineno + 1} lines)"
        for node in ast.walk(ast.parse(text))
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        and node.end_lineno
        and node.end_lineno - node.lineno >= 50
    ]
    assert not long, f"divide in {shown(path)}: {', '.join(long)}"


def test_nothing_below_the_command_line_asks_for_clock_chance_or_environment() -> None:
    banned = {"random", "secrets", "uuid"}
    clocks = ("datetime.now(", "date.today(", "utcnow(", "time.time(")
    wrong = [
        f"{shown(path)}:{line}: {name}"
        for path in MODULE_FILES
        if unit(path) not in ("cli", "web")
        for name, line in imports(path)
        if name.split(".")[0] in banned
    ]
    wrong += [
        shown(path)
        for path in MODULE_FILES
        if unit(path) not in ("cli", "web")
        and any(word in path.read_text("utf-8") for word in ("os.environ", *clocks))
    ]
    assert not wrong, f"pass these in from the command line: {wrong}"


# ---- the command line and the README ---------------------------------------------------------


def commands() -> Iterator[tuple[str, click.Command]]:
    """Every command by name, the group itself as ''."""
    yield "", main
    for name in sorted(MODULES):
        command = main.get_command(click.Context(main), name)
        assert command is not None
        yield name, command


def readme() -> str:
    """The README's text."""
    return (ROOT / "README.md").read_text("utf-8")


def test_every_command_is_in_the_readme() -> None:
    lacking = [name for name, _ in commands() if f"rolegraph {name}".strip() not in readme()]
    assert not lacking, f"add to 'Commands and settings' of the README: {lacking}"


def test_every_option_and_setting_is_in_the_readme() -> None:
    text = readme()
    lacking = []
    for name, command in commands():
        for parameter in command.params:
            if isinstance(parameter, click.Option):
                words = [max(parameter.opts, key=len)]
                words += [parameter.envvar] if isinstance(parameter.envvar, str) else []
                lacking += [f"{name} {w}".strip() for w in words if w not in text]
    lacking = [w for w in lacking if not w.endswith(("--help", "--version"))]
    assert not lacking, f"add to 'Commands and settings' of the README: {lacking}"


def test_the_readme_names_no_command_that_is_gone() -> None:
    settings = r"(?:--[a-z-]+ \S+ )*"  # options before the command
    told = [*re.findall(r"`(rolegraph [^`]+)", readme()), *examples()]
    named = {m[1] for line in told if (m := re.match(rf"rolegraph {settings}([a-z][a-z-]*)", line))}
    gone = sorted(named - set(MODULES))
    assert not gone, f"the README still tells of {gone}"


def examples() -> list[str]:
    """The rolegraph commands of the README's code blocks."""
    blocks = re.findall(r"```(?:sh|console)\n(.*?)```", readme(), re.S)
    lines = [line.removeprefix("$ ").split(" #")[0] for b in blocks for line in b.splitlines()]
    parts = [part.strip() for line in lines for part in line.split("&&")]
    return [part for part in parts if part.startswith("rolegraph ")]


@pytest.mark.parametrize("example", examples())
def test_the_commands_of_the_readme_can_be_parsed(
    example: str, queries: dict[str, Query], corpus: Workspace
) -> None:
    words = example.split()[1:]
    context = main.make_context("rolegraph", ["--workspace", str(ROOT), *words])
    name, command, rest = main.resolve_command(context, [*context._protected_args, *context.args])
    assert command is not None
    inner = command.make_context(name, list(rest), parent=context)
    if isinstance(command, click.Group):
        name, command, rest = command.resolve_command(inner, [*inner._protected_args, *inner.args])
        assert command is not None
        command.make_context(name, list(rest), parent=inner)


def test_the_readme_has_commands_to_parse() -> None:
    assert len(examples()) >= 4


@pytest.mark.parametrize("name", sorted(MODULES))
def test_every_command_has_help_with_an_example(name: str, run: Any) -> None:
    result = run(name, "--help")
    assert result.exit_code == 0
    words = " ".join(result.output.split())
    assert re.search(rf"Examples?: rolegraph .*\b{name}\b", words), "add an example to its help"


def test_help_imports_no_heavy_package() -> None:
    for arguments in (["--help"], ["ask", "--help"][:1] and ["--version"], ["build", "--help"]):
        done = subprocess.run(
            [sys.executable, "-X", "importtime", "-m", "rolegraph", *arguments],
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        )
        loaded = {
            line.rpartition("|")[2].strip().split(".")[0] for line in done.stderr.splitlines()
        }
        heavy = loaded & {"pydantic", "rdflib", "pyshacl", "pyoxigraph", "yaml", "tabulate", "nltk"}
        assert not heavy, f"rolegraph {' '.join(arguments)}: import {sorted(heavy)} where used"


# ---- generated files and releases ------------------------------------------------------------


def test_the_tables_of_the_codebook_are_current() -> None:
    path = ROOT / "data" / "README.md"
    text = path.read_text("utf-8")
    assert BEGIN in text, f"data/README.md lacks {BEGIN}"
    assert END in text, f"data/README.md lacks {END}"
    assert with_tables(text) == text, "run: rolegraph codebook --update data/README.md"


def test_the_agreement_of_the_coders_is_current(run: Any) -> None:
    if not list((ROOT / "data" / "codings").glob("*/*.csv")):
        return
    result = run("--workspace", ROOT, "agreement", "--check")
    assert result.exit_code == 0, "run: rolegraph agreement"


def test_no_iri_of_the_last_release_has_vanished(published: Build) -> None:
    released = ROOT / "tests" / "released-iris.txt"
    if not released.exists():
        assert "0.1.0" not in _tags(), "write tests/released-iris.txt with the release"
        return
    quads = published.graph.quads
    present = {
        quad.subject.value for quad in quads if isinstance(quad.subject, pyoxigraph.NamedNode)
    }
    gone = sorted(set(released.read_text("utf-8").split()) - present)
    assert not gone, f"never remove an IRI, deprecate it: {gone[:10]}"


def _tags() -> str:
    done = subprocess.run(
        ["git", "tag"], cwd=ROOT, capture_output=True, text=True, check=False, timeout=20
    )
    return done.stdout


def test_two_builds_give_the_same_bytes(tmp_path: Path) -> None:
    written = []
    for seed in ("1", "2"):
        output = tmp_path / seed
        subprocess.run(
            [sys.executable, "-m", "rolegraph", "--workspace", str(ROOT), "build", "-o", output],
            env=os.environ | {"PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
            timeout=120,
        )
        written.append([(output / f"rolegraph.{kind}").read_bytes() for kind in ("nq", "trig")])
    assert written[0] == written[1], "sort what is written; use no clock and no chance"


# ---- ontology ------------------------------------------------------------------------------------

RECORDS = {
    value
    for module in (actors, base, bodies, codings, content, edition, memo, registry)
    for value in vars(module).values()
    if isinstance(value, type) and issubclass(value, Record) and value not in (Record, Part)
}


@pytest.fixture(scope="module")
def ontology() -> RdflibGraph:
    graph = RdflibGraph()
    graph.parse(ROOT / "ontology" / "rolegraph.ttl")
    return graph


@pytest.fixture(scope="module")
def schemes() -> RdflibGraph:
    graph = RdflibGraph()
    for path in sorted((ROOT / "ontology" / "schemes").glob("*.ttl")):
        graph.parse(path)
    return graph


def declared(ontology: RdflibGraph, *kinds: URIRef) -> set[str]:
    """The names of the rg: terms of some kinds."""
    return {
        str(term).removeprefix(str(RG))
        for kind in kinds
        for term in ontology.subjects(RDF.type, kind)
        if str(term).startswith(str(RG))
    }


def mapped() -> set[str]:
    """The properties that keys of records become."""
    keys = [key.key for record in RECORDS for key in keys_of(record)]
    return {name for key in keys for name in (key.property, key.parent) if name}


def rules_text() -> str:
    """All questions, derivation rules and shapes."""
    files = [*(ROOT / "queries").rglob("*.rq"), *(ROOT / "shapes").glob("*.ttl")]
    return "\n".join(path.read_text("utf-8") for path in files)


def program_text() -> str:
    """The code that writes the graph."""
    return "\n".join(path.read_text("utf-8") for path in (SOURCE / "graph").rglob("*.py"))


PROPERTIES = (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)


def test_every_property_of_a_key_is_declared(ontology: RdflibGraph) -> None:
    known = declared(ontology, *PROPERTIES)
    lacking = sorted(name for name in mapped() if ":" not in name and name not in known)
    assert not lacking, f"declare in ontology/rolegraph.ttl: {lacking}"


def test_every_foreign_property_of_a_key_is_labelled_for_tables(ontology: RdflibGraph) -> None:
    from rdflib import RDFS

    lacking = sorted(
        name
        for name in mapped()
        if ":" in name and (URIRef(iris.term(name)), RDFS.label, None) not in ontology
    )
    assert not lacking, f"label under 'Foreign terms' of rolegraph.ttl: {lacking}"


def test_every_declared_property_is_written_by_something(
    ontology: RdflibGraph, schemes: RdflibGraph
) -> None:
    derived = re.findall(r"rg:([a-z]\w*)", "\n".join(
        p.read_text("utf-8") for p in (ROOT / "queries" / "rules").glob("*.rq")))  # fmt: skip
    in_schemes = {str(p).removeprefix(str(RG)) for p in schemes.predicates()}
    in_schemes |= {str(o).removeprefix(str(RG)) for o in schemes.objects(None, RG.shortcut)}
    written = mapped() | set(re.findall(r'"([a-z]\w+)"', program_text()))
    unused = declared(ontology, *PROPERTIES) - written - set(derived) - in_schemes
    assert not unused, f"no key, graph builder or rule writes {sorted(unused)}: map or remove them"


def test_every_class_is_given_to_something(ontology: RdflibGraph, schemes: RdflibGraph) -> None:
    given = {getattr(record, "CLASS", "") for record in RECORDS}
    given |= set(re.findall(r'"([A-Z]\w+)"', program_text()))
    given |= {str(o).removeprefix(str(RG)) for o in schemes.objects(None, RDF.type)}
    levels = (ROOT / "data" / "README.md").read_text("utf-8")
    levels += "\n".join(p.read_text("utf-8") for p in (ROOT / "data" / "plans").glob("*.yaml"))
    given |= {name for name in declared(ontology, OWL.Class) if iris.kebab(name) in levels}
    unused = declared(ontology, OWL.Class) - given
    assert not unused, f"nothing is ever a {sorted(unused)}: write or remove them"


def test_every_term_serves_a_question_a_rule_or_a_shape(ontology: RdflibGraph) -> None:
    names = declared(ontology, OWL.Class, *PROPERTIES)
    text = rules_text() + program_text()
    schemes = [p.read_text("utf-8") for p in (ROOT / "ontology" / "schemes").glob("*.ttl")]
    text += "\n".join(schemes)  # shapes and rules read strengths, endings and shortcuts there
    unused = {n for n in names if not re.search(rf"\b{n}\b", text)} - mapped()
    unused -= {getattr(record, "CLASS", "") for record in RECORDS}
    plan_levels = {"StrategicGoal", "Policy", "Measure", "Initiative", "SupportStance"}
    assert not unused - plan_levels, (
        f"use these in a question, rule or shape, or remove them: {sorted(unused)}"
    )


def test_every_concept_scheme_of_a_key_exists() -> None:
    named = {key.key.scheme for record in RECORDS for key in keys_of(record)} - {""}
    lacking = sorted(n for n in named if not (ROOT / "ontology/schemes" / f"{n}.ttl").exists())
    assert not lacking, f"write ontology/schemes/<scheme>.ttl for {lacking}"


def test_every_concept_of_the_data_exists(built: Build, published: Build) -> None:
    for made in (built, published):
        quads = made.graph.quads
        known = {q.subject for q in quads if q.predicate.value == f"{iris.SKOS}prefLabel"}
        used = {
            q.object
            for q in quads
            if isinstance(q.object, pyoxigraph.NamedNode)
            and re.fullmatch(rf"{re.escape(iris.BASE)}scheme/[^/]+/.+", q.object.value)
        }
        strange = sorted(node.value for node in used - known)
        assert not strange, f"add these concepts to their scheme, or correct them: {strange}"


def test_the_published_data_have_no_blank_nodes_and_no_undeclared_term(
    ontology: RdflibGraph, published: Build
) -> None:
    quads = published.graph.quads
    assert not any(
        isinstance(n, pyoxigraph.BlankNode) for q in quads for n in (q.subject, q.object)
    )
    used = {
        node.value.removeprefix(iris.RG)
        for quad in quads
        for node in (quad.predicate, quad.object)
        if isinstance(node, pyoxigraph.NamedNode) and node.value.startswith(iris.RG)
    }
    strange = sorted(used - declared(ontology, OWL.Class, *PROPERTIES))
    assert not strange, f"declare in ontology/rolegraph.ttl: {strange}"


def test_the_real_data_have_no_faults(published: Build) -> None:
    told = [finding.line("en") for finding in published.corpus.findings]
    assert not told, "\n".join(told)


def test_answer_files_are_plain_csv() -> None:
    for path in sorted(ANSWERS.glob("*.csv")):
        text = path.read_text("utf-8")
        assert not text.startswith("\ufeff"), f"{path.name}: no byte order mark"
        widths = {len(row) for row in csv.reader(io.StringIO(text), strict=True)}
        assert len(widths) == 1, f"{path.name}: rows of different length"


def test_turtle_files_have_no_blank_nodes() -> None:
    for path in sorted((ROOT / "ontology").rglob("*.ttl")):
        graph = RdflibGraph().parse(path)
        assert not any(isinstance(n, BNode) for t in graph for n in t), f"name nodes of {path.name}"
    assert SKOS.Concept
