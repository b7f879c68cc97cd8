"""Who is asked to do what, by which measures, in which city's plan, and where it says so."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from rolegraph.findings import Language
    from rolegraph.study import Study

__version__ = "0.1.0"


def open(
    workspace: "str | Path | None" = None,
    language: "Language" = "ja",
    store: "str | Path | None" = None,
) -> "Study":
    """Return the corpus of a workspace, to ask, compare and draw from Python.

    Without a workspace: the one around the current folder, else the one in the package.
    """
    from rolegraph.study import open_study

    return open_study(workspace, language, store)
