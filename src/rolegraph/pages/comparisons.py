"""The pages of a comparison: the matrix, the evidence behind a row, two plans set apart."""

from collections.abc import Mapping, Sequence

from rolegraph import iris
from rolegraph.comparison import (
    Comparison,
    Preset,
    State,
    differences,
    run_preset,
    words,
)
from rolegraph.pages.addresses import name_of
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
)
from rolegraph.pages.pictures import bubbles
from rolegraph.pages.questions import downloads, sparql_block
from rolegraph.pages.sheet import Sheet
from rolegraph.pages.structured import dataset
from rolegraph.queries import Query

WIDEST = 12


class Compared:
    """All comparisons of a graph, each run once per language."""

    def __init__(self, queries: Mapping[str, Query], presets: Mapping[str, Preset]) -> None:
        self.queries = queries
        self.presets = presets
        self._found: dict[tuple[str, str], Comparison] = {}

    def found(self, sheet: Sheet, name: str) -> Comparison:
        """Return a comparison in the language of the page."""
        key = (name, sheet.language)
        if key not in self._found:
            graph = sheet.atlas.graph
            self._found[key] = run_preset(graph, self.queries, self.presets[name], sheet.language)
        return self._found[key]


def matrix_leaf(sheet: Sheet, compared: Compared, name: str, first: int = 0) -> Leaf:
    """Return the matrix of a comparison; wide ones show some columns at a time."""
    preset, found = compared.presets[name], compared.found(sheet, name)
    columns = found.columns[first : first + WIDEST]
    grid = _matrix(sheet, name, found, columns)
    blocks: list[Block] = [*_pager(sheet, name, found, first), grid, legend(sheet)]
    sections = [Section("matrix", sheet.word("matrix"), blocks)]
    if len(found.columns) > 1:
        sections.append(_between_section(sheet, name, found))
    svg = _picture(sheet, found, columns, sheet.text(preset.title))
    if svg:
        figure = Figure(svg, sheet.text(preset.title))
        sections.append(Section("picture", sheet.word("picture"), [figure]))
    if not first:
        away = downloads(sheet, f"compare/{name}")
        sections.append(Section("take-away", sheet.word("take_away"), [away]))
    query = compared.queries[preset.question]
    behind: list[Block] = [
        Links([sheet.link(f"question/{query.name}", sheet.text(query.title))]),
        sparql_block(sheet, query.sparql),
    ]
    sections.append(Section("sparql", sheet.word("the_sparql"), behind))
    return Leaf(
        sheet.text(preset.title),
        sections,
        lead=[Ref(sheet.text(query.question))],
        trail=_trail(sheet),
        wide=True,
        structured=dataset(
            sheet, sheet.text(preset.title), sheet.text(query.question), f"compare/{name}"
        ),
    )


def row_leaf(sheet: Sheet, compared: Compared, name: str, row: str) -> Leaf:
    """Return what stands behind each cell of one row, with its passages."""
    preset, found = compared.presets[name], compared.found(sheet, name)
    sections = []
    for column in found.columns:
        state = found.cells[row, column].state
        said = Ref(words(found, row, column, sheet.language))
        blocks: list[Block] = [state_line(sheet, state, said)]
        grid = evidence_grid(sheet, found, row, column, found.label(column))
        if grid:
            blocks.append(grid)
        sections.append(Section(_anchor(column), found.label(column), blocks))
    iri = found.iris.get(row, "")
    lead = [Ref(found.label(row), sheet.ref(iri).href)] if name_of(iri) else []
    return Leaf(
        f"{found.label(row)} – {sheet.text(preset.title)}",
        sections,
        lead=lead,
        trail=[*_trail(sheet), sheet.link(f"compare/{name}", sheet.text(preset.title))],
    )


def state_line(sheet: Sheet, state: State, said: Ref) -> Notice:
    """Return the state of a cell as a line."""
    word = sheet.state(state.value).word
    return Notice(word, [] if said.text == word else [said], f"state {state.value}")


def evidence_grid(
    sheet: Sheet, found: Comparison, row: str, column: str, caption: str
) -> Grid | None:
    """Return the things behind a cell with their passages."""
    cell = found.cells[row, column]
    if not cell.things:
        return None
    sheet.atlas.learn(cell.things)
    parts = {
        iri: found.label(part)
        for (part, _), own in zip(cell.values, cell.behind, strict=False)
        for iri in own
        if part
    }
    rows = []
    for iri in cell.things:
        thing = found.things[iri]
        passages = [iris.BASE + "id/passage/" + p for p in thing.passages]
        rows.append(
            [
                Cell((sheet.ref(iri)._replace(text=thing.label),)),
                Cell((Ref(parts.get(iri, "")),)),
                sheet.passages(passages),
            ]
        )
    heads = [sheet.word("what"), sheet.word("kind"), sheet.word("passage")]
    if not parts:
        heads, rows = [heads[0], heads[2]], [[r[0], r[2]] for r in rows]
    return Grid(caption, heads, rows)


