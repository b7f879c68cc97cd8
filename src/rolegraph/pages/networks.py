"""The pages of networks: who is tied to whom and to what in an edition, drawn, measured, listed."""

from collections.abc import Iterator, Mapping
from importlib.util import find_spec

from pyoxigraph import NamedNode

from rolegraph import iris
from rolegraph.charts.networks import network_svg
from rolegraph.comparison.exhibit import Exhibit, table_exhibit
from rolegraph.network import KINDS, Network, headings, measures, network
from rolegraph.pages.atlas import Atlas
from rolegraph.pages.blocks import (
    FOLD,
    Block,
    Cell,
    Code,
    Figure,
    Grid,
    Leaf,
    Notice,
    Prose,
    Ref,
    Section,
)
from rolegraph.pages.guides import home_trail
from rolegraph.pages.questions import downloads
from rolegraph.pages.sheet import Sheet
from rolegraph.store import with_values
from rolegraph.tables import Table

PAIRS = {
    "actors": """?fact a rg:Duty ; rg:inEdition ?edition ; rg:bearer ?one ;
      rg:doneWith|rg:doneFor|rg:reportsTo|rg:represents ?other . FILTER(?one != ?other)""",
    "elements": """?fact a rg:Role ; rg:inEdition ?edition ; rg:actor ?one ; rg:inContext ?other .
      FILTER(?other != ?edition && ?other != ?one)""",
}
"""What ties one to another, by kind of network."""
COUNTS = """SELECT ?edition (COUNT(*) AS ?n) WHERE {
  SELECT DISTINCT ?edition ?one ?other WHERE { %s } } GROUP BY ?edition ORDER BY ?edition"""
STATED = """SELECT ?fact ?passage ?edition WHERE {
  ?fact rg:inEdition ?edition ; rg:statedIn ?passage ; a ?class .
  FILTER(?class IN (rg:Duty, rg:Role)) } ORDER BY ?fact ?passage"""
DRAWN = 70
"""How many nodes a picture may have and still be read."""


def tied(atlas: Atlas, kind: str) -> dict[str, int]:
    """Return how many pairs are tied in each edition that has any."""

    def counted() -> dict[str, int]:
        return {str(edition): int(str(n)) for edition, n in atlas.rows(COUNTS % PAIRS[kind])}

    return atlas.once(f"tied {kind}", counted)


def is_tied(atlas: Atlas, kind: str, edition: str) -> bool:
    """Return whether an edition has a network of this kind."""
    return edition in tied(atlas, kind)


def network_names(atlas: Atlas) -> Iterator[str]:
    """Yield the names of the pages of networks."""
    for kind in KINDS:
        yield from (f"network/{kind}/{iris.slug(edition)}" for edition in tied(atlas, kind))


def read_network(atlas: Atlas, name: str) -> tuple[str, str] | None:
    """Return the kind and the edition's slug that a page name holds, or None."""
    kind, _, slug = name.partition("/")
    there = kind in KINDS and atlas.has(f"id/edition/{slug}")
    known = there and is_tied(atlas, kind, iris.entity("edition", slug))
    return (kind, slug) if known else None


def networks_leaf(sheet: Sheet) -> Leaf:
    """Return the list of all networks."""
    found = {kind: tied(sheet.atlas, kind) for kind in KINDS}
    editions = [e for e in sheet.atlas.editions if any(e in own for own in found.values())]
    sheet.atlas.learn(editions)
    rows = [
        [
            Cell((sheet.ref(edition),)),
            *(_way(sheet, kind, edition, own.get(edition, 0)) for kind, own in found.items()),
        ]
        for edition in editions
    ]
    heads = [sheet.word("edition"), *(sheet.word(f"network_{kind}") for kind in KINDS)]
    grid = Grid(sheet.word("network"), heads, rows)
    return Leaf(
        sheet.word("network"),
        [Section("all", "", [grid])],
        lead=[Ref(sheet.word("network_lead"))],
        trail=home_trail(sheet),
        sparql=KINDS["actors"],
    )


def _way(sheet: Sheet, kind: str, edition: str, number: int) -> Cell:
    if not number:
        return Cell((Ref("–"),))
    said = sheet.word("ties_n", n=number)
    return Cell((sheet.link(f"network/{kind}/{iris.slug(edition)}", said),))


