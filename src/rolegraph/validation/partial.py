"""Results about files with faults: what only follows from the parts that were lost is not told.

A result stands when no further statement could take it back: a value that is not in a list is
wrong whatever else the file would have said. What complains of absence stands where nothing is
missing.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from rdflib import SH

from rolegraph import iris
from rolegraph.findings import Place, Places
from rolegraph.validation.engine import Result
from rolegraph.validation.passes import names_in_queries
from rolegraph.validation.rules import Rule, Rules

UNKNOWN = "unknown"
"""The last but one step of the IRI by which a part that was lost is still referred to."""
DANGLING = re.compile(rf"/{UNKNOWN}(/|>)")
OF_ABSENCE = {
    f"{name}ConstraintComponent"
    for name in ("MinCount", "HasValue", "Equals", "Not", "Xone", "QualifiedMinCount")
}
OF_ITSELF = {
    iris.term(name) for name in ("rdfs:label", "statedIn", "gloss", "note", "reading", "nameStatus")
}
"""What a node says of itself alone: where others lack it, this one is none the worse."""
NEGATIVE = re.compile(r"\b(NOT\s+EXISTS|MINUS|OPTIONAL|COUNT|HAVING)\b|!\s*BOUND", re.IGNORECASE)


class Lost(NamedTuple):
    """What a file with faults would have said, and the places of the records it was taken from."""

    terms: Collection[str]
    touched: Collection[Place]


def lasting(
    results: Iterable[Result],
    rules: Rules,
    places: Places,
    lost: Mapping[str, Lost],
    derived: Collection[str],
) -> list[Result]:
    """Return the results that stand whatever the lost parts of files (by path) would have said.

    `derived` are properties that are concluded from others, and so change with any of them.
    """
    if not lost:
        return list(results)
    everywhere = {term for one in lost.values() for term in one.terms}
    found = []
    for result in results:
        rule = rules.rules.get(result.rule)
        place = places.get((result.focus[1:-1], ""), Place(""))
        here = lost.get(place.path)
        if rule is None or (here is None and not rule.across):
            found.append(result)
            continue
        terms = {iris.term(term) for term in (everywhere if rule.across else here.terms)}  # type: ignore[union-attr]
        touched = here is not None and place in here.touched
        if _stands(result, rule, rules, terms if touched else terms - OF_ITSELF, derived, touched):
            found.append(result)
    return found


def _stands(
    result: Result,
    rule: Rule,
    rules: Rules,
    terms: Collection[str],
    derived: Collection[str],
    touched: bool,
) -> bool:
    if DANGLING.search(result.value):  # reading has told of it
        return False
    shape = rules.shape(rule)
    targets = {
        str(o) for p in (SH.targetClass, SH.targetSubjectsOf) for o in shape.objects(None, p)
    }
    named = names_in_queries(shape) | targets
    if named.intersection(derived) and terms:
        return False
    if result.component in OF_ABSENCE:
        return not touched and SH.inversePath not in set(shape.predicates())
    if result.component == "SPARQLConstraintComponent":
        selects = shape.objects(predicate=SH.select)
        return not named.intersection(terms) or not any(NEGATIVE.search(str(s)) for s in selects)
    return True
