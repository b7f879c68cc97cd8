"""Pages that lead and explain: lists, gaps, agreement, network, vocabulary, about."""

from collections.abc import Mapping, Sequence

from rolegraph import iris
from rolegraph.findings import Finding, Text
from rolegraph.pages.answers import text_cells
from rolegraph.pages.atlas import GRAPHS
from rolegraph.pages.blocks import (
    Block,
    Cards,
    Cell,
    Code,
    Facts,
    Grid,
    Leaf,
    Links,
    Notice,
    Prose,
    Ref,
    Section,
    Special,
)
from rolegraph.pages.citing import citation_sections
from rolegraph.pages.concepts import coverage_of, doubts_grid
from rolegraph.pages.page import File, other_language
from rolegraph.pages.portions import in_sight, pager
from rolegraph.pages.prose import PROSE, QUESTION_GROUPS
from rolegraph.pages.questions import Asked, sparql_of
from rolegraph.pages.sheet import Sheet
from rolegraph.pages.things import graph_title, twin_links
from rolegraph.queries import Query
from rolegraph.store.syntax import COMMON

OTHERS = Text("そのほかの質問", "Other questions")
SCHEMES = "SELECT ?scheme WHERE { ?scheme a skos:ConceptScheme } ORDER BY ?scheme"
TERMS = f"""SELECT DISTINCT ?term ?type WHERE {{
  GRAPH <{iris.graph("vocabulary")}> {{ ?term a ?type }}
  FILTER(STRSTARTS(STR(?term), "https://w3id.org/rolegraph/ns#")) }} ORDER BY ?term ?type"""
PROPERTIES = f"""SELECT ?term ?property ?value (LANG(?value) AS ?language) WHERE {{
  GRAPH <{iris.graph("vocabulary")}> {{ ?term ?property ?value }} FILTER(STRSTARTS(STR(?term), "https://w3id.org/rolegraph/ns#"))
}} ORDER BY ?term ?property ?value"""


def home_trail(sheet: Sheet) -> list[Ref]:
    """Return the trail of a page right under the home page."""
    return [sheet.link("index", sheet.word("menu_index"))]


def questions_leaf(sheet: Sheet, queries: Mapping[str, Query]) -> Leaf:
    """Return the list of all questions, grouped by what they are about."""
    grouped = {name for _, names in QUESTION_GROUPS for name in names}
    rest = tuple(name for name in queries if name not in grouped)
    sections = []
    for number, (heading, names) in enumerate([*QUESTION_GROUPS, (OTHERS, rest)], 1):
        cards = [
            sheet.link(
                f"question/{name}",
                sheet.text(queries[name].question),
                sheet.text(queries[name].title),
            )
            for name in names
            if name in queries
        ]
        if cards:
            sections.append(Section(f"g{number}", sheet.text(heading), [Cards(cards)]))
    return Leaf(
        sheet.word("questions"),
        sections,
        lead=[Ref(sheet.word("questions_lead"))],
        trail=home_trail(sheet),
    )


def browse_leaf(sheet: Sheet) -> Leaf:
    """Return everything that is here, by kind, with numbers."""
    classes = sheet.atlas.classes
    sheet.atlas.learn(classes)
    rows = [
        [
            Cell((sheet.link(f"list/{iris.slug(c)}", sheet.ref(c).text),)),
            Cell((Ref(str(classes[c])),), number=True),
        ]
        for c in sorted(classes, key=lambda c: (-classes[c], c))
    ]
    schemes = [str(row[0]) for row in sheet.atlas.rows(SCHEMES)]
    front = [
        *(sheet.link(f"list/{name}", sheet.word(key)) for name, key in _FRONT),
        *(sheet.link(name, sheet.word(name)) for name in ("network", "gaps", "agreement")),
    ]
    memos = sheet.refs(sheet.atlas.of_class("Memo"))
    heads = [sheet.word("kind"), sheet.word("number")]
    return Leaf(
        sheet.word("browse"),
        [
            Section("front", "", [Cards([*front, *memos])]),
            Section("schemes", sheet.word("schemes"), [Links(sheet.refs(schemes), True)]),
            Section("kinds", sheet.word("by_kind"), [Grid(sheet.word("by_kind"), heads, rows)]),
        ],
        lead=[Ref(sheet.word("browse_lead"))],
        trail=home_trail(sheet),
    )


