"""How strongly duties are worded: a stacked bar a kind of actor, a panel a plan."""

from collections.abc import Iterable
from typing import Any

from rolegraph.charts.drawing import INK, picture, wrapped
from rolegraph.comparison.cells import STATE_WORDS, Comparison, State
from rolegraph.comparison.exhibit import Exhibit, Picture
from rolegraph.errors import RolegraphError, needs
from rolegraph.findings import Text

# the author's own words in blues, what is asked in oranges, each from strong to weak; the
# lightness differs from step to step, so that the order also holds in grey
COLOURS = {
    "shall": "#08306B",
    "commitment": "#2166AC",
    "endeavour": "#5A9BD0",
    "exploration": "#9CC9E8",
    "aim": "#D4E7F5",
    "requirement": "#8C3B00",
    "importance": "#B35806",
    "desire": "#F0A04B",
    "expectation": "#F9D2A0",
    "constitutive": "#6E6E6E",
    "reported": "#BDBDBD",
}
LIGHT_TEXT = ("shall", "commitment", "requirement", "importance", "constitutive")
OTHERS = ("#44AA99", "#882255", "#DDCC77", "#332288", "#AA4499", "#117733")
PANEL, ROW, LETTER, LEGEND = 300, 24, 6.2, 6


def modality_bars(exhibit: Exhibit) -> Picture:
    """Return bars of counts or shares by their breakdown; segments carry their number."""
    with needs("picture", "reports"):
        import altair as alt
    found = exhibit.comparison
    if found is None or not any(part for cell in found.cells.values() for part, _ in cell.values):
        raise RolegraphError("bars need a comparison with a breakdown", "add --by COLUMN")
    parts = _parts(found)
    segments = list(_segments(found, parts, exhibit.language == "ja"))
    colours = [COLOURS.get(part, OTHERS[i % len(OTHERS)]) for i, part in enumerate(parts)]
    labels = [found.label(part) for part in parts]
    order = [found.label(row) for row in found.rows]
    largest = max(s["to"] for s in segments)
    base = alt.Chart(alt.InlineData(values=segments))
    y = alt.Y("row:N", sort=order, title=None, axis=alt.Axis(labelLimit=260, ticks=False))
    bars = base.mark_bar(stroke="white", strokeWidth=1).encode(
        x=alt.X("from:Q", title=_title(exhibit), scale=alt.Scale(domain=[0, largest], nice=False)),
        x2="to:Q",
        y=y,
        color=alt.Color(
            "part:N",
            scale=alt.Scale(domain=labels, range=colours),
            legend=alt.Legend(title=None, orient="bottom", columns=LEGEND, symbolType="square"),
        ),
    )
    text = base.mark_text(baseline="middle").encode(
        x=alt.X("middle:Q"), y=y, text="text:N", color=alt.Color("ink:N", scale=None)
    )
    states = base.mark_text(align="left", dx=4, color=INK, fontStyle="italic").encode(
        x=alt.X("zero:Q"), y=y, text="state:N"
    )
    chart = alt.layer(bars, text, states).properties(width=PANEL, height=alt.Step(ROW))
    title = alt.TitleParams(wrapped(exhibit.title, 120), offset=12)
    faceted = chart.facet(column=_facet(alt, found)).properties(title=title)
    return picture(f"{exhibit.name}-bars", alt_text(exhibit), faceted)


def _title(exhibit: Exhibit) -> str:
    whole = all(isinstance(v, int) for v in _numbers(exhibit))
    words = Text("件数", "number") if whole else Text("割合", "share")
    return words.in_language(exhibit.language)


def _numbers(exhibit: Exhibit) -> Iterable[Any]:
    found = exhibit.comparison
    cells = found.cells.values() if found else ()
    return [value for cell in cells for _, value in cell.values]


def _facet(alt: Any, found: Comparison) -> Any:
    header = alt.Header(title=None, labelExpr="split(datum.label, '\\n')", labelAnchor="start")
    order = ["\n".join(wrapped(found.label(column), 38)) for column in found.columns]
    return alt.Column("column:N", header=header, sort=order)


def _parts(found: Comparison) -> list[str]:
    used = {part for cell in found.cells.values() for part, _ in cell.values}
    known = [part for part in COLOURS if part in used]
    return known + sorted(used - set(known))


def _segments(found: Comparison, parts: list[str], japanese: bool) -> Iterable[dict[str, Any]]:
    totals = [
        sum(float(v) for _, v in cell.values if isinstance(v, (int, float)))
        for cell in found.cells.values()
    ]
    scale = PANEL / max([*totals, 1e-9])
    for (row, column), cell in found.cells.items():
        head = "\n".join(wrapped(found.label(column), 38))
        shared = {"row": found.label(row), "column": head, "zero": 0}
        if cell.state is not State.STATED:
            words = STATE_WORDS[cell.state].in_language("ja" if japanese else "en")
            yield {**shared, "from": 0, "to": 0, "part": None, "text": "", "state": words}
        position = 0.0
        for part, value in sorted(cell.values, key=lambda item: parts.index(item[0])):
            size = float(value) if isinstance(value, (int, float)) else 0.0
            yield {
                **shared,
                "from": position,
                "to": position + size,
                "middle": position + size / 2,
                "part": found.label(part),
                "state": "",
                "text": _fitting(found.label(part), value, size * scale),
                "ink": "white" if part in LIGHT_TEXT else INK,
            }
            position += size


def _fitting(label: str, value: object, width: float) -> str:
    """Return name and number where they fit into the segment, else the number, else nothing."""
    from wcwidth import wcswidth

    number = f"{value:.2f}".lstrip("0") if isinstance(value, float) else str(value)
    number = "1" if number in ("1.00",) else number
    for text in (f"{label} {number}", number):
        if wcswidth(text) * LETTER + 4 <= width:
            return text
    return ""


def alt_text(exhibit: Exhibit) -> str:
    """Return the words for who cannot see the picture: what it shows and its main contents."""
    found = exhibit.comparison
    if found is None:
        return exhibit.title
    japanese = exhibit.language == "ja"
    said = []
    for column in found.columns:
        cells = [found.cells[row, column] for row in found.rows]
        stated = [cell for cell in cells if cell.state is State.STATED]
        counts = {s: sum(c.state is s for c in cells) for s in State if s is not State.STATED}
        rest = [
            f"{STATE_WORDS[s].in_language(exhibit.language)} {n}" for s, n in counts.items() if n
        ]
        words = f"{found.label(column)}: {STATE_WORDS[State.STATED].in_language(exhibit.language)} "
        said.append(words + ("、" if japanese else ", ").join([str(len(stated)), *rest]))
    end = "同じ内容の表が添えられている。" if japanese else "A table with the same content follows."
    mark = "。" if japanese else ". "
    return mark.join([exhibit.title, *said, end])
