"""Completeness: a score for each edition and aspect, and gaps with the most useful first."""

from rolegraph.building import Build
from rolegraph.completeness import CLASSES, gaps, scores
from rolegraph.findings import Detail, Finding, Place, Severity, Text


def score(built: Build, edition: str, aspect: str, findings: tuple[Finding, ...] = ()) -> dict:
    rows = scores(built.store, findings).records()
    return next(row for row in rows if (row["edition"], row["aspect"]) == (edition, aspect))


def test_every_edition_has_a_score_for_every_aspect(built: Build) -> None:
    assert len(scores(built.store).rows) == 2 * len(CLASSES)


def test_what_lies_outside_the_excerpt_has_no_score(built: Build) -> None:
    assert score(built, "99001-plan", "elements")["score"] is None


def test_a_partial_aspect_counts_half_and_one_not_coded_nothing(built: Build) -> None:
    assert score(built, "99002-policy", "duties")["score"] == 0.5
    assert score(built, "99002-policy", "steering")["score"] == 0.0


def test_doubts_and_faults_lower_the_score(built: Build) -> None:
    duties = score(built, "99001-plan", "duties")
    assert (duties["things"], duties["doubtful"]) == (9, 1)
    assert duties["score"] == round(8 / 9, 3)
    focus = "<https://w3id.org/rolegraph/id/edition/99001-plan/duty/city-1>"
    fault = Finding(Place("x"), Severity.ERROR, "r", Text("", ""), Detail(focus))
    assert score(built, "99001-plan", "duties", (fault,))["score"] == round(7 / 9, 3)


def test_gaps_come_most_useful_first_in_the_asked_language(built: Build) -> None:
    rows = gaps(built.store, "en").records()
    assert [row["use"] for row in rows] == sorted((row["use"] for row in rows), reverse=True)
    first = rows[0]
    assert (first["gap"], first["edition"], first["use"]) == ("not-coded", "99002-policy", 1)
    assert {row["gap"] for row in rows} == {"not-coded", "doubtful"}
    assert "coverage" in str(first["remedy"])
