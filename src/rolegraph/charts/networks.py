"""A network in layers: Graphviz finds the places, the words are drawn where they can be read."""

import html
from typing import Any, NamedTuple

from rolegraph import iris
from rolegraph.charts.drawing import FONT, INK, LINE, MUTED, finished, wrapped
from rolegraph.comparison.exhibit import Picture
from rolegraph.errors import RolegraphError, needs
from rolegraph.network import Network, Node, Tie

LETTER, LINE_HEIGHT, PAD, INCH = 6.6, 16, 8, 72.0
MARGIN, HEAD, WIDEST = 20, 56, 22
FILLS = {
    "actor-group": "#D4E7F5",
    "organization": "#D4E7F5",
    "municipality": "#D4E7F5",
    "promotion-body": "#FBE6CC",
    "facility": "#E8E8E8",
}


Curve = list[tuple[float, float]]


class Box(NamedTuple):
    """A node as drawn: its lines of words, its middle and its size."""

    node: Node
    lines: list[str]
    x: float
    y: float
    width: float
    height: float


def draw_network(found: Network, title: str) -> Picture:
    """Return the network as a picture; actors are rounded, bodies and elements square."""
    return finished(f"network-{found.kind}", _alt(found, title), network_svg(found, title))


def network_svg(found: Network, title: str) -> str:
    """Return the drawing alone; its parts have classes, so that a page may colour them."""
    if not found.ties:
        raise RolegraphError("there are no ties to draw", "choose another edition or network")
    boxes, curves, width, height = _placed(found)
    drawn = [_edge(tie, curves[tie.start, tie.end], found) for tie in found.ties]
    edges = "".join([*(line for line, _ in drawn), *(words for _, words in drawn)])
    nodes = "".join(_node(box) for box in boxes.values())
    legend = _legend(found)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="network" '
        f'width="{width:.0f}" height="{height:.0f}" '
        f'viewBox="0 0 {width:.0f} {height:.0f}" font-family="{FONT}, sans-serif" font-size="12">'
        f'<defs><marker id="arrow-{found.kind}" viewBox="0 0 8 8" refX="8" refY="4" '
        f'markerWidth="9" markerHeight="9" markerUnits="userSpaceOnUse" orient="auto">'
        f'<path d="M0,0L8,4L0,8z" fill="{LINE}"/></marker></defs>'
        f'<rect class="ground" width="100%" height="100%" fill="white"/>'
        f'<text x="{MARGIN}" y="24" font-size="15" fill="{INK}">{html.escape(title)}</text>'
        f'<text x="{MARGIN}" y="44" fill="{MUTED}">{html.escape(legend)}</text>'
        f"{edges}{nodes}</svg>"
    )


def _legend(found: Network) -> str:
    japanese = found.language == "ja"
    words = "角丸: 主体\u3000四角: 会議体・施設・施策\u3000線の文字: 関係" if japanese else ""
    return words or "rounded: actor\u3000square: body, facility or measure\u3000words on lines: tie"


def _placed(found: Network) -> tuple[dict[str, Box], dict[tuple[str, str], Curve], float, float]:
    with needs("network picture", "reports"):
        import pygraphviz
    layout = pygraphviz.AGraph(
        directed=True, rankdir="LR", nodesep="0.18", ranksep="1.9", splines="true"
    )
    sizes: dict[str, tuple[list[str], float, float]] = {}
    for iri, node in found.nodes.items():
        lines = wrapped(node.label, WIDEST)
        width = max(_columns(line) for line in lines) * LETTER + 2 * PAD
        height = len(lines) * LINE_HEIGHT + PAD
        sizes[iri] = (lines, width, height)
        layout.add_node(
            iri, shape="box", fixedsize=True, width=width / INCH, height=height / INCH, label=""
        )
    for tie in found.ties:
        layout.add_edge(tie.start, tie.end)
    layout.layout(prog="dot")
    places = {iri: _position(layout.get_node(iri)) for iri in found.nodes}
    top = max(y + sizes[iri][2] / 2 for iri, (_, y) in places.items())
    boxes = {
        iri: Box(
            found.nodes[iri], lines, places[iri][0] + MARGIN, top - places[iri][1] + HEAD, w, h
        )
        for iri, (lines, w, h) in sizes.items()
    }
    right = max(box.x + box.width / 2 for box in boxes.values()) + MARGIN
    bottom = max(box.y + box.height / 2 for box in boxes.values()) + MARGIN
    curves = {
        (tie.start, tie.end): [
            (x + MARGIN, top - y + HEAD) for x, y in _route(layout.get_edge(tie.start, tie.end))
        ]
        for tie in found.ties
    }
    return boxes, curves, max(right, 480), bottom


