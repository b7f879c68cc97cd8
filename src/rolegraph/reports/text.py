"""Documents as Markdown, HTML and LaTeX: one walk over the blocks, three ways of writing."""

import html
import re
from collections.abc import Iterable

from rolegraph.comparison.exhibit import GridCell, Picture
from rolegraph.reports.document import (
    Block,
    Document,
    Heading,
    Paragraph,
    PictureBlock,
    Span,
    TableBlock,
)

STYLE = """
:root { color-scheme: light dark }
body { font: 1rem/1.7 "Noto Sans JP", "Hiragino Sans", "Yu Gothic", sans-serif;
  max-width: 75rem; margin: 2rem auto; padding: 0 1rem }
table { border-collapse: collapse; font-size: .875rem; margin: 1rem 0 }
caption { text-align: left; font-weight: bold; padding: .25rem 0 }
th, td { border: 1px solid #767676; padding: .3rem .5rem; vertical-align: top; text-align: left }
thead th { background: #1a3e72; color: #fff; position: sticky; top: 0 }
tbody tr > :nth-child(2) { white-space: pre-wrap }
td[data-state="not-found"], td[data-state="excluded"] { font-style: italic }
td[data-state="not-coded"] { border-style: dashed }
td[data-state="not-applicable"] { opacity: .75 }
sup a { text-decoration: none } :target { outline: 3px solid #c27000 }
figure { margin: 1rem 0; overflow-x: auto } svg { max-width: 100%; height: auto; background: #fff }
@media print { @page { size: A4 landscape; margin: 12mm } thead { display: table-header-group }
  thead th { position: static } body { max-width: none; margin: 0 } tr { break-inside: avoid } }
"""


def to_markdown(document: Document) -> str:
    """Return the document as Markdown; evidence numbers are links within it."""
    return "\n\n".join(_markdown(block) for block in document.blocks) + "\n"


def _markdown(block: Block) -> str:
    match block:
        case Heading(text, level):
            return f"{'#' * level} {_md(text)}"
        case Paragraph(spans, bullet):
            return ("- " if bullet else "") + "".join(_md_span(span) for span in spans)
        case PictureBlock(caption, picture):
            return f"![{_md(picture.alt)}]({picture.name}.svg)\n\n*{_md(caption)}*"
        case TableBlock(_, grid, evidence):
            heads = "| " + " | ".join(_md(h) for h in grid.headings) + " |"
            line = "|" + " --- |" * len(grid.headings)
            rows = [
                "| " + " | ".join(_md_cell(c, evidence and not i) for i, c in enumerate(row)) + " |"
                for row in grid.rows
            ]
            return "\n".join((heads, line, *rows))


def _md(text: str) -> str:
    escaped = re.sub(r"([\\`*_{}\[\]<>#|])", r"\\\1", text)
    return escaped.replace("\n", "<br>")


def _md_span(span: Span) -> str:
    text = _md(span.text)
    mark = "**" if span.bold else "*" if span.italic else ""
    text = f"{mark}{text}{mark}" if text.strip() else text
    return f"[{text}]({span.link})" if span.link else text


def _md_cell(cell: GridCell, anchored: bool) -> str:
    if anchored:
        return f'<a id="e{cell.text}"></a>{_md(cell.text)}'
    note = f" [[{cell.note}]](#e{cell.note})" if cell.note else ""
    return _md(cell.text) + note


def to_html(document: Document) -> str:
    """Return the document as one HTML page that needs nothing else."""
    body = "\n".join(_html(block) for block in document.blocks)
    title = html.escape(document.title)
    return (
        f'<!doctype html>\n<html lang="{document.language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n"
        f"{body}\n</main>\n</body>\n</html>\n"
    )


def to_fragment(blocks: Iterable[Block]) -> str:
    """Return blocks as HTML without a page around them."""
    return "\n".join(_html(block) for block in blocks)


def _html(block: Block) -> str:
    match block:
        case Heading(text, level):
            return f"<h{level}>{html.escape(text)}</h{level}>"
        case Paragraph(spans, bullet):
            words = "".join(_html_span(span) for span in spans)
            return f"<ul><li>{words}</li></ul>" if bullet else f"<p>{words}</p>"
        case PictureBlock(caption, picture):
            return figure(picture, caption)
        case TableBlock():
            return _html_table(block)


