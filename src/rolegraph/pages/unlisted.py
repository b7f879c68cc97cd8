"""Pages that stand on no list, since each answers one request of a live server."""

from collections.abc import Sequence

from rolegraph.findings import Finding, Language
from rolegraph.pages import guides
from rolegraph.pages.catalogue import Catalogue
from rolegraph.pages.rendering import draw
from rolegraph.pages.sheet import Sheet


def queried(catalogue: Catalogue, path: str, asked: str) -> bytes:
    """Return the query page with a query in its field."""
    sheet = _sheet(catalogue, path)
    return draw(sheet, guides.query_leaf(sheet, catalogue.queries, asked))


def checked(
    catalogue: Catalogue, language: Language, name: str, findings: Sequence[Finding]
) -> bytes:
    """Return the page that shows the findings in a file that was sent."""
    sheet = _sheet(catalogue, f"{language}/check.html")
    return draw(sheet, guides.checked_leaf(sheet, name, findings))


def missing(catalogue: Catalogue, path: str) -> bytes:
    """Return what to show at an address without a page; its links lead on from that address."""
    sheet = _sheet(catalogue, path)
    return draw(sheet, guides.missing_leaf(sheet))


def unknown(catalogue: Catalogue, name: str, language: Language) -> bytes:
    """Return what to show at an identifier that nothing has."""
    sheet = Sheet(catalogue.atlas, catalogue.setting, name, language)
    return draw(sheet, guides.unknown_leaf(sheet, name))


def _sheet(catalogue: Catalogue, path: str) -> Sheet:
    language: Language = "en" if path.startswith("en/") else "ja"
    return Sheet(catalogue.atlas, catalogue.setting, path, language)
