"""The fast way equals pySHACL: component by component, and on seeded damage."""

import random
import sys
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse
from rdflib import SH

from rolegraph import iris
from rolegraph.building import build
from rolegraph.validation.engine import check_graph, plain, prepare
from rolegraph.validation.rules import Rules, read_rules
from rolegraph.validation.units import EDITION, units_of
from rolegraph.workspace import Workspace

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "benchmarks"))

SHAPE = """@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix e: <http://e/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
e:rule a sh:NodeShape ; sh:targetClass e:Thing ; sh:message "m"@ja , "m"@en ;
  {constraint} .
"""
DATA = """@prefix e: <http://e/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
e:Special rdfs:subClassOf e:Thing .
e:none a e:Thing .
e:one a e:Thing ; e:p 1 ; e:q 2 ; e:label "一"@ja , "one"@en ; e:link e:two .
e:two a e:Special ; e:p 1 , 2 , 3 ; e:q 2 ; e:label "two"@en , "zwei"@en ; e:link e:one , "text" .
e:odd a e:Thing ; e:p "abc" , "abc"@de , e:one ; e:q 0 ; e:link e:other , [] ; e:label "かな"@ja .
e:big a e:Thing ; e:p 100 , 1.5 , "2020-01-01"^^xsd:date ; e:q 100 ; e:link e:two , e:two .
e:same a e:Thing ; e:p 5 ; e:q 5 ; e:link e:same .
"""
CONSTRAINTS = {
    "minCount": "sh:property [ sh:path e:p ; sh:minCount 1 ]",
    "minCount-2": "sh:property [ sh:path e:p ; sh:minCount 2 ]",
    "minCount-3": "sh:property [ sh:path e:p ; sh:minCount 3 ]",
    "maxCount-0": "sh:property [ sh:path e:p ; sh:maxCount 0 ]",
    "maxCount-1": "sh:property [ sh:path e:p ; sh:maxCount 1 ]",
    "maxCount-2": "sh:property [ sh:path e:p ; sh:maxCount 2 ]",
    "class": "sh:property [ sh:path e:link ; sh:class e:Thing ]",
    "datatype-integer": "sh:property [ sh:path e:p ; sh:datatype xsd:integer ]",
    "datatype-string": "sh:property [ sh:path e:p ; sh:datatype xsd:string ]",
    "datatype-date": "sh:property [ sh:path e:p ; sh:datatype xsd:date ]",
    **{
        f"nodeKind-{kind}": f"sh:property [ sh:path e:link ; sh:nodeKind sh:{kind} ]"
        for kind in ("IRI", "Literal", "BlankNode", "BlankNodeOrIRI", "IRIOrLiteral",
                     "BlankNodeOrLiteral")
    },
    "pattern": 'sh:property [ sh:path e:p ; sh:pattern "^[0-9]+$" ]',
    "pattern-flags": 'sh:property [ sh:path e:p ; sh:pattern "^ABC" ; sh:flags "i" ]',
    "pattern-lookahead": 'sh:property [ sh:path e:p ; sh:pattern "^(?=1)" ]',
    "minLength": "sh:property [ sh:path e:label ; sh:minLength 2 ]",
    "maxLength": "sh:property [ sh:path e:label ; sh:maxLength 2 ]",
    "languageIn": 'sh:property [ sh:path e:label ; sh:languageIn ( "ja" ) ]',
    "uniqueLang": "sh:property [ sh:path e:label ; sh:uniqueLang true ]",
    "in": "sh:property [ sh:path e:p ; sh:in ( 1 2 5 ) ]",
    "hasValue": "sh:property [ sh:path e:p ; sh:hasValue 1 ]",
    "minInclusive": "sh:property [ sh:path e:p ; sh:minInclusive 2 ]",
    "maxInclusive": "sh:property [ sh:path e:p ; sh:maxInclusive 2 ]",
    "minExclusive": "sh:property [ sh:path e:p ; sh:minExclusive 1 ]",
    "maxExclusive": "sh:property [ sh:path e:p ; sh:maxExclusive 5 ]",
    "lessThan": "sh:property [ sh:path e:p ; sh:lessThan e:q ]",
    "lessThanOrEquals": "sh:property [ sh:path e:p ; sh:lessThanOrEquals e:q ]",
    "equals": "sh:property [ sh:path e:p ; sh:equals e:q ]",
    "disjoint": "sh:property [ sh:path e:p ; sh:disjoint e:q ]",
    "node": "sh:property [ sh:path e:link ; sh:node [ sh:property [ sh:path e:p ; sh:minCount 1 ] ] ]",
    "property": "sh:property [ sh:path e:link ; sh:property [ sh:path e:q ; sh:maxInclusive 2 ] ]",
    "or": "sh:or ( [ sh:property [ sh:path e:p ; sh:maxCount 1 ] ] [ sh:class e:Special ] )",
    "and": "sh:and ( [ sh:property [ sh:path e:p ; sh:maxCount 1 ] ] [ sh:class e:Special ] )",
    "not": "sh:not [ sh:class e:Special ]",
    "not-path": "sh:not [ sh:property [ sh:path e:p ; sh:minCount 1 ] ]",
    "xone": "sh:xone ( [ sh:property [ sh:path e:p ; sh:maxCount 1 ] ] [ sh:class e:Special ] )",
    "closed": "sh:closed true ; sh:property [ sh:path e:p ]",
    "qualified": "sh:property [ sh:path e:link ; sh:qualifiedValueShape [ sh:class e:Thing ] ;"
                 " sh:qualifiedMinCount 2 ]",
    "inverse": "sh:property [ sh:path [ sh:inversePath e:link ] ; sh:minCount 1 ]",
    "sequence": "sh:property [ sh:path ( e:link e:q ) ; sh:maxInclusive 2 ]",
    "alternative": "sh:property [ sh:path [ sh:alternativePath ( e:p e:q ) ] ; sh:maxCount 1 ]",
    "zero-or-more": "sh:property [ sh:path [ sh:zeroOrMorePath e:link ] ; sh:nodeKind sh:IRI ]",
    "sparql": 'sh:sparql [ sh:select "SELECT $this WHERE { $this <http://e/p> ?a . FILTER(?a = 1) }" ]',
    "sparql-union": 'sh:sparql [ sh:select "SELECT $this WHERE { { $this <http://e/p> 1 } UNION'
                    ' { FILTER(STRENDS(STR($this), \'odd\')) } }" ]',
}  # fmt: skip


