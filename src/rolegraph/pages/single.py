"""Pages as articles of one file: links lead to other articles, or to the data."""

import re
from collections.abc import Iterable, Mapping

from rolegraph.findings import Language
from rolegraph.pages.blocks import Form, Leaf, Special
from rolegraph.pages.catalogue import Catalogue
from rolegraph.pages.page import Setting
from rolegraph.pages.rendering import environment
from rolegraph.pages.sheet import Sheet

INNER = re.compile(r'href="(#[^"#]+)#[^"]*"')
LEFT_OUT = ("take-away", "between", "ways")


class OneSheet(Sheet):
    """A page inside the one file."""

    def to(self, target: str) -> str:
        """Return the mark of another article."""
        path, _, mark = target.partition("#")
        name = path.removesuffix(".html")
        return f"#{name}" if not mark or not name.endswith("/ns") else f"#{name}:{mark}"


def article(catalogue: Catalogue, language: Language, name: str) -> str:
    """Return one page as an article."""
    leaf = catalogue.leaf(OneSheet, language, name)
    sheet = OneSheet(catalogue.atlas, catalogue.setting, f"{language}/{name}.html", language)
    other = "ja" if language == "en" else "en"
    template = environment().get_template("article.html")
    text = template.render(s=sheet, leaf=_lightened(leaf), name=name, other=other, built=())
    return INNER.sub(r'href="\1"', text)


def _lightened(leaf: Leaf) -> Leaf:
    """Return a page without what one file cannot hold: forms, downloads, twins."""
    sections = [
        section._replace(blocks=[b for b in section.blocks if not isinstance(b, (Form, Special))])
        for section in leaf.sections
        if section.id not in LEFT_OUT
    ]
    return leaf._replace(sections=sections, twins=(), scripts=())


def frame(
    policy: str,
    style: str,
    scripts: Iterable[str],
    packed: Mapping[str, str],
    articles: Iterable[str],
    setting: Setting,
) -> bytes:
    """Return the file around its articles."""
    text = (
        environment()
        .get_template("single.html")
        .render(
            policy=policy,
            style=style,
            scripts=list(scripts),
            packed=packed,
            articles="".join(articles),
            setting=setting,
        )
    )
    return text.encode("utf-8")
