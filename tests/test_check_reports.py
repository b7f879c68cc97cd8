"""Findings in each form carry place, rule, remedy and the engine's own words."""

import csv
import io
import json

import pytest
from rdflib import SH, Graph

from rolegraph.check_reports import FORMATS, Help, render, summary
from rolegraph.errors import UnknownName
from rolegraph.findings import Detail, Finding, Place, Severity, Text

DETAIL = Detail("<http://e/s>", "<http://e/p>", '"=1+1"', "PatternConstraintComponent", "engine")
FINDINGS = [
    Finding(Place("a.yaml", 3, 5), Severity.ERROR, "first", Text("直す <b>", "mend <b>"), DETAIL),
    Finding(Place("b.ttl"), Severity.WARNING, "second", Text("見る", "100% look\nhere"), DETAIL),
    Finding(Place("c.yaml", 1, 1), Severity.INFO, "third", Text("読む", "=read")),
]
HELPS = {"first": Help(Text("一番", "the first"), Text("わけ", "why"))}


def rendered(form: str, group: str = "") -> str:
    return render(FINDINGS, form, "en", HELPS, group)


def test_text_shows_the_line_or_the_node():
    lines = rendered("text").splitlines()
    assert lines[0] == "a.yaml:3:5: error: first: mend <b>"
    assert "[<http://e/s> <http://e/p>" in rendered("text")
    assert rendered("text", "rule").startswith("first (1)\n  a.yaml:3:5")


def test_json_keeps_both_languages_the_counts_and_the_engines_words():
    content = json.loads(rendered("json"))
    assert content["counts"] == {"error": 1, "warning": 1, "info": 1}
    assert content["findings"][0]["message"] == {"ja": "直す <b>", "en": "mend <b>"}
    assert content["findings"][0]["detail"]["words"] == "engine"


def test_sarif_has_the_shape_that_code_hosts_ask_for():
    log = json.loads(rendered("sarif"))
    (run,) = log["runs"]
    assert log["version"] == "2.1.0"
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["first", "second", "third"]
    for result in run["results"]:
        assert result["level"] in ("error", "warning", "note")
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["message"]["text"]
    region = run["results"][0]["locations"][0]["physicalLocation"]["region"]
    assert region == {"startLine": 3, "startColumn": 5}


def test_a_cell_of_a_workbook_is_named_in_every_form():
    place = Place("plan.xlsx", 12, 28, "duties")
    found = [Finding(place, Severity.ERROR, "first", Text("直す", "mend"), DETAIL)]
    texts = {form: render(found, form, "en", HELPS) for form in FORMATS}
    assert all("duties!AB12" in text for text in texts.values())
    assert texts["text"].startswith("plan.xlsx:duties!AB12: error: first: mend")
    (physical,) = json.loads(texts["sarif"])["runs"][0]["results"][0]["locations"]
    assert "region" not in physical["physicalLocation"]  # a workbook has no lines
    assert texts["github"].startswith("::error file=plan.xlsx,title=first::duties!AB12: mend")


def test_github_escapes_what_would_end_a_command():
    assert "::error file=a.yaml,line=3,col=5,title=first::mend <b>\n" in rendered("github")
    assert "100%25 look%0Ahere" in rendered("github")


def test_csv_runs_no_formula():
    rows = list(csv.DictReader(io.StringIO(rendered("csv"))))
    assert rows[2]["message"] == "'=read"


def test_html_escapes_and_needs_nothing_else():
    page = rendered("html")
    assert "mend &lt;b&gt;" in page
    assert "<script" not in page
    assert "src=" not in page


def test_the_turtle_report_is_a_validation_report():
    report = Graph().parse(data=rendered("turtle"), format="turtle")
    assert len(list(report.subjects(SH.resultSeverity))) == 3
    assert (None, SH.sourceShape, None) in report


def test_no_findings_are_a_report_too():
    for form in FORMATS:
        render([], form, "ja", {}, "")
    assert summary([], "ja") == "誤り 0 件、注意 0 件、参考 0 件"
    assert "sh:conforms true" in render([], "turtle", "ja", {}, "")


def test_an_unknown_form_says_which_may_be_meant():
    with pytest.raises(UnknownName, match="did you mean 'sarif'"):
        rendered("sarf")