def quads_of(text: str) -> list[Quad]:
    return list(parse(text.encode(), format=RdfFormat.TURTLE))


def rules_of(text: str, folder: Path) -> Rules:
    (folder / "rules.ttl").write_text(text, "utf-8")
    return read_rules(folder)


def facts(results) -> list[tuple]:
    """What results say, but for the names of blank nodes and the engine's own words."""
    shown = [tuple("_:" if term.startswith("_:") else term for term in r[2:5]) for r in results]
    return sorted((r.rule, r.component, *terms) for r, terms in zip(results, shown, strict=True))


@pytest.mark.parametrize("component", CONSTRAINTS)
def test_a_constraint_component_means_what_pyshacl_says(component, tmp_path):
    rules = rules_of(SHAPE.replace("{constraint}", CONSTRAINTS[component]), tmp_path)
    quads = quads_of(DATA)
    said = plain(quads, rules)
    assert said, "the data should break each constraint"
    assert facts(check_graph(quads, prepare(rules, rules.rules.values()))) == facts(said)


def test_a_literal_that_the_store_would_rewrite_is_left_as_written(tmp_path):
    constraint = 'sh:property [ sh:path e:p ; sh:pattern "^[1-9]" ]'
    rules = rules_of(SHAPE.replace("{constraint}", constraint), tmp_path)
    quads = quads_of(DATA + 'e:padded a e:Thing ; e:p "007"^^xsd:integer .')
    said = plain(quads, rules)
    assert any(result.value.startswith('"007"') for result in said)
    assert facts(check_graph(quads, prepare(rules, rules.rules.values()))) == facts(said)


def damaged(quads: list[Quad], dice: random.Random) -> list[Quad]:
    """Quads of which some are lost, some say something else, and some are new."""
    kept = []
    for quad in quads:
        chance = dice.random()
        if chance < 0.03:
            continue
        if chance < 0.06 and isinstance(quad.object, NamedNode):
            other = dice.choice(quads).object
            kept.append(Quad(quad.subject, quad.predicate, other, quad.graph_name))
        elif chance < 0.09 and isinstance(quad.object, Literal):
            kept.append(Quad(quad.subject, quad.predicate, Literal("?"), quad.graph_name))
        kept.append(quad)
    strange = NamedNode(iris.term("strange"))
    return [*kept, Quad(kept[0].subject, strange, Literal("x"), kept[0].graph_name)]


def alone_says(quads: list[Quad], rules: Rules) -> list | None:
    """What pySHACL says over a store, or over rdflib where it cannot use the store.

    None for SPARQL that would have to run in rdflib: that takes minutes a rule.
    """
    try:
        return plain(quads, rules, native=False)
    except TypeError:
        (rule,) = rules.rules.values()
        if list(rules.shape(rule).objects(predicate=SH.sparql)):
            return None
        return plain(quads, rules)


def test_on_seeded_damage_the_results_are_those_of_pyshacl_alone(tmp_path):
    from synthetic import write_workspace

    rules = read_rules(ROOT / "shapes")
    alone = Rules({r.name: r for r in rules.in_scope(across=False)}, rules.graph)
    built = build(Workspace(write_workspace(tmp_path, 2)))
    units = [u for u in units_of(built.graph.quads) if u.name.startswith(EDITION)]
    unit = units[1]
    quads = [*damaged(list(unit.own), random.Random(7)), *unit.context, *unit.vocabulary]
    about = {str(quad.subject) for quad in quads}
    fast = check_graph(quads, prepare(alone, alone.rules.values()), about)
    broken = {result.rule for result in fast}
    assert len(broken) > 20, "the damage should break many rules"
    compared = 0
    for rule in alone.rules:
        said = alone_says(quads, alone.only([rule]))
        if said is not None:
            compared += 1
            assert facts([r for r in fast if r.rule == rule]) == facts(said)
    assert compared > 0.8 * len(alone.rules)
