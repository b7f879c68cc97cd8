"""What is special on the page of a plan edition, a municipality, a plan and an organisation."""

from collections.abc import Iterable, Mapping, Sequence

from rolegraph import iris
from rolegraph.network import KINDS
from rolegraph.pages.answers import answered, question_grid, rows_by, value_cell
from rolegraph.pages.blocks import (
    FOLD,
    Block,
    Cards,
    Cell,
    Grid,
    Links,
    Mark,
    Node,
    Notice,
    Ref,
    Section,
    Tree,
)  # fmt: skip
from rolegraph.pages.networks import is_tied
from rolegraph.pages.sheet import Sheet
from rolegraph.pages.things import Thing
from rolegraph.queries import Query
from rolegraph.tables import Row, Table

PARTS = (
    ("schedules", "schedule"),
    ("bodies", "bodies"),
    ("body-members", "bodies"),
    ("body-functions", "bodies"),
    ("hub-lineage", "bodies"),
    ("steering-cycle", "steering"),
    ("schemes-used", "schemes_used"),
    ("glossary-terms", "glossary"),
    ("relistings", "tree"),
)
ACTORS = """SELECT ?actor ?kind ?edition WHERE {
  ?actor a rg:ActorGroup ; rg:inEdition ?edition .
  OPTIONAL { ?actor rg:includesKind ?kind }
} ORDER BY ?actor ?kind"""
CHILDREN = "SELECT ?child ?property ?thing WHERE { ?child ?property ?thing } ORDER BY ?child"


def edition_sections(sheet: Sheet, thing: Thing, queries: Mapping[str, Query]) -> Iterable[Section]:
    """Return the tree, the actors with their duties, the set-up and the coverage of an edition."""
    slug = iris.slug(thing.iri)
    sections: dict[str, list[Block]] = {"tree": list(plan_tree(sheet, queries, slug))}
    for name, part in PARTS:
        grid = question_grid(sheet, queries, name, ("edition",), edition=slug)
        sections.setdefault(part, [])
        if grid:
            sections[part].append(grid._replace(folded=len(grid.rows) > FOLD))
    for part, blocks in sections.items():
        if part == "schemes_used":
            yield from actor_sections(sheet, thing, queries, slug)
        if blocks:
            yield Section(part.replace("_", "-"), sheet.word(part), blocks)
    coverage = question_grid(sheet, queries, "coverage", ("edition",), edition=slug)
    note = Notice(sheet.word("coverage"), [Ref(sheet.word("coverage_note"))], "plain")
    if coverage:
        yield Section("coverage", sheet.word("coverage"), [note, coverage])
    doubts = question_grid(sheet, queries, "doubtful-facts", ("edition",), edition=slug)
    if doubts:
        folded = doubts._replace(folded=len(doubts.rows) > FOLD)
        yield Section("doubts", sheet.word("doubts"), [folded])


def plan_tree(sheet: Sheet, queries: Mapping[str, Query], slug: str) -> Sequence[Block]:
    """Return the tree of a plan with status and doubtful readings shown as they are."""
    found = answered(sheet, queries, "plan-tree", edition=slug)
    if found is None or not found[1].rows:
        return ()
    table = found[1]
    below = rows_by(table, "parent")
    elements = {str(value) for value in table.column("element")}
    roots = [row for parent, rows in below.items() if parent not in elements for row in rows]
    sheet.atlas.learn({str(v) for row in table.rows for v in row if isinstance(v, iris_type())})
    return (Tree([_node(sheet, table, row, below) for row in roots]),)


def iris_type() -> type:
    """Return the type of an IRI in a cell."""
    from rolegraph.tables import Iri

    return Iri


