"""One page being written: turns IRIs and paths into links from where the page stands."""

import re
from collections.abc import Iterable

from rolegraph import iris
from rolegraph.comparison import STATE_WORDS, State
from rolegraph.findings import Language, Text
from rolegraph.pages.addresses import page_path, relative
from rolegraph.pages.atlas import Atlas
from rolegraph.pages.blocks import Cell, Mark, Ref
from rolegraph.pages.page import Setting
from rolegraph.pages.words import SAID, WORDS

JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")


class Sheet:
    """A page's place, language and sources of words."""

    def __init__(self, atlas: Atlas, setting: Setting, path: str, language: Language) -> None:
        self.atlas = atlas
        self.setting = setting
        self.path = path
        self.language = language

    def word(self, key: str, **values: object) -> str:
        """Return words of the site in the language of the page."""
        return WORDS[key].in_language(self.language).format(**values)

    def text(self, text: Text) -> str:
        """Return a bilingual text in the language of the page."""
        return text.in_language(self.language)

    def said(self, column: str, value: str) -> str:
        """Return a bare word of the data in the language of the page."""
        key = f"{column}/{value}"
        return self.text(SAID[key]) if key in SAID else value

    def tongue(self, text: str) -> str:
        """Return the language of bare words of a plan where it is not the page's, else ''."""
        return "ja" if self.language != "ja" and JAPANESE.search(text) else ""

    def to(self, target: str) -> str:
        """Return the way from this page to a path of the site."""
        return relative(target, self.path)

    def here(self, name: str) -> str:
        """Return the way to a page of the same language by its name."""
        return self.to(f"{self.language}/{name}.html")

    def link(self, name: str, text: str, note: str = "") -> Ref:
        """Return a link to a page of the same language."""
        return Ref(text, self.here(name), note=note)

    def ref(self, iri: str, note: str = "") -> Ref:
        """Return the label of a thing, leading to its page where it has one."""
        label = self.atlas.label(iri, self.language)
        language = label.language if label.language not in ("", self.language) else ""
        path = page_path(iri, self.language)
        if path and self.atlas.has(path.partition("/")[2].partition(".html")[0]):
            return Ref(label.text, self.to(path), language, note)
        if iri.startswith(("http://", "https://")) and not iri.startswith(iris.BASE):
            return Ref(label.text, iri, language, note, outside=True)
        return Ref(label.text, "", language, note)

    def refs(self, things: Iterable[str]) -> tuple[Ref, ...]:
        """Return a link for each thing, after reading all their labels at once."""
        listed = list(things)
        self.atlas.learn(listed)
        return tuple(self.ref(iri) for iri in listed)

    def passage(self, iri: str) -> Ref:
        """Return a link to a passage: its source's title and its section."""
        source, _, section = iris.slug(iri).partition("/")
        title = self.ref(iris.entity("source", source))
        found = self.ref(iri)
        return Ref(f"{title.text} §\u00a0{section}", found.href, title.language)

    def passages(self, things: Iterable[str]) -> Cell:
        """Return a cell that leads to passages; a source is named once for those in a row."""
        refs: list[Ref] = []
        before = ""
        for iri in things:
            source, _, section = iris.slug(iri).partition("/")
            ref = self.passage(iri)
            refs.append(ref._replace(text=f"§\u00a0{section}") if source == before else ref)
            before = source
        return Cell(tuple(refs))

    def state(self, state: str) -> Mark:
        """Return one of the five states as word and shape."""
        return Mark(state, self.text(STATE_WORDS[State(state)]))

    def reading(self, iri: str) -> Mark:
        """Return how far something could be read, as word and shape."""
        return Mark(f"reading-{iris.slug(iri)}", self.atlas.label(iri, self.language).text)
