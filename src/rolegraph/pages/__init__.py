"""What a reader sees: one list of pages, made from a graph, for every outlet."""

from rolegraph.pages.addresses import TWINS, iri_of, name_of, page_path, twin_path
from rolegraph.pages.catalogue import Catalogue, pages
from rolegraph.pages.page import LANGUAGES, TAKEN, Download, File, Page, Setting, built_assets

__all__ = [
    "LANGUAGES",
    "TAKEN",
    "TWINS",
    "Catalogue",
    "Download",
    "File",
    "Page",
    "Setting",
    "built_assets",
    "iri_of",
    "name_of",
    "page_path",
    "pages",
    "twin_path",
]
