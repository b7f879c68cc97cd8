"""Real Chromium on the served site, the published site and the site opened from a disk."""

import gzip
import html
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote, unquote

import pytest
from openpyxl import load_workbook
from running import RUNAWAY, serving

from rolegraph.pages import TAKEN, Catalogue, compared, comparisons, portions
from rolegraph.pages.single import article
from rolegraph.reports import FORMATS
from rolegraph.site import Release
from rolegraph.site.publishing import publish_single, setting_of
from rolegraph.store import lexical
from rolegraph.workbooks import converted

FORMS = {name: FORMATS[name] for name in TAKEN}
OUTLETS = ("served", "published", "disk")
FIXED = (
    "index", "comparisons", "questions", "browse", "gaps", "agreement", "network", "query", "check",
    "search", "data", "changes", "ns", "shapes", "about", "method", "rights", "cite",
)  # fmt: skip


def one_of_each_kind(catalogue) -> list[str]:
    """The name of one page of every kind: by class for things, by family for the others."""
    found = {}
    for name in catalogue.leaf_names():
        parts = name.split("/")
        kind = "/".join(p for p in parts[:-1:2] if p) if parts[0] == "id" else parts[0]
        if parts[0] == "id":
            kind = "/".join([parts[1], *parts[3::2]])
        elif parts[0] in ("compare", "question"):
            kind = f"{parts[0]}/{parts[2] if len(parts) > 2 else ''}"
        elif parts[0] == "scheme":
            kind = f"scheme/{len(parts)}/{parts[1] if parts[1] == 'actor-kind' else ''}"
        found.setdefault(kind, name)
    return [*FIXED, *(name for name in found.values() if name not in FIXED)]


class Quiet(SimpleHTTPRequestHandler):
    """A plain web server that keeps its mouth shut."""

    def log_message(self, *_):
        pass


@contextmanager
def serving_files(folder) -> Iterator[str]:
    """The address of a folder shown by a plain web server."""
    plain = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    thread = threading.Thread(target=plain.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{plain.server_port}/"
    finally:
        plain.shutdown()
        plain.server_close()
        thread.join(5)


@pytest.fixture(scope="module")
def addresses(site) -> Iterator[dict[str, str]]:
    """Where each outlet shows the same site."""
    with serving_files(site) as published, serving("--workers", "2") as live:
        yield {"served": live.base + "/", "published": published, "disk": site.as_uri() + "/"}


class Seen:
    """What went wrong while pages were looked at."""

    def __init__(self, page, root):
        self.wrong, self.root, self.page = [], root, page
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.wrong.append(f"{page.url}: {error}"))
        page.on("request", self._asked)
        page.on("response", self._answered)

    def _said(self, message):
        if message.type in ("error", "warning"):
            self.wrong.append(f"{self.page.url}: {message.text}")

    def _asked(self, request):
        if not request.url.startswith((self.root, "data:", "blob:")):
            self.wrong.append(f"{self.page.url} asks outside: {request.url}")

    def _answered(self, response):
        if response.status >= 400:
            self.wrong.append(f"{self.page.url}: {response.status} for {response.url}")


@contextmanager
def looking(browser, root, **settings):
    """A page of its own with an eye on everything that goes wrong."""
    context = browser.new_context(**settings)
    page = context.new_page()
    seen = Seen(page, root)
    try:
        yield page
    finally:
        context.close()
    assert not seen.wrong, "\n".join(seen.wrong[:10])


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("outlet", OUTLETS)
def test_every_kind_of_page_shows_without_error_or_outside_request(
    browser, addresses, catalogue, outlet, language
):
    with looking(browser, addresses[outlet]) as page:
        for name in one_of_each_kind(catalogue):
            page.goto(f"{addresses[outlet]}{language}/{name}.html")
            assert page.locator("h1").inner_text().strip(), f"{name} has no heading"
            assert page.locator("html").get_attribute("lang") == language


def test_the_served_and_the_published_pages_say_the_same(browser, addresses, catalogue):
    texts = {}
    for outlet in ("served", "published"):
        with looking(browser, addresses[outlet], java_script_enabled=False) as page:
            for name in one_of_each_kind(catalogue):
                if name not in ("query", "check", "search", "data"):
                    page.goto(f"{addresses[outlet]}ja/{name}.html")
                    texts.setdefault(name, []).append(page.locator("main").inner_text())
    differing = [name for name, (one, other) in texts.items() if one != other]
    assert not differing, f"the outlets differ on {differing}"


