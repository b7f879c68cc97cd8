"""The one list of pages: every address of the site, and the page at an address."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from importlib import resources

from pyoxigraph import Triple

from rolegraph import iris
from rolegraph.comparison import Preset
from rolegraph.errors import RolegraphError
from rolegraph.findings import Language, Text
from rolegraph.pages import (
    asked,
    changed,
    coders,
    comparisons,
    guides,
    lists,
    networks,
    questions,
    searching,
)
from rolegraph.pages.addresses import TWINS, twin_path
from rolegraph.pages.alternates import Alternate, alternates, ending
from rolegraph.pages.atlas import Atlas
from rolegraph.pages.blocks import Leaf, Ref
from rolegraph.pages.changed import Notes
from rolegraph.pages.compared import Compared, page_names
from rolegraph.pages.home import home_leaf
from rolegraph.pages.page import HTML, JAVASCRIPT, LANGUAGES, File, Page, Setting
from rolegraph.pages.portions import portion_name, read_portion, starts
from rolegraph.pages.rendering import draw, draw_root
from rolegraph.pages.rules import rules_leaf, settled
from rolegraph.pages.sheet import Sheet
from rolegraph.pages.subjects import subject_leaf
from rolegraph.pages.taken import Taken
from rolegraph.pages.twins import twin
from rolegraph.queries import Query, prepare
from rolegraph.store import Queryable

PORTIONS = ("gaps",)
PROSE = ("about", "method", "rights", "cite")
ASSETS = {
    "css": "text/css; charset=utf-8",
    "svg": "image/svg+xml",
    "js": JAVASCRIPT,
}


class Catalogue:
    """All pages of a graph; a page is made when asked for."""

    def __init__(
        self,
        graph: Queryable,
        queries: Mapping[str, Query],
        presets: Mapping[str, Preset] | None = None,
        setting: Setting | None = None,
        *,
        rules: Sequence[Triple] = (),
        changes: Notes | None = None,
        files: Sequence[File] = (),
    ) -> None:
        self.atlas = Atlas(graph, settled(rules))
        self.queries = queries
        known = {n: p for n, p in (presets or {}).items() if p.question in queries}
        self.compared = Compared(queries, known)
        self.setting = setting or Setting()
        self.changes = changes
        self.files = files
        self._indexes: dict[str, list[searching.Entry]] = {}
        self.taken = Taken(self.atlas, queries, self.compared, self.setting)

    def __iter__(self) -> Iterator[Page]:
        """Yield every page, in a fixed order."""
        for name in self.leaf_names():
            yield from self.pages_of(name)
        yield from self.pages_beside()

    def pages_of(self, name: str) -> Iterator[Page]:
        """Yield a page in all languages and forms, one by one: they have much in common."""
        for language in LANGUAGES:
            yield self._html(language, name)
        if name in self.atlas.names:
            for suffix in TWINS:
                yield self._twin(name, suffix)
        yield from self.taken.of(name)

    def pages_beside(self) -> Iterator[Page]:
        """Yield the root, style sheets, pictures, scripts and search indexes."""
        yield from filter(None, map(self.page, ("index.html", *self.asset_paths)))

    def warm(self) -> None:
        """Read what every page needs once, before processes are forked, so that they share it."""
        atlas = self.atlas
        prepare(atlas.graph, self.queries.values())
        for class_ in atlas.classes:
            atlas.some_of_class(class_.removeprefix(iris.RG), 0, 0)
        atlas.kept(questions.WITH_EVIDENCE)
        cities = atlas.of_class("Municipality")
        atlas.learn([*atlas.editions, *cities, *atlas.derived, *atlas.classes])
        for language in LANGUAGES:
            self.index(language)
            self._html(language, "index").render()
            self._html(language, "network").render()
            for query in self.queries.values():
                for parameter in query.parameters:
                    questions.offers(self._sheet(language, "index"), parameter)

    @property
    def latest(self) -> tuple[Text, ...]:
        """What changed since the release before, a line for each group."""
        return self.changes.lines if self.changes else ()

    def title_of(self, path: str) -> str:
        """Return the title of the question or comparison whose answer a path holds."""
        name = path.removeprefix("data/").partition(".")[0]
        top, _, rest = name.partition("/")
        titled = self.queries if top == "question" else self.compared.presets
        return titled[rest].title.en if top in ("question", "compare") and rest in titled else ""

    def page(self, path: str) -> Page | None:
        """Return the page at a path, also one that no list can hold, such as a search."""
        if path == "index.html":
            return Page(path, HTML, lambda: draw_root(self.setting))
        file = next((file for file in self.files if file.path == path), None)
        if file is not None:
            return Page(path, file.media_type, partial(file.render, self))
        top, _, rest = path.partition("/")
        if top in LANGUAGES and rest.endswith(".html"):
            return self._leaf_page(top, rest.removesuffix(".html"))
        if top == "assets":
            return self._asset(path)
        if top != "data":
            return None
        name, _, suffix = rest.rpartition(".")
        if suffix in TWINS and self.atlas.has(name):
            return self._twin(name, suffix)
        return self.taken.page(path)

    def leaf_names(self) -> Iterator[str]:
        """Yield the names of all HTML pages of a language."""
        yield from FIXED
        yield from PROSE
        for first in starts(len(self.atlas.editions)):
            yield from (portion_name(base, first) for base in PORTIONS)
        yield from (n for n in self.atlas.names if n not in ("ns", "shapes"))
        for slug, pages in lists.list_sizes(self.atlas).items():
            yield from (lists.list_name(slug, n) for n in range(1, pages + 1))
        for query in self.queries.values():
            yield from (one.path for one in questions.every_asked(self.atlas, query))
        for name in self.compared.presets:
            yield from page_names(self.compared, self.atlas, name)
        yield from (pair.name for pair in asked.pairs(self.atlas))
        yield from networks.network_names(self.atlas)

    def _sheet(self, language: Language, name: str) -> Sheet:
        return Sheet(self.atlas, self.setting, f"{language}/{name}.html", language)

    def leaf(self, kind: type[Sheet], language: Language, name: str) -> Leaf:
        """Return the content of a page for an outlet with sheets of its own.

        Raises RolegraphError when there is no page of this name.
        """
        make = self._maker(name)
        if make is None:
            raise RolegraphError(f"there is no page named '{name}'")
        return make(kind(self.atlas, self.setting, f"{language}/{name}.html", language))

    def _html(self, language: Language, name: str) -> Page:
        page = self._leaf_page(language, name)
        if page is None:
            raise RolegraphError(f"the list of pages holds '{name}', which has no page")
        return page

    def _leaf_page(self, language: Language, name: str) -> Page | None:
        make = self._maker(name)
        if make is None:
            return None
        sheet = self._sheet(language, name)
        return Page(sheet.path, HTML, lambda: draw(sheet, make(sheet), self._files(sheet, name)))

    def _files(self, sheet: Sheet, name: str) -> list[Ref]:
        found = self.alternates(sheet.language, name)
        return [Ref(ending(a.path, len(found)), sheet.to(a.path), note=a.type) for a in found]

    def alternates(self, language: str, name: str) -> list[Alternate]:
        """Return the files with the content of a page, or of what it is a view of."""
        offered = alternates(name, language, self.setting.downloads)
        return [a for a in offered if self.taken.page(a.path) is not None]

    def _maker(self, name: str) -> Callable[[Sheet], Leaf] | None:
        """Return what makes the content of a page of this name, or None."""
        if name in FIXED:
            return lambda sheet: FIXED[name](self, sheet)
        if name in PROSE:
            return lambda sheet: guides.prose_leaf(sheet, name)
        if name in self.atlas.versions:
            return guides.vocabulary_leaf
        top, _, rest = name.partition("/")
        if top in FAMILIES:
            return FAMILIES[top](self, name, rest)
        if not self.atlas.has(name):
            return None
        return lambda sheet: subject_leaf(sheet, name, self.compared)

    def _twin(self, name: str, suffix: str) -> Page:
        path = twin_path(name, suffix)
        return Page(path, TWINS[suffix], lambda: twin(self.atlas, name, suffix))

    @cached_property
    def asset_paths(self) -> tuple[str, ...]:
        """The paths of style sheets, pictures, scripts and search indexes."""
        built = (f"assets/{name}" for name in sorted(self.setting.built))
        indexes = (f"assets/search-{language}.js" for language in LANGUAGES)
        return ("assets/site.css", "assets/icon.svg", "assets/terms.js", *indexes, *built)

    def _asset(self, path: str) -> Page | None:
        if path not in self.asset_paths:
            return None
        media = ASSETS.get(path.rpartition(".")[2], "application/octet-stream")
        if path.startswith("assets/search-"):
            language: Language = "en" if path.endswith("-en.js") else "ja"
            return Page(path, media, lambda: searching.index_script(self.index(language)))
        if path == "assets/terms.js":
            return Page(path, media, lambda: searching.terms_script(self.atlas))
        name = path.removeprefix("assets/")
        folder = "assets/built" if name in self.setting.built else "assets"
        source = resources.files("rolegraph.pages").joinpath(folder, name)
        return Page(path, media, source.read_bytes)

    def index(self, language: Language) -> list[searching.Entry]:
        """Return everything that search can find."""
        if language not in self._indexes:
            sheet = self._sheet(language, "index")
            named = searching.asked_entries(sheet, self.compared.presets, self.queries)
            self._indexes[language] = [*named, *searching.entries(self.atlas, language)]
        return self._indexes[language]

    def search(self, sheet: Sheet, words: str) -> Leaf:
        """Return the search page with what was found."""
        hits = searching.find(self.index(sheet.language), words)
        refs = tuple(Ref(hit.label, sheet.to(hit.path), note=hit.kind) for hit in hits)
        return guides.search_leaf(sheet, words, refs)


def _question(catalogue: Catalogue, name: str, rest: str) -> Callable[[Sheet], Leaf] | None:
    one = questions.read_asked(catalogue.queries, name)
    if one is None:
        return None
    for key, value in one.given:
        parameter = next(p for p in one.query.parameters if p.name == key)
        if value not in questions.options(catalogue.atlas, parameter):
            return None
    return lambda sheet: questions.question_leaf(sheet, one)


def _compare(catalogue: Catalogue, name: str, rest: str) -> Callable[[Sheet], Leaf] | None:
    return comparisons.maker(catalogue.compared, catalogue.atlas, rest)


def _listed(catalogue: Catalogue, name: str, rest: str) -> Callable[[Sheet], Leaf] | None:
    slug, _, number = rest.partition("/")
    pages = lists.list_sizes(catalogue.atlas).get(slug, 0)
    page = int(number or 1) if not number or (number.isascii() and number.isdigit()) else 0
    if not 1 <= page <= pages:
        return None
    return lambda sheet: lists.list_leaf(sheet, slug, page)


def _portion(catalogue: Catalogue, name: str, rest: str) -> Callable[[Sheet], Leaf] | None:
    first = read_portion(rest, len(catalogue.atlas.editions))
    if first is None:
        return None
    return lambda sheet: guides.gaps_leaf(sheet, catalogue.queries, first)


def _asked(catalogue: Catalogue, name: str, rest: str) -> Callable[[Sheet], Leaf] | None:
    pair = asked.read_pair(catalogue.atlas, name)
    if pair is None:
        return None
    return lambda sheet: asked.pair_leaf(sheet, pair, catalogue.queries)


def _network(catalogue: Catalogue, name: str, rest: str) -> Callable[[Sheet], Leaf] | None:
    known = networks.read_network(catalogue.atlas, rest)
    return (lambda sheet: networks.network_leaf(sheet, *known)) if known else None


def _searched(catalogue: Catalogue, name: str, rest: str) -> Callable[[Sheet], Leaf] | None:
    return lambda sheet: catalogue.search(sheet, rest)


FAMILIES = {
    "question": _question,
    "compare": _compare,
    "list": _listed,
    "asked": _asked,
    "network": _network,
    "gaps": _portion,
    "search": _searched,
}
FIXED: Mapping[str, Callable[[Catalogue, Sheet], Leaf]] = {
    "index": lambda c, s: home_leaf(s, c.queries, c.compared.presets, c.latest, c.files),
    "comparisons": lambda c, s: comparisons.comparisons_leaf(s, c.compared),
    "questions": lambda c, s: guides.questions_leaf(s, c.queries),
    "browse": lambda c, s: guides.browse_leaf(s),
    "agreement": lambda c, s: coders.agreement_leaf(s, c.queries),
    "network": lambda c, s: networks.networks_leaf(s),
    "query": lambda c, s: guides.query_leaf(s, c.queries),
    "check": lambda c, s: guides.check_leaf(s),
    "search": lambda c, s: guides.search_leaf(s),
    "data": lambda c, s: guides.data_leaf(s, c.files),
    "changes": lambda c, s: changed.changes_leaf(s, c.changes),
    "ns": lambda c, s: guides.vocabulary_leaf(s),
    "shapes": lambda c, s: rules_leaf(s),
    "not-found": lambda c, s: guides.missing_leaf(s),
}


def pages(
    graph: Queryable,
    queries: Mapping[str, Query],
    presets: Mapping[str, Preset] | None = None,
    setting: Setting | None = None,
) -> Iterator[Page]:
    """Yield every page of a graph: HTML in both languages, machine twins, answers, assets."""
    return iter(Catalogue(graph, queries, presets, setting))
