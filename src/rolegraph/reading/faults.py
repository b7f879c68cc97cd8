"""Faults of a file as findings: collected, placed and worded."""

from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from rolegraph.errors import closest
from rolegraph.findings import Finding, Place, Severity, Text
from rolegraph.reading.messages import MESSAGES
from rolegraph.records.base import Mapped

PYDANTIC_RULES = {
    "missing": "missing-key",
    "extra_forbidden": "unknown-key",
    "model_type": "not-a-mapping",
    "dict_type": "not-a-mapping",
    "model_attributes_type": "not-a-mapping",
    "tuple_type": "not-a-list",
    "string_type": "not-text",
    "too_short": "too-few",
    "too_long": "too-many",
}
KEYED = ("missing-key", "unknown-key")


def fault(rule: str, place: Place, value: str = "", **more: Text | str) -> Finding:
    """Return a finding in the words of its rule."""
    words = MESSAGES[rule]
    ja, en = (
        {k: v.in_language(lang) if isinstance(v, Text) else v for k, v in more.items()}
        for lang in ("ja", "en")
    )
    text = Text(words.ja.format(value=value, **ja), words.en.format(value=value, **en))
    return Finding(place, Severity.ERROR, rule, text)


def remedy(value: str, known: list[str]) -> Text:
    """Return a did-you-mean in both languages, or the known names when none is near."""
    near = closest(value, known)
    if near:
        return Text(f"「{near}」のことですか", f"did you mean '{near}'?")
    if len(known) > 12 or not known:
        return Text("書き方を確かめてください", "check the spelling")
    names = ", ".join(sorted(known))
    return Text(f"使えるもの: {names}", f"known: {names}")


def record_faults(
    error: ValidationError, tree: Any, path: str, model: type[BaseModel]
) -> list[Finding]:
    """Return the faults that pydantic found in a tree, each at the line that caused it."""
    details = error.errors()
    return [
        _record_fault(detail, tree, path, model)
        for detail in details
        if detail["type"] != "too_short" or not _inside(details, detail["loc"])
    ]


def _inside(details: list[ErrorDetails], loc: tuple[int | str, ...]) -> bool:
    """Return whether faults lie inside a list: it is too short then only for want of those."""
    return any(len(d["loc"]) > len(loc) and d["loc"][: len(loc)] == loc for d in details)


def _record_fault(detail: ErrorDetails, tree: Any, path: str, model: type[BaseModel]) -> Finding:
    rule = PYDANTIC_RULES.get(detail["type"], detail["type"])
    if rule not in MESSAGES:
        rule, value = "invalid-value", detail["msg"]
    else:
        value = str(detail["loc"][-1]) if rule in KEYED else str(detail["input"])
    place = place_at(tree, detail["loc"], path)
    if rule == "unknown-key":
        return fault(rule, place, value, remedy=remedy(value, _known_keys(model, detail["loc"])))
    return fault(rule, place, value)


def place_at(tree: Any, loc: tuple[int | str, ...], path: str) -> Place:
    """Return the place of the deepest part of a tree that a pydantic location leads to."""
    place = Place(path, 1, 1)
    for step in loc:
        if isinstance(tree, Mapped):
            place = tree.places.get(str(step), tree.places.get("", place))
            tree = tree.get(str(step))
        elif isinstance(tree, list) and isinstance(step, int) and step < len(tree):
            tree = tree[step]
            if isinstance(tree, Mapped):
                place = tree.places[""]
    return place


def _known_keys(model: type[BaseModel], loc: tuple[int | str, ...]) -> list[str]:
    known: list[str] = []
    current: type[BaseModel] | None = model
    for step in loc:
        if current is None or isinstance(step, int):
            continue
        known = [field.alias or name for name, field in current.model_fields.items()]
        below = next((f for n, f in current.model_fields.items() if (f.alias or n) == step), None)
        current = _record_in(below.annotation) if below else current
    return known


def _record_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    inner = (_record_in(argument) for argument in getattr(annotation, "__args__", ()))
    return next((found for found in inner if found), None)
