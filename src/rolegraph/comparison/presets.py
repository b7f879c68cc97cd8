"""Comparisons as data: which question, which of its columns become rows, columns and values."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from rolegraph.errors import BadQuery, UnknownName
from rolegraph.findings import Text
from rolegraph.queries import Query

KEYS = (
    *("title", "question", "rows", "columns", "value", "by", "scheme", "aspect", "state"),
    *("things", "where", "parameters", "every-row", "picture", "evidence", "labels"),
)


class Preset(NamedTuple):
    """A comparison kept as data: a question and which of its columns become what.

    `state` names a column that holds the state itself; `things` a question (also: another, and
    its row, column and part) from which to take what stands behind a cell, when the question
    does not lead there; `where` keeps some rows; `labels` are words for values that are no
    concepts.
    """

    name: str
    title: Text
    question: str
    rows: str
    columns: str
    value: str = ""
    by: str = ""
    scheme: str = ""
    aspect: str = ""
    evidence: Mapping[str, str] = {}
    state: str = ""
    things: Mapping[str, str] = {}
    where: Mapping[str, tuple[str, ...]] = {}
    parameters: Mapping[str, str] = {}
    every_row: bool = False
    picture: str = ""
    labels: Mapping[str, Text] = {}

    def values(self, query: Query) -> dict[str, str]:
        """Return the parameters with which the comparison asks its question."""
        known = {parameter.name for parameter in query.parameters}
        single = {n: v[0] for n, v in self.where.items() if n in known and len(v) == 1}
        return {**self.parameters, **single}


def read_presets(folder: Path) -> dict[str, Preset]:
    """Return the comparisons of `queries/comparisons/` by name."""
    return {path.stem: _preset(path) for path in sorted((folder / "comparisons").glob("*.yaml"))}


def _preset(path: Path) -> Preset:
    try:
        entry: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
        for key in entry:
            if key not in KEYS:
                raise UnknownName("key of a comparison", key, KEYS)
        where = {
            column: tuple(str(v) for v in (value if isinstance(value, list) else [value]))
            for column, value in entry.get("where", {}).items()
        }
        plain = ("value", "by", "scheme", "aspect", "state", "picture")
        return Preset(
            path.stem,
            Text(**entry["title"]),
            entry["question"],
            entry["rows"],
            entry["columns"],
            evidence=entry.get("evidence", {}),
            where=where,
            things=entry.get("things", {}),
            labels={k: Text(**words) for k, words in entry.get("labels", {}).items()},
            parameters={k: str(v) for k, v in entry.get("parameters", {}).items()},
            every_row=bool(entry.get("every-row")),
            **{key: entry.get(key, "") for key in plain},
        )
    except (yaml.YAMLError, KeyError, TypeError, UnknownName) as error:
        raise BadQuery(
            f"{path}: the comparison cannot be read ({' '.join(str(error).split())})",
            "see queries/comparisons/duties.yaml",
        ) from error


def free_preset(
    query: Query,
    rows: str,
    columns: str,
    value: str = "",
    by: str = "",
    presets: Mapping[str, Preset] | None = None,
    aspect: str = "",
) -> Preset:
    """Return a comparison of any columns of a question.

    The coding aspect, which tells "not found" from "not coded", is that of a preset which uses
    the same question, unless one is given. Raises UnknownName for a column that is not there.
    """
    known = [column.name for column in query.columns]
    for column in filter(None, (rows, columns, value, by)):
        if column not in known:
            raise UnknownName(f"column of '{query.name}'", column, known)
    same = [p for p in (presets or {}).values() if p.question == query.name]
    axes = Text(*(f"{_heading(query, rows, i)} × {_heading(query, columns, i)}" for i in (0, 1)))
    title = Text(f"{query.title.ja}: {axes.ja}", f"{query.title.en}: {axes.en}")
    found = aspect or next((p.aspect for p in same if p.aspect), "")
    things: Mapping[str, str] = {}
    for preset in same:
        if {preset.things.get("row"), preset.things.get("column")} == {rows, columns}:
            things = preset.things
    return Preset("", title, query.name, rows, columns, value, by, aspect=found, things=things)


def _heading(query: Query, name: str, language: int) -> str:
    return next(column.heading[language] for column in query.columns if column.name == name)
