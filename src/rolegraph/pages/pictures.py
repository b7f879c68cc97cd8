"""Small pictures of counts as SVG, drawn with the page's own colours; every number is also text."""

from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

ROW = 26
LABEL = 260
BAR = 420
LONGEST = 40


def bars(rows: Sequence[tuple[str, int | float]], title: str) -> str:
    """Return a bar for each number, its label before it; '' for nothing or too much to see."""
    if not 1 < len(rows) <= LONGEST or not any(n for _, n in rows):
        return ""
    top = max(n for _, n in rows)
    width, height = LABEL + BAR + 60, ROW * len(rows)
    lines = [
        f'<svg class="bars" role="img" aria-label={quoteattr(title)} '
        f'viewBox="0 0 {width} {height}" width="{width}" height="{height}">'
    ]
    for index, (label, number) in enumerate(rows):
        y, length = index * ROW, round(BAR * number / top, 1)
        lines += [
            f'<text x="{LABEL - 8}" y="{y + 17}" text-anchor="end">{_short(label)}</text>',
            f'<rect x="{LABEL}" y="{y + 4}" width="{length}" height="{ROW - 8}"/>',
            f'<text x="{LABEL + length + 6}" y="{y + 17}">{number:g}</text>',
        ]
    return "".join([*lines, "</svg>"])


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
    top, step, head = max(known), 120, 44
    width, height = LABEL + step * len(columns), head + 34 * len(rows)
    lines = [
        f'<svg class="bubbles" role="img" aria-label={quoteattr(title)} '
        f'viewBox="0 0 {width} {height}" width="{width}" height="{height}">'
    ]
    for index, column in enumerate(columns):
        x = LABEL + step * index + step // 2
        half = (len(column) + 1) // 2
        parts = [column] if len(column) <= 9 else [column[:half][:11], column[half:][:11]]
        for line, part in enumerate(parts):
            lines.append(
                f'<text class="head" x="{x}" y="{16 + 15 * line}" text-anchor="middle">'
                f"{escape(part)}</text>"
            )
    for number, (row, cells) in enumerate(zip(rows, numbers, strict=True)):
        y = head + 34 * number + 17
        lines.append(f'<text x="{LABEL - 8}" y="{y + 5}" text-anchor="end">{_short(row)}</text>')
        lines += [
            _bubble(LABEL + step * index + step // 2, y, value, top)
            for index, value in enumerate(cells)
            if value
        ]
    return "".join([*lines, "</svg>"])


def _bubble(x: int, y: int, value: float, top: float) -> str:
    radius = round(3 + 12 * (value / top) ** 0.5, 1)
    return (
        f'<circle cx="{x - 14}" cy="{y}" r="{radius}"/>'
        f'<text x="{x + 6}" y="{y + 5}">{value:g}</text>'
    )


def _short(label: str) -> str:
    wide = sum(2 if ord(c) > 0x2E80 else 1 for c in label)
    if wide > 34:
        kept, used = "", 0
        for c in label:
            used += 2 if ord(c) > 0x2E80 else 1
            if used > 32:
                break
            kept += c
        label = kept + "…"
    return escape(label)


def ties(pairs: Sequence[tuple[str, str, int]], title: str) -> str:
    """Return who is tied to whom as two columns of names with lines between; thicker is more."""
    left = list(dict.fromkeys(one for one, _, _ in pairs))
    right = list(dict.fromkeys(other for _, other, _ in pairs))
    longest = max(len(left), len(right), 0)
    if not pairs or longest > LONGEST:
        return ""
    width, height = 2 * LABEL + 240, 26 * longest + 8
    lines = [
        f'<svg class="ties" role="img" aria-label={quoteattr(title)} '
        f'viewBox="0 0 {width} {height}" width="{width}" height="{height}">'
    ]
    for one, other, number in pairs:
        y1, y2 = (26 * side.index(name) + 16 for side, name in ((left, one), (right, other)))
        x1, x2 = LABEL + 6, width - LABEL - 6
        lines.append(
            f'<path d="M{x1} {y1}C{x1 + 110} {y1} {x2 - 110} {y2} {x2} {y2}" '
            f'stroke-width="{min(1 + number, 8)}"/>'
        )
    for side, x, anchor in ((left, LABEL, "end"), (right, width - LABEL, "start")):
        for index, name in enumerate(side):
            y = 26 * index + 21
            lines.append(f'<text x="{x}" y="{y}" text-anchor="{anchor}">{_short(name)}</text>')
    return "".join([*lines, "</svg>"])