@pytest.mark.parametrize(
    ("outlet", "language", "width"), [("served", "ja", 1280), ("published", "en", 390)]
)
def test_axe_finds_no_violation_and_no_page_is_wider_than_its_window(
    browser, addresses, catalogue, outlet, language, width
):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="no axe").Axe()
    other = {"ja": "en", "en": "ja"}[language]
    wrong = []
    with looking(browser, addresses[outlet], viewport={"width": width, "height": 800}) as page:
        for name in one_of_each_kind(catalogue):
            for tongue in (other, language):
                page.goto(f"{addresses[outlet]}{tongue}/{name}.html")
                wider = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
                if wider > 0:
                    wrong.append(f"{tongue}/{name}: {wider} pixels too wide")
            for violation in axe.run(page).response["violations"]:
                nodes = [node["html"][:120] for node in violation["nodes"][:2]]
                wrong.append(f"{language}/{name}: {violation['id']}: {nodes}")
    assert not wrong, "\n".join(wrong[:12])


def test_axe_finds_no_violation_in_the_dark(browser, addresses, catalogue):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="no axe").Axe()
    wrong = []
    with looking(browser, addresses["published"], color_scheme="dark") as page:
        for name in one_of_each_kind(catalogue)[::3]:
            page.goto(f"{addresses['published']}ja/{name}.html")
            wrong += [f"{name}: {v['id']}" for v in axe.run(page).response["violations"]]
    assert not wrong, "\n".join(wrong[:12])


needs_browser_code = pytest.mark.skipif(
    not (Path(__file__).parents[2] / "src/rolegraph/pages/assets/built/engine.js").is_file(),
    reason="the browser code is not built: npm ci && npm run build in frontend/",
)


A4 = {"portrait": 688, "landscape": 1032}
"""How many pixels of text fit on a sheet between its margins."""


@pytest.mark.parametrize("language", ["ja", "en"])
def test_nothing_is_cut_off_on_paper(browser, addresses, catalogue, language):
    cut = """([least, most]) => [...document.querySelectorAll('main *')].filter(e =>
      e.getClientRects().length && !e.closest('svg, .quiet') &&
      e.getBoundingClientRect().right > (e.closest('body:has(.broad)') ? most : least) + 1)
      .map(e => e.outerHTML.slice(0, 90))"""
    wrong = []
    size = {"width": A4["portrait"], "height": 1000}
    with looking(browser, addresses["served"], viewport=size, color_scheme="dark") as page:
        page.emulate_media(media="print")
        for name in one_of_each_kind(catalogue):
            page.goto(f"{addresses['served']}{language}/{name}.html")
            found = page.evaluate(cut, [A4["portrait"], A4["landscape"]])
            wrong += [f"{name}: {html}" for html in found[:2]]
            assert not page.locator("nav:visible:not(.trail)").count(), f"{name}: menus on paper"
            ink = page.locator("h1").evaluate("e => getComputedStyle(e).color")
            assert ink == "rgb(0, 0, 0)", f"{name} is printed in {ink}, the colour of the night"
    assert not wrong, "let these wrap in print, or stand on a broad sheet:\n" + "\n".join(
        wrong[:12]
    )


def test_what_is_folded_on_the_screen_is_not_lost_on_paper(browser, addresses):
    with looking(browser, addresses["published"]) as page:
        page.goto(addresses["published"] + "ja/ns.html")
        page.evaluate("""() => {
          const whole = document.querySelector('.scroll');
          const fold = document.createElement('details');
          whole.before(fold); fold.append(document.createElement('summary'), whole) }""")
        assert not page.locator("details .scroll").first.is_visible()
        page.emulate_media(media="print")
        assert page.locator("details .scroll").first.is_visible()


def test_a_missing_address_shows_a_page_from_which_one_gets_on(browser, addresses):
    context = browser.new_context()
    page = context.new_page()
    lost = page.goto(addresses["served"] + "en/id/edition/no/such/edition.html")
    assert lost.status == 404
    assert page.evaluate("getComputedStyle(document.querySelector('.bar')).display") == "grid"
    page.locator("main a").first.click()
    page.wait_for_load_state()
    assert page.url == addresses["served"] + "en/index.html"
    context.close()


@needs_browser_code
@pytest.mark.parametrize("outlet", OUTLETS)
def test_a_query_is_answered_wherever_the_page_comes_from(browser, addresses, outlet):
    with looking(browser, addresses[outlet]) as page:
        page.goto(addresses[outlet] + "en/query.html")
        page.locator("#run").click()
        page.locator("#result table").wait_for(timeout=30_000)
        assert page.locator("#result tbody tr").count() > 3
        assert not page.locator("select[name=format]").count(), "a menu that chooses nothing"
        link = page.locator("#result tbody a").first.get_attribute("href")
        assert "/en/id/edition/" in "/" + link.replace("../", "")
        assert "query=" in page.url


