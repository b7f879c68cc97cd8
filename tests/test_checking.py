"""A check joins both halves: the files as read, and the graph that they make."""

from rolegraph.checking import check
from rolegraph.findings import Place
from rolegraph.workspace import Workspace

SHAPE = """@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix rg: <https://w3id.org/rolegraph/ns#> .
<https://w3id.org/rolegraph/shapes#duty-is-glossed-briefly> a sh:NodeShape ;
  sh:targetClass rg:Duty ;
  sh:severity sh:Warning ;
  sh:message "要約が長い"@ja , "the gloss is long"@en ;
  sh:property <https://w3id.org/rolegraph/shapes#duty-is-glossed-briefly-length> .
<https://w3id.org/rolegraph/shapes#duty-is-glossed-briefly-length> sh:path rg:gloss ;
  sh:severity sh:Warning ;
  sh:message "要約が長い"@ja , "the gloss is long"@en ;
  sh:maxLength 30 .
"""


def with_shape(workspace: Workspace) -> Workspace:
    """The workspace with one rule of its own."""
    (workspace.root / "shapes").mkdir()
    (workspace.root / "shapes" / "mine.ttl").write_text(SHAPE, "utf-8")
    return workspace


def test_a_sound_corpus_has_no_errors(corpus: Workspace) -> None:
    told = [f.line("en") for f in check(corpus) if f.severity == "error"]
    assert not told, "\n".join(told)


def test_a_breach_of_a_rule_comes_back_on_the_line_that_caused_it(workspace: Workspace) -> None:
    path = workspace.data / "plans" / "99001-plan.yaml"
    text = path.read_text("utf-8")
    long = "en: manage the whole of the plan from its beginning to its end"
    path.write_text(text.replace("en: manage the plan as a whole", long), "utf-8")
    (found,) = check(with_shape(workspace))
    assert found.place == Place("data/plans/99001-plan.yaml", 37, 5)
    assert found.severity == "warning"
    assert found.message.ja == "要約が長い"


def test_faults_of_files_and_of_the_graph_are_told_together_by_place(
    workspace: Workspace,
) -> None:
    path = workspace.data / "plans" / "99001-plan.yaml"
    text = path.read_text("utf-8")
    text = text.replace(
        "en: manage the plan as a whole", "en: manage the plan as a whole at all times"
    )
    path.write_text(text.replace("with: [related-bodies]", "with: [nobody]"), "utf-8")
    found = check(with_shape(workspace))
    assert [(f.place.line, f.severity.value) for f in found] == [(37, "warning"), (77, "error")]


def test_the_order_of_findings_is_the_same_every_time(workspace: Workspace) -> None:
    path = workspace.data / "plans" / "99002-policy.yaml"
    path.write_text(path.read_text("utf-8").replace("actor: town\n", "actor: twon\n"), "utf-8")
    assert check(workspace) == check(workspace)
