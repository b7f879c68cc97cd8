"""One HTML file that holds everything: data, questions, comparisons, SPARQL without a server."""

import base64
import gzip
import hashlib
import json
from collections.abc import Iterable, Iterator
from importlib import resources

from pyoxigraph import Quad

from rolegraph.errors import RolegraphError
from rolegraph.findings import Language
from rolegraph.graph import to_nquads
from rolegraph.pages import LANGUAGES, Catalogue
from rolegraph.pages.single import article, frame

SCRIPTS = ("engine.js", "single.js")
KEPT = ("compare", "question", "asked", "network")
PLAIN = ("comparisons", "questions", "browse", "gaps", "agreement", "network")
PROSE = ("about", "method", "rights", "cite")


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
    hidden = dict(articles(catalogue, packed_names(catalogue)))
    more = json.dumps(hidden, ensure_ascii=False).encode()
    policy = (
        f"default-src 'none'; script-src {' '.join(map(_hash, scripts))} 'wasm-unsafe-eval'; "
        f"style-src {_hash(style)}; img-src data:; worker-src blob:; "
        "base-uri 'none'; form-action 'none'"
    )
    seen = (text for _, text in articles(catalogue, open_names(catalogue)))
    packed = {"data": _packed(to_nquads(quads)), "more": _packed(more)}
    return frame(policy, style, scripts, packed, seen, catalogue.setting)


def articles(catalogue: Catalogue, names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield pages as articles with their marks, in both languages."""
    listed = list(names)
    for language in LANGUAGES:
        for name in listed:
            yield f"{language}/{name}", article(catalogue, _language(language), name)


def open_names(catalogue: Catalogue) -> list[str]:
    """Return the names of the pages that can be read without script."""
    questions = [f"question/{name}" for name in catalogue.queries]
    comparisons = [f"compare/{name}" for name in catalogue.compared.presets]
    return ["index", *PLAIN, *PROSE, *comparisons, *questions]


def packed_names(catalogue: Catalogue) -> list[str]:
    """Return the names of the pages that are packed; anything else is asked of the data."""
    seen = set(open_names(catalogue))
    return [n for n in catalogue.leaf_names() if n.partition("/")[0] in KEPT and n not in seen]


def _packed(content: bytes) -> str:
    return base64.b64encode(gzip.compress(content, 9, mtime=0)).decode("ascii")


def _language(name: str) -> Language:
    return "en" if name == "en" else "ja"


def _inside(script: str) -> str:
    return script.replace("</script", "<\\/script")


def _hash(text: str) -> str:
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode("ascii")
    return f"'sha256-{digest}'"
