"""What is special on the page of a source document and of a passage."""

from collections.abc import Iterable, Mapping

from rolegraph import iris
from rolegraph.pages.blocks import Cell, Code, Facts, Grid, Prose, Ref, Section
from rolegraph.pages.sheet import Sheet
from rolegraph.pages.things import Thing
from rolegraph.queries import Query

PASSAGES = """SELECT ?passage ?section ?fact ?source WHERE {
  ?passage rg:ofSource ?source ; rg:section ?section .
  OPTIONAL { ?fact rg:statedIn ?passage . FILTER NOT EXISTS { ?fact a rg:Coding } }
} ORDER BY ?passage ?fact"""
SHOWN = 400
FACTS = 6


def source_sections(sheet: Sheet, thing: Thing, queries: Mapping[str, Query]) -> Iterable[Section]:
    """Return the passages of a source with what each states."""
    stated: dict[str, list[str]] = {}
    for passage, _, fact, _ in sheet.atlas.rows(PASSAGES, source=thing.iri):
        stated.setdefault(str(passage), []).extend([str(fact)] if fact else [])
    listed = list(stated)[:SHOWN]
    sheet.atlas.learn({f for p in listed for f in stated[p][:FACTS]})
    rows = [_passage_row(sheet, passage, stated[passage]) for passage in listed]
    heads = [sheet.word("section"), sheet.word("what")]
    note = f"{len(listed)} / {len(stated)}" if len(listed) < len(stated) else str(len(stated))
    grid = Grid(sheet.word("passages"), heads, rows, note=note)
    yield check_section(sheet, iris.slug(thing.iri))
    yield Section("passages", sheet.word("passages"), [grid])


def _passage_row(sheet: Sheet, passage: str, facts: list[str]) -> list[Cell]:
    section = iris.slug(passage).partition("/")[2]
    link = sheet.ref(passage)._replace(text=section)
    refs = [sheet.ref(fact) for fact in facts[:FACTS]]
    if len(facts) > FACTS:
        refs.append(Ref(f"… +{len(facts) - FACTS}"))
    return [Cell((link,)), Cell(tuple(refs))]


def passage_sections(sheet: Sheet, thing: Thing, queries: Mapping[str, Query]) -> Iterable[Section]:
    """Return what a passage states, and how to find it in one's own copy."""
    facts = sheet.atlas.users(thing.iri, iris.term("statedIn"))
    sheet.atlas.learn(facts)
    rows = []
    for fact in facts:
        kinds = [k for k in sheet.atlas.types(fact) if k.startswith(iris.RG)]
        kind = sheet.ref(kinds[0]) if kinds else Ref("")
        rows.append([Cell((sheet.ref(fact),)), Cell((kind,))])
    if rows:
        heads = [sheet.word("what"), sheet.word("kind")]
        yield Section("what", sheet.word("what"), [Grid(sheet.word("what"), heads, rows)])
    source, _, section = iris.slug(thing.iri).partition("/")
    yield check_section(sheet, source, section)
    anchors = thing.values(iris.term("anchor"))
    anchor = sheet.ref(iris.term("anchor"))
    pointer = Facts([(anchor, [Ref(a) for a in anchors])])
    if anchors:
        yield Section("pointer", sheet.word("pointer"), [pointer])


def check_section(sheet: Sheet, source: str, section: str = "") -> Section:
    """Return how to check a passage, or all passages of a source."""
    command = f"rolegraph locate --sources DIR --source {source} --show"
    if section:
        command += f" | grep -A1 '{source} {section}:'"
    return Section(
        "check",
        sheet.word("check_how"),
        [
            Prose([[Ref(sheet.word("check_text"))]]),
            Code(command, sheet.word("check_how"), language="sh"),
        ],
    )
