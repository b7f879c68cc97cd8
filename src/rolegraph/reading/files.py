"""Authoring files as trees of text with places: YAML and CSV, faults included."""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from itertools import accumulate
from pathlib import Path
from typing import Any, NamedTuple

from rolegraph.findings import Finding, Place, Text
from rolegraph.reading.faults import fault, remedy
from rolegraph.reading.trees import Refused, tree
from rolegraph.records.base import Mapped

WIDE_COLON = re.compile(r"^ *(?:- )?[a-z][a-z0-9-]*\uff1a", re.MULTILINE)
WIDE_INDENT = re.compile(r"^ *\u3000", re.MULTILINE)
WIDE_SPACES = re.compile(r"^ *\u3000[ \u3000]*", re.MULTILINE)
NO_COLUMNS: Mapping[str, bool] = {}


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
        before = error.object[: error.start].decode("utf-8-sig")
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        byte = f"0x{error.object[error.start]:02x}"
        return None, [fault("bad-encoding", Place(shown, line, column), byte)]


def parse_bytes(content: bytes, shown: str) -> Tree:
    """Return the tree of YAML that did not come from a file."""
    try:
        return parse_yaml(content.decode("utf-8-sig"), shown)
    except UnicodeDecodeError as error:
        return Tree(
            None, [fault("bad-encoding", Place(shown, 1, 1), f"0x{content[error.start]:02x}")]
        )


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
    if findings:  # read on as if they were narrow, so that the other faults are told too
        text = WIDE_COLON.sub(lambda m: f"{m[0][:-1]}: ", text)
        text = WIDE_SPACES.sub(lambda m: m[0].replace("\u3000", "  "), text)
    try:
        return Tree(tree(text, shown, findings), findings)
    except Refused as refused:
        syntax = refused.finding.rule == "yaml-syntax"
        # where full-width marks were found, they are the likelier cause
        return Tree(None, findings if findings and syntax else [*findings, refused.finding])


def _at_match(rule: str, match: re.Match[str], text: str, shown: str) -> Finding:
    line = text.count("\n", 0, match.start()) + 1
    return fault(rule, Place(shown, line, match.end() - match.start()))


def read_rows(path: Path, shown: str, columns: Mapping[str, bool] = NO_COLUMNS) -> Tree:
    """Return the rows of a CSV file as a list of mappings; empty cells are left out.

    `columns` names the columns it may have (any, when none is named) and whether they must be.
    """
    text, findings = read_text(path, shown)
    if text is None:
        return Tree(None, findings)
    lines = text.split("\n")
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[Mapped] = []
    header: list[str] = []
    try:
        for cells in reader:
            if not header:
                header = cells
                findings += _header_faults(header, _starts(header, lines[0]), columns, shown)
            elif cells:
                starts = _starts(cells, lines[reader.line_num - 1])
                places = [Place(shown, reader.line_num, start) for start in starts]
                rows.append(_row(header, cells, places))
                if len(cells) > len(header):
                    width = f"{len(cells)} > {len(header)}"
                    findings.append(fault("csv-syntax", rows[-1].places[""], width))
    except csv.Error as error:
        findings.append(fault("csv-syntax", Place(shown, reader.line_num, 1), str(error)))
    return Tree(rows, findings)


def _header_faults(
    header: list[str], starts: list[int], columns: Mapping[str, bool], shown: str
) -> Iterator[Finding]:
    """Yield columns that are unknown, given twice or missing, each once for the whole file."""
    for index, name in enumerate(header):
        place = Place(shown, 1, starts[index])
        if columns and name not in columns:
            yield fault("csv-columns", place, name, remedy=remedy(name, list(columns)))
        elif name in header[:index]:
            twice = Text("二度あります。一つにまとめてください", "is there twice; keep one")
            yield fault("csv-columns", place, name, remedy=twice)
    for name, required in columns.items():
        if required and name not in header:
            missing = Text("ありません。書き加えてください", "is missing; add it")
            yield fault("csv-columns", Place(shown, 1, 1), name, remedy=missing)


def _row(header: list[str], cells: list[str], places: list[Place]) -> Mapped:
    row = Mapped({"": places[0]._replace(column=1), **dict(zip(header, places, strict=False))})
    row.update({name: cell for name, cell in zip(header, cells, strict=False) if cell})
    return row


def _starts(cells: list[str], line: str) -> list[int]:
    """Return the column at which each cell begins, or 1 where quotes and breaks shift it."""
    if ",".join(cells) != line.rstrip("\r"):
        return [1] * len(cells)
    return [1 + at for at in accumulate((len(cell) + 1 for cell in cells[:-1]), initial=0)]
