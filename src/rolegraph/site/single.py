"""One HTML file that holds everything: data, every page, search, SPARQL without a server."""

import base64
import gzip
import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from importlib import resources

from pyoxigraph import Quad

from rolegraph.errors import RolegraphError
from rolegraph.graph import to_nquads
from rolegraph.pages import LANGUAGES, Catalogue
from rolegraph.pages.single import article, frame

SCRIPTS = ("engine.js", "single.js")
PLAIN = ("comparisons", "questions", "browse", "gaps", "agreement", "network")
PROSE = ("about", "method", "rights", "cite")
SOURCE = re.compile(r' data-source="([^"]+)"')
PACK = 1_000_000
"""How many letters of pages are packed together: few enough to be unpacked at once unnoticed."""


def single_file(catalogue: Catalogue, quads: Iterable[Quad]) -> bytes:
    """Return the file. Raises RolegraphError when the browser code was not built."""
    missing = [name for name in SCRIPTS if name not in catalogue.setting.built]
    if missing:
        raise RolegraphError(
            f"this installation lacks {', '.join(missing)}, which answers SPARQL in the browser",
            "install rolegraph again where npm is available",
        )
    folder = resources.files("rolegraph.pages").joinpath("assets")
    styles = [folder.joinpath("site.css").read_text("utf-8")]
    if "base.css" in catalogue.setting.built:
        styles.insert(0, folder.joinpath("built", "base.css").read_text("utf-8"))
    style = "\n".join(styles)
    built = folder.joinpath("built")
    scripts = [_inside(built.joinpath(name).read_text("utf-8")) for name in SCRIPTS]
    policy = (
        f"default-src 'none'; script-src {' '.join(map(_hash, scripts))} 'wasm-unsafe-eval'; "
        f"style-src {_hash(style)}; img-src data:; worker-src blob:; "
        "base-uri 'none'; form-action 'none'"
    )
    seen = [text for _, text in articles(catalogue, open_names(catalogue))]
    packed = {
        "data": _packed(to_nquads(quads)),
        **_scripts(catalogue, seen),
        **_pages(catalogue),
    }
    return frame(catalogue, {"policy": policy, "style": style}, scripts, packed, seen)


def articles(catalogue: Catalogue, names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield pages as articles with their marks, in both languages."""
    listed = list(names)
    for language in sorted(LANGUAGES):
        for name in listed:
            yield f"{language}/{name}", article(catalogue, language, name)


def open_names(catalogue: Catalogue) -> list[str]:
    """Return the names of the pages that can be read without script."""
    questions = [f"question/{name}" for name in catalogue.queries]
    comparisons = [f"compare/{name}" for name in catalogue.compared.presets]
    return ["index", *PLAIN, *PROSE, *comparisons, *questions]


def packed_names(catalogue: Catalogue) -> list[str]:
    """Return the names of all other pages."""
    seen = set(open_names(catalogue))
    return [name for name in catalogue.leaf_names() if name not in seen]


def _pages(catalogue: Catalogue) -> dict[str, str]:
    """Return the other pages in packs, each known by its first page; `packs` lists these."""
    packs = list(_runs(articles(catalogue, sorted(packed_names(catalogue)))))
    numbered = {f"pack-{number}": _json(pack) for number, pack in enumerate(packs)}
    return {"packs": _json([next(iter(pack)) for pack in packs]), **numbered}


def _runs(pages: Iterable[tuple[str, str]]) -> Iterator[dict[str, str]]:
    """Yield the pages in order, as many together as make a pack."""
    run: dict[str, str] = {}
    size = 0
    for mark, text in pages:
        if run and size + len(text) > PACK:
            yield run
            run, size = {}, 0
        run[mark] = text
        size += len(text)
    if run:
        yield run


def _scripts(catalogue: Catalogue, texts: Iterable[str]) -> dict[str, str]:
    """Return what a site keeps in scripts of one statement: terms, search, wide comparisons."""
    names = ["assets/terms", *(f"assets/search-{language}" for language in LANGUAGES)]
    names += dict.fromkeys(name for text in texts for name in SOURCE.findall(text))
    found = {}
    for name in names:
        page = catalogue.page(f"{name}.js")
        if page:
            value = page.render().decode().partition(" = ")[2].strip().removesuffix(";")
            found[name] = _packed(value.encode())
    return found


def _json(value: object) -> str:
    return _packed(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode())


def _packed(content: bytes) -> str:
    return base64.b64encode(gzip.compress(content, 9, mtime=0)).decode("ascii")


def _inside(script: str) -> str:
    return script.replace("</script", "<\\/script")


def _hash(text: str) -> str:
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode("ascii")
    return f"'sha256-{digest}'"
