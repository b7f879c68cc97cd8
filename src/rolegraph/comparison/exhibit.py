"""A result ready to leave the system: the table, what stands behind it, and how it was made."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from rolegraph import __version__, iris
from rolegraph.comparison.cells import (
    STATE_WORDS,
    Comparison,
    State,
    long_table,
    passages_of,
    words,
)
from rolegraph.comparison.details import Thing, row_things, short, things_behind
from rolegraph.comparison.differences import differences
from rolegraph.comparison.presets import Preset
from rolegraph.errors import UnknownName
from rolegraph.findings import Language, Text
from rolegraph.queries import Query, answer, labelled
from rolegraph.store import Queryable
from rolegraph.tables import Cell, Table

SOURCES = """PREFIX rg: <https://w3id.org/rolegraph/ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX dct: <http://purl.org/dc/terms/>
SELECT ?source ?title ?publisher ?date ?publication ?rights ?language
WHERE {
  ?source a rg:SourceDocument ;
    rdfs:label ?title ;
    dct:rights ?rights .
  FILTER(LANG(?title) = ?language && LANG(?rights) = ?language)
  OPTIONAL { ?source dct:publisher ?publisher . FILTER(LANG(?publisher) = ?language) }
  OPTIONAL { ?source dct:issued ?date }
  OPTIONAL {
    ?source dct:isFormatOf|dct:bibliographicCitation ?publication .
    FILTER(LANG(?publication) = ?language)
  }
}
ORDER BY ?source ?title"""

EDITION_SOURCES = """PREFIX rg: <https://w3id.org/rolegraph/ns#>
PREFIX dct: <http://purl.org/dc/terms/>
SELECT ?whole ?source WHERE { ?whole dct:source ?source } ORDER BY ?whole ?source"""


class Source(NamedTuple):
    """A source document as a bibliography lists it."""

    id: str
    title: str
    publisher: str
    date: str
    publication: str
    rights: str

    @property
    def iri(self) -> str:
        """The identifier of the source document."""
        return iris.entity("source", self.id)


class GridCell(NamedTuple):
    """One cell of a table for people; `note` is the number of its evidence, 0 for none."""

    text: str
    value: Cell = None
    state: str = ""
    note: int = 0


class Grid(NamedTuple):
    """A table for people."""

    headings: tuple[str, ...]
    rows: tuple[tuple[GridCell, ...], ...]


class Evidence(NamedTuple):
    """What stands behind one cell or row, under the number that the cell carries."""

    note: int
    where: str
    things: tuple[Thing, ...]
    passages: tuple[str, ...]


class Picture(NamedTuple):
    """A picture of the same content, with the words that replace it for who cannot see it."""

    name: str
    alt: str
    svg: str
    png: bytes = b""


class Exhibit(NamedTuple):
    """One result with all that a reader needs to check and to cite it."""

    name: str
    title: str
    language: Language
    grid: Grid
    table: Table
    evidence: tuple[Evidence, ...]
    findings: tuple[str, ...]
    conditions: tuple[tuple[str, str], ...]
    sources: tuple[Source, ...]
    comparison: Comparison | None = None
    pictures: tuple[Picture, ...] = ()
    path: str = ""  # of its page, without language and suffix; '' for what has none


def exhibit_comparison(
    graph: Queryable,
    preset: Preset,
    found: Comparison,
    language: Language,
    version: str = "",
    where: Mapping[str, tuple[str, ...]] | None = None,
) -> Exhibit:
    """Return a comparison as an exhibit; `version` names the state of the data."""
    grid, evidence = _matrix_grid(found, language)
    passages = {p for entry in evidence for p in entry.passages}
    wholes = {found.iris.get(name, "") for name in (*found.columns, *found.rows)}
    conditions = [
        (Text("問い", "question"), preset.question),
        (Text("行", "rows"), preset.rows),
        (Text("列", "columns"), preset.columns),
        (Text("値", "value"), preset.value or "-"),
        (Text("内訳", "broken down by"), preset.by or "-"),
        (Text("条件", "conditions"), _filters({**preset.where, **(where or {})})),
        (Text("入力範囲の観点", "coding aspect"), preset.aspect or "-"),
    ]
    return Exhibit(
        preset.name or preset.question,
        preset.title.in_language(language),
        language,
        grid,
        long_table(found),
        evidence,
        tuple(_sentences(found, language)),
        _in_words(conditions, version, language),
        sources(graph, passages, wholes, language),
        found,
        path="" if where or not preset.name else f"compare/{preset.name}",
    )


def cell_exhibit(
    graph: Queryable, found: Comparison, row: str, column: str, language: Language
) -> Exhibit:
    """Return what stands behind one cell: each fact with the passages that state it.

    Raises UnknownName for a row or column that is not there.
    """
    if row not in found.rows:
        raise UnknownName("row", row, found.rows)
    if column not in found.columns:
        raise UnknownName("column", column, found.columns)
    things = [found.things[iri] for iri in found.cells[row, column].things]
    rows = tuple((thing.name, thing.label, "; ".join(thing.passages)) for thing in things)
    heads = Text("事実 ID,事実,根拠箇所", "fact ID,fact,passages").in_language(language)
    title = f"{found.label(row)} × {found.label(column)}: {words(found, row, column, language)}"
    passages = {p for thing in things for p in thing.passages}
    cells = tuple(tuple(GridCell(text, text) for text in line) for line in rows)
    return Exhibit(
        "evidence",
        title,
        language,
        Grid(tuple(heads.split(",")), cells),
        Table(("thing", "thing_label", "passages"), rows),
        (),
        (),
        (),
        sources(graph, passages, (), language),
    )


def exhibit_answer(
    graph: Queryable,
    query: Query,
    language: Language,
    version: str = "",
    **parameters: str,
) -> Exhibit:
    """Return the answer to a question as an exhibit, each row with what stands behind it."""
    raw = answer(graph, query, language, **parameters)
    table = labelled(graph, query, raw, language)
    behind = row_things(graph, query, raw, language, **parameters)
    things = things_behind(graph, (iri for row in behind for iri in row), language)
    evidence: list[Evidence] = []
    rows: list[tuple[GridCell, ...]] = []
    for row, found in zip(table.rows, behind, strict=True):
        stated = tuple(things[iri] for iri in found)
        passages = tuple(sorted({p for thing in stated for p in thing.passages}))
        note = len(evidence) + 1 if passages else 0
        if note:
            named = next((str(cell) for cell in row if cell is not None), "")
            evidence.append(Evidence(note, named, stated, passages))
        cells = [GridCell("" if cell is None else str(cell), cell) for cell in row]
        rows.append((*cells[:-1], cells[-1]._replace(note=note)))
    wholes = {part for row in raw.rows for cell in row for part in (str(cell),)}
    conditions = [
        (Text("問い", "question"), f"{query.name}: {query.question.in_language(language)}"),
        (Text("条件", "conditions"), _filters({k: (v,) for k, v in parameters.items()})),
    ]
    named_passages = {p for entry in evidence for p in entry.passages}
    return Exhibit(
        query.name,
        query.title.in_language(language),
        language,
        Grid(tuple(query.headings(language)), tuple(rows)),
        table,
        tuple(evidence),
        (),
        _in_words(conditions, version, language),
        sources(graph, named_passages, wholes, language),
        path=_path(query, parameters),
    )


def _path(query: Query, given: Mapping[str, str]) -> str:
    """Return the path of the page of an answer; those about a single thing have none."""
    names = [p.name for p in query.parameters if p.name in given]
    if any(p.names == "thing" for p in query.parameters if p.name in given):
        return ""
    return "/".join((f"question/{query.name}", *(f"{name}/{given[name]}" for name in names)))


def rows_exhibit(query: Query, table: Table, language: Language) -> Exhibit:
    """Return an answer that was asked before as an exhibit of its rows alone."""
    title, heads = query.title.in_language(language), query.headings(language)
    return table_exhibit(query.name, title, table, heads, language)


def table_exhibit(
    name: str, title: str, table: Table, headings: Sequence[str], language: Language
) -> Exhibit:
    """Return any table as an exhibit."""
    rows = tuple(
        tuple(GridCell("" if cell is None else str(cell), cell) for cell in row)
        for row in table.rows
    )
    conditions = _in_words([], "", language)
    grid = Grid(tuple(headings), rows)
    return Exhibit(name, title, language, grid, table, (), (), conditions, ())


def with_passages(exhibit: Exhibit) -> Table:
    """Return the table of an answer with the things and passages behind each row added."""
    behind = {entry.note: entry for entry in exhibit.evidence}
    rows = []
    for row, cells in zip(exhibit.table.rows, exhibit.grid.rows, strict=True):
        entry = behind.get(max(cell.note for cell in cells))
        things = "; ".join(thing.name for thing in entry.things) if entry else None
        rows.append((*row, things, "; ".join(entry.passages) if entry else None))
    return Table((*exhibit.table.columns, "things", "passages"), tuple(rows))


def sources(
    graph: Queryable, passages: Iterable[str], wholes: Iterable[str], language: Language
) -> tuple[Source, ...]:
    """Return the documents behind these passages and these editions or memos."""
    from pyoxigraph import Literal

    wanted = {iris.entity("source", passage.partition("/")[0]) for passage in passages}
    known = set(wholes)
    for whole, source in graph.select(EDITION_SOURCES).rows:
        if str(whole) in known:
            wanted.add(str(source))
    found: dict[str, Source] = {}
    for row in graph.select(SOURCES, {"language": Literal(language)}).rows:
        iri, title, publisher, date, publication, rights = (str(c or "") for c in row[:6])
        if iri in wanted:
            slug = iris.slug(iri)
            found.setdefault(slug, Source(slug, title, publisher, date, publication, rights))
    return tuple(found.values())


def _matrix_grid(found: Comparison, language: Language) -> tuple[Grid, tuple[Evidence, ...]]:
    evidence: list[Evidence] = []
    rows = []
    for row in found.rows:
        indent = "\u3000" * found.depths.get(row, 0)
        label = indent + found.label(row)
        cells = [GridCell(row, row), GridCell(label, label)]
        for column in found.columns:
            cell = found.cells[row, column]
            text = words(found, row, column, language)
            note = len(evidence) + 1 if cell.things else 0
            if note:
                where = f"{found.label(row)} × {found.label(column)}"
                things = tuple(found.things[iri] for iri in cell.things)
                passages = tuple(passages_of(found, cell.things))
                evidence.append(Evidence(note, where, things, passages))
            plain = cell.total if str(cell.total) == text else text
            cells.append(GridCell(text, plain, cell.state.value, note))
        rows.append(tuple(cells))
    head = Text("項目", "item").in_language(language)
    names = (f"{found.label(c)} [{c}]" if found.label(c) != c else c for c in found.columns)
    headings = ("ID", head, *names)
    return Grid(headings, tuple(rows)), tuple(evidence)


def _sentences(found: Comparison, language: Language) -> Iterable[str]:
    """Return what the comparison shows: shared by all, only in one, lacking in one, open."""
    result = differences(found)
    comma, end = ("、", "。") if language == "ja" else (", ", ".")

    def listed(rows: Sequence[str]) -> str:
        return comma.join(found.label(row) for row in rows) + end

    if result.shared:
        yield Text("すべてに記載: ", "stated in all: ").in_language(language) + listed(
            result.shared
        )
    for pairs, words_after in (
        (result.unique, Text("だけに記載: ", " alone states: ")),
        (result.missing, Text("に記載なし(ほかにはある): ", " lacks, others state: ")),
    ):
        for column in found.columns:
            rows = [row for row, where in pairs if where == column]
            if rows:
                yield found.label(column) + words_after.in_language(language) + listed(rows)
    if result.open:
        ja = "未入力の欄があり、有無を判断できない: "
        yield Text(ja, "not coded everywhere, so not decided: ").in_language(language) + listed(
            result.open
        )


def legend(language: Language) -> tuple[tuple[str, str], ...]:
    """Return what each state of a cell means."""
    meanings = {
        State.STATED: Text("計画が述べている", "the plan states it"),
        State.EXCLUDED: Text("行わないと述べている", "the plan says that it does not"),
        State.NOT_FOUND: Text("すべて調べたが見当たらない", "coded in full, and nothing was there"),
        State.NOT_CODED: Text("まだ調べていない", "not examined, or only in part"),
        State.NOT_APPLICABLE: Text("文書の範囲に含まれない", "outside the part at hand"),
    }
    return tuple(
        (STATE_WORDS[state].in_language(language), text.in_language(language))
        for state, text in meanings.items()
    )


def _filters(where: Mapping[str, tuple[str, ...]]) -> str:
    return "; ".join(f"{name} = {', '.join(values)}" for name, values in where.items()) or "-"


def _in_words(
    conditions: list[tuple[Text, str]], version: str, language: Language
) -> tuple[tuple[str, str], ...]:
    ends = [(Text("プログラム", "program"), f"rolegraph {__version__}")]
    ends += [(Text("データの版", "version of the data"), version)] if version else []
    licence = Text("データの利用条件", "licence of the data")
    ends.append((licence, "CC BY 4.0 (https://creativecommons.org/licenses/by/4.0/)"))
    return tuple((name.in_language(language), value) for name, value in (*conditions, *ends))


__all__ = [
    "Evidence",
    "Exhibit",
    "Grid",
    "GridCell",
    "Picture",
    "Source",
    "exhibit_answer",
    "exhibit_comparison",
    "legend",
    "rows_exhibit",
    "short",
    "sources",
    "table_exhibit",
    "with_passages",
]
