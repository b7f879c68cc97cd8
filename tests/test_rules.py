"""Each rule finds its broken input, on that line and no other; each constraint is needed."""

import re
from functools import cache
from pathlib import Path

import pytest
from rdflib import RDF, SH, Graph, URIRef
from rdflib.term import BNode
from rule_fixtures import (
    CORPUS,
    FOLDER,
    ROOT,
    Fixture,
    foreign_units,
    found,
    read_fixture,
    rule_fixtures,
    workspace_units,
)

from rolegraph.building import build
from rolegraph.checking import check
from rolegraph.validation.engine import Result, check_graph, plain, prepare
from rolegraph.validation.passes import How, properties_of
from rolegraph.validation.rules import Rules, closure, read_rules
from rolegraph.validation.suspects import suspects_query
from rolegraph.validation.units import Surroundings, Unit
from rolegraph.workspace import Workspace

RULES = read_rules(ROOT / "shapes")
FIXTURES = rule_fixtures()
AUTHORED = [fixture for fixture in FIXTURES if not fixture.is_rdf]
FOREIGN = [fixture for fixture in FIXTURES if fixture.is_rdf]
CONSTRAINTS = {
    *(SH.minCount, SH.maxCount, SH["class"], SH.datatype, SH.nodeKind, SH.pattern, SH.node),
    *(SH.minLength, SH.maxLength, SH.languageIn, SH.uniqueLang, SH["in"], SH.hasValue, SH.sparql),
    *(SH.minInclusive, SH.maxInclusive, SH.lessThan, SH.lessThanOrEquals, SH.disjoint, SH.equals),
    *(SH["or"], SH["and"], SH["not"], SH.xone, SH.property, SH.closed, SH.qualifiedValueShape),
}


def name(fixture: Fixture) -> str:
    """What pytest calls a case."""
    return fixture.name


@pytest.fixture(scope="session")
def cache_folder(tmp_path_factory):
    return tmp_path_factory.mktemp("cache")


@cache
def surroundings() -> Surroundings:
    return Surroundings(build(Workspace(CORPUS)).graph.quads)


@cache
def ready(across: bool) -> list:
    return prepare(RULES, RULES.in_scope(across=across))


# ---- words ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("rule", RULES.rules.values(), ids=lambda rule: rule.name)
def test_a_rule_has_words_in_both_languages_and_two_examples(rule):
    for text in (rule.label, rule.message, rule.description):
        assert re.search("[ぁ-んァ-ヶ一-龠]", text.ja), f"{rule.name}: write {text} in Japanese"
        assert not re.search("[ぁ-ん]", text.en), f"{rule.name}: write {text} in English"
    assert rule.good, f"{rule.name}: add a skos:example that begins with 'good: '"
    assert rule.bad, f"{rule.name}: add a skos:example that begins with 'bad: '"


@pytest.mark.parametrize("rule", RULES.rules.values(), ids=lambda rule: rule.name)
def test_a_rule_has_a_broken_input(rule):
    assert rule.name in {fixture.rule for fixture in FIXTURES}, (
        f"add tests/rules/{rule.name}.yaml (or .csv, .ttl) with a line marked # expect: {rule.name}"
    )


def test_every_broken_input_belongs_to_a_rule():
    strays = sorted({fixture.rule for fixture in FIXTURES} - set(RULES.rules))
    assert not strays, f"no rules of these names: {strays}"


def test_the_shapes_are_themselves_valid_shacl():
    from pyshacl import validate

    conforms, _, words = validate(Graph(), shacl_graph=RULES.graph, meta_shacl=True, advanced=True)
    assert conforms, words


# ---- broken and valid inputs ---------------------------------------------------------------------


@pytest.mark.parametrize("fixture", AUTHORED, ids=name)
def test_a_broken_line_yields_its_code_there_and_nothing_else(fixture, tmp_path, cache_folder):
    findings = check(Workspace(fixture.workspace(tmp_path)), how=How(cache_folder, 1))
    assert found(findings) == fixture.expected(), [finding.line("en") for finding in findings]


@pytest.mark.parametrize("fixture", FOREIGN, ids=name)
def test_a_broken_node_of_foreign_rdf_yields_its_code_and_nothing_else(fixture):
    results = {(r.focus, r.rule) for r in foreign_results(fixture)}
    assert len(results) == len(fixture.marked), results
    for focus, rule in sorted(results):
        assert rule == fixture.rule
        assert any(stands_on(focus, fixture.text.split("\n")[line - 1]) for line in fixture.marked)


def stands_on(focus: str, line: str) -> bool:
    """Whether a line of Turtle begins with this node."""
    start = line.split()[0].replace("\\", "").strip("<>").partition(":")
    return focus.startswith("_:") if start[0] == "[]" else focus.strip("<>").endswith(start[2])


