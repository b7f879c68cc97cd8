"""Who made the data and under which title they are cited: read from CITATION.cff."""

from typing import NamedTuple

from rolegraph.errors import CannotRead
from rolegraph.reading.files import read_yaml
from rolegraph.workspace import Workspace


class Citation(NamedTuple):
    """What a citation needs beside the version of the data; the date is that of the release."""

    title: str
    abstract: str
    authors: tuple[str, ...]
    keywords: tuple[str, ...]
    date: str


def read_citation(workspace: Workspace) -> Citation:
    """Return the citation of a workspace. Raises CannotRead."""
    path = workspace.citation
    content = read_yaml(path, workspace.shown(path)).content
    try:
        return Citation(
            content["title"],
            " ".join(content["abstract"].split()),
            tuple(author["name"] for author in content["authors"]),
            tuple(content["keywords"]),
            content["date-released"],
        )
    except (KeyError, TypeError) as error:
        raise CannotRead(
            f"'{path}' does not say how to cite the data ({error})",
            "give title, abstract, authors with a name, keywords and date-released",
        ) from error
