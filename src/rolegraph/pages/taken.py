"""Answers as files to take away: tables, workbooks, RDF, and the description of each CSV."""

from collections.abc import Callable, Iterator, Mapping

from rolegraph.comparison.exhibit import Exhibit, exhibit_comparison
from rolegraph.findings import Language
from rolegraph.pages import lists, networks, questions
from rolegraph.pages.alternates import answer_paths, offered_downloads
from rolegraph.pages.atlas import Atlas
from rolegraph.pages.compared import Compared, script_of
from rolegraph.pages.csvw import csvw
from rolegraph.pages.page import JAVASCRIPT, LANGUAGES, Download, Page, Setting
from rolegraph.pages.sheet import Sheet
from rolegraph.queries import Query

FOLDER = "data/"


class Taken:
    """The files of all answers, each made when asked for."""

    def __init__(
        self, atlas: Atlas, queries: Mapping[str, Query], compared: Compared, setting: Setting
    ) -> None:
        self._atlas = atlas
        self._queries = queries
        self._compared = compared
        self._setting = setting
        self._last: tuple[str, Exhibit] | None = None

    def paths(self) -> Iterator[str]:
        """Yield the paths of all answers that can be taken away."""
        names = [
            one.path
            for query in self._queries.values()
            for one in questions.every_asked(self._atlas, query)
            if one.complete and not questions.needs_thing(query)
        ]
        names += [f"compare/{name}" for name in self._compared.presets]
        names += [f"list/{slug}" for slug in lists.list_sizes(self._atlas)]
        names += networks.network_names(self._atlas)
        for name in names:
            yield from answer_paths(name, self._setting.downloads)

    def of(self, name: str) -> Iterator[Page]:
        """Yield the files of the answer that a page shows, if it shows one."""
        if self._exhibit(LANGUAGES[0], name):
            yield from filter(None, map(self.page, answer_paths(name, self._setting.downloads)))
        if self._scripted(name):
            scripts = (f"{FOLDER}{name}.{language}.js" for language in LANGUAGES)
            yield from filter(None, map(self.page, scripts))

    def page(self, path: str) -> Page | None:
        """Return the file at a path: an answer in one form, or the description of its CSV."""
        for language in LANGUAGES:
            name, mark, suffix = path.removeprefix(FOLDER).rpartition(f".{language}.")
            if mark:
                return self._page(path, language, name, suffix)
        return None

    def _page(self, path: str, language: Language, name: str, suffix: str) -> Page | None:
        exhibit = self._exhibit(language, name)
        if exhibit is None:
            return None
        if suffix == "csv-metadata.json":
            url = f"{name.rpartition('/')[2]}.{language}.csv"
            media = "application/csvm+json"
            return Page(path, media, lambda: csvw(exhibit(), url, self._setting))
        if suffix == "js" and self._scripted(name):
            form = self._setting.downloads["json"]
            return Page(path, JAVASCRIPT, lambda: script_of(_rendering(form, exhibit)()))
        for form in offered_downloads(self._setting.downloads, name):
            if form.suffix == f".{suffix}":
                return Page(path, form.media_type, _rendering(form, exhibit))
        return None

    def _scripted(self, name: str) -> bool:
        """Return whether a script sets apart the plans of a comparison: no page holds each pair."""
        top, _, rest = name.partition("/")
        known = top == "compare" and rest in self._compared.presets
        return (
            known and "json" in self._setting.downloads and self._compared.wide(self._atlas, rest)
        )

    def _exhibit(self, language: Language, name: str) -> Callable[[], Exhibit] | None:
        atlas, compared = self._atlas, self._compared
        sheet = Sheet(atlas, self._setting, f"{language}/{name}.html", language)
        top, _, rest = name.partition("/")
        if top == "compare" and rest in compared.presets:
            preset, version = compared.presets[rest], self._setting.version
            return lambda: exhibit_comparison(
                atlas.graph, preset, compared.whole(atlas, rest, language), language, version
            )
        if top == "list" and rest in lists.list_sizes(atlas):
            return lambda: lists.list_exhibit(sheet, rest)
        known = networks.read_network(atlas, rest) if top == "network" else None
        if known:
            return lambda: networks.network_exhibit(sheet, *known)
        one = questions.read_asked(self._queries, name)
        if one is None or not one.complete:
            return None
        return lambda: self._once(sheet.path, lambda: questions.exhibit_of(sheet, one))

    def _once(self, key: str, make: Callable[[], Exhibit]) -> Exhibit:
        """Return an answer, kept until another is wanted: its forms are written one by one."""
        if self._last is None or self._last[0] != key:
            self._last = (key, make())
        return self._last[1]


def _rendering(form: Download, exhibit: Callable[[], Exhibit]) -> Callable[[], bytes]:
    return lambda: form.render((exhibit(),))