_FRONT = (
    ("municipality", "municipalities"),
    ("plan-edition", "editions"),
    ("source-document", "sources"),
)


def gaps_leaf(sheet: Sheet, queries: Mapping[str, Query], first: int = 0) -> Leaf:
    """Return what was not coded and what could not be read."""
    shown = in_sight(sheet.atlas, queries, ("coverage", "doubtful-facts"), first)
    found = (
        ("not-complete", "not_complete", coverage_of(sheet, shown)),
        ("doubts", "doubts", doubts_grid(sheet, shown)),
    )
    sections = [
        Section(id_, sheet.word(key), [grid]) for id_, key, grid in found if grid is not None
    ]
    turn = pager(sheet, "gaps", len(sheet.atlas.editions), first)
    return Leaf(
        sheet.word("gaps"),
        [*([Section("portions", "", turn)] if turn else []), *sections],
        lead=[Ref(sheet.word("gaps_lead"))],
        trail=home_trail(sheet),
        sparql=_sparql(sheet, queries, "doubtful-facts"),
        wide=True,
    )


def _sparql(sheet: Sheet, queries: Mapping[str, Query], name: str) -> str:
    return sparql_of(sheet, Asked(queries[name])) if name in queries else ""


def vocabulary_leaf(sheet: Sheet) -> Leaf:
    """Return the reference of all classes and properties, each with definition and example."""
    said: dict[str, dict[str, list[tuple[str, str]]]] = {}
    for term, property_, value, language in sheet.atlas.rows(PROPERTIES):
        own = said.setdefault(str(term), {}).setdefault(str(property_), [])
        own.append((str(value), str(language or "")))
    kinds: dict[str, set[str]] = {}
    for term, type_ in sheet.atlas.rows(TERMS):
        kinds.setdefault(str(term), set()).add(str(type_).rpartition("#")[2])
    sheet.atlas.learn(said)
    sections = []
    for key, wanted in (("classes", True), ("properties", False)):
        terms = [t for t in said if ("Class" in kinds.get(t, ())) is wanted]
        heads = [sheet.word(k) for k in ("thing", "definition", "example")]
        rows = [[_term_head(sheet, t, said[t]), *_term_words(sheet, said[t])] for t in terms]
        ids = [t.partition("#")[2] for t in terms]
        grid = Grid(sheet.word(key), heads, rows, ids=ids, note=str(len(terms)))
        sections.append(Section(key, sheet.word(key), [grid]))
    return Leaf(
        sheet.word("ns"),
        sections,
        lead=[Ref(sheet.word("ontology_lead"))],
        trail=home_trail(sheet),
        iri=iris.RG.rstrip("#"),
        twins=twin_links(sheet, "ns"),
        wide=True,
    )


def _term_head(sheet: Sheet, term: str, said: Mapping[str, list[tuple[str, str]]]) -> Cell:
    refs = [sheet.ref(term), Ref(f"rg:{term.partition('#')[2]}")]
    for property_, key in (("domain", "domain"), ("range", "range")):
        for value, _ in said.get(iris.RDFS + property_, ()):
            if value.startswith(iris.RG):
                refs.append(sheet.ref(value, note=sheet.word(key)))
    return Cell(tuple(refs))


def _term_words(sheet: Sheet, said: Mapping[str, list[tuple[str, str]]]) -> list[Cell]:
    cells = []
    for name in ("definition", "example"):
        words = [
            text for text, tongue in said.get(iris.SKOS + name, ()) if tongue == sheet.language
        ]
        cells.append(Cell(tuple(Ref(text) for text in words)))
    return cells


