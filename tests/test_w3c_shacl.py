"""The W3C's own SHACL core tests, run through the engine that checks plans.

The suite comes with the source distribution of pySHACL: `.ci/install-parts` unpacks it and names
the folder in ROLEGRAPH_SHACL_TESTS. It is not part of this project.
"""

import os
from collections import Counter
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse
from rdflib import RDF, RDFS, SH, Graph, Namespace

from rolegraph.validation.engine import Result, check_graph, plain, prepare
from rolegraph.validation.rules import BadRules, read_rules

SUITE = Path(os.environ.get("ROLEGRAPH_SHACL_TESTS", "no-such-folder"))
MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
SHT = Namespace("http://www.w3.org/ns/shacl-test#")
FILES = sorted(
    path
    for path in (SUITE / "core").rglob("*.ttl")
    if "sht:Validate" in path.read_text("utf-8")  # not a manifest, and not the data of another
)
PYSHACL_DIFFERS = {"uniqueLang-002"}
"""Tests of which pySHACL itself says otherwise; the engine says what pySHACL says."""

NAMELESS = "a rule has to have a name here, as its name is its message code"

pytestmark = pytest.mark.skipif(
    not FILES,
    reason="no W3C SHACL tests (ROLEGRAPH_SHACL_TESTS names the folder; .ci/install-parts)",
)


def expected(graph: Graph) -> Counter[tuple[str, str]]:
    """What the suite expects: each result by focus node and component."""
    return Counter(
        (result_term(graph, node), str(graph.value(node, SH.sourceConstraintComponent)))
        for report in graph.subjects(RDF.type, SH.ValidationReport)
        for node in graph.objects(report, SH.result)
    )


def result_term(graph: Graph, node: object) -> str:
    focus = graph.value(node, SH.focusNode)
    return "_:" if type(focus).__name__ == "BNode" else str(focus)


@pytest.mark.parametrize("path", FILES or [None], ids=lambda path: path and path.stem)
def test_a_core_test_of_the_w3c_gives_the_results_it_expects(path, tmp_path):
    graph = Graph().parse(path)
    wanted = expected(graph)
    action = graph.value(next(graph.subjects(RDF.type, SHT.Validate)), MF.action)
    data, shapes = (
        Graph().parse(str(graph.value(action, part))) for part in (SHT.dataGraph, SHT.shapesGraph)
    )
    for shape in set(shapes.subjects(RDF.type, SH.NodeShape)) & set(
        shapes.subjects(RDF.type, RDFS.Class)
    ):
        shapes.add((shape, SH.targetClass, shape))  # what an implicit class target means
    shapes.serialize(tmp_path / "rules.ttl", format="turtle")
    data.serialize(tmp_path / "data.nt", format="nt", encoding="utf-8")
    try:
        rules = read_rules(tmp_path)
    except BadRules:
        pytest.skip(NAMELESS)
    quads = list(parse(path=str(tmp_path / "data.nt"), format=RdfFormat.N_TRIPLES))
    found = check_graph(quads, prepare(rules, rules.rules.values()))
    if path.stem in PYSHACL_DIFFERS:
        wanted = told(plain(quads, rules))
    assert set(told(found)) == set(wanted)


def told(results: list[Result]) -> Counter[tuple[str, str]]:
    """What results say, by focus node and component."""
    return Counter((plain_term(r.focus), f"{SH}{r.component}") for r in results)


def plain_term(term: str) -> str:
    """A term of a result as rdflib's str() gives it."""
    if term.startswith("_:"):
        return "_:"
    if term.startswith("<"):
        return term[1:-1]
    return term.rpartition('"')[0].removeprefix('"') if term.startswith('"') else term
