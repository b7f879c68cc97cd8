"""What is sound in a file with faults, so that all its faults are told in one run."""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Annotated, Any, NamedTuple, TypeVar

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from rolegraph.errors import closest
from rolegraph.findings import Place
from rolegraph.records.base import Mapped, Record
from rolegraph.records.sheets import Field, fields_of

R = TypeVar("R", bound=Record)


class Salvaged(NamedTuple):
    """A record without its faulty parts (keys may be missing), and what is known of those parts.

    `lost` are their names, `terms` the classes and properties that they would have stated, and
    `touched` the places of the records that they were taken from.
    """

    record: Any
    lost: frozenset[str]
    terms: frozenset[str] = frozenset()
    touched: frozenset[Place] = frozenset()


def salvage(tree: Mapped, model: type[R], error: ValidationError) -> Salvaged:
    """Return what is sound in a tree that did not validate; for further checks only."""
    rest: Mapped = _copy(tree)
    doomed = {_doomed(detail) for detail in error.errors()}
    lost: set[str] = set()
    for loc in sorted(doomed, key=_order, reverse=True):  # from the back: indices stay true
        lost.add(_without(rest, loc))
    terms = {term for detail in error.errors() for term in _unsaid(detail, tree, model)}
    sound: dict[str, Any] = {}
    for key, adapter in _adapters(model).items():
        if key in rest:
            try:
                sound[key] = adapter.validate_python(rest[key])
            except ValidationError:
                terms |= _terms(fields_of(model)[key])
    record = model.model_construct(**sound)
    record._places = tree.places
    touched = {place for detail in error.errors() for place in _above(tree, detail["loc"])}
    return Salvaged(record, frozenset(lost - {""}), frozenset(terms - {""}), frozenset(touched))


def _unsaid(detail: ErrorDetails, tree: Any, model: type[Record]) -> set[str]:
    """Return the terms of what a fault keeps from being said.

    Behind an unknown key any key that is left out may stand, most likely the one of a like name.
    """
    if detail["type"] != "extra_forbidden":
        reached = _reached(model, _doomed(detail))
        return _terms(reached) if reached else set()
    *above, name = detail["loc"]
    holder, part = _reached(model, above), tree
    for step in above:
        part = _below(part, step)
    if holder is None or holder.model is None:
        return set()
    absent = {key: field for key, field in fields_of(holder.model).items() if key not in part}
    near = closest(str(name), absent)
    chosen = [absent[near]] if near else absent.values()
    return {term for field in chosen for term in _terms(field)}


def _reached(model: type[Record], loc: Sequence[int | str]) -> Field | None:
    """Return what lies at the end of a pydantic location."""
    found: Field | None = Field("", "record", model=model)
    for step in loc:
        if found and isinstance(step, int):
            found = found._replace(kind="record") if found.model else found
        elif found:
            found = found.below(str(step))
    return found


def _terms(field: Field) -> set[str]:
    """Return the properties and classes that a key, and all below it, would state."""
    found = {field.key.property, field.key.parent} if field.key else set()
    if field.model:
        found.add(getattr(field.model, "CLASS", field.model.__name__))
        if "passages" in field.model.model_fields:  # a node of its own
            found |= {"inEdition", "inMemo"}
        for below in fields_of(field.model).values():
            found |= _terms(below)
    return found | _terms(field.inner) if field.inner else found


def _above(tree: Any, loc: Sequence[int | str]) -> Iterator[Place]:
    """Yield the places of the mappings on the way to a fault, the outermost first."""
    for step in loc:
        if isinstance(tree, Mapped):
            yield tree.places[""]
        tree = _below(tree, step)


@cache
def _adapters(model: type[Record]) -> dict[str, TypeAdapter[Any]]:
    return {
        field.alias or name: TypeAdapter[Any](Annotated[(field.annotation, *field.metadata)])  # type: ignore[arg-type]
        for name, field in model.model_fields.items()
    }


def _doomed(detail: ErrorDetails) -> tuple[int | str, ...]:
    """Return what must go for a fault: an unknown key alone, else the whole part of a list."""
    loc = detail["loc"]
    if detail["type"] == "extra_forbidden":
        return loc
    depth = next((at for at, step in enumerate(loc) if isinstance(step, int)), 0)
    return loc[: depth + 1]


def _order(loc: Sequence[int | str]) -> list[tuple[int, str]]:
    return [(step, "") if isinstance(step, int) else (-1, step) for step in loc]


def _without(tree: Any, loc: Sequence[int | str]) -> str:
    """Take a part out of a tree and return its identifier, '' when it has none."""
    for step in loc[:-1]:
        tree = _below(tree, step)
    part = _below(tree, loc[-1])
    if part is not None:
        del tree[loc[-1]]
    name = part.get("id") if isinstance(part, Mapped) else None
    return name if isinstance(name, str) else ""


def _below(tree: Any, step: int | str) -> Any:
    if isinstance(tree, Mapped):
        return tree.get(str(step))
    if isinstance(tree, list) and isinstance(step, int) and step < len(tree):
        return tree[step]
    return None


def _copy(tree: Any) -> Any:
    if isinstance(tree, Mapped):
        copied = Mapped(tree.places)
        copied.update({key: _copy(value) for key, value in tree.items()})
        return copied
    return [_copy(part) for part in tree] if isinstance(tree, list) else tree
