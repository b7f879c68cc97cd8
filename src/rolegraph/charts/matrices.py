"""What each plan states: a matrix of squares with a sign and a number in each."""

from collections.abc import Iterable

from rolegraph.charts.bars import alt_text
from rolegraph.charts.drawing import INK, LINE, MUTED, picture, wrapped
from rolegraph.comparison.cells import STATE_WORDS, Comparison, MatrixCell, State
from rolegraph.comparison.exhibit import Exhibit, Picture
from rolegraph.errors import RolegraphError, needs

SIGNS = {  # as in site.css
    State.STATED: "●",
    State.EXCLUDED: "✕",
    State.NOT_FOUND: "○",
    State.NOT_CODED: "?",
    State.NOT_APPLICABLE: "—",
}
FILLS = {
    State.STATED: "#1A5FA0",
    State.EXCLUDED: "#F0A04B",
    State.NOT_FOUND: "#FFFFFF",
    State.NOT_CODED: "#FFFFFF",
    State.NOT_APPLICABLE: "#DADADA",
}
COLUMN, ROW = 120, 24


def state_matrix(exhibit: Exhibit) -> Picture:
    """Return the matrix; the sign says the state, so that colour only helps."""
    with needs("picture", "reports"):
        import altair as alt
    found = exhibit.comparison
    if found is None or not found.rows:
        raise RolegraphError("a matrix needs a comparison with rows", "choose another comparison")
    order = [_row_label(found, row) for row in found.rows]
    lines = max(len(wrapped(found.label(column), 18)) for column in found.columns)
    heads = ["\n".join(wrapped(found.label(column), 18)) for column in found.columns]
    axis = alt.Axis(
        orient="top", labelExpr="split(datum.label, '\\n')", labelAngle=0, ticks=False,
        domain=False, labelLimit=COLUMN, labelPadding=lines * 15 - 6, labelBaseline="middle",
    )  # fmt: skip
    base = alt.Chart(alt.InlineData(values=list(_cells(found)))).encode(
        x=alt.X("column:N", sort=heads, title=None, axis=axis, scale=alt.Scale(paddingInner=0.04)),
        y=alt.Y(
            "row:N",
            sort=order,
            title=None,
            axis=alt.Axis(labelLimit=420, ticks=False, domain=False),
            scale=alt.Scale(paddingInner=0.08),
        ),
    )
    colour = alt.Color("fill:N", scale=None)
    known = base.transform_filter("!datum.dashed").mark_rect(stroke=LINE).encode(color=colour)
    open_cells = base.transform_filter("datum.dashed").mark_rect(
        stroke=MUTED, strokeDash=[4, 3], fill="#FFFFFF"
    )
    signs = base.mark_text(fontSize=12).encode(text="sign:N", color=alt.Color("ink:N", scale=None))
    chart = alt.layer(known, open_cells, signs).properties(
        width=COLUMN * len(found.columns),
        height=ROW * len(found.rows),
        title=alt.TitleParams(
            wrapped(exhibit.title, 70),
            subtitle=_legend(exhibit, found),
            subtitleColor=MUTED,
            subtitleFontSize=12,
            offset=14,
            frame="bounds",
        ),
    )
    return picture(f"{exhibit.name}-matrix", alt_text(exhibit), chart)


def _row_label(found: Comparison, row: str) -> str:
    return "  " * found.depths.get(row, 0) + found.label(row)


def _legend(exhibit: Exhibit, found: Comparison) -> list[str]:
    used = [state for state in State if any(c.state is state for c in found.cells.values())]
    words = "\u3000".join(
        f"{SIGNS[s]} {STATE_WORDS[s].in_language(exhibit.language)}" for s in used
    )
    return wrapped(words, 100)


def _cells(found: Comparison) -> Iterable[dict[str, object]]:
    for row in found.rows:
        for column in found.columns:
            cell = found.cells[row, column]
            yield {
                "row": _row_label(found, row),
                "column": "\n".join(wrapped(found.label(column), 18)),
                "sign": _sign(cell),
                "fill": FILLS[cell.state],
                "ink": "white" if cell.state is State.STATED else INK,
                "dashed": cell.state is State.NOT_CODED,
            }


def _sign(cell: MatrixCell) -> str:
    number = cell.total if cell.total is not None else len(cell.values)
    return (
        f"{SIGNS[cell.state]} {number}"
        if cell.state is State.STATED and number
        else SIGNS[cell.state]
    )