def between_leaf(sheet: Sheet, compared: Compared, name: str, one: str, other: str) -> Leaf:
    """Return what one plan states and another does not, what both state, what is open."""
    preset, found = compared.presets[name], compared.found(sheet, name)
    pair = found._replace(
        columns=(one, other),
        cells={k: v for k, v in found.cells.items() if k[1] in (one, other)},
    )
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
        grid = _pair_grid(sheet, name, pair, rows, heading)
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
        wide=True,
    )


def _pair_grid(
    sheet: Sheet, name: str, pair: Comparison, rows: Sequence[str], caption: str
) -> Grid:
    heads = [sheet.word("item"), *(pair.label(c) for c in pair.columns), sheet.word("stated_in")]
    lines = []
    for row in rows:
        things = dict.fromkeys(iri for c in pair.columns for iri in pair.cells[row, c].things)
        passages = dict.fromkeys(p for iri in things for p in pair.things[iri].passages)
        links = sheet.passages(f"{iris.BASE}id/passage/{p}" for p in list(passages)[:8])
        head = Cell((sheet.link(f"compare/{name}/row/{row}", pair.label(row)),))
        cells = [_cell(sheet, name, pair, row, c) for c in pair.columns]
        lines.append([head, *cells, links])
    return Grid(caption, heads, lines)


def _matrix(sheet: Sheet, name: str, found: Comparison, columns: Sequence[str]) -> Grid:
    rows = []
    for row in found.rows:
        head = Cell(
            (sheet.link(f"compare/{name}/row/{row}", found.label(row)),),
            depth=found.depths.get(row, 0),
        )
        rows.append([head, *(_cell(sheet, name, found, row, column) for column in columns)])
    heads = [sheet.word("item"), *(found.label(column) for column in columns)]
    return Grid(sheet.word("matrix"), heads, rows)


def _cell(sheet: Sheet, name: str, found: Comparison, row: str, column: str) -> Cell:
    cell = found.cells[row, column]
    href = f"{sheet.here(f'compare/{name}/row/{row}')}#{_anchor(column)}"
    mark = sheet.state(cell.state.value)
    if cell.state is not State.STATED or not cell.values:
        return Cell((Ref(mark.word, href),), mark._replace(word=""))
    said = words(found, row, column, sheet.language)
    return Cell((Ref(said, href),), mark._replace(word=""))


def _anchor(column: str) -> str:
    return "c-" + column.replace("/", "-")


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


def _pager(sheet: Sheet, name: str, found: Comparison, first: int) -> list[Block]:
    if len(found.columns) <= WIDEST:
        return []
    refs = []
    for start in range(0, len(found.columns), WIDEST):
        label = f"{start + 1}–{min(start + WIDEST, len(found.columns))}"
        path = f"compare/{name}" if not start else f"compare/{name}/from/{start}"
        refs.append(Ref(label) if start == first else sheet.link(path, label))
    return [Links(refs, True)]


def _between_section(sheet: Sheet, name: str, found: Comparison) -> Section:
    pairs = [(column, found.label(column)) for column in found.columns]
    choices = [
        Choice("a", "A", pairs, found.columns[0], True),
        Choice("b", "B", pairs, found.columns[1], True),
    ]
    form = Form(
        sheet.here(f"compare/{name}"), choices, sheet.word("compare"), f"compare/{name}/between"
    )
    if not sheet.setting.live and len(found.columns) > WIDEST:  # no page holds each pair
        data = sheet.to(f"data/compare/{name}.{sheet.language}.json")
        form = form._replace(pattern="", source=data, words=_apart_words(sheet))
    blocks: list[Block] = [form]
    if len(found.columns) <= WIDEST:
        links = [
            sheet.link(
                f"compare/{name}/between/{a}/{b}",
                sheet.word("between", a=found.label(a), b=found.label(b)),
            )
            for i, a in enumerate(found.columns)
            for b in found.columns[i + 1 :]
        ]
        blocks.append(Links(links))
    return Section("between", sheet.word("home_between"), blocks)


def _apart_words(sheet: Sheet) -> dict[str, str]:
    """Return the words in which a script sets two plans apart."""
    keys = {"both": "both_in", "open": "unsure_in", "none": "no_rows", "failed": "apart_failed"}
    keys |= {key: key for key in ("item", "stated_in")} | {"between": "home_between"}
    words = {key: sheet.word(name) for key, name in keys.items()}
    return words | {"only": sheet.word("only_in", a="{a}", b="{b}")}


def _picture(sheet: Sheet, found: Comparison, columns: Sequence[str], title: str) -> str:
    numbers = [[found.cells[row, c].total for c in columns] for row in found.rows]
    labels = [found.label(row) for row in found.rows]
    return bubbles(labels, [found.label(c) for c in columns], numbers, title)


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