@needs_browser_code
@pytest.mark.parametrize("outlet", OUTLETS)
def test_a_runaway_query_is_stopped_and_the_next_one_is_answered(browser, addresses, outlet):
    with looking(browser, addresses[outlet]) as page:
        page.goto(f"{addresses[outlet]}en/query.html?query={quote(RUNAWAY)}")
        page.locator("#run").click()
        page.locator("#result progress").wait_for()
        page.wait_for_timeout(1_000)  # by now the engine is in the midst of it
        page.locator(".examples summary").first.click()
        assert page.locator("details[open] a.use").first.is_visible(), "the page does not react"
        page.locator("#result .stop").click()
        page.locator("#result .error", has_text="Stopped").wait_for()
        page.locator("details[open] a.use").first.click()
        page.locator("#run").click()
        page.locator("#result table").wait_for(timeout=30_000)


FAULTS = {
    "ja": ["3 行 10 文字目", "3 行 4 文字目: 接頭辞「foaf:」が宣言されていません。"],
    "en": ["Line 3, column 10", "Line 3, column 4: the prefix “foaf:” is not declared."],
}


@needs_browser_code
@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_faulty_query_is_told_at_its_line_in_the_reader_s_language_by_each_outlet_alike(
    browser, addresses, language
):
    broken = "SELECT *\nWHERE {\n  ?s ?p }", "SELECT *\nWHERE {\n?s foaf:name ?o }"
    said = []
    for outlet in ("served", "disk"):
        context = browser.new_context()
        page = context.new_page()
        for query, fault in zip(broken, FAULTS[language], strict=True):
            page.goto(f"{addresses[outlet]}{language}/query.html?query={quote(query)}")
            page.locator("#run").click()
            page.locator("#result .error").wait_for(timeout=30_000)
            said.append(page.locator("#result .error").inner_text())
            assert fault in said[-1]
            page.locator(".cm-lintRange-error").first.wait_for(timeout=5_000)
        assert "PREFIX foaf: <http://xmlns.com/foaf/0.1/>" in said[-1]
        context.close()
    assert said[:2] == said[2:], "the server and the browser tell the same fault differently"


@needs_browser_code
@pytest.mark.parametrize("outlet", OUTLETS)
def test_terms_are_offered_while_one_writes_japanese_and_nothing_is_refused(
    browser, addresses, outlet
):
    with looking(browser, addresses[outlet]) as page:
        page.goto(f"{addresses[outlet]}ja/query.html?query={quote('SELECT * { ?s a ')}")
        page.locator(".cm-content").click()
        page.keyboard.press("Control+End")
        page.keyboard.type("責務", delay=30)
        option = page.locator(".cm-tooltip-autocomplete li", has_text="rg:Duty").first
        option.wait_for(timeout=10_000)
        page.wait_for_timeout(300)  # the popup listens only after a moment
        page.keyboard.press("Enter")
        assert page.locator(".cm-content").inner_text() == "SELECT * { ?s a rg:Duty"
        page.keyboard.type(" ; ?責務", delay=30)
        page.wait_for_timeout(500)
        assert not page.locator(".cm-tooltip-autocomplete").count(), "a variable is ours to name"


WORDED = (
    "# ASK\nPREFIX select: <urn:ask> dEscRibe select:x",
    "PREFIX rg: <https://w3id.org/rolegraph/ns#> CONSTRUCT WHERE { ?d a rg:Duty }",
    "SELECT ?construct { ?construct ?p 'ASK { x:y }' }",
    "SELECT * { ?s foaf:name ?名 . FILTER(?a<?b && ?b>2) }",
    "BASE <x#y> ASK { ?s ?p \"\"\"a\"b: c:d\"\"\" , '''e'f''' }\n# x:y",
    "ASK {\n ?s 語彙:責務 _:b ; rg:a.b 1.5e3 }",
    "INSERT DATA { <a> <b> <c> }",
    "VALUES",
    "",
)


def test_the_browser_and_the_server_read_the_words_of_a_query_alike(browser):
    source = (Path(__file__).parents[2] / "frontend/src/sparql.js").read_text("utf-8")
    told = """async ([source, queries]) => {
      const own = await import('data:text/javascript,' + encodeURIComponent(source));
      return queries.map(q => [own.formOf(q), own.undeclaredPrefix(q) ?? null,
        own.tokens(q).map(t => [t.kind, t.kind === 'word' ? t.text.toUpperCase() : t.text])]) }"""
    context = browser.new_context()
    found = context.new_page().evaluate(told, [source, WORDED])
    context.close()
    for query, (form, missing, words) in zip(WORDED, found, strict=True):
        expected = lexical.undeclared_prefix(query)
        place = expected and {"prefix": expected[0], **expected[1]._asdict()}
        assert (form, missing) == (lexical.form_of(query), place), query
        assert words == [[token.kind, token.text] for token in lexical.tokens(query)], query


