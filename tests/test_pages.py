"""The list of pages: complete, without repetition, every page renders, every link arrives."""

import json
import re
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest
from pyoxigraph import NamedNode, RdfFormat, parse
from rdflib import Graph
from rdflib.compare import isomorphic

from rolegraph import iris
from rolegraph.building import build
from rolegraph.comparison import Show, only
from rolegraph.graph import read_vocabulary
from rolegraph.pages import LANGUAGES, TWINS, Catalogue, iri_of, name_of
from rolegraph.pages.addresses import relative
from rolegraph.pages.behind import Behind
from rolegraph.pages.portions import PLANS
from rolegraph.pages.questions import Asked, every_asked, sparql_of
from rolegraph.pages.rules import settled
from rolegraph.pages.searching import OKURIGANA, entry, find, fold
from rolegraph.queries import answer, gathered

RESIDENT = "scheme/actor-kind/resident"
FORMS = {"ttl": "turtle", "jsonld": "json-ld", "nt": "nt", "rdf": "xml"}
OWN = {
    "ttl": RdfFormat.TURTLE,
    "jsonld": RdfFormat.JSON_LD,
    "nt": RdfFormat.N_TRIPLES,
    "rdf": RdfFormat.RDF_XML,
}


class Links(HTMLParser):
    """The targets and the marks of one page."""

    def __init__(self, text):
        super().__init__()
        self.targets, self.marks, self.languages = [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        known = dict(attrs)
        if "id" in known:
            self.marks.append(known["id"])
        if "lang" in known:
            self.languages.append(known["lang"])
        for key in ("href", "src", "action"):
            if known.get(key):
                self.targets.append(known[key])


def html_files(site):
    return sorted(site.glob("*/**/*.html"))


def test_every_subject_of_ours_has_a_page_in_both_languages_and_five_twins(built, catalogue):
    paths = {page.path for page in catalogue}
    subjects = {q.subject.value for q in built.graph.quads if isinstance(q.subject, NamedNode)}
    wanted = {name_of(iri) for iri in subjects} - {""}
    assert wanted, "the corpus has no subjects of ours"
    lacking = [
        path
        for name in wanted
        for path in (
            *(f"{language}/{name}.html" for language in LANGUAGES),
            *(f"data/{name}.{suffix}" for suffix in TWINS),
        )
        if path not in paths
    ]
    assert not lacking, f"these have no page: {lacking[:5]}"


def test_our_own_words_in_place_of_a_lost_title_are_marked_as_ours_but_not_in_the_data(
    workspace, queries, presets
):
    plan = workspace.data / "plans/99002-policy.yaml"
    lost = "    doubts: {title: {reading: lost"
    gloss = "    gloss: {ja: 空き店舗を使う, en: use empty shops}\n"
    plan.write_text(plan.read_text("utf-8").replace(lost, gloss + lost, 1), "utf-8")
    site = Catalogue(build(workspace).store, queries, presets)
    element = "id/edition/99002-policy/element/i-3"
    for language, marked in (
        ("ja", "(題名不明・要旨)空き店舗を使う"),
        ("en", "(title lost; our summary) use empty shops"),
    ):
        for name in (element, "id/edition/99002-policy"):
            assert marked in site.page(f"{language}/{name}.html").render().decode(), name
    for suffix in TWINS:
        told = site.page(f"data/{element}.{suffix}").render().decode()
        assert "our summary" not in told, "the data call a gloss a gloss already"


def test_no_two_pages_share_an_address(catalogue):
    paths = [page.path for page in catalogue]
    assert len(paths) == len(set(paths))


def test_every_page_of_the_list_is_found_under_its_address(catalogue):
    lost = [page.path for page in catalogue if catalogue.page(page.path) is None]
    assert not lost, f"make Catalogue.page find {lost[:5]}"


@pytest.mark.parametrize(
    "path",
    ["ja/nope.html", "data/nope.ttl", "en/question/nope.html", "ja/../secret", "assets/../x.js",
     "ja/compare/duties/row/nope.html", "en/list/duty/99.html", "ja/asked/resident/a/b.html"],
)  # fmt: skip
def test_an_address_that_nobody_made_has_no_page(catalogue, path):
    assert catalogue.page(path) is None


def test_every_link_within_the_published_site_arrives(site):
    marks, broken = {}, []
    pages = {path: Links(path.read_text("utf-8")) for path in html_files(site)}
    for path, page in pages.items():
        marks[path.resolve()] = set(page.marks)
    for path, page in pages.items():
        for target in page.targets:
            if re.match(r"https?:|#", target):
                if target.startswith("#") and unquote(target[1:]) not in page.marks:
                    broken.append((path.relative_to(site), target))
                continue
            place, _, mark = target.partition("#")
            place = place.partition("?")[0]
            found = (path.parent / unquote(place)).resolve() if place else path.resolve()
            if place.endswith("sparql"):
                continue  # the endpoint of a live server; a static page answers in the browser
            known = marks.get(found, {unquote(mark)})
            if not found.is_file() or (mark and unquote(mark) not in known):
                broken.append((path.relative_to(site), target))
    assert not broken, f"{len(broken)} links lead nowhere: {broken[:5]}"


def test_no_page_loads_anything_from_outside(site):
    for path in html_files(site):
        text = path.read_text("utf-8")
        loaded = re.findall(r'<(?:script|img|iframe|source)[^>]*src="(https?:[^"]*)"', text)
        linked = r'<link rel="(?:stylesheet|icon|preload)"[^>]*href="(https?:[^"]*)"'
        loaded += re.findall(linked, text)
        assert not loaded, f"{path} loads {loaded}"


def test_no_id_is_given_twice_on_a_page(site):
    for path in html_files(site):
        marks = Links(path.read_text("utf-8")).marks
        twice = {mark for mark in marks if marks.count(mark) > 1}
        assert not twice, f"{path.relative_to(site)}: {twice}"


def test_every_page_names_its_language_and_leads_to_the_same_place_in_the_other(site):
    for path in html_files(site):
        text = path.read_text("utf-8")
        language = path.relative_to(site).parts[0]
        other = "en" if language == "ja" else "ja"
        assert f'<html lang="{language}">' in text
        place = path.relative_to(site / language)
        assert (site / other / place).is_file(), f"{place} is missing in {other}"


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # rdflib's own JSON-LD
def test_every_twin_says_what_the_store_says_under_both_engines(catalogue):
    for name in list(catalogue.atlas.names)[::7]:
        if name in ("ns", "shapes") or iri_of(name) in catalogue.atlas.graphs:
            continue
        stated = {str(triple) for triple in catalogue.atlas.about(iri_of(name))}
        expected = Graph().parse(data=" .\n".join([*stated, ""]), format="nt")
        for suffix in FORMS:
            body = catalogue.page(f"data/{name}.{suffix}").render()
            triples = {str(q.triple) for q in parse(body, format=OWN[suffix])}
            assert triples == stated, f"{name}.{suffix} differs under pyoxigraph"
            read = Graph().parse(data=body, format=FORMS[suffix])
            assert isomorphic(read, expected), f"{name}.{suffix} differs under rdflib"


def test_the_twin_of_a_named_graph_holds_the_whole_graph(built, catalogue):
    graph = iris.graph("edition", "99001-plan")
    stated = {str(q.triple) for q in built.graph.quads if q.graph_name == NamedNode(graph)}
    body = catalogue.page(f"data/{name_of(graph)}.ttl").render()
    assert {str(q.triple) for q in parse(body, format=RdfFormat.TURTLE)} == stated


def test_a_way_from_one_page_to_another_never_leaves_the_site():
    assert relative("ja/index.html", "ja/id/edition/a/duty/b.html") == "../../../../index.html"
    assert relative("assets/site.css", "ja/index.html") == "../assets/site.css"


def test_search_folds_width_long_vowels_and_okurigana_but_keeps_voiced_marks(catalogue):
    assert fold("サーバー") == fold("サーバ") == fold("サーバ")
    assert fold("取り組み") == fold("取組み") == fold("取組")
    assert fold("はす") != fold("ばす")
    index = catalogue.index("ja")
    label = catalogue.atlas.label(iri_of(RESIDENT), "ja").text
    assert any(entry.path == f"ja/{RESIDENT}.html" for entry in find(index, label))


def test_a_newcomer_gets_from_home_to_the_passage_in_at_most_four_clicks(site):
    """Home, what one city asks of residents and the other does not, the passage that says so."""
    seen, ring = set(), {site / "ja" / "index.html"}
    for _ in range(4):
        seen |= ring
        nearer = {
            (path.parent / unquote(target.partition("#")[0])).resolve()
            for path in ring
            for target in Links(path.read_text("utf-8")).targets
            if target.partition("#")[0].endswith(".html") and not target.startswith("http")
        }
        if any("/asked/resident/" in path.as_posix() for path in ring) and any(
            "/id/passage/" in path.as_posix() for path in nearer
        ):
            return
        ring = {p for p in nearer if "/asked/resident/" in p.as_posix()} or nearer - seen
    pytest.fail("no way from home over /asked/resident/ to a passage in four clicks")


def test_the_sparql_beside_an_answer_gives_its_rows_with_nothing_added(catalogue, built):
    differing = []
    for language in LANGUAGES:
        sheet = catalogue._sheet(language, "x")
        for query in catalogue.queries.values():
            for asked in every_asked(catalogue.atlas, query):
                if not asked.complete or any(p.names == "thing" for p in query.parameters):
                    continue
                table = built.store.select(sparql_of(sheet, asked))
                picked = [table.columns.index(column.name) for column in query.columns]
                rows = [tuple(row[index] for index in picked) for row in table.rows]
                merged = [[c.name for c in query.columns].index(name) for name in query.gather]
                wanted = answer(built.store, query, language, **dict(asked.given)).rows
                if tuple(gathered(rows, merged)) != tuple(wanted):
                    differing.append((language, asked.path))
    assert not differing, f"bind every parameter and the language: {differing[:5]}"


def test_every_example_of_the_query_page_has_an_answer(catalogue, built):
    sheet = catalogue._sheet("ja", "x")
    wordless = [
        name
        for name, query in catalogue.queries.items()
        if not built.store.select(sparql_of(sheet, Asked(query))).rows
        and any(p.required for p in query.parameters)
    ]
    assert not wordless, f"a first look at these finds nothing: {wordless}"


def test_search_puts_a_name_before_what_only_mentions_it(catalogue):
    for language in LANGUAGES:
        index = catalogue.index(language)
        label = catalogue.atlas.label(iri_of(RESIDENT), language).text
        found = [entry.label for entry in find(index, label)]
        assert found[0] == label, f"'{label}' comes behind '{found[0]}'"


def test_search_finds_questions_and_comparisons_by_their_titles(catalogue, queries, presets):
    for title, path in (
        (queries["bodies"].title, "question/bodies"),
        (presets["duties"].title, "compare/duties"),
    ):
        found = find(catalogue.index("ja"), title.ja)
        assert f"ja/{path}.html" in [entry.path for entry in found]


def test_kinds_and_properties_are_words_and_not_addresses(site, catalogue):
    addresses = [
        (path.relative_to(site), found)
        for path in html_files(site)
        for found in re.findall(
            r'<p class="above">\s*(https?:[^<]*)|<dt>(?:<a[^>]*>)?(https?:[^<]*)',
            path.read_text("utf-8"),
        )
    ]
    assert not addresses, f"give these words in pages/words.py: {addresses[:5]}"
    kinds = {entry.kind for language in LANGUAGES for entry in catalogue.index(language)}
    assert not [kind for kind in kinds if ":" in kind]


def test_only_data_of_ours_are_put_under_our_licence(site):
    for path in html_files(site):
        found = re.search(r"ld\+json\">(.*?)</script>", path.read_text("utf-8"))
        said = json.loads(found[1]) if found else {}
        ours = said.get("@type") in ("Dataset", "DefinedTerm", "DefinedTermSet")
        assert ours or "license" not in said, f"{path} licenses a {said['@type']} of others"


def test_a_comparison_can_be_narrowed_to_rows_and_columns_without_script(catalogue, site):
    for name in catalogue.compared.presets:
        found = catalogue.compared.portion(catalogue.atlas, name, "ja", 0)
        text = (site / "ja" / "compare" / f"{name}.html").read_text("utf-8")
        rows = [kinds.split() for kinds in re.findall(r'<tr data-kinds="([^"]*)"', text)]
        assert len(rows) == len(found.rows), f"{name}: each row says of which kinds it is"
        for show in set(Show) - {Show.ALL}:
            said = [row for row, kinds in zip(found.rows, rows, strict=True) if show.value in kinds]
            assert said == list(only(found, show).rows), f"{name}: rows of kind '{show.value}'"
            assert (f'value="{show.value}"' in text) is bool(said)


def test_the_style_sheet_hides_every_kind_of_row_and_every_column_of_a_page(site):
    style = (site / "assets" / "site.css").read_text("utf-8")
    wanted = [f'[value="{show.value}"]:checked' for show in Show if show is not Show.ALL]
    wanted += [f'[name="c{number}"]:not(:checked)' for number in range(2, PLANS + 2)]
    lacking = [part for part in wanted if part not in style]
    assert not lacking, f"add to the sieves of site.css: {lacking}"


def test_the_sparql_of_a_cell_gives_the_facts_behind_it(catalogue, built):
    wrong = []
    for name in catalogue.compared.presets:
        sheet = catalogue._sheet("ja", "x")
        found = catalogue.compared.portion(catalogue.atlas, name, "ja", 0)
        behind = Behind(sheet, catalogue.compared, name, found)
        for (row, column), cell in found.cells.items():
            sparql = behind.sparql(row, (column,), cell.state)
            rows = built.store.select(sparql).rows if sparql else ()
            given = {str(value) for line in rows for value in line}
            if not set(cell.things) <= given or (cell.things and not rows):
                wrong.append((name, row, column))
    assert not wrong, f"the query behind these cells finds less than the cell: {wrong[:5]}"


def test_every_page_with_data_opens_in_sparql_and_every_cell_in_one_step(site):
    kinds = ("compare", "question", "asked", "network", "list", "id", "scheme")
    names = ("index", "gaps", "agreement", "data", "network")
    pages = [site / "ja" / f"{name}.html" for name in names]
    pages += [path for kind in kinds for path in (site / "ja" / kind).rglob("*.html")]
    lacking = [p.relative_to(site) for p in pages if "query.html?query=" not in p.read_text()]
    assert not lacking, f"give the leaf its SPARQL: {lacking[:5]}"
    for path in (site / "ja" / "compare").glob("*/row/*.html"):
        text = path.read_text("utf-8")
        sections = re.findall(r'<h2 id="c-.*?</section>', text, re.S)
        assert sections, f"{path} has no cells"
        assert all("query.html?query=" in part for part in sections), path


def test_an_empty_cell_leads_to_the_statement_of_how_far_was_read(site):
    for path in (site / "ja" / "compare" / "duties" / "row").glob("*.html"):
        for part in re.findall(r'<h2 id="c-.*?</section>', path.read_text("utf-8"), re.S):
            if "state not-found" in part or "state not-coded" in part:
                assert "/coverage/duties.html" in part, f"{path}: say what was coded"
                assert "<strong>記載なし</strong> 記載なし" not in part


def test_views_of_the_data_name_their_files_in_the_page(site):
    for name in ("gaps", "agreement", "list/duty"):
        text = (site / "ja" / f"{name}.html").read_text("utf-8")
        assert '<link rel="alternate" type="text/csv"' in text, name
        assert "application/ld+json" in text, name


def test_a_network_is_drawn_measured_and_listed_with_its_passages(catalogue):
    text = catalogue.page("en/network/elements/99001-plan.html").render().decode()
    assert '<svg xmlns="http://www.w3.org/2000/svg" class="network"' in text
    drawn, measured, listed = (text.index(f'id="{mark}"') for mark in ("picture", "places", "ties"))
    assert drawn < measured < listed
    assert "betweenness" in text[measured:listed]
    assert "id/passage/" in text[listed:]
    assert catalogue.page("en/network/elements/no-such-plan.html") is None
    assert catalogue.page("en/network/elements/no <such> plan.html") is None
    assert catalogue.page("en/network/cities/99001-plan.html") is None


def test_a_network_is_a_table_where_nothing_is_installed_to_draw_or_measure_it(
    catalogue, monkeypatch
):
    for package in ("networkx", "pygraphviz"):
        monkeypatch.setitem(sys.modules, package, None)
    text = catalogue.page("en/network/elements/99001-plan.html").render().decode()
    assert "<svg" not in text
    assert "betweenness" not in text
    assert "id/passage/" in text[text.index('id="ties"') :]


def test_a_memo_point_leads_to_the_evidence_or_says_that_it_is_not_compared(catalogue, site):
    points = catalogue.atlas.of_class("MemoPoint")
    assert points, "the corpus has no memo points"
    silent = []
    for iri in points:
        text = (site / "ja" / f"{name_of(iri)}.html").read_text("utf-8")
        if not re.search(r"/row/[^\"]*#c-|比べる対象にしていません", text):
            silent.append(iri)
    assert not silent, f"neither evidence nor a word: {silent[:3]}"


def test_nothing_is_called_by_its_bare_slug(catalogue):
    bare = [
        name
        for name in catalogue.atlas.names
        if not name.startswith(("id/passage/", "graph/", "ns", "shapes"))
        and not catalogue.atlas.label(iri_of(name), "ja").language
    ]
    assert not bare, f"these have no words for a title: {bare[:5]}"


def test_words_of_a_plan_are_marked_as_japanese_on_english_pages(site):
    unmarked = [
        (path.relative_to(site), found)
        for path in (site / "en" / "id").rglob("duty/*.html")
        for found in re.findall(
            r"<dd>([^<]*[\u3040-\u30ff\u4e00-\u9fff][^<]*)</dd>", path.read_text()
        )
    ]
    assert not unmarked, f"mark the language of these: {unmarked[:3]}"


def test_absence_is_not_claimed_where_a_plan_was_not_read_in_full(site):
    claiming = [
        path.relative_to(site)
        for path in (site / "ja" / "asked").rglob("*.html")
        for part in re.findall(r'<h2 id="only-.*?</section>', path.read_text("utf-8"), re.S)
        if "無いとは言えません" in part and "にないこと</h2>" in part
    ]
    assert not claiming, f"these claim what cannot be told: {claiming[:3]}"


def test_a_rule_that_is_added_leaves_what_is_published_of_the_others(tmp_path):
    folder = Path(__file__).parents[1] / "shapes"
    for path in sorted(folder.glob("[b-p]*.ttl")):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    before = settled(read_vocabulary(tmp_path))
    assert settled(read_vocabulary(tmp_path)) == before
    for path in folder.glob("*.ttl"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    assert set(before) < set(settled(read_vocabulary(tmp_path)))


TRICKY = (
    "ｻｰﾊﾞｰ", "サーバ", "ﾊﾞｽ", "ハ\u3099ス", "ハ゛ス", "ハス", "ハ゜ン", "パン", "がぎぐ",
    "か\u3099", "㈱", "㍻", "①", "Ｒ＆Ｄ", "ｒ＆ｄ", "STRASSE", "straße", "ΑΣ", "ας",
    "İstanbul", "ﬁn", "K\u212a", "取 組み", "取\u3000組", "取り組むべき", "取り組み見直し",
    "打ち合わせ受入れ", "子供\u200b会", "\ufeff名", "a\x1fb", "a\x85b", "a\u2028b", "1−2",
    "1‒2", "1－2", "ー〜～~―—–‑‐-", "ｰ", "・･·", "東京都 \u00a0 練馬区", "𠮷野家",
    "葛󠄀城", "神", "ヴェ", "う゛", "100㎡", "…", "", " ",
    *(word for pair in OKURIGANA for word in pair),
)  # fmt: skip
ALIKE = (
    ("ハ゛ス", "ﾊﾞｽ"), ("ハ゜ン", "パン"), ("1−2", "1-2"), ("子供\u200b会", "子ども会"),
    ("取\u3000組", "取り組み"),
)  # fmt: skip
BOTH = """async ([source, words, index]) => {
  const { find, fold } = await import('data:text/javascript,' + encodeURIComponent(source));
  return [words.map(fold), words.map((word) => find(index, word, 9))] }"""


def test_the_browser_and_the_server_fold_and_find_alike(browser):
    index = [entry([word], [word[::-1]], word, "", str(n)) for n, word in enumerate(TRICKY)]
    source = (Path(__file__).parents[1] / "frontend/src/fold.js").read_text("utf-8")
    with browser.new_context() as context:
        folded, found = context.new_page().evaluate(BOTH, [source, TRICKY, index])
    assert dict(zip(TRICKY, folded, strict=True)) == {word: fold(word) for word in TRICKY}
    for word, hits in zip(TRICKY, found, strict=True):
        assert [tuple(hit) for hit in hits] == find(index, word, 9), repr(word)


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_words_that_readers_take_for_the_same_fold_alike(one, other):
    assert fold(one) == fold(other)


def test_the_agreement_page_gives_measures_first_and_folds_a_line_for_each_difference(catalogue):
    text = catalogue.page("en/agreement.html").render().decode()
    measured, folded = text.index('id="coding-agreement"'), text.index('id="disputed-theme"')
    assert measured < folded
    whole = re.search(r"<details>.*?</details>", text[folded:], re.S)[0]
    assert "(1)</summary>" in whole
    cells = re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", whole.partition("<tbody>")[2], re.S)
    said = [re.sub(r"<[^>]+>", "", cell).strip() for cell in cells]
    assert said == ["holding a market", "sales channels", "tourism", "sales channels"]
