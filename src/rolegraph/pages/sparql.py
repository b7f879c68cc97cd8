"""The SPARQL behind what a page shows: complete in itself, and one step from being asked."""

from collections.abc import Mapping
from urllib.parse import quote

from rolegraph.pages.blocks import Code, Ref
from rolegraph.pages.sheet import Sheet
from rolegraph.queries import Query, bind
from rolegraph.store import with_values

SAFE = "/:?@!$()*,;="
"""Signs that may stand in an address as they are, which keeps it short."""


def whole(sheet: Sheet, query: Query, given: Mapping[str, str] | None = None) -> str:
    """Return a question as text that needs nothing else: its values and language are in it.

    A required parameter may be left out: then the text asks of everything it could name.
    """
    known = {p.name: p for p in query.parameters}
    free = tuple(p._replace(required=False) for p in known.values())
    terms = bind(
        sheet.atlas.graph, query._replace(parameters=free), dict(given or {}), sheet.language
    )
    return with_values(query.sparql.strip(), terms)


def block(sheet: Sheet, sparql: str) -> Code:
    """Return a query as text with a link that opens it."""
    text = sparql.strip()
    return Code(text, sheet.word("the_sparql"), opened(sheet, text), folded=True)


def opened(sheet: Sheet, sparql: str) -> Ref:
    """Return the link that opens a query."""
    target = f"{sheet.here('query')}?query={quote(sparql.strip(), safe=SAFE)}"
    return Ref(sheet.word("open_sparql"), target)
