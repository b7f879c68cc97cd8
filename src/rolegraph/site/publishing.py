"""From a build to a folder that any web server, or no server at all, can show."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from pyoxigraph import Triple

from rolegraph.building import Build
from rolegraph.comparison import Preset
from rolegraph.output import swapped_in, write_bytes
from rolegraph.pages import TAKEN, Catalogue, Setting, built_assets
from rolegraph.queries import Query
from rolegraph.reading.citation import Citation, read_citation
from rolegraph.release import release_files
from rolegraph.release.changes import change_notes, read_release
from rolegraph.release.crate import zenodo
from rolegraph.release.redirects import htaccess
from rolegraph.reports import FORMATS
from rolegraph.site.recent import Recent
from rolegraph.site.single import single_file
from rolegraph.site.writing import write, write_pages
from rolegraph.workspace import packaged


class Release(NamedTuple):
    """How a site is published: its address, the release before it, how it is cited.

    Without a citation it is that of the data that came with the installation.
    """

    base_url: str = ""
    previous: Path | None = None
    date: str = ""
    citation: Citation | None = None


class Told(NamedTuple):
    """What was published."""

    output: Path
    files: int
    version: str


def publish(
    built: Build,
    queries: Mapping[str, Query],
    presets: Mapping[str, Preset],
    output: Path,
    release: Release | None = None,
    rules: Sequence[Triple] = (),
    processes: int = 1,
    told: Callable[[int, int], None] = lambda done, of: None,
) -> Told:
    """Write the site into a folder, as a whole or not at all; `told` hears how much is done.

    Raises CannotWrite when the folder cannot be written or holds something else, CannotRead
    when the release before cannot be read.
    """
    release = release or Release()
    setting = setting_of(built, release)
    before = read_release(release.previous) if release.previous else None
    changes = change_notes(before, built.store, queries) if before else None
    catalogue = Catalogue(
        Recent(built.store),
        queries,
        presets,
        setting,
        rules=rules,
        changes=changes,
        files=release_files(),
    )
    with swapped_in(output) as folder:
        catalogue.warm()
        sums = write_pages(catalogue, folder, processes, told)
        for file in catalogue.files:
            sums[file.path] = write(folder, file.path, file.render(catalogue))
        for path, content in hosted(setting):
            sums[path] = write(folder, path, content)
        lines = "".join(f"{digest}  {path}\n" for path, digest in sorted(sums.items()))
        (folder / "SHA256SUMS").write_text(lines, "utf-8")
    return Told(output, len(sums) + 1, setting.version)


def publish_single(
    built: Build,
    queries: Mapping[str, Query],
    presets: Mapping[str, Preset],
    output: Path,
    rules: Sequence[Triple] = (),
) -> Told:
    """Write one HTML file with every page, search and SPARQL inside.

    Raises CannotWrite when the file cannot be written, RolegraphError when the browser code that
    answers SPARQL was not built into this installation.
    """
    setting = setting_of(built, Release())
    catalogue = Catalogue(built.store, queries, presets, setting, rules=rules)
    output.parent.mkdir(parents=True, exist_ok=True)
    write_bytes(output, single_file(catalogue, built.graph.quads))
    return Told(output, 1, setting.version)


def setting_of(built: Build, release: Release) -> Setting:
    """Return how pages are shown by this outlet."""
    downloads = {name: FORMATS[name] for name in TAKEN if name != "xlsx" or find_spec("xlsxwriter")}
    version = built.store.digest[:12]
    cited = release.citation or read_citation(packaged())
    cited = cited._replace(date=release.date or cited.date)
    return Setting(
        False, release.base_url.rstrip("/"), built_assets(), downloads, version, citation=cited
    )


def hosted(setting: Setting) -> Iterator[tuple[str, bytes]]:
    """Yield what only a published folder needs: for the w3id service, Zenodo and GitHub Pages."""
    yield ".zenodo.json", zenodo(setting)
    yield "w3id/.htaccess", htaccess(setting.base_url or "https://example.org/rolegraph")
    yield "w3id/README.md", W3ID.encode()
    yield ".nojekyll", b""


W3ID = """# Redirects of https://w3id.org/rolegraph/

`.htaccess` leads every identifier to this site: to a page in the reader's language, or to the
machine twin that the client asks for. Copy it to the folder `rolegraph/` of the w3id repository.
"""
