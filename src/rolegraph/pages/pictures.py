"""Small pictures of counts as SVG, drawn with the page's own colours; every number is also text.

The pictures of `charts` are for documents: each carries its own font and white ground, and takes a
drawing library and 0.6 seconds of processor time (1.5 the first time). Those here stand in
thousands of pages, follow the reader's colours by day, by night and on paper, need no library and
0.0003 seconds. Networks, which somebody must lay out, are drawn by `charts` alone. (The duties as
bars there, 20 rows by 3 plans as discs here; measured on 2026-11-21.)
"""

from collections.abc import Sequence
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

from rolegraph.charts.drawing import wrapped

LINE = 20
LABEL = 260
COLUMNS = 38
"""How many columns of letters fit before the bars; a Japanese letter takes two."""
BAR = 420
HEAD = 17
STEP = 120
LONGEST = 40


class Bar(NamedTuple):
    """A number with its words; bars of one group stand together under its name."""

    group: str
    label: str
    number: float


def bars(rows: Sequence[Bar], title: str) -> str:
    """Return a bar for each number, its label before it; '' for nothing or too much to see."""
    if not 1 < len(rows) <= LONGEST or not any(bar.number for bar in rows):
        return ""
    top = max(bar.number for bar in rows)
    drawn, y, group = [], 0, ""
    for bar in rows:
        if bar.group != group:
            group = bar.group
            drawn.append(_text(0, y + 22, group, "start", "head"))
            y += LINE + 10
        lines = wrapped(bar.label, COLUMNS)
        middle = y + LINE * len(lines) // 2
        drawn += [_text(LABEL - 8, y + LINE * i + 15, line, "end") for i, line in enumerate(lines)]
        length = round(BAR * bar.number / top, 1)
        drawn.append(f'<rect x="{LABEL}" y="{middle - 8}" width="{length}" height="16"/>')
        drawn.append(_text(LABEL + length + 6, middle + 5, f"{bar.number:g}", "start"))
        y += LINE * len(lines) + 6
    return _picture("bars", title, LABEL + BAR + 60, y, drawn)


def bubbles(
    rows: Sequence[str],
    columns: Sequence[str],
    numbers: Sequence[Sequence[float | None]],
    title: str,
) -> str:
    """Return a field of discs by row and column, each with its number; None is left empty."""
    known = [n for line in numbers for n in line if n]
    if not known or not 1 < len(rows) <= LONGEST or len(columns) > 8:
        return ""
    heads = [wrapped(column, HEAD) for column in columns]
    y, drawn = 15 * max(map(len, heads)) + 10, []
    for index, lines in enumerate(heads):
        x = LABEL + STEP * index + STEP // 2
        drawn += [_text(x, 15 * i + 14, line, "middle", "head") for i, line in enumerate(lines)]
    for row, cells in zip(rows, numbers, strict=True):
        lines = wrapped(row, COLUMNS)
        height = max(34, LINE * len(lines))
        top = y + (height - LINE * len(lines)) // 2
        drawn += [
            _text(LABEL - 8, top + LINE * i + 15, line, "end") for i, line in enumerate(lines)
        ]
        drawn += [
            _bubble(LABEL + STEP * index + STEP // 2, y + height // 2, value, max(known))
            for index, value in enumerate(cells)
            if value
        ]
        y += height
    return _picture("bubbles", title, LABEL + STEP * len(columns), y, drawn)


def _bubble(x: int, y: int, value: float, top: float) -> str:
    radius = round(3 + 12 * (value / top) ** 0.5, 1)
    return f'<circle cx="{x - 14}" cy="{y}" r="{radius}"/>' + _text(
        x + 6, y + 5, f"{value:g}", "start"
    )


def _text(x: float, y: float, words: str, anchor: str, kind: str = "") -> str:
    named = f' class="{kind}"' if kind else ""
    return f'<text{named} x="{x:g}" y="{y:g}" text-anchor="{anchor}">{escape(words)}</text>'


def _picture(kind: str, title: str, width: int, height: int, drawn: Sequence[str]) -> str:
    return (
        f'<svg class="{kind}" role="img" aria-label={quoteattr(title)} '
        f'viewBox="0 0 {width} {height}" width="{width}" height="{height}">{"".join(drawn)}</svg>'
    )
