"""Documents as Word files, filled into a template that anyone can restyle in Word."""

import io
import zipfile
from pathlib import Path
from typing import Any

from rolegraph.archive import fixed
from rolegraph.comparison.exhibit import GridCell
from rolegraph.errors import CannotRead, needs
from rolegraph.reports.document import (
    Block,
    Document,
    Heading,
    Paragraph,
    PictureBlock,
    TableBlock,
)

LATIN, EAST_ASIAN = "Arial", "游ゴシック"
STYLES = ("Normal", "Heading 1", "Heading 2", "Heading 3", "List Bullet", "Caption", "Title")
LINES = (
    ("{%p for block in blocks %}", "Normal"),
    ("{%p if block.kind == 'heading1' %}", "Normal"),
    ("{{ block.text }}", "Heading 1"),
    ("{%p elif block.kind == 'heading2' %}", "Normal"),
    ("{{ block.text }}", "Heading 2"),
    ("{%p elif block.kind == 'heading3' %}", "Normal"),
    ("{{ block.text }}", "Heading 3"),
    ("{%p elif block.kind == 'item' %}", "Normal"),
    ("{{r block.words }}", "List Bullet"),
    ("{%p elif block.kind == 'paragraph' %}", "Normal"),
    ("{{r block.words }}", "Normal"),
    ("{%p elif block.kind == 'picture' %}", "Normal"),
    ("{{ block.image }}", "Normal"),
    ("{{ block.text }}", "Caption"),
    ("{%p elif block.kind == 'table' %}", "Normal"),
    ("{{ block.text }}", "Caption"),
)
ENDING = ("{%p endif %}", "{%p endfor %}")


def template() -> bytes:
    """Return the template as a Word file: styles, A4 landscape, and marks where content goes."""
    with needs("docx", "reports"):
        import docx
    document = docx.Document()
    _page(document)
    for name in (
        "Normal",
        "Heading 1",
        "Heading 2",
        "Heading 3",
        "List Bullet",
        "Caption",
        "Title",
    ):
        _fonts(document.styles[name])
    document.add_paragraph("{{ title }}", "Title")
    for text, style in LINES:
        document.add_paragraph(text, style)
    _table_template(document)
    for text in ENDING:
        document.add_paragraph(text)
    document.core_properties.author = "rolegraph"
    return _saved(document)


def to_docx(document: Document, template_file: Path | None = None) -> bytes:
    """Return the document as a Word file made from the template, the own one or another."""
    with needs("docx", "reports"):
        import docxtpl
    try:
        source = io.BytesIO(template_file.read_bytes() if template_file else template())
        filled = docxtpl.DocxTemplate(source)
        filled.init_docx()
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        raise CannotRead(
            f"cannot read the template '{template_file}' ({error})",
            "start from the file that rolegraph template writes",
        ) from error
    blocks = [_context(block, filled) for block in document.blocks]
    filled.render({"title": document.title, "blocks": blocks}, autoescape=True)
    _finish(filled.docx, document)
    return _saved(filled.docx)


def _context(block: Block, filled: Any) -> dict[str, Any]:
    import docxtpl
    from docx.shared import Mm

    match block:
        case Heading(text, level):
            return {"kind": f"heading{min(level, 3)}", "text": text}
        case Paragraph(spans, bullet):
            words = docxtpl.RichText()
            for span in spans:
                link = filled.build_url_id(span.link) if span.link else None
                words.add(span.text, bold=span.bold, italic=span.italic, url_id=link)
            return {"kind": "item" if bullet else "paragraph", "words": words}
        case PictureBlock(caption, picture):
            image = docxtpl.InlineImage(filled, io.BytesIO(picture.png), width=Mm(240))
            return {"kind": "picture", "image": image, "text": caption}
        case TableBlock(caption, grid, evidence):
            rows = [
                [_text(c, first=evidence and not i) for i, c in enumerate(row)] for row in grid.rows
            ]
            return {"kind": "table", "text": caption, "headings": grid.headings, "rows": rows}


def _text(cell: GridCell, *, first: bool) -> str:
    return f"[{cell.text}]" if first else cell.text + (f" [{cell.note}]" if cell.note else "")


def _page(document: Any) -> None:
    from docx.enum.section import WD_ORIENT
    from docx.shared import Mm

    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = section.top_margin = Mm(18)
    section.bottom_margin = Mm(18)


def _fonts(style: Any) -> None:
    """Set Latin and East Asian fonts; theme fonts would override them, so they go."""
    from docx.oxml.ns import qn

    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in list(fonts.attrib):
        del fonts.attrib[name]
    for name, font in (("ascii", LATIN), ("hAnsi", LATIN), ("eastAsia", EAST_ASIAN)):
        fonts.set(qn(f"w:{name}"), font)
    lang = style.element.rPr.makeelement(qn("w:lang"), {qn("w:eastAsia"): "ja-JP"})
    style.element.rPr.append(lang)


def _table_template(document: Any) -> None:
    from docx.shared import Pt

    table = document.add_table(rows=4, cols=3)
    table.style = "Table Grid"
    texts = (
        ("{%tc for h in block.headings %}", "{{ h }}", "{%tc endfor %}"),
        ("{%tr for row in block.rows %}", "", ""),
        ("{%tc for c in row %}", "{{ c }}", "{%tc endfor %}"),
        ("{%tr endfor %}", "", ""),
    )
    for row, words in zip(table.rows, texts, strict=True):
        for cell, text in zip(row.cells, words, strict=True):
            run = cell.paragraphs[0].add_run(text)
            run.font.size = Pt(8.5)
            run.bold = row is table.rows[0] or None
    for run in (r for c in table.rows[0].cells for p in c.paragraphs for r in p.runs):
        run.bold = True


def _finish(document: Any, content: Document) -> None:
    """Repeat heading rows over pages, widths even, and give pictures their replacing words."""
    from docx.oxml.ns import qn

    for table in document.tables:
        properties = table.rows[0]._tr.get_or_add_trPr()
        properties.append(properties.makeelement(qn("w:tblHeader"), {}))
        table.autofit = True
    alts = [b.picture.alt for b in content.blocks if isinstance(b, PictureBlock)]
    shown = document.element.body.iter(qn("wp:docPr"))
    for element, alt in zip(shown, alts, strict=False):
        element.set("descr", alt)
    document.core_properties.title = content.title


def _saved(document: Any) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return fixed(out.getvalue())
