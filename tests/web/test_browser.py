"""Real Chromium on the served site, the published site and the site opened from a disk."""

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote

import pytest
from openpyxl import load_workbook
from running import RUNAWAY, serving

from rolegraph.pages import TAKEN, Catalogue, comparisons
from rolegraph.reports import FORMATS
from rolegraph.site.publishing import publish_single
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


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_no_violation_and_no_page_is_wider_than_its_window(
    browser, addresses, catalogue, language, width
):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="no axe").Axe()
    outlet = "served" if width == 1280 else "published"
    size = {"width": width, "height": 800}
    wrong = []
    with looking(browser, addresses[outlet], viewport=size) as page:
        for name in one_of_each_kind(catalogue):
            page.goto(f"{addresses[outlet]}{language}/{name}.html")
            for violation in axe.run(page).response["violations"]:
                nodes = [node["html"][:120] for node in violation["nodes"][:2]]
                wrong.append(f"{name}: {violation['id']}: {nodes}")
            wider = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
            if wider > 0:
                wrong.append(f"{name}: {wider} pixels too wide")
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


@needs_browser_code
@pytest.mark.parametrize("outlet", ["served", "disk"])
def test_a_faulty_query_is_told_at_its_line(browser, addresses, outlet):
    context = browser.new_context()
    page = context.new_page()
    faulty = "SELECT%20*%0AWHERE%20%7B%0A%20%3Fs%20%3Fp%20%7D"
    page.goto(addresses[outlet] + f"en/query.html?query={faulty}")
    page.locator("#run").click()
    page.locator("#result .error").wait_for(timeout=30_000)
    assert re.search(r"3[:,]", page.locator("#result .error").inner_text())
    page.locator(".cm-lintRange-error").first.wait_for(timeout=5_000)
    context.close()


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


@needs_browser_code
def test_a_site_of_many_plans_sets_two_apart_as_the_server_does(
    browser, addresses, catalogue, built, queries, presets, tmp_path, monkeypatch
):
    monkeypatch.setattr(comparisons, "WIDEST", 1)
    wide = Catalogue(built.store, queries, presets, catalogue.setting._replace(downloads=FORMS))
    name, pair = "compare/duties", "?a=99001-plan&b=99002-policy"
    for path in (f"en/{name}.html", f"data/{name}.en.json", *wide.asset_paths):
        target = tmp_path / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(wide.page(path).render())
    assert f"{name}/between/99001-plan/99002-policy" not in list(wide.leaf_names())
    with serving_files(tmp_path) as root, looking(browser, root) as page:
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


def test_the_language_switch_keeps_the_place(browser, addresses):
    with looking(browser, addresses["disk"]) as page:
        page.goto(addresses["disk"] + "ja/scheme/actor-kind/resident.html")
        page.locator(".tongue a").click()
        page.wait_for_load_state()
        assert page.url.endswith("en/scheme/actor-kind/resident.html")


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
        assert "new-plan.yaml:3" in page.locator("main table").inner_text()


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
        row = page.locator("main table tbody tr")
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
    assert ask.get(root + "id/edition/nope", headers={"accept": "text/html"}).status == 404
    context.close()


@needs_browser_code
def test_the_single_file_answers_from_a_disk(browser, built, queries, presets, tmp_path):
    told = publish_single(built, queries, presets, tmp_path / "one.html")
    address = told.output.as_uri()
    with looking(browser, address) as page:
        page.goto(address)
        assert page.locator("article:visible h1").count() == 1
        page.goto(address + "#en/query")
        query = page.locator("article[id='en/query']")
        first = query.locator("textarea").input_value()
        query.locator("textarea").fill(RUNAWAY)
        query.locator("form button").click()
        query.locator("progress").wait_for()
        page.wait_for_timeout(1_000)  # by now the engine is in the midst of it
        query.locator(".stop").click()
        query.locator(".error", has_text="Stopped").wait_for()
        query.locator("textarea").fill(first)
        query.locator("form button").click()
        query.locator("table").wait_for(timeout=30_000)
        assert page.locator("article[id='en/query'] tbody tr").count() == 2
        page.locator("article[id='en/query'] tbody a").first.click()
        page.locator("#thing table").first.wait_for(timeout=10_000)
        page.goto(address + "#ja/compare/duties")
        page.locator("article[id='ja/compare/duties'] td.stated a").first.click()
        page.locator("article.shown h2:visible").first.wait_for(timeout=10_000)
        assert json.dumps(page.title(), ensure_ascii=False)
