"""A whole report from its outline: query blocks answered, evidence and sources gathered."""

from pathlib import Path

from rolegraph.comparison.exhibit import Exhibit, Picture
from rolegraph.errors import BadParameter, CannotRead, RolegraphError, UnknownName
from rolegraph.reports.document import (
    Block,
    Document,
    Heading,
    PictureBlock,
    TableBlock,
    appendix,
    evidence_grid,
    exhibit_blocks,
    renumbered,
    sources_grid,
)
from rolegraph.reports.outline import Request, read_outline
from rolegraph.reports.text import to_html, to_latex, to_markdown
from rolegraph.reports.word import to_docx
from rolegraph.study import Result, Study

OPTIONS = {
    "ask": ("picture",),
    "compare": ("show", "where", "picture", "rows", "columns", "value", "by", "question"),
    "picture": ("edition",),
    "network": ("edition", "picture"),
    "peers": ("most",),
    "unmet": ("edition",),
    "evidence": (),
    "sources": (),
}
Part = Block | Exhibit | Request


def outline_of(study: Study, path: Path | None) -> str:
    """Return an outline's text: the given file, or the one that came with the questions."""
    found = path or study.workspace.queries / "reports" / f"study-{study.language}.md"
    try:
        return found.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CannotRead(
            f"cannot read the outline '{found}' ({error})",
            "start from a copy of queries/reports/study-ja.md",
        ) from error


def report(study: Study, outline: str) -> Document:
    """Return the report of an outline. Raises RolegraphError naming the line of a bad block."""
    parts: list[Part] = []
    for part in read_outline(outline):
        parts += _answered(study, part) if isinstance(part, Request) else [part]
    numbered = iter(renumbered([part for part in parts if isinstance(part, Exhibit)]))
    parts = [next(numbered) if isinstance(part, Exhibit) else part for part in parts]
    exhibits = [part for part in parts if isinstance(part, Exhibit)]
    blocks = [block for part in parts for block in _blocks(part, exhibits, study)]
    placed = {part.kind for part in parts if isinstance(part, Request)}
    if not placed & {"evidence", "sources"} and exhibits:
        blocks += appendix(exhibits, study.language)
    heads = [block.text for block in blocks if isinstance(block, Heading)]
    return Document(heads[0] if heads else "rolegraph", study.language, tuple(blocks))


def write_report(document: Document, format_name: str, template: Path | None = None) -> bytes:
    """Return a report in one of its formats. Raises UnknownName for another."""
    if format_name == "docx":
        return to_docx(document, template)
    texts = {"html": to_html, "markdown": to_markdown, "latex": to_latex}
    if format_name not in texts:
        raise UnknownName("format of a report", format_name, ("docx", *texts))
    return texts[format_name](document).encode()


def _blocks(part: Part, exhibits: list[Exhibit], study: Study) -> list[Block]:
    if isinstance(part, Exhibit):
        return exhibit_blocks(part)
    if not isinstance(part, Request):
        return [part]
    if part.kind == "evidence":
        entries = [entry for exhibit in exhibits for entry in exhibit.evidence]
        return [TableBlock("", evidence_grid(entries, study.language), True)]
    sources = {source.id: source for exhibit in exhibits for source in exhibit.sources}
    return [TableBlock("", sources_grid(sources.values(), study.language))]


def _answered(study: Study, request: Request) -> list[Part]:
    """Return what one query block asks for; evidence and sources wait for the whole."""
    if request.kind in ("evidence", "sources"):
        return [request]
    try:
        return _result(study, request)
    except RolegraphError as error:
        raise BadParameter(
            f"outline, line {request.line}: {error.message}", error.remedy
        ) from error


def _result(study: Study, request: Request) -> list[Part]:
    kind, name, options = request.kind, request.name, dict(request.options)
    allowed = OPTIONS[kind]
    for option in options:
        if kind != "ask" and option not in allowed:
            raise UnknownName(f"option of '{kind}'", option, allowed)
    if kind == "picture":
        return [_picture(study.draw(name, options.get("edition", "")))]
    drawn = options.pop("picture", False)
    if kind == "compare":
        compared = study.compare(name, **options)
        return [(compared.with_picture() if drawn else compared).exhibit]
    if kind == "network":
        edition = options.get("edition", "")
        picture = [_picture(study.draw(f"network-{name or 'actors'}", edition))] if drawn else []
        return [*picture, study.centrality(name or "actors", edition).exhibit]
    answers = {
        "ask": lambda: study.ask(name, **{k: str(v) for k, v in options.items()}),
        "peers": lambda: study.peers(name, **options),
        "unmet": lambda: study.unmet(options.get("edition", "")),
    }
    result: Result = answers[kind]()
    return [result.exhibit]


def _picture(picture: Picture) -> PictureBlock:
    return PictureBlock(picture.alt.partition("。")[0].partition(". ")[0], picture)