TRICKY = {
    "a form after an IRI with #": (
        "PREFIX rg: <https://w3id.org/rolegraph/ns#> CONSTRUCT WHERE { ?d a rg:Duty }",
        "pre",
    ),
    "a form's name as a variable": (
        "SELECT ?construct WHERE { ?construct ?p ?o } LIMIT 1",
        "table",
    ),
    "a form in a string and a comment": (
        'SELECT ?x WHERE { BIND("# DESCRIBE" AS ?x) } # CONSTRUCT',
        "table",
    ),
    "an ASK": ("BASE <https://example.org/#> ASK { ?s ?p ?o }", "p"),
}


@needs_browser_code
@pytest.mark.parametrize("outlet", ["served", "disk"])
def test_the_form_of_a_query_is_known_whatever_stands_around_it(browser, addresses, outlet):
    with looking(browser, addresses[outlet]) as page:
        for why, (query, shown) in TRICKY.items():
            page.goto(f"{addresses[outlet]}en/query.html?query={quote(query)}")
            page.locator("#run").click()
            page.locator("#result progress").wait_for(state="detached", timeout=30_000)
            page.locator("#result > :not(.row)").first.wait_for()
            assert not page.locator("#result .error").count(), f"{why} was refused"
            assert page.locator(f"#result {shown}").count(), f"{why} gave no {shown}"


@needs_browser_code
@pytest.mark.parametrize("outlet", ["served", "disk"])
def test_a_long_result_says_what_it_shows_and_shows_the_rest_with_its_labels(
    browser, addresses, outlet
):
    query = (
        "SELECT ?s ?p WHERE { { SELECT DISTINCT ?s ?p { ?s ?p ?o . FILTER(STRSTARTS(STR(?s), "
        '"https://w3id.org/rolegraph/id/edition/")) } } } ORDER BY ?s ?p LIMIT 1100'
    )
    with looking(browser, addresses[outlet]) as page:
        page.goto(f"{addresses[outlet]}en/query.html?query={quote(query)}")
        page.locator("#run").click()
        page.locator("#result table").wait_for(timeout=30_000)
        rows = page.locator("#result tbody tr")
        all_rows = int(re.match(r"\d+", page.locator("#result caption").inner_text())[0])
        assert all_rows > 500, "the corpus is too small for this test"
        assert "the first 500 are shown" in page.locator("#result caption").inner_text()
        while page.locator("#result .more").is_visible():
            page.locator("#result .more").click()
            page.wait_for_function("() => !document.querySelector('#result .more').disabled")
        assert rows.count() == all_rows
        assert "shown" not in page.locator("#result caption").inner_text()
        last = rows.last.locator("td")
        assert not last.first.inner_text().startswith(("http", "edition/"))
        assert page.locator("#result tbody", has_text="rdf:type").count()


@needs_browser_code
@pytest.mark.parametrize("outlet", OUTLETS)
def test_search_answers_while_one_types(browser, addresses, catalogue, outlet):
    resident = "https://w3id.org/rolegraph/scheme/actor-kind/resident"
    label = catalogue.atlas.label(resident, "ja").text
    with looking(browser, addresses[outlet]) as page:
        page.goto(addresses[outlet] + "ja/index.html")
        page.locator("#q").fill(label)
        hit = page.locator("#hits a", has_text=label).first
        hit.wait_for(timeout=10_000)
        hit.click()
        page.wait_for_load_state()
        assert label in page.locator("h1").inner_text()


def test_search_and_pickers_work_without_script_on_the_server(browser, addresses):
    root = addresses["served"]
    with looking(browser, root, java_script_enabled=False) as page:
        page.goto(root + "en/index.html")
        page.locator("#q").fill("resident")
        page.locator("form.search button").click()
        assert page.locator("main li a").count() > 0
        page.goto(root + "en/question/duties-of-kind.html")
        page.locator("select[name=kind]").select_option("resident")
        page.locator("form.pick button").click()
        assert page.url.endswith("en/question/duties-of-kind/kind/resident.html")
        assert page.locator("main tbody tr").count() > 0