def _node(sheet: Sheet, table: Table, row: Row, below: Mapping[str, list[Row]]) -> Node:
    record = dict(zip(table.columns, row, strict=True))
    element = str(record["element"])
    marks = []
    for part in str(record.get("status") or "").split("; "):
        if part:
            word = sheet.atlas.label(part, sheet.language).text
            marks.append(Mark(f"status-{iris.slug(part)}", word))
    reading = str(record.get("reading") or "")
    if reading and iris.slug(reading) != "printed":
        marks.append(sheet.reading(reading))
    if sheet.atlas.values(element, "nameStatus"):
        marks.append(Mark("provisional", sheet.word("provisional")))
    level = sheet.ref(str(record["level"])).text if record.get("level") else ""
    children = [_node(sheet, table, child, below) for child in below.get(element, ())]
    number = str(record.get("number") or "")
    return Node(sheet.ref(element), marks, number, children, level)


def actor_sections(
    sheet: Sheet, thing: Thing, queries: Mapping[str, Query], slug: str
) -> Iterable[Section]:
    """Return the actors of an edition with what is asked of each."""
    groups: dict[str, list[str]] = {}
    for actor, kind, _ in sheet.atlas.rows(ACTORS, edition=thing.iri):
        groups.setdefault(str(actor), []).extend([str(kind)] if kind else [])
    counts: dict[str, int] = {}
    found = answered(sheet, queries, "duties-by-actor", edition=slug)
    if found:
        for record in found[1].records():
            actor = str(record["actor"])
            counts[actor] = counts.get(actor, 0) + int(str(record["duties"]))
    sheet.atlas.learn([*groups, *(kind for own in groups.values() for kind in own)])
    ordered = sorted(groups, key=lambda actor: (-counts.get(actor, 0), actor))
    rows = {
        actor: [
            Cell((sheet.ref(actor),)),
            Cell(sheet.refs(groups[actor])),
            Cell((Ref(str(counts.get(actor, 0))),), number=True),
        ]
        for actor in ordered
    }
    heads = [sheet.word(key) for key in ("actor", "kinds", "duties_n")]
    asked = [row for actor, row in rows.items() if actor in counts]
    rest = [row[:2] for actor, row in rows.items() if actor not in counts]
    grids: list[Block] = [
        *([Grid(sheet.word("actors_asked"), heads, asked)] if asked else []),
        *(
            [Grid(sheet.word("actors_rest"), heads[:2], rest, folded=len(rest) > FOLD)]
            if rest
            else []
        ),
    ]
    ways = [
        sheet.link(f"network/{kind}/{slug}", sheet.word(f"network_{kind}"))
        for kind in KINDS
        if is_tied(sheet.atlas, kind, thing.iri)
    ]
    if ways:
        grids.append(Links(ways, True))
    if grids:
        yield Section("actors", sheet.word("actors"), grids)


DUTIES = """SELECT ?duty ?modality ?wording ?passage ?bearer ?language ?gloss WHERE {
  ?duty a rg:Duty ; rg:bearer ?bearer ; rg:modality ?modality ; rg:statedIn ?passage .
  OPTIONAL { ?duty rg:wording ?wording }
} ORDER BY ?duty ?passage"""


def actor_duties(sheet: Sheet, thing: Thing, queries: Mapping[str, Query]) -> Iterable[Section]:
    """Return what is asked of one actor of an edition, duty by duty."""
    rows: dict[str, tuple[str, str, list[str]]] = {}
    for duty, modality, wording, passage, *_ in sheet.atlas.rows(
        DUTIES.replace(" ?language ?gloss", ""), bearer=thing.iri
    ):
        rows.setdefault(str(duty), (str(modality), str(wording or ""), []))[2].append(str(passage))
    sheet.atlas.learn([*rows, *(own[0] for own in rows.values())])
    cells = [
        [
            Cell((sheet.ref(duty),)),
            Cell((sheet.ref(modality),)),
            Cell((Ref(wording, language="" if sheet.language == "ja" else "ja"),)),
            sheet.passages(passages),
        ]
        for duty, (modality, wording, passages) in rows.items()
    ]
    if cells:
        heads = [sheet.word(key) for key in ("gloss", "modality", "wording", "passage")]
        yield Section("duties", sheet.word("duties"), [Grid(sheet.word("duties"), heads, cells)])


