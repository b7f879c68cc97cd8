"""What is special on the page of a concept, a scheme, a kind of actor and a memo point."""

from collections.abc import Iterable, Mapping

from rolegraph import iris
from rolegraph.pages.answers import answered, question_grid, rows_by, value_cell
from rolegraph.pages.asked import MOST, kinds_asked
from rolegraph.pages.blocks import Block, Cell, Grid, Links, Node, Prose, Ref, Section, Tree
from rolegraph.pages.compared import Compared
from rolegraph.pages.portions import in_sight, rest_of
from rolegraph.pages.sheet import Sheet
from rolegraph.pages.things import Thing
from rolegraph.queries import Query
from rolegraph.tables import Cell as Value

BROADER = """SELECT ?concept ?broader ?scheme WHERE {
  ?concept skos:inScheme ?scheme . OPTIONAL { ?concept skos:broader ?broader }
} ORDER BY ?concept"""
USED = """SELECT ?concept (COUNT(?user) AS ?n) ?scheme WHERE {
  ?concept skos:inScheme ?scheme . ?user ?property ?concept .
  FILTER(?property NOT IN (skos:broader, skos:hasTopConcept, skos:member))
} GROUP BY ?concept ?scheme ORDER BY ?concept"""
DUTY_COLUMNS = ("edition", "duty", "rank", "ordinal")
GROUPS = 60
ANSWERS = (
    ("planning-points-met", "point"),
    ("challenges-addressed", "challenge"),
    ("catalogue-coverage", "category"),
    ("theme-coverage", "theme"),
)


def scheme_sections(sheet: Sheet, thing: Thing, queries: Mapping[str, Query]) -> Iterable[Section]:
    """Return the concepts of a scheme as a tree, with how often each is used."""
    above: dict[str, list[str]] = {}
    concepts: dict[str, None] = {}
    for concept, broader, _ in sheet.atlas.rows(BROADER, scheme=thing.iri):
        concepts[str(concept)] = None
        above.setdefault(str(broader or ""), []).append(str(concept))
    used = {str(c): int(str(n)) for c, n, _ in sheet.atlas.rows(USED, scheme=thing.iri)}
    sheet.atlas.learn(concepts)
    tops = [c for parent, own in above.items() if parent not in concepts for c in own]

    def node(concept: str) -> Node:
        count = f"{sheet.word('used')}: {used[concept]}" if used.get(concept) else ""
        return Node(sheet.ref(concept), (), "", [node(c) for c in above.get(concept, ())], count)

    yield Section("concepts", sheet.word("concepts"), [Tree([node(c) for c in tops])])


def concept_sections(sheet: Sheet, thing: Thing, compared: Compared) -> Iterable[Section]:
    """Return narrower concepts, and how each plan stands to a concept that plans are held to."""
    narrower = sheet.atlas.users(thing.iri, f"{iris.SKOS}broader")
    if narrower:
        yield Section("narrower", sheet.word("narrower"), [Links(sheet.refs(narrower), True)])
    scheme = thing.iri.rsplit("/", 2)[-2]
    for name, column in ANSWERS:
        shown = in_sight(sheet.atlas, compared.queries, [name]) if _fits(scheme, name) else {}
        found = answered(sheet, shown, name)
        if found is None:
            continue
        rows = rows_by(found[1], column).get(thing.iri, [])
        wanted = [n for n in found[1].columns if n != column]
        records = [dict(zip(found[1].columns, row, strict=True)) for row in rows]
        cells = [
            _linked(sheet, compared, name, thing.iri, {n: record[n] for n in wanted})
            for record in records
        ]
        if cells:
            heads = {c.name: sheet.text(c.heading) for c in found[0].columns}
            grid = Grid(sheet.word("answered"), [heads[n] for n in wanted], cells)
            rest = rest_of(sheet, f"question/{name}", len(sheet.atlas.editions))
            yield Section("answered", sheet.word("answered"), [*rest, grid])


def _linked(
    sheet: Sheet, compared: Compared, question: str, concept: str, record: Mapping[str, Value]
) -> list[Cell]:
    """Return how a plan stands to a concept; state and number lead to the evidence."""
    preset = next((p for p in compared.presets.values() if p.question == question), None)
    edition = str(record["edition"])
    href = compared.cell_link(sheet, preset.name, concept, edition) if preset else ""
    cells = []
    for name, value in record.items():
        cell = value_cell(sheet, value, name)
        if name == "state" and cell.mark:
            cell = Cell((Ref(cell.mark.word, href),), cell.mark._replace(word=""))
        elif cell.number:
            cell = cell._replace(refs=(cell.refs[0]._replace(href=href),))
        cells.append(cell)
    return cells


def _fits(scheme: str, question: str) -> bool:
    schemes = {
        "planning-points-met": ("planning-point", "setup-point"),
        "challenges-addressed": ("challenge",),
        "catalogue-coverage": ("measure-category", "catalogue"),
        "theme-coverage": ("theme",),
    }
    return scheme in schemes[question]


