"""Faults found in data: where, how grave, which rule, and what to do about it."""

from enum import StrEnum
from typing import Literal, NamedTuple

Language = Literal["ja", "en"]


class Text(NamedTuple):
    """The same words in Japanese and English."""

    ja: str
    en: str

    def in_language(self, language: Language) -> str:
        """Return the words in this language."""
        return self.en if language == "en" else self.ja


class Place(NamedTuple):
    """A spot in an authoring file; line and column count from 1 (0: unknown).

    In a workbook they are a row and a column of a sheet.
    """

    path: str
    line: int = 0
    column: int = 0
    sheet: str = ""

    @property
    def cell(self) -> str:
        """The address of a cell as spreadsheets write it; '' in other files.

        >>> Place("plan.xlsx", 12, 28, "actors").cell
        'actors!AB12'
        """
        if not self.sheet:
            return ""
        letters, rest = "", self.column
        while rest:
            rest, letter = divmod(rest - 1, 26)
            letters = chr(ord("A") + letter) + letters
        return f"{self.sheet}!{letters}{self.line}" if self.line else self.sheet

    def __str__(self) -> str:
        if self.sheet:
            return f"{self.path}:{self.cell}"
        return f"{self.path}:{self.line}:{self.column}" if self.line else self.path


class Severity(StrEnum):
    """How grave a finding is; only errors make a check fail."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Detail(NamedTuple):
    """What the engine says of a fault in a graph: terms as in N-Triples, with labels of them."""

    focus: str
    path: str = ""
    value: str = ""
    component: str = ""
    words: str = ""
    focus_label: Text = Text("", "")
    value_label: Text = Text("", "")


class Finding(NamedTuple):
    """One fault: its place, severity, rule name and bilingual message with the remedy."""

    place: Place
    severity: Severity
    rule: str
    message: Text
    detail: Detail | None = None

    def line(self, language: Language) -> str:
        """Return the finding as `path:line:column: severity: rule: message`."""
        words = self.message.in_language(language)
        spot = "" if self.place.line or self.detail is None else f" [{self.spot(language)}]"
        return f"{self.place}: {self.severity}: {self.rule}: {words}{spot}"

    def spot(self, language: Language) -> str:
        """Return focus node, path and value with labels; '' for a fault found while reading."""
        if self.detail is None:
            return ""
        parts = [_named(self.detail.focus, self.detail.focus_label.in_language(language))]
        parts += [self.detail.path] if self.detail.path else []
        if self.detail.value and self.detail.value != self.detail.focus:
            parts.append(_named(self.detail.value, self.detail.value_label.in_language(language)))
        return " ".join(parts)


def _named(term: str, label: str) -> str:
    return f"{term} ({label})" if label else term


Places = dict[tuple[str, str], Place]
"""(subject IRI, property IRI or '' for the subject itself) -> the spot that states it."""


def ordered(findings: list[Finding]) -> list[Finding]:
    """Return the findings by place, each once."""
    return sorted(
        set(findings),
        key=lambda f: (f.place.path, f.place.sheet, f.place, f.rule, f.message, f.detail or ()),
    )
