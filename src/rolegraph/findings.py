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
    """A spot in an authoring file; line and column count from 1 (0: unknown)."""

    path: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}" if self.line else self.path


class Severity(StrEnum):
    """How grave a finding is; only errors make a check fail."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Finding(NamedTuple):
    """One fault: its place, severity, rule name and bilingual message with the remedy."""

    place: Place
    severity: Severity
    rule: str
    message: Text

    def line(self, language: Language) -> str:
        """Return the finding as `path:line:column: severity: rule: message`."""
        words = self.message.in_language(language)
        return f"{self.place}: {self.severity}: {self.rule}: {words}"


Places = dict[tuple[str, str], Place]
"""(subject IRI, property IRI or '' for the subject itself) -> the spot that states it."""


def ordered(findings: list[Finding]) -> list[Finding]:
    """Return the findings by place, each once."""
    return sorted(set(findings), key=lambda f: (f.place, f.rule, f.message))
