"""Findings as people and programs read them: text, JSON, SARIF, Markdown, HTML, CSV and RDF."""

import csv
import html
import io
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from rolegraph import __version__, iris
from rolegraph.errors import UnknownName
from rolegraph.findings import Finding, Language, Severity, Text
from rolegraph.tables import Table, to_markdown
from rolegraph.validation.rules import Rules

SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
SHACL = {Severity.ERROR: "Violation", Severity.WARNING: "Warning", Severity.INFO: "Info"}
COLUMNS = (
    "path",
    "line",
    "column",
    "cell",
    "severity",
    "rule",
    "message",
    "focus",
    "property",
    "value",
)


class Help(NamedTuple):
    """What a report tells of a rule beside its findings."""

    label: Text
    description: Text


Helps = Mapping[str, Help]


def helps_of(rules: Rules) -> dict[str, Help]:
    """Return what reports tell of each rule."""
    return {rule.name: Help(rule.label, rule.description) for rule in rules.rules.values()}


def to_text(findings: Sequence[Finding], language: Language, helps: Helps, group: str = "") -> str:
    """Return a line for each finding, in groups by file or rule when asked."""
    if not group:
        return "".join(f"{finding.line(language)}\n" for finding in findings)
    parts = []
    for name, members in grouped(findings, group).items():
        parts.append(f"{name} ({len(members)})\n")
        parts += [f"  {finding.line(language)}\n" for finding in members]
    return "".join(parts)


def grouped(findings: Iterable[Finding], group: str) -> dict[str, list[Finding]]:
    """Return findings by 'file' or by 'rule', in order."""
    found: dict[str, list[Finding]] = {}
    for finding in findings:
        found.setdefault(finding.place.path if group == "file" else finding.rule, []).append(
            finding
        )
    return dict(sorted(found.items()))


def to_json(findings: Sequence[Finding], language: Language, helps: Helps, group: str = "") -> str:
    """Return the findings with both languages and the engine's own words, and their counts."""
    content = {
        "findings": [_record(finding) for finding in findings],
        "counts": counts(findings),
        "by_rule": {name: len(members) for name, members in grouped(findings, "rule").items()},
        "by_file": {name: len(members) for name, members in grouped(findings, "file").items()},
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def counts(findings: Iterable[Finding]) -> dict[str, int]:
    """Return how many findings there are of each severity."""
    found = [finding.severity for finding in findings]
    return {severity.value: found.count(severity) for severity in Severity}


def _record(finding: Finding) -> dict[str, Any]:
    place, detail = finding.place, finding.detail
    record: dict[str, Any] = {
        "path": place.path,
        "line": place.line,
        "column": place.column,
        "cell": place.cell,
        "severity": finding.severity.value,
        "rule": finding.rule,
        "message": finding.message._asdict(),
    }
    if detail is not None:
        record["detail"] = {
            **detail._asdict(),
            "focus_label": detail.focus_label._asdict(),
            "value_label": detail.value_label._asdict(),
        }
    return record


def to_sarif(findings: Sequence[Finding], language: Language, helps: Helps, group: str = "") -> str:
    """Return SARIF 2.1.0, as code hosts and editors take it."""
    rules = sorted({finding.rule for finding in findings})
    driver = {
        "name": "rolegraph",
        "version": __version__,
        "informationUri": iris.BASE,
        "rules": [_sarif_rule(rule, language, helps) for rule in rules],
    }
    results = [_sarif_result(finding, language, rules) for finding in findings]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    log = {"$schema": SARIF_SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=1) + "\n"


def _sarif_rule(rule: str, language: Language, helps: Helps) -> dict[str, Any]:
    found: dict[str, Any] = {"id": rule, "helpUri": iris.SHAPES + rule}
    if rule in helps:
        found["shortDescription"] = {"text": helps[rule].label.in_language(language)}
        found["fullDescription"] = {"text": helps[rule].description.in_language(language)}
    return found


def _sarif_result(finding: Finding, language: Language, rules: list[str]) -> dict[str, Any]:
    place = finding.place
    physical: dict[str, Any] = {"artifactLocation": {"uri": place.path}}
    if place.line and not place.sheet:
        physical["region"] = {"startLine": place.line, "startColumn": max(place.column, 1)}
    found: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": rules.index(finding.rule),
        "level": LEVELS[finding.severity],
        "message": {"text": finding.message.in_language(language)},
        "locations": [{"physicalLocation": physical}],
    }
    logical = [place.cell] if place.sheet else []
    if finding.detail is not None:
        logical.append(finding.detail.focus)
        found["properties"] = {"engine": finding.detail.words, "value": finding.detail.value}
    if logical:
        names = [{"fullyQualifiedName": name} for name in logical]
        found["locations"][0]["logicalLocations"] = names
    return found


def to_github(
    findings: Sequence[Finding], language: Language, helps: Helps, group: str = ""
) -> str:
    """Return workflow commands that annotate the lines of a pull request."""
    return "".join(_command(finding, language) for finding in findings)


def _command(finding: Finding, language: Language) -> str:
    place = finding.place
    line, column = (0, 0) if place.sheet else (place.line, place.column)
    spot = {"file": place.path, "line": line, "col": column, "title": finding.rule}
    listed = ",".join(f"{key}={_escaped(str(value), ',:')}" for key, value in spot.items() if value)
    words = finding.message.in_language(language)
    words = f"{place.cell}: {words}" if place.sheet else words
    return f"::{COMMANDS[finding.severity]} {listed}::{_escaped(words)}\n"


def _escaped(text: str, more: str = "") -> str:
    for character in "%\r\n" + more:
        text = text.replace(character, f"%{ord(character):02X}")
    return text