def test_a_thing_is_opened_in_sparql_without_script_and_its_rows_are_taken_away(browser, addresses):
    root = addresses["served"]
    with looking(browser, root, java_script_enabled=False) as page:
        page.goto(root + "en/id/edition/99001-plan.html")
        page.locator("a", has_text="Open in SPARQL").click()
        query = page.locator("textarea").input_value()
        assert "<https://w3id.org/rolegraph/id/edition/99001-plan>" in query
        form = page.locator("form.query")
        assert form.evaluate("f => new URL(f.action).pathname + ' ' + f.method") == "/sparql get"
        chosen = form.locator("select").input_value()
        reply = page.request.get(root + "sparql", params={"query": query, "format": chosen})
        assert reply.status == 200
        assert reply.text().startswith("property,value")


def test_a_query_from_an_address_is_shown_as_text_and_nothing_else(browser, addresses):
    root = addresses["served"]
    asked = 'ASK { ?s ?p "</textarea><script>alert(1)</script>&amp;" }'
    with looking(browser, root, java_script_enabled=False) as page:
        page.goto(f"{root}ja/query.html?query={quote(asked)}")
        assert page.locator("textarea").input_value() == asked


@pytest.mark.parametrize("outlet", ["published", "disk"])
def test_a_static_query_page_says_without_script_what_it_needs(browser, addresses, outlet):
    with looking(browser, addresses[outlet], java_script_enabled=False) as page:
        page.goto(addresses[outlet] + "ja/query.html")
        assert not page.locator("#run").is_visible()
        assert "rolegraph serve" in page.locator("form .notice").inner_text()


@needs_browser_code
@pytest.mark.parametrize("outlet", OUTLETS)
def test_two_plans_are_chosen_and_set_apart(browser, addresses, outlet):
    with looking(browser, addresses[outlet]) as page:
        page.goto(addresses[outlet] + "en/compare/duties.html")
        page.locator("form.pick button").click()
        page.wait_for_url("**/compare/duties/between/**")
        assert page.locator("h2").count() >= 3


def one_plan_at_a_time(monkeypatch):
    """Let two plans be more than a page shows."""
    for module in (portions, compared, comparisons):
        monkeypatch.setattr(module, "PLANS", 1)


@needs_browser_code
def test_a_site_of_many_plans_sets_two_apart_from_a_disk_as_the_server_does(
    browser, addresses, catalogue, built, queries, presets, tmp_path, monkeypatch
):
    one_plan_at_a_time(monkeypatch)
    wide = Catalogue(built.store, queries, presets, catalogue.setting._replace(downloads=FORMS))
    name, pair = "compare/duties", "?a=99001-plan&b=99002-policy"
    for path in (f"en/{name}.html", f"data/{name}.en.js", *wide.asset_paths):
        target = tmp_path / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(wide.page(path).render())
    assert f"{name}/between/99001-plan/99002-policy" not in list(wide.leaf_names())
    published = {page.path for page in wide.pages_of(name)}
    assert f"data/{name}.en.js" in published
    root = f"{tmp_path.as_uri()}/"
    with looking(browser, root) as page:
        page.goto(f"{root}en/{name}.html{pair}")
        page.locator("#apart table").first.wait_for()
        by_script = page.evaluate(GROUPED, "#apart h3")
        page.locator("#apart a").first.wait_for()
    with looking(browser, addresses["served"]) as page:
        page.goto(f"{addresses['served']}en/{name}/between/99001-plan/99002-policy.html")
        by_server = page.evaluate(GROUPED, "main section h2")
    assert by_script == by_server
    assert sum(map(len, by_server.values())) > 3


GROUPED = """(headings) => Object.fromEntries([...document.querySelectorAll(headings)].map(h => {
  const rows = [];
  for (let e = h.nextElementSibling; e && !/^H[23]$/.test(e.tagName); e = e.nextElementSibling)
    rows.push(...[...e.querySelectorAll('tbody th')].map(th => th.textContent));
  return [h.textContent, rows] }))"""
"""The rows under each heading."""


def test_a_cell_of_the_comparison_opens_its_evidence(browser, addresses):
    with looking(browser, addresses["disk"]) as page:
        page.goto(addresses["disk"] + "ja/compare/duties.html")
        page.locator("td.stated a").first.click()
        page.wait_for_load_state()
        page.locator("a[href*='id/passage/']").first.click()
        page.wait_for_load_state()
        assert "rolegraph locate" in page.locator("main").inner_text()


