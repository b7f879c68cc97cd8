"""From a chart to a picture: SVG with its font and words inside, and a PNG of the same."""

import base64
import functools
import html
import io
import re
import struct
import zlib
from typing import Any

from rolegraph.comparison.exhibit import Picture
from rolegraph.errors import needs

FONT = "Noto Sans JP"
INK, MUTED, LINE = "#1A1A1A", "#4D4D4D", "#8C8C8C"
SCALE = 2.0


def picture(name: str, alt: str, chart: Any) -> Picture:
    """Return an Altair chart as a picture."""
    with needs("picture", "reports"):
        import vl_convert
    _register_font()
    spec = chart.configure(**config()).to_dict()
    svg = vl_convert.vegalite_to_svg(spec)
    return finished(name, alt, svg)


def finished(name: str, alt: str, svg: str) -> Picture:
    """Return an SVG as a picture: its words for who cannot see it, its font, and a PNG."""
    import vl_convert

    _register_font()
    png = vl_convert.svg_to_png(svg, scale=SCALE)
    return Picture(name, alt, _self_contained(name, alt, svg), _described(png, alt))


def config() -> dict[str, Any]:
    """Return the look that all charts share."""
    plain = {"labelFontSize": 12, "titleFontSize": 12, "labelColor": INK}
    plain |= {"labelFontWeight": "normal", "titleFontWeight": "normal"}
    return {
        "font": FONT,
        "background": "white",
        "axis": {**plain, "gridColor": "#E0E0E0", "titleColor": MUTED},
        "header": {**plain, "labelFontSize": 13},
        "legend": {**plain, "labelLimit": 400, "symbolStrokeWidth": 1},
        "title": {
            **{"fontWeight": "normal", "subtitleFontWeight": "normal", "fontSize": 15},
            **{"anchor": "start", "color": INK, "subtitleFont": FONT},
        },
        "view": {"stroke": None},
        "text": {"fontSize": 11},
    }


def wrapped(text: str, width: int) -> list[str]:
    """Return a label in lines of at most this many columns; Japanese letters take two.

    Lines break at blanks where there are any, and before no closing mark.
    """
    from wcwidth import wcswidth

    lines, line = [], ""
    for word in re.findall(r"\s+|[(\[A-Za-z0-9][^\s\u3000-\u9fff\uff00-\uffef]*|.", text):
        fits = wcswidth(line + word) <= width or word in "、。)]」・)ー"
        if line and not fits:
            lines.append(line.rstrip())
            line = ""
        line += word if line or word.strip() else ""
    return [*lines, line] if line.strip() or not lines else lines


@functools.cache
def _register_font() -> None:
    import vl_convert

    vl_convert.register_font_directory(str(_font_file().parent))


def _font_file() -> Any:
    with needs("picture", "reports"):
        from pylopdf_fonts_jp import sans_path
    return sans_path()


def _self_contained(name: str, alt: str, svg: str) -> str:
    """Return an SVG with its own font and replacing words, and with ids that no other one has."""
    letters = "".join(sorted(set(html.unescape(re.sub(r"<[^>]*>", "", svg)))))
    face = (
        f"<title>{html.escape(alt)}</title><defs><style>@font-face{{font-family:'{FONT}';"
        f"src:url(data:font/otf;base64,{_subset(letters)}) format('opentype')}}</style></defs>"
    )
    svg = re.sub(r'\b(id="|url\(#|href="#)((?:clip|gradient)\d+)', rf"\g<1>{name}-\g<2>", svg)
    start = svg.index("<svg") + len("<svg")
    inside = svg.index(">", start) + 1
    named = f' role="img" aria-label="{html.escape(alt)}"'
    return svg[:start] + named + svg[start:inside] + face + svg[inside:]


@functools.lru_cache(64)
def _subset(letters: str) -> str:
    """Return the font with these letters alone, as base64."""
    with needs("picture", "reports"):
        from fontTools import subset, ttLib
    options = subset.Options(layout_features=[], hinting=False, desubroutinize=True)
    options.name_IDs = [0, 1, 2, 13, 14]
    cutter = subset.Subsetter(options)
    cutter.populate(text=letters + " ")
    out = io.BytesIO()
    with ttLib.TTFont(_font_file(), lazy=True, recalcTimestamp=False) as font:
        cutter.subset(font)
        font.save(out)
    return base64.b64encode(out.getvalue()).decode()


def _described(png: bytes, alt: str) -> bytes:
    """Return a PNG with the replacing words in its description."""
    body = b"Description\x00\x00\x00\x00\x00" + alt.encode()
    chunk = struct.pack(">I", len(body)) + b"iTXt" + body
    chunk += struct.pack(">I", zlib.crc32(b"iTXt" + body))
    return png[:33] + chunk + png[33:]  # right after the header chunk
