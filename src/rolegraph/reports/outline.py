"""A report's outline in Markdown: its words as blocks, its query blocks as requests."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import yaml

from rolegraph.comparison.exhibit import Grid, GridCell
from rolegraph.errors import BadParameter, UnknownName, needs
from rolegraph.reports.document import Block, Heading, Paragraph, Span, TableBlock

KINDS = ("ask", "compare", "picture", "network", "peers", "unmet", "evidence", "sources")


class Request(NamedTuple):
    """One query block: what is asked for, of what, with which options, and its line."""

    kind: str
    name: str
    options: dict[str, Any]
    line: int


def read_outline(text: str) -> list[Block | Request]:
    """Return an outline as blocks and requests in order.

    Raises UnknownName for a query block of no known kind, BadParameter for options that are
    not `key: value`.
    """
    with needs("report", "reports"):
        from markdown_it import MarkdownIt
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    return list(_parts(tokens))


def _parts(tokens: Sequence[Any]) -> Iterator[Block | Request]:
    lists: list[tuple[str, int]] = []
    heading = 0
    index = 0
    while index < len(tokens):
        token = tokens[index]
        if token.type == "fence":
            yield _request(token)
        elif token.type == "heading_open":
            heading = int(token.tag[1])
        elif token.type in ("bullet_list_open", "ordered_list_open"):
            lists.append((token.type, 0))
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            lists.pop()
        elif token.type == "table_open":
            end = next(i for i in range(index, len(tokens)) if tokens[i].type == "table_close")
            yield _table(tokens[index:end])
            index = end
        elif token.type == "inline":
            spans = tuple(_spans(token.children or ()))
            words = "".join(span.text for span in spans)
            yield Heading(words, heading) if heading else Paragraph(spans, "•" if lists else "")
            heading = 0
        index += 1


def _request(token: Any) -> Request:
    line = token.map[0] + 1
    kind, _, name = token.info.strip().partition(" ")
    if kind not in KINDS:
        raise UnknownName(f"kind of query block (line {line})", kind, KINDS)
    try:
        options = yaml.safe_load(token.content) or {}
    except yaml.YAMLError as error:
        raise BadParameter(
            f"line {line}: options cannot be read ({error})", "write key: value"
        ) from error
    if not isinstance(options, dict):
        raise BadParameter(f"line {line}: options are not key: value", "write key: value")
    return Request(kind, name.strip(), options, line)


def _spans(children: Sequence[Any]) -> Iterator[Span]:
    bold = italic = False
    link = ""
    for child in children:
        if child.type in ("strong_open", "strong_close"):
            bold = child.type == "strong_open"
        elif child.type in ("em_open", "em_close"):
            italic = child.type == "em_open"
        elif child.type == "link_open":
            link = str(child.attrs.get("href", ""))
        elif child.type == "link_close":
            link = ""
        elif child.type in ("softbreak", "hardbreak"):
            yield Span(" ")
        elif child.content:
            yield Span(child.content, bold, italic, link)


def _table(tokens: Sequence[Any]) -> TableBlock:
    rows: list[list[str]] = []
    for token in tokens:
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline":
            rows[-1].append("".join(span.text for span in _spans(token.children or ())))
    cells = tuple(tuple(GridCell(text, text) for text in row) for row in rows[1:])
    return TableBlock("", Grid(tuple(rows[0]), cells))