def prose_leaf(sheet: Sheet, name: str) -> Leaf:
    """Return one of the pages that explain: about, method, rights, how to cite."""
    sections = []
    for number, (heading, paragraphs) in enumerate(PROSE[name]):
        blocks: list[Block] = []
        for words in paragraphs:
            text = words.in_language(sheet.language)
            if text.startswith("$ "):
                blocks.append(Code(text.removeprefix("$ "), sheet.text(heading), language="sh"))
            else:
                blocks.append(Prose([[Ref(text)]]))
        sections.append(Section(f"s{number + 1}", sheet.text(heading), blocks))
    if name == "about":
        sections[1:1] = [_ways_in(sheet), _glossary(sheet)]
    if name == "cite" and sheet.setting.version:
        fact = (Ref(sheet.word("version")), [Ref(sheet.setting.version)])
        sections.append(Section("version", "", [Facts([fact])]))
    if name == "cite":
        sections = [*citation_sections(sheet), *sections]
    return Leaf(sheet.word(name), sections, trail=home_trail(sheet))


KEY_CLASSES = ("PlanEdition", "ActorGroup", "ActorKind", "Duty", "Role", "Passage", "Doubt")
DEFINITIONS = """SELECT ?thing ?words (LANG(?words) AS ?language) WHERE {
  ?thing skos:definition ?words } ORDER BY ?thing ?words"""


def _ways_in(sheet: Sheet) -> Section:
    """Return the three ways into the data, each with what it is for."""
    names = ("comparisons", "questions", "browse")
    ways = [sheet.link(name, sheet.word(name), sheet.word(f"{name}_lead")) for name in names]
    return Section("ways", "", [Cards(ways)])


def _glossary(sheet: Sheet) -> Section:
    """Return the words that every page uses, as the vocabulary defines them."""
    rows = []
    for class_ in map(iris.term, KEY_CLASSES):
        found = sheet.atlas.rows(DEFINITIONS, thing=class_)
        said = [Ref(str(words)) for _, words, tongue in found if tongue == sheet.language]
        rows.append((sheet.ref(class_), said))
    return Section("words", sheet.word("about_words"), [Facts(rows)])


def query_leaf(sheet: Sheet, queries: Mapping[str, Query], asked: str = "") -> Leaf:
    """Return the query page: an editor with what is asked, examples, a place for the result."""
    examples = [(sheet.text(q.title), sparql_of(sheet, Asked(q))) for q in queries.values()]
    values: dict[str, object] = {
        "examples": examples,
        "first": asked or FIRST_QUERY,
        "prefixes": COMMON,
    }
    return Leaf(
        sheet.word("query"),
        [Section("ask", "", [Special("query.html", values)])],
        lead=[Ref(sheet.word("query_lead"))],
        trail=home_trail(sheet),
        scripts=("editor",),
        engine=not sheet.setting.live,
        wide=True,
    )


FIRST_QUERY = """PREFIX rg: <https://w3id.org/rolegraph/ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?edition ?actor ?gloss
WHERE {
  ?duty a rg:Duty ;
    rg:inEdition ?edition ;
    rg:bearer/rdfs:label ?actor ;
    rg:gloss ?gloss .
  FILTER(LANG(?actor) = LANG(?gloss))
}
ORDER BY ?edition ?actor
LIMIT 20"""


def check_leaf(sheet: Sheet) -> Leaf:
    """Return the page on which a file can be checked."""
    return Leaf(
        sheet.word("check"),
        [Section("check", "", [Special("check.html", {})])],
        lead=[Ref(sheet.word("check_lead"))],
        trail=home_trail(sheet),
    )


def checked_leaf(sheet: Sheet, name: str, findings: Sequence[Finding]) -> Leaf:
    """Return the check page with what was found in a file.

    Nothing is stored, so that no second page can say it in the other language: this one does.
    """
    other = other_language(sheet.language)
    also = Sheet(sheet.atlas, sheet.setting, sheet.path, other)
    leaf = check_leaf(sheet)
    told = [_findings(sheet, name, findings), *leaf.sections]
    translated = _findings(also, name, findings)._replace(id="translated", language=other)
    return leaf._replace(sections=[*told, translated], wide=True, switch="#translated")