def municipality_sections(
    sheet: Sheet, thing: Thing, queries: Mapping[str, Query]
) -> Iterable[Section]:
    """Return the plans of a municipality and the organisations located there."""
    plans = sheet.atlas.users(thing.iri, iris.term("municipality"))
    editions = sheet.atlas.users(thing.iri, iris.term("issuer"))
    if editions:
        cards = [sheet.ref(e, note=excerpt(sheet, e)) for e in editions]
        yield Section("editions", sheet.word("editions"), [Cards(cards)])
    if plans:
        yield Section("plans", sheet.word("plans"), [Cards(sheet.refs(plans))])
    located = sheet.atlas.users(thing.iri, iris.term("locatedIn"))
    if located:
        rows = [
            [Cell((sheet.ref(o),)), Cell(sheet.refs(sheet.atlas.values(o, "actorKind")))]
            for o in located
        ]
        heads = [sheet.word("thing"), sheet.word("kind")]
        grid = Grid(sheet.word("organizations"), heads, rows)
        yield Section("organizations", sheet.word("organizations"), [grid])


def plan_sections(sheet: Sheet, thing: Thing, queries: Mapping[str, Query]) -> Iterable[Section]:
    """Return the editions of a plan."""
    editions = sheet.atlas.users(thing.iri, iris.term("editionOf"))
    cards = [sheet.ref(e, note=excerpt(sheet, e)) for e in editions]
    yield Section("editions", sheet.word("editions"), [Cards(cards)])


def excerpt(sheet: Sheet, edition: str) -> str:
    """Return which part of the document an edition holds, in the language of the page."""
    from pyoxigraph import Literal

    for triple in sheet.atlas.about(edition):
        node = triple.object
        if (
            triple.predicate.value == iris.term("excerpt")
            and isinstance(node, Literal)
            and node.language == sheet.language
        ):
            return node.value
    return ""


def body_sections(sheet: Sheet, thing: Thing, queries: Mapping[str, Query]) -> Iterable[Section]:
    """Return seats, functions, positionings and names of a body or facility."""
    for name in ("hasSeat", "hasFunction", "hasPositioning"):
        own = sheet.atlas.values(thing.iri, name)
        if not own:
            continue
        sheet.atlas.learn(own)
        heading = sheet.ref(iris.term(name)).text
        rows = [
            [
                Cell((sheet.ref(part),)),
                Cell(sheet.refs(sheet.atlas.values(part, "tense"))),
                sheet.passages(sheet.atlas.values(part, "statedIn")),
            ]
            for part in own
        ]
        heads = [heading, sheet.ref(iris.term("tense")).text, sheet.word("passage")]
        yield Section(iris.kebab(name), heading, [Grid(heading, heads, rows)])


def element_sections(sheet: Sheet, thing: Thing, queries: Mapping[str, Query]) -> Iterable[Section]:
    """Return what stands under an element of a plan, and who has which role in it."""
    children = sheet.atlas.users(thing.iri, iris.term("parent"))
    if children:
        nodes = [
            Node(sheet.ref(child), (), next(iter(sheet.atlas.values(child, "number")), ""))
            for child in children
        ]
        yield Section("tree", sheet.word("tree"), [Tree(nodes)])
    roles = [r for r in sheet.atlas.users(thing.iri, iris.term("inContext")) if "/role/" in r]
    if roles:
        rows = [
            [
                Cell(sheet.refs(sheet.atlas.values(role, "actor"))),
                Cell(sheet.refs(sheet.atlas.values(role, "roleKind"))),
                value_cell(sheet, None),
            ]
            for role in roles
        ]
        heads = [sheet.word("actor"), sheet.word("roles")]
        cells = [row[:2] for row in rows]
        yield Section("roles", sheet.word("roles"), [Grid(sheet.word("roles"), heads, cells)])
