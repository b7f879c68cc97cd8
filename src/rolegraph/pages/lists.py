"""The lists of all things of a class, some hundred a page, and each list as data."""

from collections.abc import Callable

from rolegraph import iris
from rolegraph.comparison.exhibit import Exhibit, table_exhibit
from rolegraph.pages.atlas import Atlas
from rolegraph.pages.blocks import Cell, Grid, Leaf, Ref, Section
from rolegraph.pages.portions import turning
from rolegraph.pages.sheet import Sheet
from rolegraph.pages.structured import item_list
from rolegraph.tables import Table

PER_LIST = 300
MEMBERS = """PREFIX rg: <%s>
SELECT ?thing
WHERE { ?thing a rg:%s }
ORDER BY ?thing"""


def list_sizes(atlas: Atlas) -> dict[str, int]:
    """Return the number of pages that the list of each class takes, by the class's slug."""
    return {iris.slug(c): (n - 1) // PER_LIST + 1 for c, n in atlas.classes.items()}


def maker(atlas: Atlas, rest: str) -> Callable[[Sheet], Leaf] | None:
    """Return what makes the page at a name after `list/`, or None."""
    slug, _, number = rest.partition("/")
    pages = list_sizes(atlas).get(slug, 0)
    page = int(number or 1) if not number or (number.isascii() and number.isdigit()) else 0
    return (lambda sheet: list_leaf(sheet, slug, page)) if 1 <= page <= pages else None


def list_leaf(sheet: Sheet, slug: str, number: int) -> Leaf:
    """Return one page of the list of all things of a class."""
    class_ = class_of(sheet.atlas, slug)
    start = (number - 1) * PER_LIST
    shown = sheet.atlas.some_of_class(class_.removeprefix(iris.RG), start, PER_LIST)
    sheet.atlas.learn(shown)
    rows = [[Cell((_told(sheet, iri),)), Cell((Ref(_place(iri)),))] for iri in shown]
    label = sheet.ref(class_).text
    pages = list_sizes(sheet.atlas)[slug]
    turn = turning(sheet, [(list_name(slug, n), str(n)) for n in range(1, pages + 1)], number - 1)
    note = str(sheet.atlas.classes[class_])
    grid = Grid(label, [label, sheet.word("identifier")], rows, note=note)
    return Leaf(
        sheet.word("list_of", kind=label),
        [Section("list", "", [*turn, grid, *turn])],
        trail=[
            sheet.link("index", sheet.word("menu_index")),
            sheet.link("browse", sheet.word("browse")),
        ],
        sparql=MEMBERS % (iris.RG, class_.removeprefix(iris.RG)),
        structured=item_list(sheet, [(iri, _told(sheet, iri).text) for iri in shown], start),
    )


def class_of(atlas: Atlas, slug: str) -> str:
    """Return the class that a list is of."""
    return next(c for c in atlas.classes if iris.slug(c) == slug)


def list_exhibit(sheet: Sheet, slug: str) -> Exhibit:
    """Return all things of a class for taking away."""
    class_ = class_of(sheet.atlas, slug)
    things = sheet.atlas.of_class(class_.removeprefix(iris.RG))
    sheet.atlas.learn(things)
    rows = tuple((iri, _told(sheet, iri).text) for iri in things)
    label = sheet.ref(class_).text
    table = Table(("thing", "thing_label"), rows)
    heads = [sheet.word("identifier"), label]
    return table_exhibit(slug, sheet.word("list_of", kind=label), table, heads, sheet.language)


def list_name(slug: str, number: int) -> str:
    """Return the name of one page of a list."""
    return f"list/{slug}" if number == 1 else f"list/{slug}/{number}"


def _told(sheet: Sheet, iri: str) -> Ref:
    return sheet.passage(iri) if "/id/passage/" in iri else sheet.ref(iri)


def _place(iri: str) -> str:
    return iri.removeprefix(iris.BASE).removeprefix("id/")
