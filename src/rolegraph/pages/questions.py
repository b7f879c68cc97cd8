"""The page of a named question: what can be asked, the answer, its picture, its SPARQL."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product
from math import prod
from typing import NamedTuple

from rolegraph import iris
from rolegraph.comparison.exhibit import Exhibit, exhibit_answer
from rolegraph.errors import RolegraphError
from rolegraph.pages import sparql
from rolegraph.pages.alternates import Alternate, alternates, offered_downloads
from rolegraph.pages.answers import table_grid
from rolegraph.pages.atlas import Atlas
from rolegraph.pages.blocks import (
    Block,
    Choice,
    Figure,
    Form,
    Leaf,
    Links,
    Notice,
    Ref,
    Section,
)
from rolegraph.pages.pictures import Bar, bars
from rolegraph.pages.portions import PLANS, in_sight
from rolegraph.pages.sheet import Sheet
from rolegraph.pages.structured import dataset
from rolegraph.queries import Parameter, Query, among, answer
from rolegraph.tables import Table

COUNTERPARTS = "SELECT DISTINCT ?thing WHERE { ?duty rg:counterpart ?thing } ORDER BY ?thing"
IN_SCHEME = "SELECT ?concept ?scheme WHERE { ?concept skos:inScheme ?scheme } ORDER BY ?concept"
WITH_EVIDENCE = f"""SELECT ?class (COUNT(DISTINCT ?thing) AS ?n) WHERE {{
  ?thing rg:statedIn ?passage ; a ?class . FILTER(STRSTARTS(STR(?class), "{iris.RG}"))
}} GROUP BY ?class ORDER BY ?class"""
MANY = 2000
NAMESAKES = 3
"""How many things of one slug lend their labels to it."""
SHOWN = 400
CALLED = {"csv": "CSV", "xlsx": "Excel", "json": "JSON", "turtle": "Turtle"}
"""What readers call the forms of answers."""


class Asked(NamedTuple):
    """A question with the values given for its parameters, in the order of the parameters."""

    query: Query
    given: tuple[tuple[str, str], ...] = ()

    @property
    def path(self) -> str:
        """The name of the page, without language and suffix."""
        return "/".join((f"question/{self.query.name}", *(f"{k}/{v}" for k, v in self.given)))

    @property
    def complete(self) -> bool:
        """Whether all required parameters are given."""
        known = dict(self.given)
        return all(p.name in known for p in self.query.parameters if p.required)


def read_asked(queries: Mapping[str, Query], name: str) -> Asked | None:
    """Return the question and values that a page name holds, or None when it holds none."""
    parts = name.split("/")
    if len(parts) % 2 or parts[0] != "question" or parts[1] not in queries:
        return None
    query = queries[parts[1]]
    given = tuple(zip(parts[2::2], parts[3::2], strict=True))
    known = [p.name for p in query.parameters if p.names != "thing"]
    names = [key for key, _ in given]
    return Asked(query, given) if names == [k for k in known if k in names] else None


def options(atlas: Atlas, parameter: Parameter) -> Mapping[str, list[str]]:
    """Return the slugs that a parameter can take, in order, each with the IRIs of that slug."""
    return atlas.once(f"options {parameter.names}", lambda: _options(atlas, parameter.names))


def _options(atlas: Atlas, names: str) -> dict[str, list[str]]:
    kind, _, scheme = names.partition("/")
    things: list[str] = []
    if names == "edition":
        things = atlas.editions
    elif names == "slug":
        things = [str(row[0]) for row in atlas.rows(COUNTERPARTS)]
    elif kind == "concept":
        wanted = iris.scheme_iri(scheme)
        things = [str(concept) for concept, own in atlas.kept(IN_SCHEME) if own == wanted]
    found: dict[str, list[str]] = {}
    for iri in things:
        found.setdefault(iris.slug(iri), []).append(iri)
    return found


def offers(sheet: Sheet, parameter: Parameter) -> dict[str, str]:
    """Return the values that a parameter can take, each once, with the labels that it has."""
    atlas, things = sheet.atlas, options(sheet.atlas, parameter)
    atlas.learn(iri for own in things.values() for iri in own[:NAMESAKES])

    def labelled() -> dict[str, str]:
        return {slug: _labels(sheet, own) for slug, own in things.items()}

    return atlas.once(f"offers {parameter.names} {sheet.language}", labelled)


def _labels(sheet: Sheet, things: Sequence[str]) -> str:
    labels = (sheet.atlas.label(iri, sheet.language).text for iri in things[:NAMESAKES])
    return " / ".join(dict.fromkeys(labels))


def concepts_of(atlas: Atlas) -> dict[str, set[str]]:
    """Return the concepts of each scheme, both by their slugs."""
    found: dict[str, set[str]] = {}
    for concept, scheme in atlas.kept(IN_SCHEME):
        found.setdefault(iris.slug(str(scheme)), set()).add(iris.slug(str(concept)))
    return found


def every_asked(atlas: Atlas, query: Query) -> Iterator[Asked]:
    """Yield a question without values and with all values that its pickers offer."""
    yield Asked(query)
    picks: list[list[tuple[str, str] | None]] = []
    for parameter in query.parameters:
        if parameter.names != "thing":
            slugs = options(atlas, parameter)
            values: list[tuple[str, str] | None] = [(parameter.name, slug) for slug in slugs]
            picks.append(values if parameter.required else [None, *values])
    size = 1
    for values in picks:
        size *= len(values)
    if size > MANY:  # two pickers of a large corpus: each alone
        picks = [values if index == 0 else [None] for index, values in enumerate(picks)]
    for combination in product(*picks):
        given = tuple(pair for pair in combination if pair)
        if given:
            yield Asked(query, given)


def question_leaf(sheet: Sheet, asked: Asked) -> Leaf:
    """Return the page of a question."""
    query = asked.query
    sections = [Section("parameters", "", list(_form(sheet, asked)))]
    files: list[Alternate] = []
    if asked.complete and not _needs_thing(query):
        sections += _answer_sections(sheet, asked)
        files = alternates(asked.path, sheet.language, sheet.setting.downloads)
    else:
        sections[0].blocks.append(  # type: ignore[attr-defined]
            Notice(sheet.word("parameters"), [Ref(sheet.word("needs"))], "plain")
        )
        sections += _ways(sheet, asked)
    behind = sparql.block(sheet, sparql_of(sheet, asked))
    sections.append(Section("sparql", sheet.word("the_sparql"), [behind]))
    title = sheet.text(query.title)
    if asked.given:
        values = (f"{_label_of(sheet, query, key, value)}" for key, value in asked.given)
        title = f"{title}: {' / '.join(values)}"
    trail = [
        sheet.link("index", sheet.word("menu_index")),
        sheet.link("questions", sheet.word("questions")),
    ]
    if asked.given:
        trail.append(sheet.link(f"question/{query.name}", sheet.text(query.title)))
    return Leaf(
        title,
        sections,
        lead=[Ref(sheet.text(query.question))],
        trail=trail,
        wide=True,
        structured=dataset(sheet, title, sheet.text(query.question), asked.path, files),
    )


def sparql_of(sheet: Sheet, asked: Asked) -> str:
    """Return the SPARQL of a question; where it needs a word to look for, the first on offer."""
    given = dict(asked.given)
    for parameter in asked.query.parameters:
        if parameter.required and parameter.names == "slug" and parameter.name not in given:
            given[parameter.name] = next(iter(offers(sheet, parameter)), "")
    return sparql.whole(sheet, asked.query, given)


def _needs_thing(query: Query) -> bool:
    return any(p.names == "thing" and p.required for p in query.parameters)


def _form(sheet: Sheet, asked: Asked) -> Iterable[Block]:
    given, choices = dict(asked.given), []
    name = f"question/{asked.query.name}"
    narrowed = False
    for parameter in asked.query.parameters:
        offered = offers(sheet, parameter)
        if asked.given and len(offered) > SHOWN:  # all of them are on the page without values
            narrowed = True
            chosen = given.get(parameter.name, "")
            offered = {chosen: offered[chosen]} if chosen in offered else {}
        if offered:
            help_ = sheet.text(parameter.help)
            label = help_.split("の識別子")[0].split(";")[0].removeprefix("slug of ")
            chosen = given.get(parameter.name, "")
            pairs = list(offered.items())
            choices.append(Choice(parameter.name, label, pairs, chosen, parameter.required))
    if choices:
        ways = _other_values(sheet, asked, choices)
        yield Form(sheet.here(name), choices, sheet.word("show"), name, ways=ways)
    if narrowed:
        yield Links([sheet.link(name, sheet.word("all_answers"))])


def _other_values(sheet: Sheet, asked: Asked, choices: Sequence[Choice]) -> list[Ref]:
    """Return links to the answers with one value changed, where these are few."""
    order = [p.name for p in asked.query.parameters]
    if prod(len(choice.options) + 1 for choice in choices) > MANY:
        return []
    refs = []
    for choice in choices:
        for value, label in choice.options:
            given = {**dict(asked.given), choice.name: value}
            one = Asked(asked.query, tuple((k, given[k]) for k in order if k in given))
            if one.complete and one != asked:
                refs.append(sheet.link(one.path, label))
    return refs


def _ways(sheet: Sheet, asked: Asked) -> list[Section]:
    required = next((p for p in asked.query.parameters if p.required), None)
    if required is None:
        return []
    if required.names == "thing":
        return [_things(sheet)]
    base = f"question/{asked.query.name}/{required.name}"
    refs = [sheet.link(f"{base}/{s}", label) for s, label in offers(sheet, required).items()]
    return [Section("ways", sheet.word("all_answers"), [Links(refs, True)])] if refs else []


def _things(sheet: Sheet) -> Section:
    """Return the lists of all things with evidence: the page of each shows its passages."""
    classes = {str(c): int(str(n)) for c, n in sheet.atlas.kept(WITH_EVIDENCE)}
    sheet.atlas.learn(classes)
    refs = [
        sheet.link(f"list/{iris.slug(c)}", sheet.ref(c).text, str(n))
        for c, n in sorted(classes.items(), key=lambda pair: (-pair[1], pair[0]))
    ]
    return Section("ways", sheet.word("evidence_ways"), [Links(refs)])


def _answer_sections(sheet: Sheet, asked: Asked) -> list[Section]:
    query, total = asked.query, len(sheet.atlas.editions)
    free = any(p.names == "edition" and p.name not in dict(asked.given) for p in query.parameters)
    cities = not query.parameters and any(c.name == "municipality" for c in query.columns)
    narrowed = (free or cities) and total > PLANS
    if narrowed and cities:
        query = among(query, "municipality", sheet.atlas.some_of_class("Municipality", 0, PLANS))
    elif narrowed:
        query = in_sight(sheet.atlas, {query.name: query}, [query.name])[query.name]
    table = answer(sheet.atlas.graph, query, sheet.language, **dict(asked.given))
    shown = table._replace(rows=table.rows[:SHOWN])
    note = sheet.word("answer_n", n=len(table.rows))
    grid = table_grid(sheet, query, shown, (), sheet.text(query.title))._replace(note=note)
    blocks: list[Block] = [grid]
    if len(table.rows) > SHOWN:
        said = sheet.word("part", a=1, b=SHOWN)
        blocks.insert(0, Notice(sheet.word("answer"), [Ref(said)], "plain"))
    if narrowed:
        number = sheet.atlas.classes[iris.term("Municipality")] if cities else total
        said = sheet.word("some_cities" if cities else "some_plans", a=PLANS, n=number)
        blocks.insert(0, Notice(sheet.word("answer"), [Ref(said)], "plain"))
    sections = [Section("answer", sheet.word("answer"), blocks)]
    svg = _picture(sheet, query, shown)
    if svg:
        figure = Figure(svg, sheet.text(query.title))
        sections.append(Section("picture", sheet.word("picture"), [figure]))
    sections.append(Section("take-away", sheet.word("take_away"), [downloads(sheet, asked.path)]))
    return sections


def downloads(sheet: Sheet, path: str) -> Links:
    """Return links to all forms of an answer."""
    refs = [
        Ref(CALLED[d.name], sheet.to(f"data/{path}.{sheet.language}{d.suffix}"), note=d.suffix)
        for d in offered_downloads(sheet.setting.downloads, path)
    ]
    refs.append(Ref("CSVW", sheet.to(f"data/{path}.{sheet.language}.csv-metadata.json")))
    return Links(refs, True)


def _picture(sheet: Sheet, query: Query, table: Table) -> str:
    counts = [
        index
        for index, name in enumerate(table.columns)
        if table.rows
        and all(type(row[index]) in (int, float) for row in table.rows)
        and name not in ("ordinal", "established", "start_fy", "end_fy", "round", "number")
    ]
    if not counts or len(table.rows) > 40:
        return ""
    index = counts[0]
    labelled = [
        i
        for i, column in enumerate(query.columns)
        if column.labelled and len({row[i] for row in table.rows}) > 1
    ]
    rows = []
    for row in table.rows:
        words = [sheet.ref(str(row[i])).text for i in labelled if row[i] is not None]
        group, label = (words[0], words[1:]) if len(words) > 1 else ("", words)
        rows.append(Bar(group, " · ".join(label), float(str(row[index]))))
    return bars(rows, sheet.text(query.title))


def _label_of(sheet: Sheet, query: Query, key: str, value: str) -> str:
    parameter = next(p for p in query.parameters if p.name == key)
    offered = offers(sheet, parameter)
    if value not in offered:
        raise RolegraphError(f"no {key} named '{value}'")
    return offered[value]


def exhibit_of(sheet: Sheet, asked: Asked) -> Exhibit:
    """Return the answer for taking away."""
    given = dict(asked.given)
    version = sheet.setting.version
    return exhibit_answer(sheet.atlas.graph, asked.query, sheet.language, version, **given)
