"""The page of who acts with whom and for whom: a picture and the rows behind it."""

from collections.abc import Mapping

from rolegraph import iris
from rolegraph.pages.blocks import Block, Cell, Figure, Grid, Leaf, Ref, Section
from rolegraph.pages.guides import home_trail
from rolegraph.pages.pictures import ties
from rolegraph.pages.portions import PLANS, pager
from rolegraph.pages.sheet import Sheet
from rolegraph.pages.things import property_ref

LINKS = """SELECT ?edition ?who ?relation ?whom ?duty ?passage WHERE {
  VALUES ?edition { %s }
  ?duty rg:inEdition ?edition ; a rg:Duty ; rg:bearer ?who ; rg:statedIn ?passage ;
    ?relation ?whom .
  FILTER(?relation IN (rg:doneWith, rg:doneFor, rg:reportsTo, rg:represents))
} ORDER BY ?edition ?who ?relation ?whom ?duty ?passage"""


def network_leaf(sheet: Sheet, first: int = 0) -> Leaf:
    """Return who acts with whom and for whom, edition by edition."""
    every = sheet.atlas.editions
    shown = " ".join(f"<{edition}>" for edition in every[first : first + PLANS])
    groups: dict[str, dict[tuple[str, str, str], dict[str, None]]] = {}
    for edition, who, relation, whom, _, passage in sheet.atlas.rows(LINKS % shown):
        key = (str(who), str(relation), str(whom))
        groups.setdefault(str(edition), {}).setdefault(key, {})[str(passage)] = None
    sheet.atlas.learn({iri for e, own in groups.items() for key in own for iri in (e, *key)})
    turn = pager(sheet, "network", len(every), first)
    sections = [Section("portions", "", turn)] if turn else []
    heads = [sheet.word(key) for key in ("who", "relation", "whom", "stated_in")]
    for edition, own in groups.items():
        rows = [
            [
                Cell((sheet.ref(who),)),
                Cell((property_ref(sheet, relation),)),
                Cell((sheet.ref(whom),)),
                sheet.passages(passages),
            ]
            for (who, relation, whom), passages in own.items()
        ]
        label = sheet.ref(edition).text
        blocks: list[Block] = [Grid(label, heads, rows)]
        svg = ties(_ties(sheet, own), label)
        if svg:
            blocks.insert(0, Figure(svg, f"{sheet.word('who')} → {sheet.word('whom')}: {label}"))
        sections.append(Section(iris.slug(edition), label, blocks))
    return Leaf(
        sheet.word("network"),
        sections,
        lead=[Ref(sheet.word("network_lead"))],
        trail=home_trail(sheet),
        wide=True,
    )


def _ties(
    sheet: Sheet, own: Mapping[tuple[str, str, str], Mapping[str, None]]
) -> list[tuple[str, str, int]]:
    found: dict[tuple[str, str], int] = {}
    for (who, _, whom), passages in own.items():
        pair = (sheet.ref(who).text, sheet.ref(whom).text)
        found[pair] = found.get(pair, 0) + len(passages)
    return [(one, other, number) for (one, other), number in found.items()]
