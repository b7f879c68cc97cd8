"""What stands behind the rows and cells of a comparison: facts, coverage statements, SPARQL."""

from collections.abc import Iterable, Sequence

from pyoxigraph import NamedNode

from rolegraph import iris
from rolegraph.comparison import Comparison, State, short, sparql_behind, words
from rolegraph.pages.atlas import PREFIXES
from rolegraph.pages.blocks import Block, Cell, Grid, Links, Notice, Ref
from rolegraph.pages.compared import Compared
from rolegraph.pages.sheet import Sheet
from rolegraph.pages.sparql import opened, terms_of
from rolegraph.store import Term

COVERAGE = """SELECT ?statement ?extent ?edition
WHERE {
  ?statement a rg:CoverageStatement ;
    rg:inEdition ?edition ;
    rg:aspect <%s> ;
    rg:extent ?extent .%s
}
ORDER BY ?statement"""
WITHIN = "\n  ?edition (rg:issuer|rg:editionOf)? <%s> ."


class Behind:
    """What stands behind one comparison on one page."""

    def __init__(self, sheet: Sheet, compared: Compared, name: str, found: Comparison) -> None:
        self.sheet = sheet
        self.queries = compared.queries
        self.preset = compared.presets[name]
        self.found = found
        query = self.queries[self.preset.question]
        self.terms = terms_of(sheet, query, self.preset.values(query))

    def cell(self, row: str, column: str) -> Iterable[Block]:
        """Yield the state of a cell, its facts or what says that there is none, its SPARQL."""
        cell = self.found.cells[row, column]
        said = Ref(words(self.found, row, column, self.sheet.language))
        word = self.sheet.state(cell.state.value).word
        yield Notice(word, [] if said.text == word else [said], f"state {cell.state.value}")
        grid = self._facts(row, column)
        if grid:
            yield grid
        statements = () if cell.things else self._statements(column)
        if statements:
            yield Links(statements)
        yield Links([opened(self.sheet, self.sparql(row, (column,), cell.state))], True)

    def sparql(self, row: str, columns: Sequence[str], state: State = State.STATED) -> str:
        """Return the SPARQL for a row ('' for all) and columns; for an empty cell its coverage."""
        if self.preset.aspect and state not in (State.STATED, State.EXCLUDED):
            return PREFIXES + self._coverage(columns[0])
        excluded = state is State.EXCLUDED
        nodes = [node for node in map(self._node, columns) if node is not None]
        return sparql_behind(
            self.queries, self.preset, self._node(row), nodes, self.terms, excluded=excluded
        )

    def _node(self, name: str) -> Term | None:
        return NamedNode(self.found.iris[name]) if name in self.found.iris else None

    def _coverage(self, column: str) -> str:
        iri = self.found.iris.get(column, "")
        aspect = iris.concept("aspect", self.preset.aspect)
        return COVERAGE % (aspect, WITHIN % iri if iri else "")

    def _statements(self, column: str) -> list[Ref]:
        """Return the statements that say how far this was coded, so that an empty cell tells."""
        if not self.preset.aspect or self.preset.columns not in ("edition", "municipality", "plan"):
            return []
        rows = self.sheet.atlas.rows(self._coverage(column))
        self.sheet.atlas.learn({str(iri) for row in rows for iri in row})
        refs = []
        for statement, extent, edition in rows:
            label = self.sheet.ref(str(edition)).text
            said = f"{self.sheet.word('coverage')}: {label} – {self.sheet.ref(str(extent)).text}"
            refs.append(self.sheet.ref(str(statement))._replace(text=said))
        return refs

    def _named(self, iri: str) -> Ref:
        """Return a fact in the words of the comparison, or of its page where it has none."""
        label, ref = self.found.things[iri].label, self.sheet.ref(iri)
        return ref if label == short(iri) else ref._replace(text=label)

    def _facts(self, row: str, column: str) -> Grid | None:
        """Return the things behind a cell with their passages."""
        cell, found, sheet = self.found.cells[row, column], self.found, self.sheet
        if not cell.things:
            return None
        sheet.atlas.learn(cell.things)
        parts = {
            iri: found.label(part)
            for (part, _), own in zip(cell.values, cell.behind, strict=False)
            for iri in own
            if part
        }
        rows = []
        for iri in cell.things:
            thing = found.things[iri]
            passages = [f"{iris.BASE}id/passage/{p}" for p in thing.passages]
            line = [Cell((self._named(iri),)), sheet.passages(passages)]
            rows.append([line[0], Cell((Ref(parts.get(iri, "")),)), line[1]] if parts else line)
        keys = ("what", "kind", "passage") if parts else ("what", "passage")
        return Grid(found.label(column), [sheet.word(key) for key in keys], rows)
