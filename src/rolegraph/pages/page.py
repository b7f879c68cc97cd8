"""What a page is, and what pages need to know about the place where they are shown."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from rolegraph.comparison.exhibit import Exhibit

HTML = "text/html; charset=utf-8"
LANGUAGES = ("ja", "en")


class Page(NamedTuple):
    """One address of the site: its path from the site's root, and its bytes when asked for."""

    path: str
    media_type: str
    render: Callable[[], bytes]


class Download(NamedTuple):
    """One form in which an answer can be taken away."""

    name: str
    media_type: str
    suffix: str
    render: Callable[[Exhibit], bytes]


class Setting(NamedTuple):
    """How the site is shown: live or as files, under which address, with which browser code."""

    live: bool = False
    base_url: str = ""
    built: frozenset[str] = frozenset()
    downloads: Mapping[str, Download] = {}
    version: str = ""
    date: str = ""
    rights: str = "https://creativecommons.org/licenses/by/4.0/"
