"""An exhibit as a document of headings, paragraphs, tables and pictures, before any format."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from rolegraph.comparison.exhibit import Evidence, Exhibit, Grid, GridCell, Picture, Source, legend
from rolegraph.findings import Language, Text


class Span(NamedTuple):
    """A run of words with its look and, where it has one, its address."""

    text: str
    bold: bool = False
    italic: bool = False
    link: str = ""


class Heading(NamedTuple):
    """A heading; level 1 is the title of a part."""

    text: str
    level: int = 1


class Paragraph(NamedTuple):
    """A paragraph, or an item of a list when `bullet` is set."""

    spans: tuple[Span, ...]
    bullet: str = ""

    @property
    def text(self) -> str:
        """The words alone."""
        return "".join(span.text for span in self.spans)


class TableBlock(NamedTuple):
    """A table with its caption; rows whose first cell is anchored are evidence entries."""

    caption: str
    grid: Grid
    evidence: bool = False


class PictureBlock(NamedTuple):
    """A picture with its caption."""

    caption: str
    picture: Picture


Block = Heading | Paragraph | TableBlock | PictureBlock


class Document(NamedTuple):
    """What a reader gets: a title, a language and blocks in order."""

    title: str
    language: Language
    blocks: tuple[Block, ...]


def document_of(exhibits: Sequence[Exhibit]) -> Document:
    """Return exhibits as one document: each with its table, then evidence, sources, conditions."""
    language = exhibits[0].language
    numbered = renumbered(exhibits)
    blocks: list[Block] = []
    for exhibit in numbered:
        blocks.append(Heading(exhibit.title))
        blocks += exhibit_blocks(exhibit)
    blocks += appendix(numbered, language)
    title = (
        exhibits[0].title if len(exhibits) == 1 else Text("比較", "Comparisons")[language == "en"]
    )
    return Document(title, language, tuple(blocks))


def renumbered(exhibits: Sequence[Exhibit]) -> list[Exhibit]:
    """Return the exhibits with evidence numbered through all of them."""
    start, found = 0, []
    for exhibit in exhibits:
        rows = tuple(
            tuple(c._replace(note=c.note + start) if c.note else c for c in row)
            for row in exhibit.grid.rows
        )
        entries = tuple(e._replace(note=e.note + start) for e in exhibit.evidence)
        grid = exhibit.grid._replace(rows=rows)
        found.append(exhibit._replace(grid=grid, evidence=entries))
        start += len(entries)
    return found


def exhibit_blocks(exhibit: Exhibit) -> list[Block]:
    """Return the pictures, the table and what it shows."""
    blocks: list[Block] = [PictureBlock(exhibit.title, p) for p in exhibit.pictures]
    blocks.append(TableBlock(exhibit.title, exhibit.grid))
    blocks += [Paragraph((Span(sentence),), "•") for sentence in exhibit.findings]
    return blocks


def appendix(exhibits: Sequence[Exhibit], language: Language) -> list[Block]:
    """Return evidence, sources, conditions and the meaning of the states."""

    def head(ja: str, en: str) -> Heading:
        return Heading(Text(ja, en).in_language(language), 2)

    blocks: list[Block] = []
    entries = [entry for exhibit in exhibits for entry in exhibit.evidence]
    if entries:
        blocks += [head("根拠", "Evidence"), TableBlock("", evidence_grid(entries, language), True)]
    sources = {source.id: source for exhibit in exhibits for source in exhibit.sources}
    if sources:
        grid = sources_grid(sources.values(), language)
        blocks += [head("出典と権利", "Sources and rights"), TableBlock("", grid)]
    blocks.append(head("作成条件", "How this was made"))
    for exhibit in exhibits:
        prefix = f"{exhibit.title}: " if len(exhibits) > 1 else ""
        words = "; ".join(f"{name}: {value}" for name, value in exhibit.conditions)
        blocks.append(Paragraph((Span(prefix + words),)))
    if any(exhibit.comparison for exhibit in exhibits):
        blocks.append(head("欄の状態", "States of a cell"))
        blocks += [Paragraph((Span(f"{n}: {text}"),), "•") for n, text in legend(language)]
    return blocks


def evidence_grid(entries: Iterable[Evidence], language: Language) -> Grid:
    """Return the evidence as a table: number, cell, facts, passages."""
    heads = Text("番号 欄 事実 根拠箇所", "no. cell facts passages").in_language(language).split()
    rows = [
        (
            GridCell(str(entry.note), entry.note),
            GridCell(entry.where, entry.where),
            *(
                GridCell(text, text)
                for text in (
                    "; ".join(f"{t.label} [{t.name}]" for t in entry.things),
                    "; ".join(entry.passages),
                )
            ),
        )
        for entry in entries
    ]
    return Grid(tuple(heads), tuple(rows))


def sources_grid(sources: Iterable[Source], language: Language) -> Grid:
    """Return the sources as a table."""
    heads = Text(
        "ID 題名 発行者 発行年月 公表物 権利", "ID title publisher date publication rights"
    )
    rows = [tuple(GridCell(cell, cell) for cell in source) for source in sources]
    return Grid(tuple(heads.in_language(language).split()), tuple(rows))
