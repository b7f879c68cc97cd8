"""The pages of a comparison: the matrix, the evidence behind a row, two plans set apart."""

from collections.abc import Callable, Sequence

from rolegraph import iris
from rolegraph.comparison import (
    Comparison,
    Show,
    State,
    differences,
    only,
    passages_of,
    words,
)
from rolegraph.pages import sparql
from rolegraph.pages.addresses import name_of
from rolegraph.pages.alternates import alternates
from rolegraph.pages.atlas import Atlas
from rolegraph.pages.behind import Behind
from rolegraph.pages.blocks import (
    Block,
    Cards,
    Cell,
    Choice,
    Figure,
    Form,
    Grid,
    Leaf,
    Links,
    Notice,
    Ref,
    Section,
    Sieve,
)
from rolegraph.pages.compared import Compared, anchor
from rolegraph.pages.pictures import bubbles
from rolegraph.pages.portions import PLANS, pager, portion_name, read_portion
from rolegraph.pages.questions import downloads
from rolegraph.pages.sheet import Sheet
from rolegraph.pages.structured import dataset

PASSAGES = 8


def maker(compared: Compared, atlas: Atlas, rest: str) -> Callable[[Sheet], Leaf] | None:
    """Return what makes the page at a name after `compare/`, or None."""
    name, _, more = rest.partition("/")
    if name not in compared.presets:
        return None
    columns = compared.columns(atlas, name)
    if more.startswith("between/"):
        for one in columns:
            other = more.removeprefix(f"between/{one}/")
            if other != more and other in columns and other != one:
                return lambda sheet: between_leaf(sheet, compared, name, one, other)
        return None
    portion, mark, row = f"/{more}".partition("/row/")
    first = read_portion(portion.removeprefix("/"), len(columns))
    if first is None:
        return None
    if not mark:
        return lambda sheet: matrix_leaf(sheet, compared, name, first)
    if row not in compared.portion(atlas, name, "ja", first).rows:
        return None
    return lambda sheet: row_leaf(sheet, compared, name, row, first)


def matrix_leaf(sheet: Sheet, compared: Compared, name: str, first: int = 0) -> Leaf:
    """Return the matrix of a comparison; wide ones show some columns at a time."""
    preset = compared.presets[name]
    found = compared.portion(sheet.atlas, name, sheet.language, first)
    columns = compared.columns(sheet.atlas, name)
    grid = _matrix(sheet, compared, name, found)
    turn = pager(sheet, f"compare/{name}", len(columns), first)
    blocks: list[Block] = [*turn, grid, legend(sheet)]
    sections = [Section("matrix", sheet.word("matrix"), blocks)]
    if len(columns) > 1 and not first:  # the choice of any two plans is long: it stands once
        sections.append(_between_section(sheet, compared, name, found))
    elif first:
        way = sheet.link(f"compare/{name}", sheet.word("home_between"))
        way = way._replace(href=f"{way.href}#between")
        sections.append(Section("between", sheet.word("home_between"), [Links([way])]))
    svg = _picture(sheet, found, sheet.text(preset.title))
    if svg:
        figure = Figure(svg, sheet.text(preset.title))
        sections.append(Section("picture", sheet.word("picture"), [figure]))
    if not first:
        away = downloads(sheet, f"compare/{name}")
        sections.append(Section("take-away", sheet.word("take_away"), [away]))
    query = compared.queries[preset.question]
    behind: list[Block] = [
        Links([sheet.link(f"question/{query.name}", sheet.text(query.title))]),
        sparql.block(sheet, sparql.whole(sheet, query, preset.values(query))),
    ]
    sections.append(Section("sparql", sheet.word("the_sparql"), behind))
    return Leaf(
        sheet.text(preset.title),
        sections,
        lead=[Ref(sheet.text(query.question))],
        trail=_trail(sheet),
        wide=True,
        structured=dataset(
            sheet,
            sheet.text(preset.title),
            sheet.text(query.question),
            f"compare/{name}",
            alternates(f"compare/{name}", sheet.language, sheet.setting.downloads),
        ),
    )


def row_leaf(sheet: Sheet, compared: Compared, name: str, row: str, first: int = 0) -> Leaf:
    """Return what stands behind each cell of one row, with its passages."""
    preset = compared.presets[name]
    found = compared.portion(sheet.atlas, name, sheet.language, first)
    above = sheet.link(portion_name(f"compare/{name}", first), sheet.text(preset.title))
    behind = Behind(sheet, compared, name, found)
    sections = [
        Section(anchor(column), found.label(column), list(behind.cell(row, column)))
        for column in found.columns
    ]
    iri = found.iris.get(row, "")
    lead = [Ref(found.label(row), sheet.ref(iri).href)] if name_of(iri) else []
    return Leaf(
        f"{found.label(row)} – {sheet.text(preset.title)}",
        sections,
        lead=lead,
        trail=[*_trail(sheet), above],
        sparql=behind.sparql(row, found.columns),
    )


