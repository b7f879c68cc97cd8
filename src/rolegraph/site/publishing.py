"""From a build to a folder that any web server, or no server at all, can show."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from pyoxigraph import Triple

from rolegraph import iris
from rolegraph.building import Build
from rolegraph.comparison import Preset
from rolegraph.findings import Text
from rolegraph.output import swapped_in, write_bytes
from rolegraph.pages import TAKEN, Catalogue, Setting, built_assets
from rolegraph.queries import Query
from rolegraph.reports import FORMATS
from rolegraph.site.changes import Answers, change_notes, read_release, release_facts
from rolegraph.site.crate import citation, ro_crate, zenodo
from rolegraph.site.dumps import FILES, dumps
from rolegraph.site.metadata import describe
from rolegraph.site.redirects import htaccess
from rolegraph.site.single import single_file
from rolegraph.site.writing import write, write_pages


class Release(NamedTuple):
    """How a site is published: its address, and the release before it, if there was one."""

    base_url: str = ""
    previous: Path | None = None
    date: str = ""


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
    told: Callable[[int], None] = lambda number: None,
) -> Told:
    """Write the site into a folder, as a whole or not at all; `told` hears how many pages are done.

    Raises CannotWrite when the folder cannot be written or holds something else, CannotRead
    when the release before cannot be read.
    """
    release = release or Release()
    setting = setting_of(built, release)
    answers = Answers(built.store, queries)
    before = read_release(release.previous) if release.previous else None
    changes = change_notes(before, built.graph.quads, answers) if before else ()
    catalogue = Catalogue(
        built.store,
        queries,
        presets,
        setting,
        rules=rules,
        changes=changes,
        files=listed_files(),
    )
    with swapped_in(output) as folder:
        sums = write_pages(catalogue, folder, processes, told)
        pages = sorted(path for path in sums if path.endswith(".html"))
        for path, content in files_of(built, catalogue, setting, release, answers, pages):
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
    return Setting(False, release.base_url.rstrip("/"), built_assets(), downloads, version)


def files_of(
    built: Build,
    catalogue: Catalogue,
    setting: Setting,
    release: Release,
    answers: Answers,
    pages: Sequence[str],
) -> Iterator[tuple[str, bytes]]:
    """Yield every file of the site but the pages: dumps, descriptions, rules for redirects."""
    sizes: dict[str, int] = {}
    for path, content in dumps(built.graph.quads):
        sizes[path] = len(content)
        yield path, content
    yield "release.json", release_facts(setting.version, built.graph.quads, answers)
    yield "changes.txt", "".join(f"{t.en} / {t.ja}\n" for t in catalogue.changes).encode()
    yield from describe(catalogue, setting, sizes, release.date)
    yield "ro-crate-metadata.json", ro_crate(setting, sizes, release.date)
    yield "CITATION.cff", citation(setting, release.date)
    yield ".zenodo.json", zenodo(setting, release.date)
    yield "w3id/.htaccess", htaccess(setting.base_url or "https://example.org/rolegraph")
    yield "w3id/README.md", W3ID.encode()
    yield "sitemap.xml", sitemap(setting.base_url, pages)
    yield "robots.txt", b"User-agent: *\nAllow: /\n"
    yield ".nojekyll", b""


W3ID = """# Redirects of https://w3id.org/rolegraph/

`.htaccess` leads every identifier to this site: to a page in the reader's language, or to the
machine twin that the client asks for. Copy it to the folder `rolegraph/` of the w3id repository.
"""


def sitemap(base_url: str, paths: Sequence[str]) -> bytes:
    """Return the sitemap; without a base address it lists the paths under our identifier."""
    from urllib.parse import quote
    from xml.sax.saxutils import escape

    base = base_url or iris.BASE.rstrip("/")
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">',
        *(f"<url><loc>{escape(f'{base}/{quote(path)}')}</loc></url>" for path in paths),
        "</urlset>\n",
    ]
    return "\n".join(lines).encode()


def listed_files() -> tuple[tuple[str, Text], ...]:
    """Return the files for taking away, with what each holds."""
    described = (
        ("dcat.ttl", Text("目録(DCAT 3、VoID)", "catalogue (DCAT 3, VoID)")),
        (
            "ro-crate-metadata.json",
            Text("研究データの包み(RO-Crate)", "research object (RO-Crate)"),
        ),
        ("CITATION.cff", Text("引用情報", "how to cite, for machines")),
        ("release.json", Text("この版の要約値", "digests of this release")),
        ("SHA256SUMS", Text("すべてのファイルの検査値", "checksums of all files")),
    )
    return (*FILES, *described)
