"""The SPARQL behind what a page shows: complete in itself, and one step from being asked."""

import re
from collections.abc import Mapping
from urllib.parse import quote

from rolegraph.pages.blocks import Code, Ref
from rolegraph.pages.sheet import Sheet
from rolegraph.queries import Query, bind
from rolegraph.store import Term, with_values

PREFIX = re.compile(r"^PREFIX ([\w-]+): <[^>]*>\n", re.M)
SAFE = "/:?@!$()*,;="
"""Signs that may stand in an address as they are, which keeps it short."""


def whole(sheet: Sheet, query: Query, given: Mapping[str, str] | None = None) -> str:
    """Return a question as text that needs nothing else: its values and language are in it.

    A required parameter may be left out: then the text asks of everything it could name.
    """
    return with_values(query.sparql.strip(), terms_of(sheet, query, given or {}))


def terms_of(sheet: Sheet, query: Query, given: Mapping[str, str]) -> dict[str, Term]:
    """Return the terms of these values and of the page's language; none is required."""
    free = query._replace(parameters=tuple(p._replace(required=False) for p in query.parameters))
    return bind(sheet.atlas.graph, free, dict(given), sheet.language)


def block(sheet: Sheet, sparql: str) -> Code:
    """Return a query as text with a link that opens it."""
    text = sparql.strip()
    return Code(text, sheet.word("see_sparql"), opened(sheet, text), folded=True)


def opened(sheet: Sheet, sparql: str) -> Ref:
    """Return the link that opens a query."""
    target = f"{sheet.here('query')}?query={quote(_lean(sparql.strip()), safe=SAFE)}"
    return Ref(sheet.word("open_sparql"), target)


def _lean(sparql: str) -> str:
    """Return a query without the prefixes that it does not use."""
    body = PREFIX.sub("", sparql)
    return PREFIX.sub(lambda line: line[0] if f"{line[1]}:" in body else "", sparql)