def network_leaf(sheet: Sheet, kind: str, slug: str) -> Leaf:
    """Return one network of one edition; drawn and measured where the packages for that are."""
    found = network(sheet.atlas.graph, kind, sheet.language, slug)
    edition = iris.entity("edition", slug)
    title = f"{sheet.ref(edition).text}: {sheet.word(f'network_{kind}')}"
    sections = []
    if find_spec("pygraphviz"):
        sections.append(Section("picture", sheet.word("picture"), [_picture(sheet, found, title)]))
    if find_spec("networkx"):
        note = Prose([[Ref(sheet.word("network_measures"))]])
        sections.append(Section("places", sheet.word("places"), [note, _places(sheet, found)]))
    sections.append(Section("ties", sheet.word("ties"), [_ties(sheet, found, edition)]))
    command = f"rolegraph network --kind {kind} --edition {slug} --output ties.graphml"
    away: list[Block] = [downloads(sheet, f"network/{kind}/{slug}")]
    away.append(Code(command, sheet.word("network_away"), language="sh"))
    sections.append(Section("take-away", sheet.word("take_away"), away))
    others = [k for k in KINDS if k != kind and is_tied(sheet.atlas, k, edition)]
    return Leaf(
        title,
        sections,
        lead=[
            sheet.link(f"network/{k}/{slug}", sheet.word("network_also", kind=_kind(sheet, k)))
            for k in others
        ],
        trail=[*home_trail(sheet), sheet.link("network", sheet.word("network"))],
        sparql=with_values(KINDS[kind], {"edition": NamedNode(edition)}),
        wide=True,
    )


def network_exhibit(sheet: Sheet, kind: str, slug: str) -> Exhibit:
    """Return the ties of a network for taking away."""
    found = network(sheet.atlas.graph, kind, sheet.language, slug)
    sheet.atlas.learn({iri for tie in found.ties for iri in (tie.start, tie.end, *tie.kinds)})
    rows = tuple(
        (
            tie.start,
            sheet.ref(tie.start).text,
            "; ".join(sheet.ref(one).text for one in tie.kinds),
            tie.end,
            sheet.ref(tie.end).text,
            "; ".join(tie.facts),
        )
        for tie in found.ties
    )
    who, relation, whom, what = (sheet.word(key) for key in ("who", "relation", "whom", "facts"))
    heads = [f"{who} ID", who, relation, f"{whom} ID", whom, what]
    title = f"{sheet.ref(iris.entity('edition', slug)).text}: {_kind(sheet, kind)}"
    table = Table(("start", "start_label", "kinds", "end", "end_label", "facts"), rows)
    return table_exhibit(f"{kind}-{slug}", title, table, heads, sheet.language)


def _kind(sheet: Sheet, kind: str) -> str:
    return sheet.word(f"network_{kind}")


def _picture(sheet: Sheet, found: Network, title: str) -> Block:
    if len(found.nodes) > DRAWN:
        said = sheet.word("network_large", n=len(found.nodes))
        return Notice(sheet.word("picture"), [Ref(said)], "plain")
    return Figure(network_svg(found, ""), title)


def _places(sheet: Sheet, found: Network) -> Grid:
    table = measures(found)
    at = {name: index for index, name in enumerate(table.columns)}
    classes = {iris.slug(c): c for c in sheet.atlas.classes}
    nodes = {iris.slug(iri): iri for iri in found.nodes}
    sheet.atlas.learn([*found.nodes, *classes.values()])
    rows = []
    for row in table.rows:
        group = classes.get(str(row[at["group"]]), "")
        bridge = "✓" if row[at["bridging"]] else "–"
        rows.append(
            [
                Cell((sheet.ref(nodes[str(row[at["node"]])]),)),
                Cell((sheet.ref(group),) if group else ()),
                Cell((Ref(str(row[at["degree"]])),), number=True),
                Cell((Ref(f"{row[at['betweenness']]:.3f}"),), number=True),
                Cell((Ref(bridge),)),
                Cell((Ref(str(row[at["community"]])),), number=True),
            ]
        )
    return Grid(sheet.word("places"), headings(sheet.language)[3:], rows)


def _ties(sheet: Sheet, found: Network, edition: str) -> Grid:
    stated: dict[str, list[str]] = {}
    for fact, passage, _ in sheet.atlas.rows(STATED, edition=edition):
        stated.setdefault(str(fact), []).append(str(passage))
    sheet.atlas.learn({iri for tie in found.ties for iri in (tie.start, tie.end, *tie.kinds)})
    rows = [
        [
            Cell((sheet.ref(tie.start),)),
            Cell(tuple(sheet.ref(kind) for kind in tie.kinds)),
            Cell((sheet.ref(tie.end),)),
            sheet.passages(_passages(stated, tie.facts)),
        ]
        for tie in found.ties
    ]
    heads = [sheet.word(key) for key in ("who", "relation", "whom", "stated_in")]
    return Grid(sheet.word("ties"), heads, rows, folded=len(rows) > FOLD)


def _passages(stated: Mapping[str, list[str]], facts: tuple[str, ...]) -> dict[str, None]:
    return dict.fromkeys(passage for fact in facts for passage in stated.get(fact, ()))
