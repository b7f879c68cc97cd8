"""Authoring files as trees of text with places: YAML and CSV, faults included."""

import csv
import io
import re
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from rolegraph.findings import Finding, Place
from rolegraph.reading.faults import fault
from rolegraph.records.base import Mapped

WIDE_COLON = re.compile(r"^ *(?:- )?[a-z][a-z0-9-]*\uff1a", re.MULTILINE)
WIDE_INDENT = re.compile(r"^ *\u3000", re.MULTILINE)
DEEPEST = 40
CParser: Any = yaml.CBaseLoader  # text only: 01202 read as a number would be octal


class Tree(NamedTuple):
    """What a file holds (None when it cannot be parsed) and the faults found on the way."""

    content: Any
    findings: list[Finding]


def read_text(path: Path, shown: str) -> tuple[str | None, list[Finding]]:
    """Return the text of a UTF-8 file, or the finding that tells why it cannot be read."""
    try:
        return path.read_bytes().decode("utf-8-sig"), []
    except OSError as error:
        return None, [fault("unreadable-file", Place(shown), error.strerror or str(error))]
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        place = Place(shown, line, 1)
        return None, [fault("bad-encoding", place, f"0x{error.object[error.start]:02x}")]


def read_yaml(path: Path, shown: str) -> Tree:
    """Return the tree of a YAML file: mappings, lists and texts, with the place of every key."""
    text, findings = read_text(path, shown)
    return Tree(None, findings) if text is None else parse_yaml(text, shown)


def parse_yaml(text: str, shown: str) -> Tree:
    """Return the tree of a YAML text.

    >>> parse_yaml("code: 01202", "x.yaml").content["code"]
    '01202'
    """
    findings = [_at_match("full-width-colon", m, text, shown) for m in WIDE_COLON.finditer(text)]
    findings += [_at_match("full-width-indent", m, text, shown) for m in WIDE_INDENT.finditer(text)]
    if findings:
        return Tree(None, findings)
    if _depth(text) > DEEPEST:
        return Tree(None, [fault("too-deep", Place(shown, 1, 1))])
    try:
        node = yaml.compose(text, Loader=CParser)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Place(shown, mark.line + 1, mark.column + 1) if mark else Place(shown, 1, 1)
        return Tree(None, [fault("yaml-syntax", place, error.problem or "")])
    except yaml.YAMLError as error:  # control characters: no mark
        return Tree(None, [fault("yaml-syntax", Place(shown, 1, 1), str(error).splitlines()[0])])
    if node is None:
        return Tree(Mapped({"": Place(shown, 1, 1)}), [])
    found: list[Finding] = []
    return Tree(_plain(node, shown, found, set()), found)


def _depth(text: str) -> int:
    """Return an upper bound of the nesting, cheaply: brackets and indentation."""
    deepest = level = 0
    for bracket in re.findall(r"[\[\]{}]", text):
        level = level + 1 if bracket in "[{" else max(0, level - 1)
        deepest = max(deepest, level)
    indent = max((len(m) for m in re.findall(r"^ +", text, re.MULTILINE)), default=0)
    return max(deepest, indent // 2, text.count("- - ") and _dashes(text))


def _dashes(text: str) -> int:
    return max(len(run) // 2 for run in re.findall(r"(?:- )+", text))


def _at_match(rule: str, match: re.Match[str], text: str, shown: str) -> Finding:
    line = text.count("\n", 0, match.start()) + 1
    return fault(rule, Place(shown, line, match.end() - match.start()))


def _plain(node: Any, shown: str, findings: list[Finding], seen: set[int]) -> Any:
    if isinstance(node, yaml.ScalarNode):
        return node.value
    mark = node.start_mark
    place = Place(shown, mark.line + 1, mark.column + 1)
    if id(node) in seen:  # an alias leads here a second time: refused, as it can grow without end
        findings.append(fault("yaml-alias", place))
        return None
    seen.add(id(node))
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item, shown, findings, seen) for item in node.value]
    mapped = Mapped({"": place})
    for key, value in node.value:
        at = Place(shown, key.start_mark.line + 1, key.start_mark.column + 1)
        if not isinstance(key, yaml.ScalarNode):
            findings.append(fault("not-text", at))
        elif key.value in mapped:
            findings.append(fault("duplicate-key", at, key.value))
        else:
            mapped[key.value] = _plain(value, shown, findings, seen)
            mapped.places[key.value] = at
    return mapped


def read_rows(path: Path, shown: str) -> Tree:
    """Return the rows of a CSV file as a list of mappings; empty cells are left out."""
    text, findings = read_text(path, shown)
    if text is None:
        return Tree(None, findings)
    reader = csv.reader(io.StringIO(text), strict=True)
    rows: list[Mapped] = []
    try:
        header = next(reader, [])
        for cells in reader:
            place = Place(shown, reader.line_num, 1)
            row = Mapped({"": place, **dict.fromkeys(header, place)})
            row.update({name: cell for name, cell in zip(header, cells, strict=False) if cell})
            if len(cells) > len(header):
                findings.append(fault("csv-syntax", place, f"{len(cells)} > {len(header)}"))
            rows.append(row)
    except csv.Error as error:
        findings.append(fault("csv-syntax", Place(shown, reader.line_num, 1), str(error)))
    return Tree(rows, findings)
