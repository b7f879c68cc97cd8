"""From blocks to HTML: the one place where templates are."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from rolegraph.pages.blocks import KINDS, Leaf, Ref
from rolegraph.pages.page import other_language
from rolegraph.pages.sheet import Sheet
from rolegraph.pages.sparql import opened
from rolegraph.pages.structured import view

POLICY = (
    "default-src 'none'; script-src 'self'{wasm}; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "manifest-src 'self'; worker-src {worker}"
)
MENU = ("index", "comparisons", "questions", "browse", "query", "gaps", "about")


@lru_cache(1)
def environment() -> Environment:
    """Return the templates of the package."""
    made = Environment(
        loader=PackageLoader("rolegraph.pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["safe_svg"] = Markup
    made.filters["kind"] = lambda block: KINDS[type(block)]
    return made


def policy(*, engine: bool = False) -> str:
    """Return the Content-Security-Policy of a page; only pages with an engine may start it."""
    wasm, worker = (" 'wasm-unsafe-eval'", "blob:") if engine else ("", "'none'")
    return POLICY.format(wasm=wasm, worker=worker)


def draw(sheet: Sheet, leaf: Leaf, files: Sequence[Ref] = ()) -> bytes:
    """Return a page as HTML; `files` hold the same for machines, their notes the media types."""
    other = other_language(sheet.language)
    place = sheet.path.removeprefix(f"{sheet.language}/")
    built = sheet.setting.built
    scripts = [name for name in ("app", *leaf.scripts) if f"{name}.js" in built]
    taken = any(section.id == "take-away" for section in leaf.sections)
    link = opening(sheet, leaf) if leaf.sparql or leaf.twins else None
    text = (
        environment()
        .get_template("page.html")
        .render(
            s=sheet,
            leaf=leaf,
            other=other,
            other_path=f"{other}/{place}",
            switch=leaf.switch or sheet.to(f"{other}/{place}"),
            place=place,
            menu=MENU,
            policy=policy(engine=leaf.engine),
            scripts=scripts,
            built=built,
            alternates=[*leaf.twins, *files],
            structured=leaf.structured or (view(sheet, leaf, files) if link else ""),
            twins=leaf.twins or ([] if taken else files),
            opened=link,
        )
    )
    return text.encode("utf-8")


def opening(sheet: Sheet, leaf: Leaf) -> Ref | None:
    """Return the link that opens what a page shows in SPARQL, or None."""
    about = (
        f"SELECT ?property ?value\nWHERE {{\n  <{leaf.iri}> ?property ?value .\n}}\n"
        "ORDER BY ?property ?value"
    )
    return opened(sheet, leaf.sparql or about) if leaf.sparql or leaf.iri else None


def draw_root(setting: object) -> bytes:
    """Return the page at the root of the site, where a language is chosen."""
    text = environment().get_template("root.html").render(policy=policy(), setting=setting)
    return text.encode("utf-8")


def draw_documentation(described: Mapping[str, Any]) -> bytes:
    """Return a page about an API from its OpenAPI description, with a form for every address."""
    operations = [
        {"path": path, "method": method.upper(), **operation}
        for path, methods in described["paths"].items()
        if "{" not in path
        for method, operation in methods.items()
    ]
    tags = dict.fromkeys(each["tags"][0] for each in operations)
    groups = {tag: [each for each in operations if each["tags"][0] == tag] for tag in tags}
    text = (
        environment()
        .get_template("documentation.html")
        .render(described=described, groups=groups, policy=policy())
    )
    return text.encode("utf-8")
