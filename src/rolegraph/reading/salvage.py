"""What is sound in a file with faults, so that all its faults are told in one run."""

from collections.abc import Sequence
from functools import cache
from typing import Annotated, Any, NamedTuple, TypeVar

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from rolegraph.records.base import Mapped, Record

R = TypeVar("R", bound=Record)


class Salvaged(NamedTuple):
    """A record without its faulty parts (keys may be missing), and the names of those parts."""

    record: Any
    lost: frozenset[str]


def salvage(tree: Mapped, model: type[R], error: ValidationError) -> Salvaged:
    """Return what is sound in a tree that did not validate; for further checks only."""
    rest: Mapped = _copy(tree)
    doomed = {_doomed(detail) for detail in error.errors()}
    lost: set[str] = set()
    for loc in sorted(doomed, key=_order, reverse=True):  # from the back: indices stay true
        lost.add(_without(rest, loc))
    sound: dict[str, Any] = {}
    for key, adapter in _adapters(model).items():
        if key in rest:
            try:
                sound[key] = adapter.validate_python(rest[key])
            except ValidationError:
                continue
    record = model.model_construct(**sound)
    record._places = tree.places
    return Salvaged(record, frozenset(lost - {""}))


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
