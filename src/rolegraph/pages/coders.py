"""How far coders agreed: the measures first, then each scheme's differences, folded."""

from collections.abc import Mapping, Sequence

from rolegraph import iris
from rolegraph.pages.answers import answered, question_grid, rows_by, value_cell
from rolegraph.pages.blocks import Cell, Grid, Leaf, Prose, Ref, Section
from rolegraph.pages.questions import Asked, sparql_of
from rolegraph.pages.sheet import Sheet
from rolegraph.pages.things import coder_word
from rolegraph.queries import Query, iris_in
from rolegraph.tables import Row, Table

MEASURES, DISPUTED = "coding-agreement", "disputed-codings"


def agreement_leaf(sheet: Sheet, queries: Mapping[str, Query]) -> Leaf:
    """Return how far coders agreed, and where they did not."""
    sections = []
    measures = question_grid(sheet, queries, MEASURES, caption=sheet.word("agreement"))
    if measures:
        sections.append(Section(MEASURES, sheet.word("agreement"), [measures]))
    found = answered(sheet, queries, DISPUTED)
    if found:
        table = found[1]
        sheet.atlas.learn({iri for row in table.rows for value in row for iri in iris_in(value)})
        for scheme, rows in rows_by(table, "scheme").items():
            sections.append(_differences(sheet, scheme, table, rows))
    return Leaf(
        sheet.word("agreement"),
        sections or [Section("none", "", [Prose([[Ref(sheet.word("no_rows"))]])])],
        lead=[Ref(sheet.word("agreement_lead"))],
        trail=[sheet.link("index", sheet.word("menu_index"))],
        sparql=sparql_of(sheet, Asked(queries[MEASURES])) if MEASURES in queries else "",
        wide=True,
    )


def _differences(sheet: Sheet, scheme: str, table: Table, rows: Sequence[Row]) -> Section:
    """Return a line for each thing on which coders differ: what each chose, what was decided."""
    place = {name: index for index, name in enumerate(table.columns)}
    coders = sorted({str(row[place["coder"]]) for row in rows})
    lines = []
    for target, own in rows_by(table._replace(rows=tuple(rows)), "target").items():
        line = [Cell((sheet.ref(target),))]
        for coder in coders:
            chosen = (row[place["concept"]] for row in own if str(row[place["coder"]]) == coder)
            named = tuple(sheet.ref(iri) for value in chosen for iri in iris_in(value))
            line.append(Cell(named or (Ref("–"),)))
        lines.append([*line, value_cell(sheet, own[0][place["decision"]])])
    heads = [sheet.word("thing"), *(coder_word(sheet, coder) for coder in coders)]
    heads.append(sheet.ref(iris.term("Adjudication")).text)
    grid = Grid(sheet.word("disputed"), heads, lines, folded=True)
    return Section(f"disputed-{iris.slug(scheme)}", sheet.ref(scheme).text, [grid])