def kind_sections(sheet: Sheet, thing: Thing, queries: Mapping[str, Query]) -> Iterable[Section]:
    """Return everything asked of a kind of actor, plan by plan, and where plans differ."""
    slug = iris.slug(thing.iri)
    asking = kinds_asked(sheet.atlas).get(thing.iri, [])
    shown_ = in_sight(sheet.atlas, queries, ["duties-of-kind"], plans=asking)
    found = answered(sheet, shown_, "duties-of-kind", kind=slug)
    if found and found[1].rows:
        query, table = found
        by_edition = rows_by(table, "edition")
        blocks: list[Block] = [Prose([[Ref(sheet.word("across_note"))]])]
        blocks += rest_of(sheet, f"question/duties-of-kind/kind/{slug}", len(asking))
        if len(sheet.atlas.editions) > 1:
            blocks.append(Links(difference_links(sheet, slug, list(by_edition)), False))
        shown = [n for n in table.columns if n not in DUTY_COLUMNS and n != "gloss"]
        heads = {c.name: sheet.text(c.heading) for c in query.columns}
        things = {str(v) for row in table.rows for v in row if str(v).startswith(iris.BASE)}
        sheet.atlas.learn({part for value in things for part in value.split("; ")})
        for edition, rows in by_edition.items():
            cells = []
            for row in rows:
                record = dict(zip(table.columns, row, strict=True))
                first = Cell((sheet.ref(str(record["duty"])),))
                cells.append([first, *(value_cell(sheet, record[n]) for n in shown)])
            caption = sheet.ref(edition).text
            blocks.append(Grid(caption, [sheet.word("gloss"), *(heads[n] for n in shown)], cells))
        yield Section("asked", sheet.word("across"), blocks)
    every = sheet.atlas.users(thing.iri, iris.term("includesKind"))
    groups = every[:GROUPS]
    if groups:
        sheet.atlas.learn(groups)
        rows_ = [
            [Cell((sheet.ref(g),)), Cell(sheet.refs(sheet.atlas.values(g, "inEdition")))]
            for g in groups
        ]
        heads_ = [sheet.word("actor"), sheet.word("edition")]
        note = f"{GROUPS} / {len(every)}" if len(every) > GROUPS else ""
        grid = Grid(sheet.word("groups"), heads_, rows_, note=note)
        yield Section("groups", sheet.word("groups"), [grid])


def difference_links(sheet: Sheet, kind: str, editions: list[str]) -> list[Ref]:
    """Return links to what one plan asks of a kind and another does not."""
    others = [e for e in sheet.atlas.editions if e not in editions]
    every = [*editions, *others][:MOST]
    sheet.atlas.learn(every)
    return [
        sheet.link(
            f"asked/{kind}/{iris.slug(a)}/{iris.slug(b)}",
            sheet.word("between", a=sheet.ref(a).text, b=sheet.ref(b).text),
        )
        for a in editions[:MOST]
        for b in every
        if a != b
    ]


def memo_sections(sheet: Sheet, thing: Thing, queries: Mapping[str, Query]) -> Iterable[Section]:
    """Return the points of a memo as a tree."""
    points = sheet.atlas.users(thing.iri, iris.term("inMemo"))
    points = [p for p in points if "/point/" in p and "/doubt/" not in p]
    below: dict[str, list[str]] = {}
    for point in points:
        parent = next(iter(sheet.atlas.values(point, "parent")), "")
        below.setdefault(parent, []).append(point)
    sheet.atlas.learn(points)

    def node(point: str) -> Node:
        number = next(iter(sheet.atlas.values(point, "number")), "")
        return Node(sheet.ref(point), (), number, [node(p) for p in below.get(point, ())])

    yield Section("points", sheet.word("concepts"), [Tree([node(p) for p in below.get("", ())])])


def point_sections(sheet: Sheet, thing: Thing, compared: Compared) -> Iterable[Section]:
    """Return what stands under a memo point, and how each plan answers its concepts."""
    children = sheet.atlas.users(thing.iri, iris.term("parent"))
    if children:
        yield Section("points", sheet.word("tree"), [Links(sheet.refs(children))])
    told = False
    for concept in sheet.atlas.users(thing.iri, iris.term("point")):
        for section in concept_sections(sheet, thing._replace(iri=concept), compared):
            told |= section.id == "answered"
            label = sheet.ref(concept)
            blocks: list[Block] = [Links((label,), True), *section.blocks]
            slug = iris.slug(concept)
            yield Section(f"{section.id}-{slug}", f"{section.heading}: {label.text}", blocks)
    if not told:
        said = Ref(sheet.word("not_compared"))
        yield Section("answered", sheet.word("answered"), [Prose([[said]])])


def coverage_of(sheet: Sheet, queries: Mapping[str, Query]) -> Grid | None:
    """Return the aspects that were not coded in full."""
    found = answered(sheet, queries, "coverage")
    if found is None:
        return None
    query, table = found
    index = table.columns.index("extent")
    rows = tuple(row for row in table.rows if iris.slug(str(row[index])) != "complete")
    from rolegraph.pages.answers import table_grid

    caption = sheet.word("not_complete")
    return table_grid(sheet, query, table._replace(rows=rows), (), caption)


def doubts_grid(sheet: Sheet, queries: Mapping[str, Query]) -> Grid | None:
    """Return everything that could not be read for sure."""
    return question_grid(sheet, queries, "doubtful-facts")
