"""Hostile and broken inputs are refused or stopped with a message; nothing is fetched."""

import multiprocessing
import os
import signal
import socket
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat

from rolegraph import iris
from rolegraph.checking import check_paths
from rolegraph.validation import workers
from rolegraph.validation.engine import prepare
from rolegraph.validation.foreign import form_of, parse_rdf
from rolegraph.validation.passes import How, check_units
from rolegraph.validation.placing import stopped_findings
from rolegraph.validation.rules import read_rules
from rolegraph.validation.units import Unit
from rolegraph.validation.workers import Plan, run_jobs
from rolegraph.workspace import Workspace

HOW = How(None, 1)
LAUGHS = '<!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
DEEP = "[ <http://e/p> " * 5000 + "1" + " ]" * 5000


@pytest.fixture(autouse=True)
def no_network(monkeypatch):
    """Fail loudly when anything opens a connection."""

    def refuse(*_args, **_options):
        raise AssertionError("a check must not open a connection")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


@pytest.mark.parametrize(
    ("name", "content", "rule"),
    [
        ("literal.ttl", f'<http://e/s> <http://e/p> "{"x" * 200_000}" .', "rdf-literal-too-long"),
        ("iri.ttl", f"<http://e/{'x' * 5000}> <http://e/p> 1 .", "rdf-iri-too-long"),
        ("deep.ttl", f"<http://e/s> <http://e/p> {DEEP} .", "rdf-too-deep"),
        ("deep.jsonld", '{"http://e/p":' * 5000 + "1" + "}" * 5000, "rdf-too-deep"),
        ("laughs.rdf", LAUGHS, "rdf-entities"),
        ("remote.jsonld", '{"@context": "http://127.0.0.1:9/c", "@id": "http://e/s", "p": 1}',
         "rdf-remote-context"),
        ("half.ttl", "<http://e/s> <http://e/p>", "rdf-syntax"),
        ("bytes.nt", "\x00\x01", "rdf-syntax"),
        ("nothing.ttl", "# empty", "rdf-empty"),
        ("laughs.yaml", "a: &a [1]\nb: [*a, *a]\n", "yaml-alias"),
        ("deep.yaml", "a: " + "[" * 5000 + "]" * 5000, "too-deep"),
    ],
)  # fmt: skip
def test_a_hostile_file_is_refused_with_its_place(name, content, rule, corpus, tmp_path):
    (tmp_path / name).write_text(content, "utf-8")
    found = check_paths(corpus, [tmp_path / name], how=HOW)
    assert rule in {finding.rule for finding in found}, [f.line("en") for f in found]
    assert all(finding.place.path.endswith(name) for finding in found)


def test_a_link_in_the_data_is_not_followed(corpus, tmp_path):
    imports = "<http://www.w3.org/2002/07/owl#imports>"
    text = f"<http://e/o> {imports} <http://127.0.0.1:9/x> ."
    (tmp_path / "imports.ttl").write_text(text, "utf-8")
    assert check_paths(corpus, [tmp_path / "imports.ttl"], how=HOW) == []


SLOW = '''@prefix sh: <http://www.w3.org/ns/shacl#> .
<https://w3id.org/rolegraph/shapes#runaway> a sh:NodeShape ;
  sh:targetSubjectsOf <http://e/p> ;
  sh:message "遅い"@ja , "slow"@en ;
  sh:sparql [ sh:select """SELECT $this WHERE {
    $this ?a ?b . ?c ?d ?e . ?f ?g ?h . ?i ?j ?k . ?l ?m ?n . FILTER(?c = ?n) }""" ] .
'''


def many_quads() -> tuple[Quad, ...]:
    p = NamedNode("http://e/p")
    return tuple(Quad(NamedNode(f"http://e/{n}"), p, Literal(str(n))) for n in range(400))


def test_a_runaway_rule_is_stopped_and_the_other_units_are_checked(tmp_path):
    (tmp_path / "slow.ttl").write_text(SLOW, "utf-8")
    units = [Unit("heavy", many_quads()), Unit("light", many_quads()[:1])]
    outcome = check_units(units, None, read_rules(tmp_path), How(None, 1, 1.0))
    assert [(s.unit, s.rule, s.reason) for s in outcome.stopped] == [
        ("heavy", "runaway", "too-slow")
    ]
    (found,) = stopped_findings(outcome.stopped, {})
    assert found.severity == "error"
    assert "--deadline" in found.message.en


def test_a_validator_that_dies_is_told_and_the_other_units_are_checked(tmp_path, monkeypatch):
    rules = read_rules(Path(__file__).parents[1] / "shapes").only(["blank-node"])
    whole = workers.check_graph

    def dying(quads, prepared, about, told):
        told("blank-node")
        if len(quads) > 1:
            os.kill(os.getpid(), signal.SIGKILL)
        return whole(quads, prepared, about, told)

    monkeypatch.setattr(workers, "check_graph", dying)
    # A spawned process would import the engine anew and not know the one that dies.
    monkeypatch.setattr(workers, "_context", lambda: multiprocessing.get_context("fork"))
    plan = Plan(tuple(prepare(rules, rules.rules.values())), (), 1, 30.0)
    done = []
    jobs = [(Unit("heavy", many_quads()), False), (Unit("light", many_quads()[:1]), False)]
    stopped = run_jobs(jobs, plan, lambda job, results: done.append(job))
    assert [(s.unit, s.rule, s.reason) for s in stopped] == [("heavy", "blank-node", "crashed")]
    assert done == [1]


def test_five_hundred_faulty_files_yield_complete_ordered_findings(corpus, tmp_path):
    duty = "<https://w3id.org/rolegraph/id/edition/e/duty/d{n}> a <{rg}Dutty> ."
    for n in range(250):
        text = duty.format(n=n, rg=iris.RG)
        (tmp_path / f"{n:03d}.ttl").write_text(text, "utf-8")
        (tmp_path / f"{n:03d}-broken.yaml").write_text("municipality: [\n", "utf-8")
    found = check_paths(corpus, [tmp_path], how=How(None, 2))
    rules = [finding.rule for finding in found]
    assert (rules.count("undeclared-class"), rules.count("yaml-syntax")) == (250, 250)
    assert len(found) == 500
    assert [f.place for f in found] == sorted(f.place for f in found)


@pytest.mark.parametrize(
    ("content", "form"),
    [
        (b'{"@id": "http://e/s"}', RdfFormat.JSON_LD),
        (b"<?xml version='1.0'?><rdf:RDF/>", RdfFormat.RDF_XML),
        (b"@prefix e: <http://e/> .\ne:s e:p 1 .", RdfFormat.TRIG),
        (b"<http://e/s> <http://e/p> <http://e/o> <http://e/g> .\n", RdfFormat.N_QUADS),
        (b"municipality: '99001'\n", None),
    ],
)
def test_the_format_of_standard_input_is_seen(content, form):
    assert form_of(content) == form


def test_blank_nodes_of_two_files_are_never_the_same():
    text = b"_:a <http://e/p> <http://e/o> ."
    one, two = (parse_rdf(text, RdfFormat.N_TRIPLES, name).quads[0] for name in ("a", "b"))
    assert one.subject != two.subject


def test_a_place_that_is_not_there_is_misuse(corpus: Workspace, tmp_path):
    from rolegraph.errors import CannotRead

    with pytest.raises(CannotRead, match="name a file"):
        check_paths(corpus, [tmp_path / "nowhere"], how=HOW)