def between_leaf(sheet: Sheet, compared: Compared, name: str, one: str, other: str) -> Leaf:
    """Return what one plan states and another does not, what both state, what is open."""
    preset = compared.presets[name]
    found = pair = compared.part(sheet.atlas, name, sheet.language, (one, other))
    told = differences(pair)
    lacking = {(row, column) for row, column in told.missing}
    a, b = found.label(one), found.label(other)
    open_rows = {
        row
        for row in found.rows
        if (row, other) not in lacking
        and (row, one) not in lacking
        and row not in told.shared
        and any(pair.cells[row, c].state is State.STATED for c in (one, other))
    }
    groups = (
        (
            "only-a",
            sheet.word("only_in", a=a, b=b),
            [r for r in found.rows if (r, other) in lacking],
        ),
        ("only-b", sheet.word("only_in", a=b, b=a), [r for r in found.rows if (r, one) in lacking]),
        ("both", sheet.word("both_in"), list(told.shared)),
        ("open", sheet.word("unsure_in"), [r for r in found.rows if r in open_rows]),
    )
    sections = []
    for key, heading, rows in groups:
        grid = _pair_grid(sheet, compared, name, pair, rows, heading)
        blocks: list[Block] = [grid]
        if key == "open" and rows:
            said = Ref(sheet.word("unsure_note"))
            blocks.insert(0, Notice(sheet.word("unsure_in"), [said], "plain"))
        sections.append(Section(key, heading, blocks))
    swapped = sheet.link(f"compare/{name}/between/{other}/{one}", sheet.word("between", a=b, b=a))
    return Leaf(
        f"{sheet.text(preset.title)}: {sheet.word('between', a=a, b=b)}",
        [*sections, Section("swap", "", [Links([swapped])])],
        trail=[*_trail(sheet), sheet.link(f"compare/{name}", sheet.text(preset.title))],
        sparql=Behind(sheet, compared, name, pair).sparql("", (one, other)),
        wide=True,
    )


def _pair_grid(
    sheet: Sheet,
    compared: Compared,
    name: str,
    pair: Comparison,
    rows: Sequence[str],
    caption: str,
) -> Grid:
    """Return rows with the cell and the passages of each side; nothing is left out unsaid."""
    heads = [sheet.word("item")]
    for column in pair.columns:
        heads += [pair.label(column), sheet.word("stated_in")]
    lines = []
    for row in rows:
        line = [_row_head(sheet, compared, name, pair, row)._replace(depth=0)]
        for column in pair.columns:
            cell = _cell(sheet, compared, name, pair, row, column)
            line += [cell, _passages(sheet, pair, row, column, cell.refs[0].href)]
        lines.append(line)
    return Grid(caption, heads, lines)


def _passages(sheet: Sheet, pair: Comparison, row: str, column: str, more: str) -> Cell:
    """Return the first passages of a cell, and how many more its evidence has."""
    every = passages_of(pair, pair.cells[row, column].things)
    shown = sheet.passages(f"{iris.BASE}id/passage/{p}" for p in every[:PASSAGES])
    if len(every) <= PASSAGES:
        return shown
    return Cell((*shown.refs, Ref(f"… +{len(every) - PASSAGES}", more)))


def _matrix(sheet: Sheet, compared: Compared, name: str, found: Comparison) -> Grid:
    rows = [
        [
            _row_head(sheet, compared, name, found, row),
            *(_cell(sheet, compared, name, found, row, column) for column in found.columns),
        ]
        for row in found.rows
    ]
    heads = [sheet.word("item"), *(found.label(column) for column in found.columns)]
    return Grid(sheet.word("matrix"), heads, rows, sieve=_sieve(sheet, found))


def _sieve(sheet: Sheet, found: Comparison) -> Sieve | None:
    """Return the kinds of rows that the table can be narrowed to, where it has any."""
    if len(found.columns) < 2:
        return None
    shown = {show: only(found, show).rows for show in Show if show is not Show.ALL}
    kinds = [(s.value, sheet.word(f"sieve_{s.value}"), len(own)) for s, own in shown.items() if own]
    held = {show: set(own) for show, own in shown.items()}
    of_rows = [[s.value for s in held if row in held[s]] for row in found.rows]
    return Sieve(kinds, of_rows, found.columns)


def _row_head(sheet: Sheet, compared: Compared, name: str, found: Comparison, row: str) -> Cell:
    """Return a row's name, leading to its evidence from a column that states something."""
    stated = (c for c in found.columns if found.cells[row, c].state is State.STATED)
    path = compared.row_name(sheet.atlas, name, row, next(stated, found.columns[0]))
    return Cell((sheet.link(path, found.label(row)),), depth=found.depths.get(row, 0))


