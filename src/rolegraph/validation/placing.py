"""Results as findings: at the line that caused them, in the words of the rule, with the remedy."""

from collections.abc import Iterable, Mapping

from pyoxigraph import Literal, Quad

from rolegraph import iris
from rolegraph.errors import closest
from rolegraph.findings import Detail, Finding, Place, Places, Severity, Text, ordered
from rolegraph.validation.engine import Result
from rolegraph.validation.rules import Rule, Rules
from rolegraph.validation.workers import Stopped

LABELS = (iris.RDFS + "label", iris.SKOS + "prefLabel")
SHOWN = 60
"""Values longer than this are cut in messages: a literal may be of any length."""


class Words:
    """What nodes are called, and which concepts each scheme has."""

    def __init__(self, quads: Iterable[Quad]) -> None:
        self.labels: dict[str, dict[str, str]] = {}
        self.schemes: dict[str, list[str]] = {}
        for quad in quads:
            if quad.predicate.value in LABELS and isinstance(quad.object, Literal):
                found = self.labels.setdefault(str(quad.subject), {})
                found.setdefault(quad.object.language or "", quad.object.value)
            elif quad.predicate.value == iris.SKOS + "inScheme":
                slug = iris.slug(str(quad.subject)[1:-1])
                self.schemes.setdefault(str(quad.object)[1:-1], []).append(slug)

    def label(self, term: str) -> Text:
        """Return what a node is called, or empty words."""
        found = self.labels.get(term, {})
        ja = found.get("ja") or found.get("en") or found.get("") or ""
        return Text(ja, found.get("en") or ja)


def findings_of(
    results: Iterable[Result],
    rules: Rules,
    places: Places,
    words: Words,
    files: Mapping[str, Place] | None = None,
) -> list[Finding]:
    """Return results as findings, ordered, one for each fault.

    A node that no authoring file states is placed in the file of `files` that holds it.
    """
    found: dict[tuple[object, ...], Finding] = {}
    for result in results:
        finding = _finding(result, rules, places, words, files or {})
        # Several components of one rule may tell of the same fault.
        found.setdefault(
            (finding.place, result.rule, result.focus, result.path, result.value), finding
        )
    return ordered(_one_each(found.values()))


def _one_each(findings: Iterable[Finding]) -> list[Finding]:
    """Keep one finding where a rule says the same words of the same node twice."""
    kept: dict[tuple[object, ...], Finding] = {}
    for f in sorted(findings, key=lambda f: (f.place, f.rule, f.detail or ())):
        focus = f.detail.focus if f.detail else ""
        kept.setdefault((f.place, f.rule, focus, f.message), f)
    return list(kept.values())


def _finding(
    result: Result, rules: Rules, places: Places, words: Words, files: Mapping[str, Place]
) -> Finding:
    rule = rules.rules.get(result.rule)
    focus, path = _bare(result.focus), _bare(result.path)
    place = (
        places.get((focus, path))
        or places.get((focus, ""))
        or files.get(result.focus)
        or Place(focus or result.focus)
    )
    detail = Detail(
        result.focus,
        result.path,
        result.value,
        result.component,
        result.message,
        words.label(result.focus),
        words.label(result.value),
    )
    return Finding(place, result.severity, result.rule, _message(rule, result, words), detail)


def _message(rule: Rule | None, result: Result, words: Words) -> Text:
    if rule is None:
        return Text(result.message, result.message)
    value, path = shown(result.value), shown(result.path)
    near = _near(rule, value, words)
    return Text(*(
        text.replace("{value}", value).replace("{path}", path).replace("{near}", remedy)
        for text, remedy in zip(rule.message, near, strict=True)
    ))  # fmt: skip


def _near(rule: Rule, value: str, words: Words) -> Text:
    known = sorted({slug for scheme in rule.schemes for slug in words.schemes.get(scheme, ())})
    near = closest(value, known)
    if near:
        return Text(f"「{near}」のことですか", f"did you mean '{near}'?")
    listing = ", ".join(known[:12]) + (", …" if len(known) > 12 else "")
    if not listing:
        return Text("一覧を確かめてください", "check the list")
    return Text(f"使えるもの: {listing}", f"known: {listing}")


def shown(term: str) -> str:
    """Return a term as people read it: a slug, or the words of a literal, cut when long."""
    if term.startswith("<"):
        return iris.slug(term[1:-1])
    if term.startswith('"'):
        text = term[1 : term.rindex('"')]
        return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
    return term


def _bare(term: str) -> str:
    return term[1:-1] if term.startswith("<") else term


REASONS = {
    "too-slow": Text(
        "規則「{rule}」の確認が時間内に終わらず、打ち切りました。"
        "--deadline を延ばすか、規則を確かめてください",
        "checking rule '{rule}' did not end in time and was stopped; "
        "give more time with --deadline, or look at the rule",
    ),
    "crashed": Text(
        "規則「{rule}」の確認中に検証器が落ちました。この部分は確かめられていません。"
        "rolegraph check --rule {rule} で試してください",
        "the validator crashed at rule '{rule}' and this part is unchecked; "
        "try rolegraph check --rule {rule}",
    ),
}


def stopped_findings(stopped: Iterable[Stopped], places: Mapping[str, Place]) -> list[Finding]:
    """Return units that were stopped as findings: what is unchecked is no success."""
    found = []
    for unit, rule, reason, failure in stopped:
        words = REASONS[reason]
        place = places.get(unit) or Place(unit.removeprefix(iris.BASE) or "data")
        message = Text(words.ja.format(rule=rule), words.en.format(rule=rule))
        found.append(
            Finding(
                place,
                Severity.ERROR,
                f"validation-{reason}",
                message,
                Detail(f"<{unit}>", words=failure),
            )
        )
    return found
