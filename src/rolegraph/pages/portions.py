"""What a page shows of a large corpus at a time, and the way to the rest."""

from collections.abc import Iterable, Mapping, Sequence

from rolegraph.pages.atlas import Atlas
from rolegraph.pages.blocks import Block, Links, Notice, Ref
from rolegraph.pages.sheet import Sheet
from rolegraph.queries import Query, among

PLANS = 12
"""How many plans, municipalities or other columns one page sets side by side."""
NEAR = 4


def starts(total: int) -> range:
    """Return where each portion starts; there is always one.

    >>> list(starts(30)), list(starts(0))
    ([0, 12, 24], [0])
    """
    return range(0, max(total, 1), PLANS)


def portion_name(base: str, first: int) -> str:
    """Return the name of the page of a portion.

    >>> portion_name("gaps", 0), portion_name("gaps", 12)
    ('gaps', 'gaps/from/12')
    """
    return f"{base}/from/{first}" if first else base


def read_portion(rest: str, total: int) -> int | None:
    """Return where the portion starts that the end of a page's name holds, or None.

    >>> read_portion("", 30), read_portion("from/12", 30), read_portion("from/13", 30)
    (0, 12, None)
    """
    first = rest.removeprefix("from/")
    if not rest:
        return 0
    known = rest.startswith("from/") and first.isascii() and first.isdigit()
    return int(first) if known and first != "0" and int(first) in starts(total) else None


def in_sight(
    atlas: Atlas,
    queries: Mapping[str, Query],
    names: Iterable[str],
    first: int = 0,
    plans: Sequence[str] = (),
) -> dict[str, Query]:
    """Return questions about the plans of a portion alone; about all where one page shows all."""
    plans = (plans or atlas.editions)[first : first + PLANS]
    known = {name: queries[name] for name in names if name in queries}
    if len(atlas.editions) <= PLANS:
        return known
    return {name: among(query, "edition", plans) for name, query in known.items()}


def rest_of(sheet: Sheet, name: str, total: int) -> list[Block]:
    """Return where the plans are that a page does not show, if there are any."""
    if total <= PLANS:
        return []
    said = Ref(sheet.word("some_editions", a=PLANS, n=total), sheet.here(name))
    return [Notice(sheet.word("editions"), [said], "plain")]


def pager(sheet: Sheet, base: str, total: int, first: int) -> list[Block]:
    """Return links to the first and last portions and to those around this one."""
    every = [
        (portion_name(base, start), f"{start + 1}–{min(start + PLANS, total)}")
        for start in starts(total)
    ]
    return turning(sheet, every, first // PLANS)


def turning(sheet: Sheet, pages: Sequence[tuple[str, str]], here: int) -> list[Block]:
    """Return links to the first and last of pages and to those around this one."""
    if len(pages) == 1:
        return []
    refs: list[Ref] = []
    for number, (name, label) in enumerate(pages):
        if number in (0, len(pages) - 1) or abs(number - here) <= NEAR:
            refs.append(Ref(label) if number == here else sheet.link(name, label))
        elif refs[-1].text != "…":
            refs.append(Ref("…"))
    return [Links(refs, True)]
