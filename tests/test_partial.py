"""Rules speak of what is sound in a file with faults, and never of what only its faults hide."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from rule_fixtures import Fixture, read_fixture, rule_fixtures, workspace_units
from test_rules import RULES, ready

from rolegraph.building import build
from rolegraph.checking import check, check_content, graph_and_losses
from rolegraph.reading import read_corpus
from rolegraph.validation.engine import check_graph
from rolegraph.validation.partial import lasting
from rolegraph.validation.passes import How, properties_of
from rolegraph.workspace import Workspace

PLANS = [f for f in rule_fixtures() if f.target.startswith("data/plans/") and not f.is_rdf]
PROPERTIES = properties_of(RULES.in_scope(across=True), RULES)
Fault = Callable[[str], str]


def unknown_key(text: str) -> str:
    """A key at the end that no plan has."""
    return f"{text.rstrip()}\nremarks: x\n"


def unknown_key_in(name: str) -> Fault:
    """A key that the first part of a list may not have."""
    pattern = re.compile(rf"(^{name}:\n(?:  #.*\n)*  - )(\{{)?(\w)", re.MULTILINE)

    def spoil(text: str) -> str:
        return pattern.sub(
            lambda m: f"{m[1]}{m[2] or ''}remarks: x{', ' if m[2] else chr(10) + '    '}{m[3]}",
            text,
            count=1,
        )

    return spoil


def lost(name: str) -> Fault:
    """The first part of a list cannot be read: its identifier is none."""
    pattern = re.compile(rf"(^{name}:\n(?:  #.*\n)*  - \{{?)id: ", re.MULTILINE)
    return lambda text: pattern.sub(r"\1id: B_", text, count=1)


def misspelt(name: str) -> Fault:
    """A whole list stands under a key that is misspelt."""
    return lambda text: re.sub(rf"^{name}:", f"{name}s:", text, count=1, flags=re.MULTILINE)


def without(name: str) -> Fault:
    """A key that every plan must have is not there."""
    return lambda text: re.sub(rf"^{name}: .*\n", "", text, count=1, flags=re.MULTILINE)


FAULTS: dict[str, Fault] = {
    "an unknown key": unknown_key,
    "an unknown key in a duty": unknown_key_in("duties"),
    "an unknown key in a body": unknown_key_in("bodies"),
    **{f"a lost part of {n}": lost(n) for n in ("actors", "duties", "bodies", "elements")},
    **{f"misspelt {n}": misspelt(n) for n in ("actors", "duties", "bodies", "elements")},
    **{f"no {n}": without(n) for n in ("municipality", "source", "plan-title", "title")},
}


def told(root: Path, target: str, *, across: bool = True) -> set[tuple[str, str, str]]:
    """What the rules say of one file of a workspace: rule, focus, value."""
    workspace = Workspace(root)
    whole = graph_and_losses(read_corpus(workspace), workspace)
    results = [
        result
        for unit, is_union in workspace_units(whole.quads, PROPERTIES)
        if (across if is_union else unit.name.endswith((Path(target).stem, "/registry")))
        for result in check_graph(unit.quads, ready(is_union), unit.about)
    ]
    lasted = lasting(results, RULES, whole.places, whole.losses, whole.derived)
    return {(result.rule, result.focus, result.value) for result in lasted}


VALID = read_fixture(Path(__file__).parent / "rules" / "valid.yaml")


@pytest.mark.parametrize("fault", FAULTS.values(), ids=list(FAULTS))
def test_a_fault_raises_no_false_alarm(fault: Fault, tmp_path: Path) -> None:
    spoilt = fault(VALID.text)
    assert spoilt != VALID.text
    root = VALID.workspace(tmp_path)
    (root / VALID.target).write_text(spoilt, "utf-8")
    assert told(root, VALID.target) == set()


def rules_told(fixture: Fixture, fault: Fault, folder: Path) -> bool:
    """Whether a broken input with one more fault is still told to break its rule."""
    root = fixture.workspace(folder)
    (root / fixture.target).write_text(fault(fixture.text), "utf-8")
    found = told(root, fixture.target, across=RULES.rules[fixture.rule].across)
    return fixture.rule in {rule for rule, _, _ in found}


HIDDEN_BY_AN_UNKNOWN_KEY = {
    "aspect-undeclared",
    "author-as-stranger",
    "complete-with-nothing",
    "cycle-without-check",
    "element-orphan",
    "number-repeated",
    "stated-count-differs",
}
"""Rules about the whole of an edition: the unknown key may stand for the list that they miss."""


@pytest.mark.parametrize("fixture", PLANS, ids=lambda fixture: fixture.name)
def test_an_unknown_key_does_not_hide_what_only_a_rule_knows(
    fixture: Fixture, tmp_path: Path
) -> None:
    hidden = fixture.rule in HIDDEN_BY_AN_UNKNOWN_KEY
    assert rules_told(fixture, unknown_key, tmp_path) != hidden


# ---- as people see it ------------------------------------------------------------------------


def test_both_kinds_of_fault_are_told_in_one_run(workspace: Workspace) -> None:
    path = workspace.data / "plans" / "99001-plan.yaml"
    text = path.read_text("utf-8").replace("modality: expectation", "modality: expektation")
    path.write_text(text.replace("    rank: lead\n", "    rnak: lead\n", 1), "utf-8")
    expected = [(29, "missing-key"), (32, "unknown-key"), (113, "modality-listed")]
    for found in (
        check(workspace, how=How(processes=1)),
        check_content(workspace, path.name, path.read_bytes(), How(processes=1)),
    ):
        errors = [(f.place.line, f.rule) for f in found if f.severity == "error"]
        assert [rule for _, rule in errors] == [rule for _, rule in expected]
        assert errors[2][0] == text[: text.index("modality: expektation")].count("\n") + 1


def test_what_is_salvaged_is_never_built(workspace: Workspace) -> None:
    path = workspace.data / "plans" / "99001-plan.yaml"
    path.write_text(unknown_key(path.read_text("utf-8")), "utf-8")
    built = build(workspace)
    assert list(built.corpus.partial) == ["99001-plan"]
    assert not [quad for quad in built.graph.quads if "99001-plan" in quad.subject.value]