def _cell(
    sheet: Sheet, compared: Compared, name: str, found: Comparison, row: str, column: str
) -> Cell:
    cell = found.cells[row, column]
    href = ""
    if cell.things or len(found.columns) > 2 or not compared.wide(sheet.atlas, name):
        path = sheet.here(compared.row_name(sheet.atlas, name, row, column))
        href = f"{path}#{anchor(column)}"  # two plans far apart: a row may be in one's portion only
    mark = sheet.state(cell.state.value)
    if cell.state is not State.STATED or not cell.values:
        return Cell((Ref(mark.word, href),), mark._replace(word=""))
    said = words(found, row, column, sheet.language)
    return Cell((Ref(said, href),), mark._replace(word=""))


def legend(sheet: Sheet) -> Grid:
    """Return the five states with their signs and words."""
    said = {
        State.STATED: ("計画に書かれている", "the plan says so"),
        State.EXCLUDED: ("計画が対象外と明記している", "the plan says that it does not"),
        State.NOT_FOUND: ("全部を読んだが書かれていない", "read in full, nothing there"),
        State.NOT_CODED: ("まだ記録していない", "not coded yet"),
        State.NOT_APPLICABLE: ("抜粋の外、またはありえない", "outside the excerpt, or impossible"),
    }
    index = 0 if sheet.language == "ja" else 1
    rows = [[Cell((), sheet.state(s.value)), Cell((Ref(said[s][index]),))] for s in State]
    return Grid(sheet.word("legend"), [sheet.word("state"), sheet.word("meaning")], rows)


def _between_section(sheet: Sheet, compared: Compared, name: str, found: Comparison) -> Section:
    columns = compared.columns(sheet.atlas, name)
    labels = _column_labels(sheet, compared, name, found)
    pairs = list(labels.items())
    choices = [
        Choice("a", "A", pairs, columns[0], True),
        Choice("b", "B", pairs, columns[1], True),
    ]
    form = Form(
        sheet.here(f"compare/{name}"), choices, sheet.word("compare"), f"compare/{name}/between"
    )
    if not sheet.setting.live and compared.wide(sheet.atlas, name):  # no page holds each pair
        source = f"data/compare/{name}.{sheet.language}"
        form = form._replace(pattern="", source=source, words=_apart_words(sheet))
    blocks: list[Block] = [form]
    if len(columns) <= PLANS:
        links = [
            sheet.link(
                f"compare/{name}/between/{a}/{b}",
                sheet.word("between", a=labels[a], b=labels[b]),
            )
            for i, a in enumerate(columns)
            for b in columns[i + 1 :]
        ]
        blocks.append(Links(links))
    return Section("between", sheet.word("home_between"), blocks)


def _apart_words(sheet: Sheet) -> dict[str, str]:
    """Return the words in which a script sets two plans apart."""
    keys = {"both": "both_in", "open": "unsure_in", "none": "no_rows"}
    keys |= {key: key for key in ("item", "stated_in")} | {"between": "home_between"}
    words = {key: sheet.word(name) for key, name in keys.items()}
    return words | {"only": sheet.word("only_in", a="{a}", b="{b}")}


def _column_labels(
    sheet: Sheet, compared: Compared, name: str, found: Comparison
) -> dict[str, str]:
    """Return the labels of all columns, also of those that are not in sight."""
    wholes = compared.wholes(sheet.atlas, name)
    sheet.atlas.learn(wholes.values())
    return {
        column: sheet.atlas.label(wholes[column], sheet.language).text
        if column in wholes
        else found.label(column)
        for column in compared.columns(sheet.atlas, name)
    }


def _picture(sheet: Sheet, found: Comparison, title: str) -> str:
    numbers = [[found.cells[row, c].total for c in found.columns] for row in found.rows]
    labels = [found.label(row) for row in found.rows]
    return bubbles(labels, [found.label(c) for c in found.columns], numbers, title)


def _trail(sheet: Sheet) -> list[Ref]:
    return [
        sheet.link("index", sheet.word("menu_index")),
        sheet.link("comparisons", sheet.word("comparisons")),
    ]


def comparisons_leaf(sheet: Sheet, compared: Compared) -> Leaf:
    """Return the list of all comparisons."""
    cards = [
        sheet.link(
            f"compare/{name}",
            sheet.text(preset.title),
            sheet.text(compared.queries[preset.question].question),
        )
        for name, preset in compared.presets.items()
        if preset.question in compared.queries
    ]
    return Leaf(
        sheet.word("comparisons"),
        [Section("all", "", [Cards(cards)])],
        lead=[Ref(sheet.word("comparisons_lead"))],
        trail=[sheet.link("index", sheet.word("menu_index"))],
    )
