"""What changed since the release before, as a page: each fact, coding, term and row by its name."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from rolegraph.findings import Language, Text
from rolegraph.pages.atlas import Atlas
from rolegraph.pages.blocks import Block, Cell, Grid, Leaf, Links, Prose, Ref, Section
from rolegraph.pages.guides import home_trail
from rolegraph.pages.sheet import Sheet

SHOWN = 20  # changes that the page names in each group; the file has all


class Change(NamedTuple):
    """One value before and after ('' for none); without a property, a thing as a whole."""

    subject: str
    property: str = ""
    before: str = ""
    after: str = ""


class Facts(NamedTuple):
    """The changes of one kind of statements."""

    words: Text
    changes: tuple[Change, ...]


class Rows(NamedTuple):
    """The rows of an answer that went and came, in the words of each language."""

    path: str
    title: Text
    gone: dict[Language, list[str]]
    new: dict[Language, list[str]]


class Notes(NamedTuple):
    """All changes since a release; `before` is its graph, which names what is gone."""

    version: str
    before: Atlas
    facts: tuple[Facts, ...] = ()
    rows: tuple[Rows, ...] = ()
    questions: tuple[Text, ...] = ()

    @property
    def lines(self) -> tuple[Text, ...]:
        """One line for the release before, then one for each group."""
        head = Text(f"版 {self.version} との比較", f"Compared with release {self.version}")
        told = [_counted(group.words, _counts(group.changes)) for group in self.facts]
        told += [
            _counted(
                Text(f"質問「{rows.title.ja}」の答えの行", f"rows of “{rows.title.en}”"),
                (len(rows.new["en"]), len(rows.gone["en"]), 0),
            )
            for rows in self.rows
        ]
        nothing = Text("変わりはありません", "nothing has changed")
        return (head, *(told + list(self.questions) or [nothing]))


def _counts(changes: Iterable[Change]) -> tuple[int, int, int]:
    kinds = [2 if c.before and c.after else 1 if c.before and not c.after else 0 for c in changes]
    return kinds.count(0), kinds.count(1), kinds.count(2)


def _counted(words: Text, counts: tuple[int, int, int]) -> Text:
    heads = (("追加", "added"), ("削除", "removed"), ("変更", "changed"))
    told = [(ja, en, n) for (ja, en), n in zip(heads, counts, strict=True) if n]
    return Text(
        f"{words.ja}: " + "、".join(f"{ja} {n}" for ja, _, n in told),
        f"{words.en}: " + ", ".join(f"{n} {en}" for _, en, n in told),
    )


def changes_leaf(sheet: Sheet, notes: Notes | None) -> Leaf:
    """Return what changed since the release before."""
    if notes is None:
        none: Block = Prose([[Ref(sheet.word("no_changes"))]])
        return Leaf(sheet.word("changes"), [Section("list", "", [none])], trail=home_trail(sheet))
    summary: list[Block] = [Links([Ref(sheet.text(line)) for line in notes.lines])]
    sections = [_facts(sheet, notes, n, group) for n, group in enumerate(notes.facts, 1)]
    sections += [_rows(sheet, group) for group in notes.rows]
    if sections:
        every = Ref(sheet.word("every_change"), sheet.to("changes.csv"))
        summary.append(Links([every]))
    return Leaf(
        sheet.word("changes"),
        [Section("list", "", summary), *sections],
        trail=home_trail(sheet),
        wide=True,
    )


def _facts(sheet: Sheet, notes: Notes, number: int, group: Facts) -> Section:
    shown = group.changes[:SHOWN]
    things = {part for change in shown for part in change if part.startswith("http")}
    sheet.atlas.learn(things)
    notes.before.learn(things)
    heads = [sheet.word(key) for key in ("thing", "property", "before", "after")]
    rows = [_line(sheet, notes, change) for change in shown]
    grid = Grid(sheet.text(group.words), heads, rows)
    blocks = [grid, *_more(sheet, len(group.changes) - SHOWN)]
    return Section(f"facts-{number}", sheet.text(group.words), blocks)


def _line(sheet: Sheet, notes: Notes, change: Change) -> list[Cell]:
    told = [Cell((_told(sheet, notes, part),)) for part in change]
    if not change.property:
        is_new = not change.before
        told[2] = Cell((Ref("" if is_new else sheet.word("there")),))
        told[3] = Cell((Ref(sheet.word("there") if is_new else ""),))
    return told


def _told(sheet: Sheet, notes: Notes, part: str) -> Ref:
    """Return a value, or a thing by its label: that of the release before when it is gone."""
    if not part.startswith("http"):
        return Ref(part)
    now = sheet.ref(part)
    if now.href or sheet.atlas.types(part):
        return now
    return Ref(notes.before.label(part, sheet.language).text)


def _rows(sheet: Sheet, group: Rows) -> Section:
    new, gone = group.new[sheet.language], group.gone[sheet.language]
    changed = [("", row) for row in new] + [(row, "") for row in gone]
    heads = [sheet.word("before"), sheet.word("after")]
    title = sheet.text(group.title)
    rows = [[Cell((Ref(part),)) for part in pair] for pair in changed[:SHOWN]]
    links = Links([sheet.link(group.path, sheet.word("answer_now"))])
    more = _more(sheet, len(changed) - SHOWN)
    blocks: Sequence[Block] = [links, Grid(title, heads, rows), *more]
    return Section(group.path.replace("/", "-"), title, list(blocks))


def _more(sheet: Sheet, number: int) -> list[Block]:
    if number <= 0:
        return []
    return [Links([Ref(sheet.word("and_more", n=number), sheet.to("changes.csv"))])]
