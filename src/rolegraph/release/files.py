"""The files beside the pages: one list, written by `publish` and answered by `serve` alike."""

from collections.abc import Callable
from functools import partial

from rolegraph.findings import Text
from rolegraph.pages import LANGUAGES, Catalogue, File
from rolegraph.pages.page import JAVASCRIPT
from rolegraph.release.changes import changes_csv, changes_text, release_facts
from rolegraph.release.crate import citation, ro_crate
from rolegraph.release.dumps import DUMPS, dumps, quads_of
from rolegraph.release.metadata import describe
from rolegraph.release.sitemap import robots, sitemap

PLAIN, TURTLE = "text/plain; charset=utf-8", "text/turtle; charset=utf-8"
Make = Callable[[Catalogue], dict[str, bytes]]


def release_files(keep: bool = True) -> tuple[File, ...]:
    """Return the files; what several need is made once for the first catalogue, if it is kept.

    The data of another server may change at any time: of these nothing is to be kept.
    """
    kept: dict[Make, dict[str, bytes]] = {}

    def once(make: Make, catalogue: Catalogue) -> dict[str, bytes]:
        made = kept.get(make) or make(catalogue)
        if keep:
            kept[make] = made
        return made

    def one(make: Make, path: str, catalogue: Catalogue) -> bytes:
        return once(make, catalogue)[path]

    def dumped(catalogue: Catalogue) -> dict[str, bytes]:
        return dict(dumps(quads_of(catalogue.atlas)))

    def described(catalogue: Catalogue) -> dict[str, bytes]:
        return dict(describe(catalogue, catalogue.setting, sizes(catalogue)))

    def sizes(catalogue: Catalogue) -> dict[str, int]:
        return {path: len(content) for path, content in once(dumped, catalogue).items()}

    def crate(catalogue: Catalogue) -> bytes:
        return ro_crate(catalogue, sizes(catalogue))

    files = [File(d.path, d.media, d.words, partial(one, dumped, d.path)) for d in DUMPS]
    dcat = partial(one, described, "dcat.ttl")
    files += [
        File("assets/data.js", JAVASCRIPT, None,
             partial(one, dumped, "assets/data.js")),
        File("dcat.ttl", TURTLE, Text("目録(DCAT 3、VoID)", "catalogue (DCAT 3, VoID)"), dcat),
        File("dcat.jsonld", "application/ld+json", None, partial(one, described, "dcat.jsonld")),
        File(".well-known/void", TURTLE, None, dcat),
        File("ro-crate-metadata.json", "application/ld+json",
             Text("研究データのパッケージ(RO-Crate)", "research object (RO-Crate)"), crate),
        File("CITATION.cff", "text/yaml; charset=utf-8",
             Text("引用情報", "how to cite, for machines"), lambda c: citation(c.setting)),
        File("release.json", "application/json",
             Text("この版のハッシュ値", "digests of this release"), release_facts),
        File("changes.txt", PLAIN, Text("前の版からの変更点", "changes since the release before"),
             lambda c: changes_text(c.changes)),
        File("changes.csv", "text/csv; charset=utf-8", None, lambda c: changes_csv(c.changes)),
        File("sitemap.xml", "application/xml", None,
             lambda c: sitemap(c.setting.base_url, _pages(c))),
        File("robots.txt", PLAIN, None, lambda c: robots(c.setting.base_url)),
    ]  # fmt: skip
    return tuple(files)


def _pages(catalogue: Catalogue) -> list[str]:
    names = list(catalogue.leaf_names())
    pages = [f"{language}/{name}.html" for language in LANGUAGES for name in names]
    return sorted(["index.html", *pages])
