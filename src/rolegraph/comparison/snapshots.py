"""Results kept to be cited: what was asked, what came out, and the facts it rests on."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from rolegraph import __version__, iris
from rolegraph.comparison.cells import Comparison
from rolegraph.comparison.details import short
from rolegraph.comparison.presets import Preset
from rolegraph.comparison.running import run_preset
from rolegraph.errors import CannotRead
from rolegraph.findings import Language, Text
from rolegraph.queries import Query
from rolegraph.store import Queryable

STATEMENTS = """PREFIX rg: <https://w3id.org/rolegraph/ns#>
SELECT DISTINCT ?thing ?subject ?property ?value
WHERE {
  VALUES ?thing { %s }
  {
    ?thing ?property ?value .
    BIND(?thing AS ?subject)
  } UNION {
    VALUES ?kind { rg:Adjudication rg:Doubt }
    VALUES ?about { rg:target rg:about }
    ?subject a ?kind ;
      ?about ?thing ;
      ?property ?value .
  } UNION {
    VALUES ?tie { rg:bearer rg:actor rg:secretariat rg:performer }
    ?thing ?tie ?subject .
    VALUES ?property { rg:includesKind rg:includesOrganization }
    ?subject ?property ?value .
  }
}
ORDER BY ?thing ?subject ?property ?value"""
EXTENTS = """PREFIX rg: <https://w3id.org/rolegraph/ns#>
SELECT ?statement ?edition ?aspect ?extent
WHERE {
  ?statement a rg:CoverageStatement ;
    rg:inEdition ?edition ;
    rg:aspect ?aspect ;
    rg:extent ?extent .
}
ORDER BY ?statement"""
FILE = "snapshot.json"


class Change(NamedTuple):
    """One cell that is not what it was, and the changed facts and codings behind it."""

    row: str
    column: str
    before: str
    after: str
    reasons: tuple[str, ...]


class Recheck(NamedTuple):
    """What became of a snapshot: whether data and question are the same, which cells changed."""

    name: str
    same_data: bool
    same_question: bool
    changes: tuple[Change, ...]


def snapshot(
    graph: Queryable,
    queries: Mapping[str, Query],
    preset: Preset,
    where: Mapping[str, tuple[str, ...]],
) -> str:
    """Return a result as JSON text: how it was asked, what came out, the facts it rests on."""
    content = _content(graph, queries, preset, where)
    return json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def recheck(
    graph: Queryable, queries: Mapping[str, Query], folder: Path, language: Language = "ja"
) -> Recheck:
    """Return which cells of a snapshot are different now, and because of which facts.

    Raises CannotRead for a folder that holds no snapshot, or one that was altered by hand.
    """
    old = read_snapshot(folder)
    preset, where = preset_of(old)
    new = json.loads(json.dumps(_content(graph, queries, preset, where)))
    changes = tuple(_changes(old, new, language))
    data, question = (old[key] == new[key] for key in ("data", "question"))
    return Recheck(folder.name, data, question, changes)


def read_snapshot(folder: Path) -> dict[str, Any]:
    """Return what a snapshot holds, its digest verified."""
    try:
        content: dict[str, Any] = json.loads((folder / FILE).read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise CannotRead(
            f"no snapshot at '{folder}' ({error})", "make one with rolegraph compare … --save NAME"
        ) from error
    if content.get("digest") != _digest(content.get("cells", {})):
        raise CannotRead(
            f"the snapshot at '{folder}' does not match its digest",
            "take it from where it was kept",
        )
    return content


def preset_of(content: Mapping[str, Any]) -> tuple[Preset, dict[str, tuple[str, ...]]]:
    """Return the comparison that a snapshot was made with, and its conditions."""
    given = dict(content["comparison"])
    given["title"] = Text(*given["title"])
    given["labels"] = {key: Text(*words) for key, words in given["labels"].items()}
    given["where"] = {key: tuple(values) for key, values in given["where"].items()}
    where = {key: tuple(values) for key, values in content["where"].items()}
    return Preset(**given), where


def _content(
    graph: Queryable,
    queries: Mapping[str, Query],
    preset: Preset,
    where: Mapping[str, tuple[str, ...]],
) -> dict[str, Any]:
    found = run_preset(graph, queries, preset, "en", where)
    cells = _cells(found)
    return {
        "comparison": preset._asdict(),
        "where": dict(where),
        "question": queries[preset.question].sparql,
        "program": __version__,
        "data": graph.version,
        "cells": cells,
        "digest": _digest(cells),
        "facts": _facts(graph, found),
        "extents": _extents(graph, preset),
    }


def _cells(found: Comparison) -> dict[str, dict[str, Any]]:
    return {
        f"{row}\t{column}": {
            "state": cell.state.value,
            "values": [list(value) for value in cell.values],
            "things": sorted(cell.things),
        }
        for (row, column), cell in sorted(found.cells.items())
    }


def _digest(cells: Mapping[str, Any]) -> str:
    text = json.dumps(cells, ensure_ascii=False, sort_keys=True)
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


def _facts(graph: Queryable, found: Comparison) -> dict[str, list[list[str]]]:
    """Return the statements about each thing behind a cell, its codings and doubts included."""
    things = sorted({iri for cell in found.cells.values() for iri in cell.things})
    facts: dict[str, list[list[str]]] = {iri: [] for iri in things}
    for start in range(0, len(things), 200):
        values = " ".join(f"<{iri}>" for iri in things[start : start + 200])
        for thing, *statement in graph.select(STATEMENTS % values).rows:
            facts[str(thing)].append([str(part) for part in statement])
    return facts


def _extents(graph: Queryable, preset: Preset) -> dict[str, str]:
    rows = graph.select(EXTENTS).rows
    return {
        iris.slug(str(edition)): iris.slug(str(extent))
        for _, edition, aspect, extent in rows
        if iris.slug(str(aspect)) == preset.aspect
    }


def _changes(
    old: Mapping[str, Any], new: Mapping[str, Any], language: Language
) -> Iterable[Change]:
    absent = {"state": "-", "values": [], "things": []}
    for key in sorted({*old["cells"], *new["cells"]}):
        before, after = (c["cells"].get(key, absent) for c in (old, new))
        if before == after:
            continue
        row, _, column = key.partition("\t")
        reasons = _reasons(old, new, before, after, column, language)
        yield Change(row, column, _shown(before), _shown(after), tuple(reasons))


def _shown(cell: Mapping[str, Any]) -> str:
    values = ", ".join(" ".join(str(x) for x in v if x not in ("", None)) for v in cell["values"])
    return f"{cell['state']} ({values})" if values else str(cell["state"])


def _reasons(
    old: Mapping[str, Any],
    new: Mapping[str, Any],
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    column: str,
    language: Language,
) -> Iterable[str]:
    """Return what changed behind a cell: facts gone, new, or saying something else."""
    gone, added, changed = (
        Text("消えた", "gone"),
        Text("増えた", "new"),
        Text("変わった", "changed"),
    )
    for iri in sorted({*before["things"], *after["things"]}):
        then, now = old["facts"].get(iri, []), new["facts"].get(iri, [])
        lost = [s for s in then if s not in now]
        won = [s for s in now if s not in then]
        if not lost and not won and (iri in before["things"]) == (iri in after["things"]):
            continue
        kind = (
            gone
            if iri not in after["things"]
            else added
            if iri not in before["things"]
            else changed
        )
        details = [f"- {_statement(s)}" for s in lost] + [f"+ {_statement(s)}" for s in won]
        whole = kind is not changed and (not then or not now)
        yield f"{kind.in_language(language)}: {short(iri)}" + (
            "" if whole else "".join(f"\n  {line}" for line in details)
        )
    if old["extents"].get(column) != new["extents"].get(column):
        words = Text("入力の範囲", "extent of coding").in_language(language)
        yield f"{words}: {old['extents'].get(column)} -> {new['extents'].get(column)}"


def _statement(statement: list[str]) -> str:
    subject, prop, value = (
        short(part) if part.startswith(iris.BASE) else part for part in statement
    )
    return f"{subject} {prop.rsplit('/', 1)[-1].rsplit('#', 1)[-1]} {value}"
