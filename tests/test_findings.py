"""A finding is one line with its place, in Japanese or English."""

from rolegraph.findings import Finding, Place, Severity, Text, ordered

PLACE = Place("data/plans/x.yaml", 12, 15)
FINDING = Finding(PLACE, Severity.ERROR, "duplicate-id", Text("二度使われています", "used twice"))


def test_a_finding_is_printed_as_path_line_column_severity_rule_message() -> None:
    assert FINDING.line("en") == "data/plans/x.yaml:12:15: error: duplicate-id: used twice"
    assert FINDING.line("ja") == "data/plans/x.yaml:12:15: error: duplicate-id: 二度使われています"


def test_a_place_without_a_line_is_its_path() -> None:
    assert str(Place("data")) == "data"


def test_findings_are_ordered_by_place_as_numbers_and_each_is_told_once() -> None:
    early = FINDING._replace(place=Place("data/plans/x.yaml", 9, 1))
    late = FINDING._replace(place=Place("data/plans/x.yaml", 100, 1))
    assert ordered([late, FINDING, early, late]) == [early, FINDING, late]