def _position(node: Any) -> tuple[float, float]:
    x, y = str(node.attr["pos"]).split(",")
    return float(x), float(y)


def _route(edge: Any) -> list[tuple[float, float]]:
    """Return the points of a curve: its start, then three for each bend, to the arrow's tip."""
    tip: list[tuple[float, float]] = []
    points: list[tuple[float, float]] = []
    for word in str(edge.attr["pos"]).split():
        x, y = (float(part) for part in word.removeprefix("e,").split(","))
        (tip if word.startswith("e,") else points).append((x, y))
    return [*points[:-1], tip[0] if tip else points[-1]]


def _columns(text: str) -> int:
    from wcwidth import wcswidth

    return max(wcswidth(text), 1)


def _node(box: Box) -> str:
    x, y = box.x - box.width / 2, box.y - box.height / 2
    actor = box.node.group in ("actor-group", "organization", "municipality")
    kind, round_by = ("node actor", 10) if actor else ("node", 0)
    fill = FILLS.get(box.node.group, "#FFFFFF")
    first = box.y - (len(box.lines) - 1) * LINE_HEIGHT / 2 + 4
    words = "".join(
        f'<text x="{box.x:.1f}" y="{first + i * LINE_HEIGHT:.1f}" text-anchor="middle" '
        f'fill="{INK}">{html.escape(line)}</text>'
        for i, line in enumerate(box.lines)
    )
    return (
        f'<rect class="{kind}" x="{x:.1f}" y="{y:.1f}" '
        f'width="{box.width:.1f}" height="{box.height:.1f}" '
        f'rx="{round_by}" fill="{fill}" stroke="{LINE}"/>{words}'
    )


def _edge(tie: Tie, curve: Curve, found: Network) -> tuple[str, str]:
    points = [f"{x:.1f},{y:.1f}" for x, y in curve]
    drawn = (
        f'<path class="tie" d="M{points[0]}C{" ".join(points[1:])}" fill="none" stroke="{LINE}" '
        f'stroke-width="{1 + 0.4 * min(len(tie.facts), 6):.1f}" '
        f'marker-end="url(#arrow-{found.kind})"/>'
    )
    words = ", ".join(found.labels.get(kind, iris.slug(kind)) for kind in tie.kinds)
    return drawn, _tie_words(words, tie, curve, found)


def _tie_words(words: str, tie: Tie, curve: Curve, found: Network) -> str:
    """Return the words of a tie, put where the fewest other lines meet."""
    at_end = [other for other in found.ties if other.end == tie.end]
    at_start = [other for other in found.ties if other.start == tie.start]
    if any((other.start, other.end) == (tie.end, tie.start) for other in found.ties):
        along = 0.3
    elif len(at_end) == 1 or len(at_start) == 1:
        along = 0.7 if len(at_end) == 1 else 0.3
    else:
        along = 0.3 + 0.4 * at_end.index(tie) / (len(at_end) - 1)
    x, y = _point(curve, along)
    return (
        f'<text class="words" x="{x:.1f}" y="{y + 3:.1f}" font-size="9" fill="{MUTED}" '
        f'text-anchor="middle" '
        f'stroke="white" stroke-width="3" paint-order="stroke">{html.escape(words)}</text>'
    )


def _point(curve: Curve, along: float) -> tuple[float, float]:
    """Return the point on a curve of one or more cubic bends at a share of its way."""
    bends = (len(curve) - 1) // 3
    number = min(int(along * bends), bends - 1)
    t = along * bends - number
    weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3)
    four = curve[3 * number : 3 * number + 4]
    xs, ys = ([w * point[axis] for w, point in zip(weights, four, strict=True)] for axis in (0, 1))
    return sum(xs), sum(ys)


def _alt(found: Network, title: str) -> str:
    mark = "、" if found.language == "ja" else ", "
    end = "。" if found.language == "ja" else ". "
    said: dict[str, list[str]] = {}
    for tie in found.ties:
        said.setdefault(found.nodes[tie.start].label, []).append(found.nodes[tie.end].label)
    lines = [f"{name} → {mark.join(dict.fromkeys(others))}" for name, others in said.items()]
    return end.join([title, *lines])