def _findings(sheet: Sheet, name: str, findings: Sequence[Finding]) -> Section:
    heads = [sheet.word(key) for key in ("place", "severity", "rule", "message")]
    rows = [
        [
            *text_cells([str(f.place), sheet.said("severity", f.severity.value)]),
            Cell((_rule(sheet, f.rule),)),
            *text_cells([sheet.text(f.message)]),
        ]
        for f in findings
    ]
    said = sheet.word("check_found", n=len(findings)) if findings else sheet.word("check_fine")
    blocks: list[Block] = [Notice(name, [Ref(said)], "doubt" if findings else "stated")]
    if rows:
        blocks.append(Grid(said, heads, rows))
    return Section("findings", sheet.word("check_title"), blocks)


def _rule(sheet: Sheet, name: str) -> Ref:
    """Return the name of a rule, leading to what the rule says; what reading finds has no rule."""
    known = any(str(t.subject) == f"<{iris.SHAPES}{name}>" for t in sheet.atlas.rules)
    return Ref(name, f"{sheet.here('shapes')}#{name}" if known else "")


def missing_leaf(sheet: Sheet) -> Leaf:
    """Return what to show at an address without a page."""
    names = ("index", "search", "browse", "comparisons", "questions")
    links = [sheet.link(n, sheet.word("menu_index" if n == "index" else n)) for n in names]
    return Leaf(sheet.word("not_found_404"), [Section("on", "", [Links(links)])])


def unknown_leaf(sheet: Sheet, name: str) -> Leaf:
    """Return what to show at an identifier that nothing has."""
    other = other_language(sheet.language)
    lead = [Ref(sheet.word("unknown_identifier", iri=iris.BASE + name))]
    return missing_leaf(sheet)._replace(
        lead=lead, switch=sheet.to(f"{other}/{name.strip('/')}.html")
    )


def search_leaf(sheet: Sheet, asked: str = "", hits: tuple[Ref, ...] = ()) -> Leaf:
    """Return the search page, with results when something was asked."""
    blocks: list[Block] = []
    if asked and hits:
        blocks.append(Links(hits))
    elif asked:
        blocks.append(Prose([[Ref(sheet.word("search_none"))]]))
    elif not sheet.setting.live:
        said = Ref(sheet.word("search_static"))
        blocks.append(Notice(sheet.word("search"), [said], "plain"))
    blocks.append(Special("results.html", {}))
    links = [
        sheet.link("browse", sheet.word("browse")),
        sheet.link("questions", sheet.word("questions")),
    ]
    title = sheet.word("search_results", q=asked) if asked else sheet.word("search_title")
    return Leaf(
        title,
        [Section("results", "", [*blocks, Links(links)])],
        lead=[Ref(sheet.word("search_lead"))],
        trail=home_trail(sheet),
    )


def data_leaf(sheet: Sheet, files: Sequence[File]) -> Leaf:
    """Return everything that can be taken away as files."""
    listed = [(file.path, file.words) for file in files if file.words]
    if listed and not sheet.setting.live:
        listed.append(("SHA256SUMS", Text("全ファイルのチェックサム", "checksums of all files")))
    rows = [
        [Cell((Ref(path, sheet.to(path)),)), Cell((Ref(sheet.text(words)),))]
        for path, words in listed
    ]
    sheet.atlas.learn(sheet.atlas.graphs)
    graphs = [
        [
            Cell((sheet.ref(iri)._replace(text=graph_title(sheet, iri)),)),
            Cell((Ref(iri.removeprefix(iris.BASE)),)),
            Cell((Ref(str(n)),), number=True),
        ]
        for iri, n in sheet.atlas.graphs.items()
    ]
    heads = [sheet.word("file"), sheet.word("content")]
    named = [sheet.word(key) for key in ("graph", "identifier", "statements")]
    sections = [Section("graphs", sheet.word("graph"), [Grid(sheet.word("graph"), named, graphs)])]
    if rows:
        sections.insert(
            0, Section("files", sheet.word("file"), [Grid(sheet.word("data"), heads, rows)])
        )
    lead = [Ref(sheet.word("data_lead"))]
    return Leaf(sheet.word("data"), sections, lead, trail=home_trail(sheet), sparql=GRAPHS)