@needs_browser_code
@pytest.mark.parametrize("outlet", [*OUTLETS, "single"])
def test_a_narrowed_comparison_is_passed_on_by_its_address_and_kept_in_the_other_language(
    browser, addresses, request, outlet
):
    root = request.getfixturevalue("single") if outlet == "single" else addresses[outlet]
    start = f"{root}#ja/compare/duties" if outlet == "single" else f"{root}ja/compare/duties.html"
    with looking(browser, root) as page:
        page.goto(start)
        table = page.locator(".sieve:visible + .scroll")
        rows = table.locator("tbody tr:visible")
        every = rows.count()
        page.locator(".sieve:visible [value=differences]").check()
        page.locator(".sieve:visible [data-column='99001-plan']").uncheck()
        few = rows.count()
        assert 0 < few < every
        passed_on = page.url
        assert "without=99001-plan" in passed_on
        page.goto("about:blank")
        page.goto(passed_on)
        table.wait_for()
        assert (rows.count(), table.locator("thead th:visible").count()) == (few, 2)
        page.locator(".tongue a:visible").click()
        page.wait_for_url("**en/compare/duties*")
        page.locator("html[lang=en]").wait_for()
        assert (rows.count(), table.locator("thead th:visible").count()) == (few, 2)
        page.locator(".sieve:visible [value='']").check()
        page.locator(".sieve:visible [data-column='99001-plan']").check()
        assert page.url == start.replace("ja/compare", "en/compare"), "nothing is left behind"


def test_the_language_switch_keeps_the_place(browser, addresses):
    with looking(browser, addresses["disk"]) as page:
        page.goto(addresses["disk"] + "ja/scheme/actor-kind/resident.html")
        page.locator(".tongue a").click()
        page.wait_for_load_state()
        assert page.url.endswith("en/scheme/actor-kind/resident.html")


@needs_browser_code
@pytest.mark.parametrize("outlet", OUTLETS)
def test_the_language_switch_keeps_query_search_words_and_mark(browser, addresses, outlet):
    with looking(browser, addresses[outlet]) as page:
        page.goto(f"{addresses[outlet]}ja/query.html?query={quote('ASK { ?s ?p 1 }')}")
        page.locator(".cm-content").click()
        page.keyboard.press("Control+End")
        page.keyboard.type(" # 試し")
        page.locator(".tongue a").click()
        page.wait_for_url("**/en/query.html*")
        assert page.locator(".cm-content").inner_text() == "ASK { ?s ?p 1 } # 試し"
        page.goto(addresses[outlet] + "ja/index.html")
        page.locator("#q").fill("resident")
        page.locator("form.search button").click()
        page.wait_for_url(re.compile("/ja/search"))
        page.locator("main li a").first.wait_for()
        page.locator(".tongue a").click()
        page.wait_for_url(re.compile("/en/search"))
        assert "resident" in page.locator("h1").inner_text()
        page.goto(addresses[outlet] + "ja/ns.html#Duty")
        page.locator(".tongue a").click()
        page.wait_for_url("**/en/ns.html#Duty")


def test_an_answer_is_taken_away(browser, addresses):
    with looking(browser, addresses["served"]) as page:
        page.goto(addresses["served"] + "ja/question/duties-by-actor.html")
        reply = page.request.get(page.locator("a[href$='.csv']").first.evaluate("a => a.href"))
        assert reply.status == 200
        assert reply.text().lstrip("\ufeff").startswith("edition,")


def test_a_file_is_checked_and_its_faults_are_shown(browser, addresses, tmp_path):
    broken = tmp_path / "new-plan.yaml"
    broken.write_text("municipality: 1\nplan: [", "utf-8")
    with looking(browser, addresses["served"]) as page:
        page.goto(addresses["served"] + "en/check.html")
        page.locator("#file").set_input_files(str(broken))
        page.locator("form.check button").click()
        assert "new-plan.yaml:3" in page.locator("main table").first.inner_text()
        page.locator(".tongue a").click()
        translated = page.locator("section[lang=ja]")
        translated.locator("h2").wait_for()
        assert page.url.endswith("/en/check#translated"), "the findings stay where they are"
        assert "new-plan.yaml:3" in translated.locator("table").inner_text()
        assert translated.locator("h2").inner_text() == "調べた結果"


def test_a_dropped_workbook_is_checked_and_its_cells_are_named(
    browser, addresses, corpus, tmp_path
):
    plan = tmp_path / "99001-plan.xlsx"
    plan.write_bytes(converted(corpus, corpus.data / "plans" / "99001-plan.yaml", ".xlsx"))
    with looking(browser, addresses["served"]) as page:
        page.goto(addresses["served"] + "ja/check.html")
        page.locator("#file").set_input_files(str(plan))
        page.locator("form.check button").click()
        assert "指摘はありません" in page.locator("main").inner_text()
        book = load_workbook(plan)
        book["duties"]["F11"] = "expektation"
        book.save(plan)
        page.locator("#file").set_input_files(str(plan))
        page.locator("form.check button").click()
        row = page.locator("main section:not([lang]) tbody tr")
        assert row.count() == 1
        assert "99001-plan.xlsx:duties!F11" in row.inner_text()
        assert "「expectation」のことですか" in row.inner_text()


