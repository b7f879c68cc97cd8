"""What a page shows of a large corpus at a time, and the way to the rest."""


from rolegraph.pages.blocks import Block, Links, Ref
from rolegraph.pages.sheet import Sheet

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


def pager(sheet: Sheet, base: str, total: int, first: int) -> list[Block]:
    """Return links to the first and last portions and to those around this one."""
    every = list(starts(total))
    if len(every) == 1:
        return []
    here = first // PLANS
    refs: list[Ref] = []
    for number, start in enumerate(every):
        if number in (0, len(every) - 1) or abs(number - here) <= NEAR:
            label = f"{start + 1}–{min(start + PLANS, total)}"
            at = start == first
            refs.append(Ref(label) if at else sheet.link(portion_name(base, start), label))
        elif refs[-1].text != "…":
            refs.append(Ref("…"))
    return [Links(refs, True)]
