"""What a SPARQL text is made of, without parsing it: enough to judge and to bound a query.

The engine alone decides whether a query is right. Here its words are told apart from what stands
in strings, IRIs and comments, so that `SERVICE` is found where it is a keyword and only there.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import zip_longest
from typing import NamedTuple

FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
UPDATES = frozenset(
    "INSERT DELETE LOAD CLEAR CREATE DROP COPY MOVE ADD WITH".split()  # noqa: SIM905
)
CHANGING = frozenset("NOW RAND UUID STRUUID BNODE".split())  # noqa: SIM905
MODIFIERS = frozenset("GROUP HAVING ORDER LIMIT OFFSET VALUES".split())  # noqa: SIM905

_NAME = r"[^\W\d_](?:[\w\u00B7.-]*[\w\u00B7-])?"
_CHAR = r"(?:[\w:]|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%])"
_LOCAL = rf"(?:{_CHAR}(?:(?:{_CHAR}|[.\u00B7-])*(?:{_CHAR}|[\u00B7-]))?)"
_TOKEN = re.compile(
    rf"""
    (?P<comment>\#[^\n\r]*)
  | (?P<iri><[^<>"{{}}|^`\\\x00-\x20]*>)
  | (?P<string>\"\"\"(?:\"{{0,2}}(?:[^"\\]|\\.))*\"\"\" | '''(?:'{{0,2}}(?:[^'\\]|\\.))*'''
      | "(?:[^"\\\n\r]|\\.)*" | '(?:[^'\\\n\r]|\\.)*')
  | (?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
  | (?P<variable>[?$]\w+)
  | (?P<blank>_:[\w.·-]+)
  | (?P<prefixed>(?P<prefix>(?:{_NAME})?):{_LOCAL}?)
  | (?P<number>\d*\.?\d+(?:[eE][+-]?\d+)?)
  | (?P<word>[A-Za-z_][A-Za-z0-9_]*)
  | (?P<space>\s+)
  | (?P<mark>.)
    """,
    re.VERBOSE | re.DOTALL,
)


class Token(NamedTuple):
    """One word of a query: its kind, text (keywords in capitals), place and depth in braces."""

    kind: str
    text: str
    start: int
    end: int
    depth: int


class Place(NamedTuple):
    """A spot in a query, counting from 1."""

    line: int
    column: int


@lru_cache(maxsize=256)
def tokens(sparql: str) -> tuple[Token, ...]:
    """Return the tokens of a query without spaces and comments."""
    return tuple(_tokens(sparql))


def _tokens(sparql: str) -> Iterator[Token]:
    depth = 0
    for match in _TOKEN.finditer(sparql):
        kind = match.lastgroup or "mark"
        if kind == "prefix":
            kind = "prefixed"
        if kind in ("comment", "space"):
            continue
        text = match.group()
        if kind == "word":
            text = text.upper()
        if text == "}":
            depth -= 1
        yield Token(kind, text, match.start(), match.end(), depth)
        if text == "{":
            depth += 1


def words(sparql: str) -> Iterator[Token]:
    """Yield the bare words of a query: its keywords and function names."""
    return (token for token in tokens(sparql) if token.kind == "word")


def form_of(sparql: str) -> str:
    r"""Return SELECT, ASK, CONSTRUCT or DESCRIBE, an update's first word, or '' for neither.

    >>> form_of("# ASK\nPREFIX select: <urn:ask> dEscRibe select:x")
    'DESCRIBE'
    """
    for token in words(sparql):
        if token.text in FORMS or token.text in UPDATES:
            return token.text
        if token.text not in ("PREFIX", "BASE", "VERSION"):
            return ""
    return ""


def outward_call(sparql: str) -> Place | None:
    """Return where a query would call another server, or None.

    Escapes are looked through, although the engine does not read them outside of strings.

    >>> outward_call('SELECT ?service { ?s :SERVICE "SERVICE" } # SERVICE')
    >>> outward_call("ASK { service <urn:x> {} }")
    Place(line=1, column=7)
    """
    for text in {sparql, unescaped(sparql)}:
        for token in words(text):
            if token.text == "SERVICE":
                return place_of(sparql, min(token.start, len(sparql)))
    return None


def unescaped(sparql: str) -> str:
    r"""Return a query with its code point escapes (\u0053) resolved."""
    return re.sub(
        r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})",
        lambda match: _character(int(match[1] or match[2], 16)),
        sparql,
    )


def _character(code: int) -> str:
    return chr(code) if code < 0x110000 else "\ufffd"


def reads_dataset(sparql: str) -> bool:
    """Return whether a query names its own graphs with FROM or FROM NAMED."""
    return any(token.text == "FROM" for token in words(sparql))


def is_stable(sparql: str) -> bool:
    """Return whether a query gives the same answer every time on the same data."""
    return not any(token.text in CHANGING for token in words(sparql))


def undeclared_prefix(sparql: str) -> tuple[str, Place] | None:
    """Return the first prefix that is used without being declared, with its place.

    >>> undeclared_prefix("SELECT * { ?s foaf:name ?o }")
    ('foaf', Place(line=1, column=15))
    """
    declared: set[str] = set()
    before = ""
    for token in tokens(sparql):
        if token.kind == "prefixed":
            prefix = token.text.partition(":")[0]
            if before == "PREFIX":
                declared.add(prefix)
            elif prefix not in declared:
                return prefix, place_of(sparql, token.start)
        before = token.text
    return None


def place_of(sparql: str, offset: int) -> Place:
    """Return line and column of an offset."""
    line = sparql.count("\n", 0, offset) + 1
    return Place(line, offset - (sparql.rfind("\n", 0, offset) + 1) + 1)


class Slice(NamedTuple):
    """The LIMIT and OFFSET of the whole query; the spans cover the keyword and its number."""

    limit: int | None
    offset: int
    limit_span: tuple[int, int] | None
    offset_span: tuple[int, int] | None
    end: int  # where modifiers can be added: before a trailing VALUES, after the last token


def slice_of(sparql: str) -> Slice:
    """Return what the query itself says about its number of rows."""
    found = tokens(sparql)
    spans: dict[str, tuple[int, tuple[int, int]]] = {}
    end = found[-1].end if found else 0
    closed = False
    for token, following in zip_longest(found, found[1:]):
        if token.depth == 0 and token.text == "}":
            closed = True
        if token.kind != "word" or token.depth != 0:
            continue
        if token.text in ("LIMIT", "OFFSET") and following and following.kind == "number":
            number = int(following.text) if following.text.isdigit() else 0
            spans[token.text] = (number, (token.start, following.end))
        if token.text == "VALUES" and closed:
            end = token.start
            break
    limit, offset = spans.get("LIMIT"), spans.get("OFFSET")
    return Slice(
        limit[0] if limit else None,
        offset[0] if offset else 0,
        limit[1] if limit else None,
        offset[1] if offset else None,
        end,
    )


def bounded(sparql: str, rows: int) -> tuple[str, str] | None:
    r"""Return the query cut at a number of rows, and one that asks for the first row after.

    None when the query cannot give more rows than that by its own LIMIT.

    >>> bounded("SELECT * { ?s ?p ?o } LIMIT 5 OFFSET 2", 3)
    ('SELECT * { ?s ?p ?o }  \nLIMIT 3 OFFSET 2', 'SELECT * { ?s ?p ?o }  \nLIMIT 1 OFFSET 5')
    >>> bounded("SELECT * { ?s ?p ?o } LIMIT 5", 5)
    """
    own = slice_of(sparql)
    if own.limit is not None and own.limit <= rows:
        return None
    bare, end = sparql, own.end
    for span in sorted(filter(None, (own.limit_span, own.offset_span)), reverse=True):
        bare = bare[: span[0]] + bare[span[1] :]
        end -= span[1] - span[0]
    head, tail = bare[:end].rstrip() if end < len(bare) else bare[:end], bare[end:]

    def sliced(limit: int, offset: int) -> str:
        return f"{head}\nLIMIT {limit} OFFSET {offset}{' ' if tail else ''}{tail}"

    return sliced(rows, own.offset), sliced(1, own.offset + rows)


def pattern_start(sparql: str) -> int:
    """Return the offset just inside the outermost WHERE group, where VALUES may be put."""
    found = tokens(sparql)
    form = form_of(sparql)
    skip = form == "CONSTRUCT"
    for index, token in enumerate(found):
        if token.text != "{" or token.depth != 0:
            continue
        before = found[index - 1].text if index else ""
        if skip and before == "CONSTRUCT":
            skip = False  # the template; the pattern comes after it
            continue
        return token.end
    return len(sparql)