def _table(findings: Sequence[Finding], language: Language) -> Table:
    rows = []
    for f in findings:
        spot = (f.detail.focus, f.detail.path, f.detail.value) if f.detail else ("", "", "")
        words = f.message.in_language(language)
        place = (f.place.path, f.place.line or None, f.place.column or None, f.place.cell or None)
        rows.append((*place, f.severity.value, f.rule, words, *spot))
    return Table(COLUMNS, tuple(rows))


def to_csv(findings: Sequence[Finding], language: Language, helps: Helps, group: str = "") -> str:
    """Return a row for each finding; cells that a spreadsheet would run as formulas are quoted."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in _table(findings, language).rows:
        writer.writerow(["" if cell is None else _harmless(str(cell)) for cell in row])
    return out.getvalue()


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell


def to_markdown_report(
    findings: Sequence[Finding], language: Language, helps: Helps, group: str = ""
) -> str:
    """Return the counts and a table for each file or rule, as Markdown."""
    parts = [f"{summary(findings, language)}\n"]
    for name, members in grouped(findings, group or "file").items():
        rows = tuple(
            (str(f.place), f.severity.value, f.rule, f.message.in_language(language))
            for f in members
        )
        table = Table(("place", "severity", "rule", "message"), rows)
        parts.append(f"\n## {name} ({len(members)})\n\n{to_markdown(table)}")
    return "".join(parts)


def to_html(findings: Sequence[Finding], language: Language, helps: Helps, group: str = "") -> str:
    """Return one page that needs nothing beside it."""
    parts = []
    for name, members in grouped(findings, group or "file").items():
        items = "".join(_item(finding, language) for finding in members)
        parts.append(f"<h2>{html.escape(name)} ({len(members)})</h2>\n<ul>\n{items}</ul>\n")
    title = "確認の結果" if language == "ja" else "Result of the check"
    return (
        f'<!DOCTYPE html>\n<html lang="{language}">\n<head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>{title}</title></head>\n'
        f"<body>\n<h1>{title}</h1>\n<p>{html.escape(summary(findings, language))}</p>\n"
        f"{''.join(parts)}</body>\n</html>\n"
    )


def _item(finding: Finding, language: Language) -> str:
    words = html.escape(finding.message.in_language(language))
    spot = finding.spot(language)
    more = f"<br><small>{html.escape(spot)}</small>" if spot else ""
    head = f"<code>{html.escape(str(finding.place))}</code> <b>{finding.severity}</b>"
    return f"<li>{head} <code>{html.escape(finding.rule)}</code> {words}{more}</li>\n"


def to_turtle(
    findings: Sequence[Finding], language: Language, helps: Helps, group: str = ""
) -> str:
    """Return a sh:ValidationReport in Turtle; faults found while reading are results too."""
    lines = [
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .",
        "@prefix sh: <http://www.w3.org/ns/shacl#> .",
        "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .",
        "",
        "[] a sh:ValidationReport ;",
        f"  sh:conforms {str(not findings).lower()}"
        + "".join(f" ;\n  sh:result [\n{_result(finding)} ]" for finding in findings)
        + " .",
    ]
    return "\n".join(lines) + "\n"


def _result(finding: Finding) -> str:
    detail, (ja, en) = finding.detail, finding.message
    facts = [
        "    a sh:ValidationResult",
        f"    sh:resultSeverity sh:{SHACL[finding.severity]}",
        f"    sh:resultMessage {_literal(ja)}@ja , {_literal(en)}@en",
        f"    rdfs:comment {_literal(str(finding.place))}",
    ]
    if detail is None or not detail.focus.startswith(("<", "_:", '"')):
        facts.append(f"    sh:focusNode {_literal(str(finding.place))}")
        facts.append("    sh:sourceConstraintComponent sh:NodeConstraintComponent")
        return " ;\n".join([*facts, f"    sh:sourceShape <{iris.SHAPES}{finding.rule}>"])
    facts.append(f"    sh:focusNode {_term(detail.focus)}")
    facts.append(f"    sh:sourceShape <{_shape(finding.rule)}>")
    facts.append(
        f"    sh:sourceConstraintComponent sh:{detail.component or 'NodeConstraintComponent'}"
    )
    if detail.path.startswith("<"):
        facts.append(f"    sh:resultPath {detail.path}")
    if detail.value:
        facts.append(f"    sh:value {_term(detail.value)}")
    return " ;\n".join(facts)


def _shape(rule: str) -> str:
    return rule if ":" in rule else iris.SHAPES + rule


def _term(term: str) -> str:
    return "[]" if term.startswith("_:") else term


def _literal(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def summary(findings: Iterable[Finding], language: Language) -> str:
    """Return the counts as one line."""
    found = counts(findings)
    errors, warnings, notes = found["error"], found["warning"], found["info"]
    if language == "ja":
        return f"誤り {errors} 件、注意 {warnings} 件、参考 {notes} 件"
    return f"{errors} errors, {warnings} warnings, {notes} notes"


Form = Callable[[Sequence[Finding], Language, Helps, str], str]
FORMATS: dict[str, Form] = {
    "text": to_text,
    "json": to_json,
    "sarif": to_sarif,
    "github": to_github,
    "markdown": to_markdown_report,
    "html": to_html,
    "csv": to_csv,
    "turtle": to_turtle,
}


def render(
    findings: Sequence[Finding], form: str, language: Language, helps: Helps, group: str = ""
) -> str:
    """Return the findings in a named form. Raises UnknownName."""
    if form not in FORMATS:
        raise UnknownName("format", form, FORMATS)
    return FORMATS[form](findings, language, helps, group)
