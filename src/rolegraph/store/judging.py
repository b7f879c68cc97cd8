"""What may be run: the engine's own parser decides what a text is, nothing else reads SPARQL here.

A second reading of the grammar would differ from the engine's somewhere, and the difference would
be a way around every rule. So a keyword is found by misspelling it: a query that no longer parses
had it as a keyword; in strings, IRIs, names and comments it makes no difference.
"""

import re
from collections.abc import Iterator
from functools import cache

from pyoxigraph import NamedNode
from pyoxigraph import Store as Engine

from rolegraph.errors import BadQuery
from rolegraph.store import lexical
from rolegraph.store.lexical import Place, place_of, prologue, unescaped, words

DEEPEST = 200  # the engine's stack holds some 1,000; no query that means something needs 20
BRACKET = re.compile(r"[{(\[]|([})\]])")
OTHER_LETTERS = "qxzjkvwybg"
EXTENSION = re.compile(r"\b(bif|sql|java)[ \t\r\n]*:|^[ \t\r\n]*(define)\b", re.IGNORECASE)
SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


class _Parsed(Exception):
    """The engine asks for the graphs of a query: so it has parsed it."""


def check(sparql: str, base: str | None = None) -> None:
    """Raise SyntaxError for a text that the engine does not take for a query; nothing is run.

    Raises BadQuery for one that is nested so deeply that its parser would break.
    """
    check_depth(sparql)
    try:
        _empty().query(sparql, base_iri=base, default_graph=_graphs())  # type: ignore[arg-type]
    except _Parsed:
        return


@cache
def _empty() -> Engine:
    return Engine()


def _graphs() -> Iterator[NamedNode]:
    raise _Parsed
    yield


def check_depth(sparql: str) -> None:
    """Raise BadQuery for a text whose brackets are nested more deeply than the engine can read."""
    depth = 0
    for match in BRACKET.finditer(sparql):
        depth += -1 if match[1] else 1
        if depth > DEEPEST:
            place = place_of(sparql, match.start())
            raise BadQuery(
                f"the query is nested too deeply at line {place.line}, column {place.column}",
                f"use at most {DEEPEST} brackets inside one another",
            )


def has_keyword(word: str, sparql: str, base: str | None = None) -> bool:
    """Return whether a query has a word as a keyword, and not only in a name, text or comment.

    >>> has_keyword("FROM", "SELECT ?from { ?from :FROM 'FROM' } # FROM", "urn:x")
    True
    >>> has_keyword("FROM", "PREFIX : <urn:> SELECT ?from { ?from :FROM 'FROM' } # FROM")
    False
    """
    written = re.compile(word, re.IGNORECASE | re.ASCII)
    if not written.search(sparql):
        return False
    small = sparql.lower()
    for letter in OTHER_LETTERS:
        if word[:-1].lower() + letter not in small:  # a new word cannot mean anything yet
            break
    else:
        return True
    try:
        check(written.sub(lambda found: found[0][:-1] + letter, sparql), base)
    except SyntaxError:
        return True
    return False


def bounded(sparql: str, rows: int, base: str | None = None) -> tuple[str, str] | None:
    """Return a query cut at a number of rows and one that asks for those after, as in lexical.

    Its reading is a guess where the engine sees a comparison and it sees an IRI; so the engine has
    the last word. Raises BadQuery when that is another one.
    """
    cut = lexical.bounded(sparql, rows)
    own = lexical.slice_of(sparql).limit_span
    changed = cut[0] if cut else sparql
    if cut is None and own:  # misspelt, a limit that is none makes no difference
        changed = f"{sparql[: own[0]]}LIMIQ{sparql[own[0] + len('LIMIT') :]}"
    try:
        check(changed, base)
    except SyntaxError:
        if cut is None:
            return None
        check(sparql, base)
    else:
        if cut:
            return cut
    raise BadQuery(
        "the query cannot be limited", "put LIMIT, OFFSET and VALUES on lines of their own"
    )


def check_calls(sparql: str, base: str | None = None) -> Place | None:
    """Return where a query would call another server, or None.

    Raises SyntaxError when it is none, BadQuery when it is nested too deeply.
    """
    if not has_keyword("SERVICE", sparql, base):
        check_depth(sparql)
        return None
    check(sparql, base)
    return place_of(sparql, next(_written_calls(sparql), 0))


def _written_calls(sparql: str) -> Iterator[int]:
    """Yield where SERVICE seems to be a keyword, then where it is written at all."""
    yield from (word.start for word in words(sparql) if word.text == "SERVICE")
    yield from (found.start() for found in re.finditer("(?ai)SERVICE", sparql))


def check_portable(sparql: str, base: str | None = None) -> None:
    """Raise SyntaxError or BadQuery for what must not be passed on to another server.

    Only standard SPARQL is: other servers have functions and prologues of their own, by which
    they can be made to call others. An escape may be resolved before or after parsing; both must
    be harmless.
    """
    for text in dict.fromkeys((sparql, unescaped(sparql))):
        found = EXTENSION.search(text)
        if found:
            name = found[1] or found[2]
            place = place_of(text, found.start(1 if found[1] else 2))
            raise BadQuery(
                f"'{name}' at line {place.line}, column {place.column} is no SPARQL",
                "another server is asked standard SPARQL only",
            )
        if has_keyword("SERVICE", text, base):
            raise BadQuery("SERVICE would have another server call others", "leave it out")
        check(text, base)
        for iri in prologue(text).iris:
            if not SCHEME.match(iri):
                raise BadQuery(f"the address <{iri}> is not complete", "begin it with its scheme")