def test_identifiers_lead_people_and_machines_each_to_their_own(browser, addresses):
    context = browser.new_context()
    ask = context.request
    root = addresses["served"]
    html = ask.get(root + "id/edition/99001-plan", headers={"accept": "text/html"})
    assert html.url.endswith("/ja/id/edition/99001-plan.html")
    assert 'rel="alternate"; type="text/turtle"' in html.headers["link"]
    turtle = ask.get(root + "id/edition/99001-plan", headers={"accept": "text/turtle"})
    assert turtle.headers["content-type"].startswith("text/turtle")
    context.close()


def test_an_identifier_that_nothing_has_is_told_at_once_on_a_page_that_leads_on(server):
    for language, said in (("ja", "識別子「https://w3id.org"), ("en", "Nothing in this version")):
        headers = {"accept": "text/html", "accept-language": language}
        lost = server.client.get("/id/edition/nope", headers=headers)
        assert (lost.status_code, f'lang="{language}"' in lost.text) == (404, True)
        assert said in lost.text
        assert f'href="../../{language}/search.html"' in lost.text
        other = {"ja": "en", "en": "ja"}[language]
        assert f'href="../../{other}/id/edition/nope.html" lang' in lost.text
    assert server.client.get("/id/nope", headers={"accept": "text/turtle"}).status_code == 404
    assert server.client.get("/id/nope.ttl").status_code == 404
    assert server.client.get("/question/nope").status_code == 404


@pytest.fixture(scope="module")
def single(built, queries, presets, rules, tmp_path_factory) -> str:
    """The address of the one file on a disk."""
    output = tmp_path_factory.mktemp("single") / "one.html"
    return publish_single(built, queries, presets, output, rules).output.as_uri()


def shown(page, name):
    """The article of a name, when it is in sight."""
    page.locator(f"article.shown[id='{name}']").wait_for(timeout=20_000)
    return page.locator(f"article.shown[id='{name}']")


@needs_browser_code
@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_kind_of_page_is_in_the_single_file(browser, single, catalogue, language):
    with looking(browser, single) as page:
        page.goto(single)
        for name in one_of_each_kind(catalogue):
            page.goto(f"{single}#{language}/{name}")
            article = shown(page, f"{language}/{name}")
            assert article.locator("h1").inner_text().strip(), f"{name} has no heading"
            assert page.locator("html").get_attribute("lang") == language
            bars = page.locator("header.bar:visible")
            assert bars.count() == 1, f"{name} shows {bars.count()} menus"
            assert page.locator(f"footer[lang={language}]").is_visible()


@needs_browser_code
def test_every_link_of_the_single_file_leads_somewhere(built, queries, presets, rules):
    setting = setting_of(built, Release())
    inside = Catalogue(built.store, queries, presets, setting, rules=rules)
    known = {f"{t}/{name}" for t in ("ja", "en") for name in inside.leaf_names()}
    marks, leading = set(known), {}
    for name in inside.leaf_names():
        text = article(inside, "ja", name)
        marks.update(re.findall(r' id="([^"]+)"', text))
        leading |= {html.unescape(href): name for href in re.findall(r' href="([^"]+)"', text)}
    astray = {
        href: name
        for href, name in leading.items()
        if not href.startswith(("https://", "http://", "#en/"))
        and unquote(re.sub(r"\?query=.*", "", href)[1:]) not in marks
    }
    assert not astray, f"links without a target: {list(astray.items())[:8]}"


@needs_browser_code
def test_in_the_single_file_a_kind_and_two_plans_are_chosen_and_evidence_is_reached(
    browser, single
):
    with looking(browser, single) as page:
        page.goto(single + "#ja/question/duties-of-kind")
        page.locator("article:visible select[name=kind]").select_option("resident")
        page.locator("article:visible form.pick button").click()
        asked = shown(page, "ja/question/duties-of-kind/kind/resident")
        assert asked.locator("tbody tr").count() > 0
        page.goto(single + "#ja/compare/duties")
        shown(page, "ja/compare/duties").locator("form.pick button").click()
        page.wait_for_url("**#ja/compare/duties/between/**")
        page.go_back()
        cell = shown(page, "ja/compare/duties").locator("td.stated a").first
        target = cell.get_attribute("href").removeprefix("#")
        cell.click()
        row = shown(page, target.partition("#")[0])
        spot = page.locator(f"[id='{target}']")
        assert spot.is_visible()
        assert spot.bounding_box()["y"] < page.viewport_size["height"]
        row.locator("a[href*='id/passage/']").first.click()
        page.wait_for_url("**#ja/id/passage/**")
        page.locator("article.shown", has_text="確かめ方").wait_for()
        assert "rolegraph locate" in page.locator("article:visible").inner_text()


