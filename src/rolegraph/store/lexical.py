"""What a SPARQL text is made of, without parsing it: enough to name places and to bound a query.

The engine alone decides whether a query is right, and what it does (see judging). Every expression
here is possessive or bounded, and what is left open runs to the end: reading is linear in the
length of any text.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
UPDATES = frozenset(
    "INSERT DELETE LOAD CLEAR CREATE DROP COPY MOVE ADD WITH".split()  # noqa: SIM905
)
CHANGING = re.compile(r"(?ai)(?:NOW|RAND|UUID|BNODE)\s*+[(#]")

_SPACE = r"(?:[ \t\r\n]++|\#[^\n\r]*+)*+"
_DECLARED = re.compile(
    rf"""{_SPACE}(?:(?:BASE|PREFIX{_SPACE}[^\s:<>\#]*+:){_SPACE}<([^<>]*+)>
      | VERSION{_SPACE}(?:"[^"\n\r]*+"|'[^'\n\r]*+'))""",
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
_FORM = re.compile(
    rf"{_SPACE}(?:({'|'.join(FORMS)})|({'|'.join(sorted(UPDATES))})\b)", re.IGNORECASE | re.ASCII
)
_NAME = r"[^\W\d_][\w\u00B7.-]{0,99}+"  # longer ones are no names: looking ahead is bounded
_CHAR = r"(?:[\w:]|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%])"
_LOCAL = rf"(?:{_CHAR}(?:{_CHAR}|[\u00B7-]|\.++(?=[\w:%\\\u00B7-]))*+)"
_TOKEN = re.compile(
    rf"""
    (?P<comment>\#[^\n\r]*+)
  | (?P<iri><[^<>"{{}}|^`\\\x00-\x20]*+>)
  | (?P<string>\"\"\"(?:[^"\\]|\\.|"(?!""))*+(?:\"\"\")?+ | '''(?:[^'\\]|\\.|'(?!''))*+(?:''')?+
      | "(?:[^"\\\n\r]|\\[^\n\r])*+"?+ | '(?:[^'\\\n\r]|\\[^\n\r])*+'?+)
  | (?P<language>@[A-Za-z]++(?:-[A-Za-z0-9]++)*+)
  | (?P<variable>[?$]\w++)
  | (?P<blank>_:[\w.·-]++)
  | (?P<prefixed>(?:{_NAME})?+:{_LOCAL}?+)
  | (?P<number>(?:\d++(?:\.\d++)?+|\.\d++)(?:[eE][+-]?\d++)?+)
  | (?P<word>[A-Za-z_][A-Za-z0-9_]*+)
  | (?P<space>\s++)
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


def tokens(sparql: str) -> Iterator[Token]:
    """Yield the tokens of a query without spaces and comments."""
    depth = 0
    for match in _TOKEN.finditer(sparql):
        kind = match.lastgroup or "mark"
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


class Prologue(NamedTuple):
    """What stands before the query proper: the addresses declared, and where it ends."""

    iris: tuple[str, ...]
    end: int


def prologue(sparql: str) -> Prologue:
    """Return the prologue of a query; here an IRI is never mistaken for a comparison."""
    iris: list[str] = []
    end = 0
    while match := _DECLARED.match(sparql, end):
        iris += [match[1]] if match[1] is not None else []
        end = match.end()
    return Prologue(tuple(iris), end)


def form_of(sparql: str) -> str:
    r"""Return SELECT, ASK, CONSTRUCT or DESCRIBE, an update's first word, or '' for neither.

    >>> form_of("# ASK\nPREFIX select: <urn:ask> dEscRibe select:x")
    'DESCRIBE'
    """
    match = _FORM.match(sparql, prologue(sparql).end)
    return (match[1] or match[2]).upper() if match else ""


def unescaped(sparql: str) -> str:
    r"""Return a query with its code point escapes (\u0053) resolved."""
    return re.sub(
        r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})",
        lambda match: _character(int(match[1] or match[2], 16)),
        sparql,
    )


def _character(code: int) -> str:
    return chr(code) if code < 0x110000 else "\ufffd"


def is_stable(sparql: str) -> bool:
    """Return whether a query gives the same answer every time on the same data.

    Some that do are taken for others: that costs a validator, never a wrong answer.
    """
    return not CHANGING.search(sparql)


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
    spans: dict[str, tuple[int, tuple[int, int]]] = {}
    end = 0
    closed = False
    before: Token | None = None
    for token in tokens(sparql):
        if before and token.kind == "number":
            number = int(token.text) if token.text.isdigit() else 0
            spans[before.text] = (number, (before.start, token.end))
        before = None
        if token.depth == 0 and token.text == "}":
            closed = True
        if token.kind == "word" and token.depth == 0:
            if token.text in ("LIMIT", "OFFSET"):
                before = token
            if token.text == "VALUES" and closed:
                end = token.start
                break
        end = token.end
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
    ('SELECT * { ?s ?p ?o }  \nLIMIT 3 OFFSET 2', 'SELECT * { ?s ?p ?o }  \nLIMIT 2 OFFSET 5')
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

    def sliced(limit: int | None, offset: int) -> str:
        slice_ = f"OFFSET {offset}" if limit is None else f"LIMIT {limit} OFFSET {offset}"
        return f"{head}\n{slice_}{' ' if tail else ''}{tail}"

    left = None if own.limit is None else own.limit - rows
    return sliced(rows, own.offset), sliced(left, own.offset + rows)


def pattern_start(sparql: str) -> int:
    """Return the offset just inside the outermost WHERE group, where VALUES may be put."""
    skip = form_of(sparql) == "CONSTRUCT"
    before = ""
    for token in tokens(sparql):
        if token.text == "{" and token.depth == 0:
            if not (skip and before == "CONSTRUCT"):
                return token.end
            skip = False  # the template; the pattern comes after it
        before = token.text
    return len(sparql)
