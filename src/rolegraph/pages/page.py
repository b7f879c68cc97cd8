"""What a page is, and what pages need to know about the place where they are shown."""

from collections.abc import Callable, Mapping, Sequence
from importlib import resources
from typing import TYPE_CHECKING, NamedTuple, Protocol

from rolegraph.comparison.exhibit import Exhibit
from rolegraph.findings import Language, Text
from rolegraph.reading.citation import Citation

if TYPE_CHECKING:
    from rolegraph.pages.catalogue import Catalogue

HTML = "text/html; charset=utf-8"
JAVASCRIPT = "text/javascript; charset=utf-8"
LANGUAGES: tuple[Language, ...] = ("ja", "en")
TAKEN = ("csv", "xlsx", "json", "turtle")
"""The forms in which answers are offered, by their names in `reports`."""


def other_language(language: Language) -> Language:
    """Return the other of the two languages."""
    return next(each for each in LANGUAGES if each != language)


class Page(NamedTuple):
    """One address of the site: its path from the site's root, and its bytes when asked for."""

    path: str
    media_type: str
    render: Callable[[], bytes]


class File(NamedTuple):
    """A file beside the pages; the page of the data tells of it when there are words for it."""

    path: str
    media_type: str
    words: Text | None
    render: "Callable[[Catalogue], bytes]"


class Download(Protocol):
    """One form in which an answer can be taken away; the formats of `reports` are such forms."""

    @property
    def name(self) -> str:
        """The name of the form."""
        ...

    @property
    def media_type(self) -> str:
        """The media type."""
        ...

    @property
    def suffix(self) -> str:
        """The end of the file's name, with its dot."""
        ...

    @property
    def render(self) -> Callable[[Sequence[Exhibit]], bytes]:
        """What writes exhibits in this form."""
        ...


class Setting(NamedTuple):
    """How the site is shown: live or as files, under which address, with which browser code."""

    live: bool = False
    base_url: str = ""
    built: frozenset[str] = frozenset()
    downloads: Mapping[str, Download] = {}
    version: str = ""
    rights: str = "https://creativecommons.org/licenses/by/4.0/"
    citation: Citation | None = None


def built_assets() -> frozenset[str]:
    """Return the names of the browser code that was built into this installation."""
    folder = resources.files("rolegraph.pages").joinpath("assets", "built")
    if not folder.is_dir():
        return frozenset()
    return frozenset(entry.name for entry in folder.iterdir() if entry.is_file())