@needs_browser_code
def test_the_single_file_is_searched_switched_and_says_so_when_a_page_is_missing(
    browser, single, catalogue
):
    resident = "https://w3id.org/rolegraph/scheme/actor-kind/resident"
    label = catalogue.atlas.label(resident, "ja").text
    with looking(browser, single) as page:
        page.goto(single)
        page.locator("header:visible input[type=search]").fill(label)
        page.locator("header:visible .hits a", has_text=label).first.wait_for(timeout=10_000)
        page.locator("header:visible form.search button").click()
        found = shown(page, "ja/search")
        assert label in found.locator("h1").inner_text()
        page.locator("header:visible .tongue a").click()
        found = shown(page, "en/search")
        assert label in found.locator("h1").inner_text()
        found.locator(".results a").first.click()
        page.wait_for_url("**#en/scheme/**")
        page.goto(single + "#en/no/such%page")
        assert "no such page" in shown(page, "en/not-found").inner_text()
        page.locator("header:visible nav a").first.click()
        shown(page, "en/index")


@needs_browser_code
def test_a_table_of_the_single_file_is_taken_away_as_csv(browser, single):
    with looking(browser, single) as page:
        page.goto(single + "#ja/compare/duties")
        article = shown(page, "ja/compare/duties")
        table = article.locator("table").first
        with page.expect_download() as coming:
            article.locator("button.take").first.click()
        assert coming.value.suggested_filename == "ja-compare-duties.csv"
        lines = Path(coming.value.path()).read_text("utf-8-sig").splitlines()
        assert len(lines) == table.locator("tr").count()
        assert lines[0].split(",")[0] == table.locator("th").first.inner_text()
        page.goto(single + "#en/data")
        with page.expect_download() as coming:
            shown(page, "en/data").locator("button.take").first.click()
        quads = gzip.decompress(Path(coming.value.path()).read_bytes())
        assert b"<https://w3id.org/rolegraph/id/edition/99001-plan>" in quads


@needs_browser_code
def test_the_single_file_of_many_plans_sets_two_apart(
    browser, built, queries, presets, tmp_path, monkeypatch
):
    one_plan_at_a_time(monkeypatch)
    address = publish_single(built, queries, presets, tmp_path / "one.html").output.as_uri()
    with looking(browser, address) as page:
        page.goto(address + "#en/compare/duties?a=99001-plan&b=99002-policy")
        found = shown(page, "en/compare/duties").locator("#apart")
        found.locator("table").first.wait_for()
        found.locator("a[href*='id/passage/']").first.click()
        page.wait_for_url("**#en/id/passage/**")


@needs_browser_code
def test_the_single_file_answers_from_a_disk(browser, single):
    with looking(browser, single) as page:
        page.goto(single)
        assert page.locator("article:visible h1").count() == 1
        page.goto(f"{single}#en/query?query={quote(RUNAWAY)}")
        query = shown(page, "en/query")
        query.locator("form button").click()
        query.locator("progress").wait_for()
        page.wait_for_timeout(1_000)  # by now the engine is in the midst of it
        query.locator(".stop").click()
        query.locator(".error", has_text="Stopped").wait_for()
        query.locator(".examples summary").first.click()
        query.locator("details[open] a.use").click()
        query.locator("form button").click()
        query.locator(".result table").wait_for(timeout=30_000)
        assert "query=" in page.url
        query.locator(".result tbody a").first.click()
        page.locator("article.shown .facts, article.shown table").first.wait_for(timeout=10_000)
        assert "#en/query" not in page.url


@needs_browser_code
def test_the_main_pages_of_the_single_file_are_read_without_script(browser, single):
    with looking(browser, single, java_script_enabled=False) as page:
        page.goto(single)
        assert page.locator("article:visible h1").count() == 1
        page.goto(single + "#en/compare/duties")
        assert page.locator("article:visible").get_attribute("id") == "en/compare/duties"
        assert page.locator("header.bar:visible").count() == 1
        assert page.locator("header.bar:visible nav a").first.inner_text() == "Home"


@needs_browser_code
def test_axe_finds_no_violation_in_the_single_file(browser, single, catalogue):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="no axe").Axe()
    wrong = []
    with looking(browser, single) as page:
        for name in one_of_each_kind(catalogue)[::12]:
            page.goto(f"{single}#ja/{name}")
            shown(page, f"ja/{name}")
            wrong += [f"{name}: {v['id']}" for v in axe.run(page).response["violations"]]
    assert not wrong, "\n".join(wrong[:12])
