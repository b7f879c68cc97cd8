"""Pages as articles of one file: links lead to other articles, marks are told apart by the page."""

import re
from collections.abc import Iterable, Mapping

from rolegraph.findings import Language
from rolegraph.pages.blocks import Leaf
from rolegraph.pages.catalogue import Catalogue
from rolegraph.pages.page import LANGUAGES, other_language
from rolegraph.pages.rendering import MENU, environment, opening
from rolegraph.pages.sheet import Sheet

OWN = re.compile(r'( (?:id|for|aria-labelledby)="| href="#|\burl\(#)(?!(?:ja|en)/)')
LEFT_OUT = ("take-away",)


class OneSheet(Sheet):
    """A page inside the one file."""

    def to(self, target: str) -> str:
        """Return the mark of another article.

        >>> OneSheet(None, None, "ja/index.html", "ja").to("ja/ns.html#Duty")
        '#ja/ns#Duty'
        """
        path, mark, spot = target.partition("#")
        return f"#{path.removesuffix('.html')}{mark}{spot}"


def article(catalogue: Catalogue, language: Language, name: str) -> str:
    """Return one page as an article."""
    leaf = _lightened(catalogue.leaf(OneSheet, language, name))
    link = opening(_sheet(catalogue, language, name), leaf)
    return _drawn(catalogue, "article.html", language, name, leaf=leaf, twins=(), opened=link)


def _sheet(catalogue: Catalogue, language: Language, name: str) -> OneSheet:
    return OneSheet(catalogue.atlas, catalogue.setting, f"{language}/{name}.html", language)


def _drawn(
    catalogue: Catalogue, template: str, language: Language, name: str, **more: object
) -> str:
    """Return a template filled for a page; what it marks gets the page's name before it."""
    other = other_language(language)
    text = (
        environment()
        .get_template(template)
        .render(
            s=_sheet(catalogue, language, name),
            name=name,
            place=f"{name}.html",
            other=other,
            switch=_sheet(catalogue, language, name).to(f"{other}/{name}.html"),
            menu=MENU,
            built=catalogue.setting.built,
            **more,
        )
    )
    return OWN.sub(rf"\g<1>{language}/{name}#", text)


def _lightened(leaf: Leaf) -> Leaf:
    """Return a page without what one file cannot hold: other files."""
    sections = [section for section in leaf.sections if section.id not in LEFT_OUT]
    return leaf._replace(sections=sections, twins=(), scripts=())


def frame(
    catalogue: Catalogue,
    head: Mapping[str, str],
    scripts: Iterable[str],
    packed: Mapping[str, str],
    articles: Iterable[str],
) -> bytes:
    """Return the file around its articles; `head` holds policy and style."""
    text = (
        environment()
        .get_template("single.html")
        .render(
            **head,
            scripts=list(scripts),
            packed=packed,
            articles="".join(articles),
            bars={t: _drawn(catalogue, "bar.html", t, "index") for t in LANGUAGES},
            feet={t: _drawn(catalogue, "foot.html", t, "index") for t in LANGUAGES},
        )
    )
    return text.encode("utf-8")