def figure(picture: Picture, caption: str) -> str:
    """Return a picture as a figure; its SVG carries the replacing words itself."""
    svg = re.sub(r"^<\?xml[^>]*>\s*", "", picture.svg)
    return f"<figure>{svg}<figcaption>{html.escape(caption)}</figcaption></figure>"


def _html_span(span: Span) -> str:
    text = html.escape(span.text)
    text = f"<strong>{text}</strong>" if span.bold else text
    text = f"<em>{text}</em>" if span.italic else text
    return f'<a href="{html.escape(span.link)}">{text}</a>' if span.link else text


def _html_table(block: TableBlock) -> str:
    heads = "".join(f'<th scope="col">{html.escape(h)}</th>' for h in block.grid.headings)
    rows = []
    for row in block.grid.rows:
        cells = [_html_cell(cell, block.evidence and not i) for i, cell in enumerate(row)]
        rows.append(f"<tr>{''.join(cells)}</tr>")
    caption = f"<caption>{html.escape(block.caption)}</caption>" if block.caption else ""
    return (
        f"<table>{caption}\n<thead><tr>{heads}</tr></thead>\n<tbody>\n"
        + "\n".join(rows)
        + "\n</tbody>\n</table>"
    )


def _html_cell(cell: GridCell, anchored: bool) -> str:
    text = html.escape(cell.text).replace("\n", "<br>")
    if anchored:
        back = f'<a href="#c{cell.text}">{text}</a>'
        return f'<td id="e{cell.text}">{back}</td>'
    state = f' data-state="{cell.state}"' if cell.state else ""
    place = f' id="c{cell.note}"' if cell.note else ""
    note = f'<sup><a href="#e{cell.note}">[{cell.note}]</a></sup>' if cell.note else ""
    return f"<td{place}{state}>{text}{note}</td>"


LATEX = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "^": r"\textasciicircum{}",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "%": r"\%",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    "[": r"{[}",
    "]": r"{]}",
}
PREAMBLE = r"""% compile with lualatex
\documentclass[a4paper,landscape]{CLASS}
\usepackage{longtable,booktabs,array,hyperref,graphicx}
\usepackage[margin=15mm]{geometry}
\begin{document}
"""


def to_latex(document: Document) -> str:
    """Return the document for LuaLaTeX (luatexja for Japanese); tables run over pages."""
    family = "ltjsarticle" if document.language == "ja" else "article"
    body = "\n\n".join(_latex(block) for block in document.blocks)
    return PREAMBLE.replace("CLASS", family) + body + "\n\\end{document}\n"


def _latex(block: Block) -> str:
    match block:
        case Heading(text, level):
            return f"\\{'sub' * (level - 1)}section*{{{_tex(text)}}}"
        case Paragraph(spans, bullet):
            words = "".join(_tex_span(span) for span in spans)
            return f"\\begin{{itemize}}\\item {words}\\end{{itemize}}" if bullet else words
        case PictureBlock(caption, picture):
            return f"% picture {picture.name}.svg\n\\emph{{{_tex(caption)}}}"
        case TableBlock():
            return _latex_table(block)


def _tex(text: str) -> str:
    return "".join(LATEX.get(letter, letter) for letter in text).replace("\n", r"\newline ")


def _tex_span(span: Span) -> str:
    text = _tex(span.text)
    text = f"\\textbf{{{text}}}" if span.bold else text
    text = f"\\emph{{{text}}}" if span.italic else text
    return f"\\href{{{_tex(span.link)}}}{{{text}}}" if span.link else text


def _latex_table(block: TableBlock) -> str:
    count = len(block.grid.headings)
    width = f"{0.94 / count:.3f}"
    columns = f"*{{{count}}}{{>{{\\raggedright\\arraybackslash}}p{{{width}\\linewidth}}}}"

    heads = " & ".join(_tex(h) for h in block.grid.headings)
    rows = [
        " & ".join(_tex_cell(c, block.evidence and not i) for i, c in enumerate(row)) + r" \\"
        for row in block.grid.rows
    ]
    return (
        f"\\begin{{longtable}}{{{columns}}}\n\\toprule\n{heads} \\\\\n"
        "\\midrule\\endhead\n" + "\n".join(rows) + "\n\\bottomrule\n\\end{longtable}"
    )


def _tex_cell(cell: GridCell, anchored: bool) -> str:
    if anchored:
        return f"\\hypertarget{{e{cell.text}}}{{{cell.text}}}"
    note = f"\\textsuperscript{{\\hyperlink{{e{cell.note}}}{{{cell.note}}}}}" if cell.note else ""
    return _tex(cell.text) + note