def foreign_results(fixture: Fixture) -> list[Result]:
    units = foreign_units(fixture, surroundings())
    return [r for unit, across in units for r in check_graph(unit.quads, ready(across), unit.about)]


def test_valid_inputs_yield_nothing(tmp_path, cache_folder):
    valid = read_fixture(FOLDER / "valid.yaml")
    assert check(Workspace(valid.workspace(tmp_path)), how=How(cache_folder, 1)) == []
    assert check(Workspace(CORPUS), how=How(cache_folder, 1)) == []


# ---- mutation ------------------------------------------------------------------------------------


def mutants() -> list[tuple[str, tuple]]:
    """Every constraint of every rule: the triple that states it."""
    return [
        (rule.name, triple)
        for rule in RULES.rules.values()
        for triple in sorted(RULES.shape(rule), key=str)
        if triple[1] in CONSTRAINTS and below(rule.iri, triple[0])
    ]


def below(iri: str, node) -> bool:
    """Whether a node belongs to the rule itself: constraints inside sh:node are its own too."""
    return isinstance(node, BNode) or str(node) == iri


def mutant_id(case) -> str:
    rule, (_, predicate, value) = case
    return (
        f"{rule}-{str(predicate).removeprefix(str(SH))}-{'' if isinstance(value, BNode) else value}"
    )


@cache
def units_with_breach(rule: str) -> tuple[tuple[Unit, bool, tuple[Result, ...]], ...]:
    """The units of the rule's broken inputs, with what the whole rule says of them."""
    import tempfile

    units: list[tuple[Unit, bool]] = []
    for fixture in FIXTURES:
        if fixture.rule == rule and fixture.is_rdf:
            units += foreign_units(fixture, surroundings())
        elif fixture.rule == rule:
            with tempfile.TemporaryDirectory() as folder:
                quads = build(Workspace(fixture.workspace(Path(folder)))).graph.quads
            units += workspace_units(quads, properties_of(RULES.in_scope(across=True), RULES))
    across = RULES.rules[rule].across
    one = prepare(RULES, [RULES.rules[rule]])
    said = [
        (unit, is_union, tuple(check_graph(unit.quads, one, unit.about)))
        for unit, is_union in units
        if is_union == across
    ]
    return tuple(case for case in said if case[2])


@pytest.mark.parametrize("case", mutants(), ids=mutant_id)
def test_without_a_constraint_a_broken_input_passes(case):
    rule, triple = case
    graph = Graph()
    graph += RULES.graph
    graph.remove(triple)
    mutated = Rules({rule: RULES.rules[rule]}, graph)
    weaker = prepare(mutated, mutated.rules.values())
    assert any(differs(unit, weaker, said) for unit, _, said in units_with_breach(rule)), (
        f"add to tests/rules an input that only this part of {rule} finds"
    )


def differs(unit: Unit, weaker: list, said: tuple[Result, ...]) -> bool:
    """Whether a weakened rule says something else, or is no shape at all any more."""
    from pyshacl.errors import ReportableRuntimeError

    try:
        return tuple(check_graph(unit.quads, weaker, unit.about)) != said
    except ReportableRuntimeError:
        return True


# ---- the fast way says what pySHACL says ---------------------------------------------------------


@pytest.mark.parametrize("rule", RULES.rules.values(), ids=lambda rule: rule.name)
def test_a_rule_finds_its_suspects_by_a_query(rule):
    assert suspects_query(URIRef(rule.iri), RULES.shape(rule)), (
        "write it so that suspects can be asked for"
    )
    assert all(one.query for one in prepare(RULES, [rule]))


@pytest.mark.parametrize("rule", RULES.rules.values(), ids=lambda rule: rule.name)
def test_results_equal_those_of_pyshacl_alone(rule):
    only = RULES.only([rule.name])
    for unit, _, said in units_with_breach(rule.name):
        alone = [nameless(r) for r in plain(unit.quads, only)]
        about = {*unit.about, "_:"}
        assert sorted(map(nameless, said)) == sorted(r for r in alone if r.focus in about)


def nameless(result: Result) -> Result:
    """A result without the names of blank nodes, which every run of a parser gives anew."""
    unnamed = {
        field: "_:"
        for field in ("focus", "path", "value")
        if getattr(result, field).startswith("_:")
    }
    return result._replace(**unnamed)


def test_shapes_are_closed_under_reference():
    for rule in RULES.rules.values():
        types = set(closure(RULES.graph, URIRef(rule.iri)).objects(URIRef(rule.iri), RDF.type))
        assert types <= {SH.NodeShape, SH.PropertyShape}
        assert types, f"{rule.name}: say whether it is a sh:NodeShape or a sh:PropertyShape"
