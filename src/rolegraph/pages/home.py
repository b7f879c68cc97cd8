"""The home page: what can be asked, what is here, how sure it is."""

from collections.abc import Mapping, Sequence

from rolegraph import iris
from rolegraph.comparison import Preset
from rolegraph.findings import Text
from rolegraph.pages.alternates import Alternate
from rolegraph.pages.asked import Pair, kinds_asked
from rolegraph.pages.atlas import PREFIXES
from rolegraph.pages.blocks import Cards, Cell, Grid, Leaf, Links, Ref, Section
from rolegraph.pages.page import File
from rolegraph.pages.sheet import Sheet
from rolegraph.pages.structured import dataset
from rolegraph.queries import Query

EDITIONS = """SELECT ?edition ?municipality WHERE {
  ?edition a rg:PlanEdition ; rg:issuer ?municipality } ORDER BY ?municipality ?edition"""
COUNTS = """SELECT ?edition ?class (COUNT(DISTINCT ?thing) AS ?n) WHERE {
  VALUES ?class { rg:ActorGroup rg:Duty rg:PromotionBody rg:SupportScheme rg:ManagementStep }
  ?thing a ?class ; rg:inEdition ?edition } GROUP BY ?edition ?class ORDER BY ?edition ?class"""
ELEMENTS = """SELECT ?edition (COUNT(DISTINCT ?thing) AS ?n) WHERE {
  ?thing rg:inEdition ?edition ; rg:reading ?reading . FILTER NOT EXISTS { ?thing a rg:Doubt }
  FILTER NOT EXISTS { ?thing a rg:Schedule } } GROUP BY ?edition ORDER BY ?edition"""
SHOWN = ("ActorGroup", "Duty", "PromotionBody", "SupportScheme", "ManagementStep")
LISTED = 60
GROUPS = (
    ("who-plays-role", "self-or-asked", "counterparts-without-duties"),
    ("status-by-policy", "leading-projects", "schedules", "schemes-used"),
    ("steering-cycle", "body-functions", "hub-lineage"),
    ("challenges-addressed", "planning-points-met", "modality-tie"),
)


def home_leaf(
    sheet: Sheet,
    queries: Mapping[str, Query],
    presets: Mapping[str, Preset],
    changes: tuple[Text, ...] = (),
    files: Sequence[File] = (),
) -> Leaf:
    """Return the home page."""
    return Leaf(
        sheet.word("home_title"),
        [
            Section("ask", sheet.word("home_ask"), _ways(sheet, queries, presets)),
            Section("asked-of", sheet.word("home_kinds"), [_kinds(sheet)]),
            Section("corpus", sheet.word("home_corpus"), [_corpus(sheet)]),
            Section("quality", sheet.word("home_quality"), [_quality(sheet)]),
            Section("latest", sheet.word("home_latest"), [_latest(sheet, changes)]),
        ],
        lead=[Ref(sheet.word("home_lead"))],
        structured=dataset(
            sheet,
            "rolegraph",
            sheet.word("home_lead"),
            files=[Alternate(f.path, f.media_type) for f in files if f.path.startswith("dumps/")],
        ),
        sparql=PREFIXES + COUNTS,
    )


def _ways(sheet: Sheet, queries: Mapping[str, Query], presets: Mapping[str, Preset]) -> list[Cards]:
    first = [
        sheet.link(pair.name, words, note)
        for pair, words, note in (_example(sheet),)
        if pair is not None
    ]
    comparisons = [
        sheet.link(
            f"compare/{name}",
            sheet.text(presets[name].title),
            sheet.text(queries[presets[name].question].question),
        )
        for name in ("duties", "activities", "roles", "bodies", "themes", "status", "challenges")
        if name in presets
    ]
    questions = [
        sheet.link(
            f"question/{name}", sheet.text(queries[name].question), sheet.text(queries[name].title)
        )
        for group in GROUPS
        for name in group
        if name in queries
    ]
    return [Cards([*first, *comparisons[:5]]), Cards(questions[:6])]


def _example(sheet: Sheet) -> tuple[Pair | None, str, str]:
    """Return a difference worth a first look: residents, two municipalities that ask of them."""
    asked = kinds_asked(sheet.atlas)
    kind = iris.concept("actor-kind", "resident")
    editions = asked.get(kind, [])
    issuer = {str(e): str(m) for e, m in sheet.atlas.kept(EDITIONS)}
    for one in reversed(editions):
        for other in editions:
            if issuer.get(one) != issuer.get(other):
                pair = Pair(kind, one, other)
                if issuer.get(one, "") > issuer.get(other, ""):
                    pair = Pair(kind, other, one)
                label = sheet.atlas.label(kind, sheet.language).text
                a, b = (sheet.ref(issuer[e]).text for e in (pair.one, pair.other))
                words = {
                    "ja": f"{a}が{label}に求め、{b}が求めていないことは何か。どこに書いてあるか。",
                    "en": f"What does {a} ask of {label}s that {b} does not, "
                    "and where is that written?",
                }
                return pair, words[sheet.language], sheet.word("home_between")
    return None, "", ""


def _kinds(sheet: Sheet) -> Links:
    asked = kinds_asked(sheet.atlas)
    sheet.atlas.learn(asked)
    ordered = sorted(asked, key=lambda kind: (-len(asked[kind]), kind))[:LISTED]
    return Links([sheet.ref(kind) for kind in ordered], True)


def _corpus(sheet: Sheet) -> Grid:
    counts = {(str(e), str(c)): int(str(n)) for e, c, n in sheet.atlas.kept(COUNTS)}
    elements = {str(e): int(str(n)) for e, n in sheet.atlas.kept(ELEMENTS)}
    editions = [(str(e), str(m)) for e, m in sheet.atlas.kept(EDITIONS)]
    listed = editions[:LISTED]
    sheet.atlas.learn(iri for pair in listed for iri in pair)
    rows = []
    for edition, municipality in listed:
        numbers = [counts.get((edition, iris.RG + name), 0) for name in SHOWN]
        numbers.insert(2, elements.get(edition, 0))
        cells = [Cell((Ref(str(n) if n else "–"),), number=True) for n in numbers]
        rows.append([Cell((sheet.ref(edition),)), Cell((sheet.ref(municipality),)), *cells])
    names = [sheet.ref(iris.RG + name).text for name in SHOWN]
    names.insert(2, sheet.ref(iris.term("PlanElement")).text)
    heads = [sheet.word("edition"), sheet.word("municipality"), *names]
    note = f"{len(listed)} / {len(editions)}" if len(listed) < len(editions) else ""
    return Grid(sheet.word("home_corpus"), heads, rows, note=note)


def _quality(sheet: Sheet) -> Cards:
    return Cards(
        [
            sheet.link("gaps", sheet.word("gaps"), sheet.word("gaps_lead")),
            sheet.link("agreement", sheet.word("agreement"), sheet.word("agreement_lead")),
            sheet.link("check", sheet.word("check"), sheet.word("check_lead")),
        ]
    )


def _latest(sheet: Sheet, changes: tuple[Text, ...]) -> Links:
    refs = [Ref(sheet.text(line)) for line in changes[:5]] or [Ref(sheet.word("no_changes"))]
    return Links([*refs, sheet.link("changes", sheet.word("changes"))])
