"""The list of pages: complete, without repetition, every page renders, every link arrives."""

import re
import sys
from html.parser import HTMLParser
from urllib.parse import unquote

import pytest
from pyoxigraph import NamedNode, RdfFormat, parse
from rdflib import Graph
from rdflib.compare import isomorphic

from rolegraph import iris
from rolegraph.pages import LANGUAGES, TWINS, iri_of, name_of
from rolegraph.pages.addresses import relative
from rolegraph.pages.searching import find, fold

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
