"""How an authoring file lies in a workbook: a sheet a list, a row an item, a column a key.

A heading is the way to a value: `name.ja` is the Japanese of the name. A list of records has a
sheet of its own, `bodies.seats`, whose first column names the body that each row belongs to.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Annotated, Any, NamedTuple, get_args, get_origin

from pydantic import BeforeValidator

from rolegraph.records import base
from rolegraph.records.base import Key, Record
from rolegraph.records.codings import CodingRow
from rolegraph.records.edition import Edition
from rolegraph.records.memo import Memo

HEADS: dict[str, type[Record]] = {"edition": Edition, "memo": Memo}
"""The sheets of keys and values; which of them a workbook has tells what it is."""
CODINGS = "codings"
REMARK = "#"
"""Sheets, rows and headings that begin with this are for people alone."""
Way = tuple[str, ...]


class Field(NamedTuple):
    """What a key holds: text, share, texts, record, records, or a map of any of these."""

    name: str
    kind: str
    required: bool = False
    key: Key | None = None
    model: type[Record] | None = None
    inner: "Field | None" = None

    def below(self, name: str) -> "Field | None":
        """Return what a key below this one holds; None when there is no such key."""
        if self.kind == "map" and self.inner is not None:
            return self.inner._replace(name=name)
        return fields_of(self.model).get(name) if self.kind == "record" and self.model else None


class Sheet(NamedTuple):
    """A list of records: the way to it, what its rows are, and the sheet of what holds them."""

    way: Way
    model: type[Record]
    holder: str = ""

    @property
    def name(self) -> str:
        """The name of the sheet."""
        return ".".join(self.way)


@cache
def fields_of(model: type[Record]) -> Mapping[str, Field]:
    """Return what the keys of a record hold, by key as written."""
    found = {}
    for name, info in model.model_fields.items():
        written = info.alias or name
        field = _field(written, info.annotation)
        keys = [meta for meta in info.metadata if isinstance(meta, Key)]
        if any(isinstance(m, BeforeValidator) and m.func is base.share for m in info.metadata):
            field = field._replace(kind="share")
        found[written] = field._replace(
            required=info.is_required(), key=keys[0] if keys else field.key
        )
    return found


def _field(name: str, annotation: Any) -> Field:
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        keys = [meta for meta in arguments[1:] if isinstance(meta, Key)]
        inner = _field(name, arguments[0])
        return inner._replace(key=keys[0]) if keys else inner
    if origin is tuple:
        item = _field(name, arguments[0])
        return item._replace(kind="records" if item.kind == "record" else "texts")
    if origin is dict:
        return Field(name, "map", inner=_field(name, arguments[1]))
    if type(None) in arguments:
        return _field(name, next(a for a in arguments if a is not type(None)))
    if isinstance(annotation, type) and issubclass(annotation, Record):
        return Field(name, "record", model=annotation)
    return Field(name, "text")


def field_at(model: type[Record], way: Way) -> Field | None:
    """Return what lies at the end of a way through a record; None when it leads nowhere."""
    found: Field | None = Field("", "record", model=model)
    for step in way:
        found = found.below(step) if found else None
    return found


def columns_of(model: type[Record], above: Way = ()) -> Iterator[tuple[Way, Field]]:
    """Yield the columns of a record in written order; maps, whose keys are free, are left out."""
    for name, field in fields_of(model).items():
        way = (*above, name)
        if field.kind == "record" and field.model:
            yield from columns_of(field.model, way)
        elif field.kind in ("text", "share", "texts"):
            yield way, field


def sheets_of(model: type[Record]) -> Iterator[Sheet]:
    """Yield the sheets of an edition or memo; those of maps (`concepts.<scheme>`) are left out."""
    for name, field in fields_of(model).items():
        if field.kind == "records" and field.model:
            yield Sheet((name,), field.model)
            for below, inner in fields_of(field.model).items():
                if inner.kind == "records" and inner.model:
                    yield Sheet((name, below), inner.model, name)


def sheet_named(model: type[Record], name: str) -> Sheet | None:
    """Return the sheet of a name; None when an edition or memo has no such list."""
    for sheet in sheets_of(model):
        if sheet.name == name:
            return sheet
    way = tuple(name.split("."))
    field = field_at(model, way)
    if field and field.kind == "records" and field.model:
        return Sheet(way, field.model)
    return None


CODING_SHEET = Sheet((CODINGS,), CodingRow)
