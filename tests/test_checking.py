"""A check joins both halves: the files as read, and the graph that they make."""

from rolegraph.checking import check
from rolegraph.findings import Place
from rolegraph.workspace import Workspace

LONG = "en: manage the whole of the plan from its very beginning to its end and beyond it"


def test_a_sound_corpus_has_no_errors(corpus: Workspace) -> None:
    told = [f.line("en") for f in check(corpus) if f.severity == "error"]
    assert not told, "\n".join(told)


def test_a_breach_of_a_rule_comes_back_on_the_line_that_caused_it(workspace: Workspace) -> None:
    path = workspace.data / "plans" / "99001-plan.yaml"
    text = path.read_text("utf-8")
    path.write_text(text.replace("en: manage the plan as a whole", LONG), "utf-8")
    found = [f for f in check(workspace) if f.severity == "error"]
    assert [f.place for f in found] == [Place("data/plans/99001-plan.yaml", 37, 5)]
    assert found[0].message.ja != found[0].message.en


def test_faults_of_files_and_of_the_graph_are_told_together_by_place(
    workspace: Workspace,
) -> None:
    path = workspace.data / "plans" / "99001-plan.yaml"
    text = path.read_text("utf-8").replace("en: manage the plan as a whole", LONG)
    path.write_text(text.replace("with: [related-bodies]", "with: [nobody]"), "utf-8")
    lines = [f.place.line for f in check(workspace) if f.severity == "error"]
    assert lines == sorted(lines)
    assert {37, 77} <= set(lines)


def test_the_order_of_findings_is_the_same_every_time(workspace: Workspace) -> None:
    path = workspace.data / "plans" / "99002-policy.yaml"
    path.write_text(path.read_text("utf-8").replace("actor: town\n", "actor: twon\n"), "utf-8")
    assert check(workspace) == check(workspace)
