"""SHACL rules on a graph: what pySHACL reports, as findings at the line that caused them."""

from pathlib import Path

from rolegraph.building import Build
from rolegraph.findings import Finding
from rolegraph.validation.passes import check_quads
from rolegraph.validation.placing import Words, findings_of
from rolegraph.validation.rules import read_rules
from rolegraph.workspace import Workspace

SHAPE = """@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix rg: <https://w3id.org/rolegraph/ns#> .
<https://w3id.org/rolegraph/shapes#every-duty-is-for-somebody> a sh:NodeShape ;
  sh:targetClass rg:Duty ;
  sh:property [ sh:path rg:doneFor ; sh:minCount 1 ; sh:severity %s ;
    sh:message "相手がない"@ja , "for nobody"@en ] ;
  sh:message "相手がない"@ja , "for nobody"@en .
"""


def findings(workspace: Workspace, built: Build, severity: str) -> list[str]:
    """What a rule finds in the corpus."""
    folder = workspace.root / "shapes"
    folder.mkdir(exist_ok=True)
    (folder / "mine.ttl").write_text(SHAPE % severity, "utf-8")
    return [finding.line("en") for finding in checked(folder, built)]


def checked(folder: Path, built: Build) -> list[Finding]:
    """What the rules of a folder find."""
    rules = read_rules(folder)
    results = check_quads(built.graph.quads, rules).results
    return findings_of(results, rules, built.graph.places, Words(built.graph.quads))


def test_a_breach_is_named_after_its_rule_and_placed_at_its_line(
    workspace: Workspace, built: Build
) -> None:
    found = findings(workspace, built, "sh:Violation")
    assert len(found) == 12 - 3, "three of the twelve duties are for somebody"
    assert found[0] == (
        "data/plans/99001-plan.yaml:30:5: error: every-duty-is-for-somebody: for nobody"
    )


def test_the_severity_is_that_of_the_rule(workspace: Workspace, built: Build) -> None:
    assert ": warning: " in findings(workspace, built, "sh:Warning")[0]
    assert ": info: " in findings(workspace, built, "sh:Info")[0]


def test_a_folder_without_rules_finds_nothing(workspace: Workspace, built: Build) -> None:
    assert checked(workspace.root, built) == []
