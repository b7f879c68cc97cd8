"""The codebook's tables and the JSON Schemas, made from the records so that they cannot differ."""

import json
from typing import Any

from pydantic import BaseModel

from rolegraph.errors import RolegraphError
from rolegraph.records.base import Record, keys_of
from rolegraph.records.edition import Edition
from rolegraph.records.memo import Memo
from rolegraph.records.registry import Municipality, Organization, PassageRow, Source

KINDS: dict[str, type[Record]] = {"plan": Edition, "memo": Memo}
BEGIN, END = "<!-- keys: begin -->", "<!-- keys: end -->"


def json_schema(kind: str) -> str:
    """Return the JSON Schema of a plan or memo file, with bilingual descriptions of every key."""
    schema = KINDS[kind].model_json_schema(by_alias=True)
    models = {model.__name__: model for model in _below(KINDS[kind])}
    for name, definition in [(KINDS[kind].__name__, schema), *schema.get("$defs", {}).items()]:
        if name in models:
            _describe(definition, models[name])
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    return json.dumps(schema, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _describe(definition: dict[str, Any], model: type[Record]) -> None:
    for key in keys_of(model):
        entry = definition.get("properties", {}).get(key.written)
        if entry is not None:
            entry["description"] = f"{key.key.ja} / {key.key.en}"


def tables() -> str:
    """Return the tables of all keys in Markdown: key, meaning, scheme, example."""
    models: dict[str, type[Record]] = {}
    for root in (Edition, Memo, Municipality, Organization, Source, PassageRow):
        models |= {model.__name__: model for model in _below(root)}
    return "\n".join(_table(model) for model in models.values())


def with_tables(text: str) -> str:
    """Return the codebook with its tables between the marks brought up to date.

    Raises RolegraphError when it has no such marks.
    """
    if not 0 <= text.find(BEGIN) < text.find(END):
        raise RolegraphError("no place for the tables", f"write the lines {BEGIN} and {END}")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{tables()}\n{END}{after}"


def _table(model: type[Record]) -> str:
    title = (model.__doc__ or "").splitlines()[0]
    lines = [
        f"### {model.__name__}",
        "",
        title,
        "",
        "| キー | 必須 | 意味 | meaning | 例 |",
        "|---|---|---|---|---|",
    ]
    for key in keys_of(model):
        required = "○" if model.model_fields[key.field].is_required() else ""
        scheme = f" (`{key.key.scheme}`)" if key.key.scheme else ""
        example = f"`{key.key.example}`" if key.key.example else ""
        words = f"{key.key.ja}{scheme} | {key.key.en}"
        lines.append(f"| `{key.written}` | {required} | {words} | {example} |")
    return "\n".join([*lines, ""])


def _below(model: type[Record]) -> list[type[Record]]:
    """Return a record class and all classes that its fields hold, each once."""
    found: dict[str, type[Record]] = {}
    queue = [model]
    while queue:
        current = queue.pop(0)
        if current.__name__ not in found:
            found[current.__name__] = current
            for field in current.model_fields.values():
                queue += _records_in(field.annotation)
    return list(found.values())


def _records_in(annotation: Any) -> list[type[Record]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation] if issubclass(annotation, Record) else []
    return [r for argument in getattr(annotation, "__args__", ()) for r in _records_in(argument)]
