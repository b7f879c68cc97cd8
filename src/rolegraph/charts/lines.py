"""Things in time: the calendar of projects, and how documents positioned the planned hall."""

from collections.abc import Mapping
from typing import Any

from rolegraph.charts.drawing import INK, MUTED, picture, wrapped
from rolegraph.comparison.exhibit import Exhibit, Picture
from rolegraph.errors import RolegraphError, needs
from rolegraph.findings import Text
from rolegraph.tables import Cell

ROW, WIDTH = 30, 420
SIGNS = Text("● 文書の年月\u3000■ 計画期間", "● date of the document\u3000■ its period")
APRIL = 0.25  # a fiscal year begins in April


def schedule(exhibit: Exhibit) -> Picture:
    """Return a bar a project; years that cannot be read are a dashed bar that says so."""
    with needs("picture", "reports"):
        import altair as alt
    records = exhibit.table.records()
    if not records:
        raise RolegraphError("there is no schedule to draw", "choose an edition with schedules")
    years = [int(v) for r in records for v in (r["start_fy"], r["end_fy"]) if isinstance(v, int)]
    first, last = (min(years), max(years)) if years else (0, 1)
    bars = [_bar(record, first, last, exhibit) for record in records]
    base = alt.Chart(alt.InlineData(values=bars)).encode(
        y=alt.Y(
            "row:N",
            sort=[bar["row"] for bar in bars],
            title=None,
            axis=alt.Axis(labelLimit=380, ticks=False, domain=False),
        )
    )
    axis = alt.Axis(format="d", tickMinStep=1) if years else None
    x = alt.X(
        "from:Q", title=None, axis=axis, scale=alt.Scale(domain=[first, last + 1], nice=False)
    )
    read = base.transform_filter("datum.read").mark_bar(height=18, color="#1A5FA0")
    unread = base.transform_filter("!datum.read").mark_bar(
        height=18, color="#FFFFFF", stroke=MUTED, strokeDash=[4, 3]
    )
    words = base.mark_text(align="left", dx=6).encode(
        x=x, text="words:N", color=alt.Color("ink:N", scale=None)
    )
    chart = alt.layer(read.encode(x=x, x2="to:Q"), unread.encode(x=x, x2="to:Q"), words).properties(
        width=WIDTH, height=alt.Step(ROW), title=exhibit.title
    )
    return picture("schedule", _alt(exhibit, [f"{b['row']}: {b['words']}" for b in bars]), chart)


def _bar(record: Mapping[str, Cell], first: int, last: int, exhibit: Exhibit) -> dict[str, Any]:
    start, end = record["start_fy"], record["end_fy"]
    read = isinstance(start, int)
    unread = Text("年度は読み取れない", "years cannot be read").in_language(exhibit.language)
    years = f"{start}–{end or ''}" if read else unread
    known = [str(record[key]) for key in ("bar_label", "mark_label") if record[key]]
    return {
        "row": str(record["element_label"] or record["element"]),
        "from": start if read else first,
        "to": (end if isinstance(end, int) else last) + 1 if read else last + 1,
        "read": read,
        "ink": "white" if read else INK,
        "words": " / ".join([*known, years]),
    }


def hub_lineage(exhibit: Exhibit) -> Picture:
    """Return documents in time: the date as a dot, the period as a bar, the position in words."""
    with needs("picture", "reports"):
        import altair as alt
    records = [r for r in exhibit.table.records() if _year(r["date"]) or _year(r["period_start"])]
    if not records:
        raise RolegraphError("no document has a date to draw", "choose another edition")
    rows = [_document(record) for record in records]
    order = [row["row"] for row in sorted(rows, key=lambda r: (r["date"] or r["start"], r["row"]))]
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        y=alt.Y(
            "row:N",
            sort=order,
            title=None,
            axis=alt.Axis(labelLimit=320, labelExpr="split(datum.label, '\\n')", grid=True),
        )
    )
    years = [year for row in rows for year in (row["date"], row["start"], row["end"]) if year]
    low, high = int(min(years)) - 1, int(max(years)) + 2
    scale = alt.Scale(domain=[low, high], nice=False)
    axis = alt.Axis(format="d", values=list(range(low + 1, high, max(1, (high - low) // 6))))
    x = alt.X("start:Q", title=None, axis=axis, scale=scale)
    bars = base.mark_bar(height=10, color="#9CC9E8").encode(x=x, x2="stop:Q")
    dots = base.mark_point(size=110, filled=True, color="#08306B", opacity=1).encode(
        x=alt.X("date:Q", scale=scale, axis=axis)
    )
    words = base.mark_text(align="left", lineBreak="\n", color=INK, fontSize=11).encode(
        x=alt.value(WIDTH + 14), text="position:N"
    )
    chart = alt.layer(bars, dots, words).properties(
        width=WIDTH, height=alt.Step(58), title=alt.TitleParams(
            exhibit.title,
            subtitle=SIGNS.in_language(exhibit.language),
            subtitleColor=MUTED,
        ),
    )  # fmt: skip
    said = [f"{r['document']} ({r['date'] or ''}): {r['position']}" for r in records]
    return picture("hub-lineage", _alt(exhibit, said), chart)


def _document(record: Mapping[str, Cell]) -> dict[str, Any]:
    start, end = _year(record["period_start"]), _year(record["period_end"])
    return {
        "row": "\n".join(wrapped(str(record["document"]), 40)),
        "date": _year(record["date"]),
        "start": start + APRIL if start else None,
        "stop": (end or start or 0) + 1 + APRIL if start else None,
        "end": end,
        "position": "\n".join(wrapped(str(record["position"]), 60)),
    }


def _year(cell: Cell) -> float | None:
    """Return a date such as 2019-03 as a year with its fraction."""
    if isinstance(cell, (int, float)):
        return float(cell)
    year, _, month = str(cell or "").partition("-")
    if not year.isdigit():
        return None
    return int(year) + ((int(month[:2]) - 1) / 12 if month[:2].isdigit() else 0.0)


def _alt(exhibit: Exhibit, said: list[str]) -> str:
    mark = "。" if exhibit.language == "ja" else ". "
    return mark.join([exhibit.title, *said])
