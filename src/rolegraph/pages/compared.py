"""Comparisons as pages need them: each run once, of a wide one only the columns in sight."""

import json
from collections.abc import Iterator, Mapping, Sequence

from rolegraph.comparison import Comparison, Preset, run_preset, whole_columns
from rolegraph.findings import Language
from rolegraph.pages.atlas import Atlas
from rolegraph.pages.portions import PLANS, portion_name, starts
from rolegraph.pages.sheet import Sheet
from rolegraph.queries import Query

KEPT = 100
RECORDED = ("row", "row_label", "column", "state", "part_label", "value", "value_label", "passages")


class Compared:
    """All comparisons of a graph; of a wide one only the columns that a page shows are run."""

    def __init__(self, queries: Mapping[str, Query], presets: Mapping[str, Preset]) -> None:
        self.queries = queries
        self.presets = presets
        self._found: dict[tuple[str, str, tuple[str, ...]], Comparison] = {}
        self._columns: dict[str, tuple[str, ...]] = {}
        self._places: dict[str, dict[str, int]] = {}
        self._names: dict[str, dict[str, str]] = {}
        self._wholes: dict[str, dict[str, str]] = {}

    def wholes(self, atlas: Atlas, name: str) -> Mapping[str, str]:
        """Return the IRIs of columns that are known before a comparison is run, by name."""
        if name not in self._wholes:
            self._wholes[name] = whole_columns(atlas.graph, self.presets[name])
        return self._wholes[name]

    def columns(self, atlas: Atlas, name: str) -> tuple[str, ...]:
        """Return all columns of a comparison, in order."""
        if name not in self._columns:
            known = tuple(self.wholes(atlas, name))
            self._columns[name] = known or self.whole(atlas, name, "ja").columns
        return self._columns[name]

    def whole(self, atlas: Atlas, name: str, language: Language) -> Comparison:
        """Return a comparison with all its columns."""
        return self._run(atlas, name, language, ())

    def part(
        self, atlas: Atlas, name: str, language: Language, columns: Sequence[str]
    ) -> Comparison:
        """Return a comparison of some columns."""
        if self.wide(atlas, name) and self.wholes(atlas, name):
            return self._run(atlas, name, language, tuple(columns))
        found = self.whole(atlas, name, language)
        cells = {key: cell for key, cell in found.cells.items() if key[1] in columns}
        return found._replace(columns=tuple(columns), cells=cells)

    def portion(self, atlas: Atlas, name: str, language: Language, first: int) -> Comparison:
        """Return the columns that a page shows."""
        columns = self.columns(atlas, name)[first : first + PLANS]
        return self.part(atlas, name, language, columns)

    def wide(self, atlas: Atlas, name: str) -> bool:
        """Return whether a comparison has more columns than a page shows."""
        return len(self.columns(atlas, name)) > PLANS

    def row_name(self, atlas: Atlas, name: str, row: str, column: str) -> str:
        """Return the name of the page with the evidence of a row for a column."""
        first = self._first(atlas, name, column)
        return f"{portion_name(f'compare/{name}', first)}/row/{row}"

    def cell_link(self, sheet: Sheet, name: str, row: str, column: str) -> str:
        """Return the way to the evidence of a cell by the IRIs of its row and column, or ''."""
        if name not in self._names:
            known = self.wholes(sheet.atlas, name)
            self._names[name] = {iri: place for place, iri in known.items()}
        place = self._names[name].get(column, "")
        if not place:
            return ""
        first = self._first(sheet.atlas, name, place)
        found = self.portion(sheet.atlas, name, sheet.language, first)
        own = next((r for r in found.rows if found.iris.get(r) == row), "")
        path = self.row_name(sheet.atlas, name, own, place) if own else ""
        return f"{sheet.here(path)}#{anchor(place)}" if path else ""

    def _first(self, atlas: Atlas, name: str, column: str) -> int:
        """Return where the portion starts that a column stands in."""
        if name not in self._places:
            columns = self.columns(atlas, name)
            self._places[name] = {column: place for place, column in enumerate(columns)}
        return self._places[name][column] // PLANS * PLANS

    def _run(
        self, atlas: Atlas, name: str, language: Language, columns: tuple[str, ...]
    ) -> Comparison:
        key = (name, language, columns)
        if key not in self._found:
            if len(self._found) > KEPT:
                self._found.clear()
            preset = self.presets[name]
            where = {preset.columns: columns} if columns else None
            self._found[key] = run_preset(atlas.graph, self.queries, preset, language, where)
        return self._found[key]


def script_of(records: bytes) -> bytes:
    r"""Return the rows of a comparison as a script, with what two plans are set apart by.

    >>> script_of(b'[{"row": "a", "column": "x", "state": "stated", "things": "t"}]')
    b'globalThis.rolegraphCompared = [{"row":"a","column":"x","state":"stated"}];\n'
    """
    kept = [{k: r[k] for k in RECORDED if r.get(k) is not None} for r in json.loads(records)]
    text = json.dumps(kept, ensure_ascii=False, separators=(",", ":"))
    return f"globalThis.rolegraphCompared = {text};\n".encode()


def anchor(column: str) -> str:
    """Return the mark of a column on the page of a row."""
    return "c-" + column.replace("/", "-")


def page_names(compared: Compared, atlas: Atlas, name: str) -> Iterator[str]:
    """Yield the names of all pages of a comparison; of two plans only where they are few."""
    columns = compared.columns(atlas, name)
    for first in starts(len(columns)):
        base = portion_name(f"compare/{name}", first)
        yield base
        found = compared.portion(atlas, name, "ja", first)
        yield from (f"{base}/row/{row}" for row in found.rows)
    if not compared.wide(atlas, name):
        for one in columns:
            for other in columns:
                if one != other:
                    yield f"compare/{name}/between/{one}/{other}"
