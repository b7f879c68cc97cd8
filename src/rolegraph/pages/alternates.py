"""Where else what a page shows can be had, for machines: derived from its name alone."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from rolegraph.pages.page import LANGUAGES, TAKEN, Download

OF_PAGE = {
    "gaps": ("question/coverage", "question/doubtful-facts"),
    "agreement": ("question/coding-agreement", "question/disputed-codings"),
}
SMALL = ("csv", "json")
"""The forms of lists and networks."""


class Alternate(NamedTuple):
    """A file with the same content in another form."""

    path: str
    media_type: str

    @property
    def type(self) -> str:
        """The media type without parameters, as links name it."""
        return self.media_type.partition(";")[0]


def offered_downloads(known: Mapping[str, Download], name: str) -> list[Download]:
    """Return the forms in which a table is offered: what answers no question comes in fewer."""
    answer = name.startswith(("question/", "compare/"))
    return [known[form] for form in TAKEN if form in known and (answer or form in SMALL)]


def answer_paths(name: str, known: Mapping[str, Download]) -> Iterator[str]:
    """Yield the paths of a table in both languages and all its forms, and of its description."""
    for language in LANGUAGES:
        for form in offered_downloads(known, name):
            yield f"data/{name}.{language}{form.suffix}"
        yield f"data/{name}.{language}.csv-metadata.json"


def alternates(name: str, language: str, known: Mapping[str, Download]) -> list[Alternate]:
    """Return the files that hold what a page shows, or what it is a view of.

    Rows of a comparison and plans set apart are in the files of the comparison; what is asked
    of a kind of actor is in those of the question.
    """
    return [
        Alternate(f"data/{source}.{language}{form.suffix}", form.media_type)
        for source in _sources(name)
        for form in offered_downloads(known, source)
    ]


def _sources(name: str) -> tuple[str, ...]:
    top, *rest = name.split("/")
    if top == "compare" and rest:
        return (f"compare/{rest[0]}",)
    if top == "question" and rest:
        return (name,)
    if top == "asked" and rest:
        return (f"question/duties-of-kind/kind/{rest[0]}",)
    if top == "list" and rest:
        return (f"list/{rest[0]}",)
    if top == "network" and len(rest) == 2:
        return (name,)
    return OF_PAGE.get(top, ())


def ending(path: str, number: int) -> str:
    """Return what to call a file: its suffix, with its name where there are several.

    >>> ending("data/question/coverage.ja.csv", 4), ending("data/question/coverage.ja.csv", 8)
    ('csv', 'coverage csv')
    """
    name, _, suffix = path.rpartition("/")[2].rpartition(".")
    return suffix if number <= len(TAKEN) else f"{name.partition('.')[0]} {suffix}"
