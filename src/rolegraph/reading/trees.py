"""YAML text as mappings, lists and texts, built from the parser's events, with places.

Nodes are not composed first: that would take twice the time, and let aliases grow without end.
"""

from typing import Any

import yaml
from yaml import (
    AliasEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    StreamEndEvent,
)

from rolegraph.findings import Finding, Place
from rolegraph.reading.faults import fault
from rolegraph.records.base import Mapped

DEEPEST = 40
Loader: Any = yaml.CBaseLoader  # text only: 01202 read as a number would be octal


class Refused(Exception):
    """A text that holds no tree at all, with the finding that tells why."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.rule)
        self.finding = finding


def tree(text: str, shown: str, findings: list[Finding]) -> Any:
    """Return the content of a YAML text, adding its faults; None when there is an alias in it.

    Raises Refused for a text that cannot be parsed, or is nested too deeply.
    """
    try:
        return _Reader(text, shown, findings).document()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Place(shown, mark.line + 1, mark.column + 1) if mark else Place(shown, 1, 1)
        raise Refused(fault("yaml-syntax", place, error.problem or "")) from error
    except yaml.YAMLError as error:  # control characters: no mark
        problem = str(error).splitlines()[0]
        raise Refused(fault("yaml-syntax", Place(shown, 1, 1), problem)) from error


class _Reader:
    def __init__(self, text: str, shown: str, findings: list[Finding]) -> None:
        self.next = Loader(text).get_event
        self.shown = shown
        self.findings = findings
        self.aliased = False

    def document(self) -> Any:
        self.next()  # the start of the stream
        event = self.next()
        if event.__class__ is StreamEndEvent:
            return Mapped({"": Place(self.shown, 1, 1)})
        content = self.value(self.next(), 1)
        self.next()  # the end of the document
        event = self.next()
        if event.__class__ is not StreamEndEvent:
            raise Refused(fault("yaml-syntax", self.place(event), "a second document begins"))
        return None if self.aliased else content

    def place(self, event: Any) -> Place:
        mark = event.start_mark
        return Place(self.shown, mark.line + 1, mark.column + 1)

    def value(self, event: Any, depth: int) -> Any:
        kind = event.__class__
        if kind is ScalarEvent:
            return event.value
        if depth > DEEPEST:
            raise Refused(fault("too-deep", self.place(event)))
        if kind is MappingStartEvent:
            return self.mapping(event, depth + 1)
        if kind is AliasEvent:
            self.aliased = True
            self.findings.append(fault("yaml-alias", self.place(event)))
            return None
        items = []
        while (item := self.next()).__class__ is not SequenceEndEvent:
            items.append(self.value(item, depth + 1))
        return items

    def mapping(self, start: Any, depth: int) -> Mapped:
        mapped = Mapped({"": self.place(start)})
        while (key := self.next()).__class__ is not MappingEndEvent:
            if key.__class__ is not ScalarEvent:
                self.findings.append(fault("not-text", self.place(key)))
                self.value(key, depth)
                self.value(self.next(), depth)
                continue
            name, place = key.value, self.place(key)
            value = self.value(self.next(), depth)
            if name in mapped:
                self.findings.append(fault("duplicate-key", place, name))
            else:
                mapped[name] = value
                mapped.places[name] = place
        return mapped
