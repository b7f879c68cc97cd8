"""Where the parts of a corpus lie: ontology, data, shapes and queries of one folder."""

from pathlib import Path
from typing import NamedTuple

from rolegraph.errors import NotAWorkspace

PARTS = ("ontology", "data", "shapes", "queries")
CITATION = "CITATION.cff"


class Workspace(NamedTuple):
    """One folder with `ontology/ data/ shapes/ queries/`; parts it lacks come from the package."""

    root: Path

    @property
    def data(self) -> Path:
        """The authoring files."""
        return self.root / "data"

    @property
    def ontology(self) -> Path:
        """The vocabulary in Turtle."""
        return self._part("ontology")

    @property
    def shapes(self) -> Path:
        """The SHACL rules in Turtle."""
        return self._part("shapes")

    @property
    def queries(self) -> Path:
        """The named questions."""
        return self._part("queries")

    @property
    def citation(self) -> Path:
        """How to cite the data."""
        own = self.root / CITATION
        return own if own.is_file() else packaged().root / CITATION

    def _part(self, name: str) -> Path:
        own = self.root / name
        return own if own.is_dir() else packaged().root / name

    def shown(self, path: Path) -> str:
        """Return a path as findings print it: relative to the workspace where it is inside."""
        return (
            path.relative_to(self.root).as_posix() if path.is_relative_to(self.root) else str(path)
        )


def packaged() -> Workspace:
    """Return the workspace that came with the installation (or the checkout it runs from)."""
    here = Path(__file__).resolve().parent
    installed = here / "_workspace"
    return Workspace(installed if installed.is_dir() else here.parents[1])


def find_workspace(start: Path | None) -> Workspace:
    """Return the workspace at `start`, or, without one, around the current folder or the package's.

    Raises NotAWorkspace when `start` is given and holds no `data/` folder.
    """
    if start is not None:
        if not (start / "data").is_dir():
            raise NotAWorkspace(
                f"'{start}' is not a workspace", "name a folder that holds a data/ folder"
            )
        return Workspace(start.resolve())
    current = Path.cwd()
    for folder in (current, *current.parents):
        if all((folder / part).is_dir() for part in PARTS):
            return Workspace(folder)
    return packaged()
