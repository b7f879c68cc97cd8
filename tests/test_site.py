"""The published folder: whole or not at all, the same bytes, described, checked, redirected."""

import csv
import gzip
import hashlib
import html
import json
import re
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse

from rolegraph.building import build
from rolegraph.errors import CannotRead, CannotWrite, RolegraphError
from rolegraph.findings import Text
from rolegraph.pages import TWINS, Catalogue, Setting
from rolegraph.pages.changed import SHOWN, Change, Facts, Notes
from rolegraph.reading.citation import read_citation
from rolegraph.release.changes import change_notes, changes_csv, read_release
from rolegraph.release.crate import citation
from rolegraph.release.metadata import describe
from rolegraph.release.redirects import htaccess
from rolegraph.site import Release, publish
from rolegraph.site.publishing import publish_single
from rolegraph.workspace import packaged


def test_publishing_twice_gives_the_same_bytes(built, queries, presets, catalogue, site, tmp_path):
    publish(built, queries, presets, tmp_path / "again", Release(), catalogue.atlas.rules)
    one, two = ((folder / "SHA256SUMS").read_text() for folder in (site, tmp_path / "again"))
    differing = [a for a, b in zip(one.splitlines(), two.splitlines(), strict=True) if a != b]
    assert not differing, f"not the same bytes: {differing[:5]}"


def test_every_file_is_in_the_checksums_and_agrees(site):
    sums = dict(
        reversed(line.split("  ", 1)) for line in (site / "SHA256SUMS").read_text().splitlines()
    )
    files = {p.relative_to(site).as_posix() for p in site.rglob("*") if p.is_file()}
    assert files - {"SHA256SUMS", "rolegraph-build.txt"} == set(sums)
    for path in list(sums)[::50]:
        assert hashlib.sha256((site / path).read_bytes()).hexdigest() == sums[path]


def test_the_dumps_hold_all_statements(built, site):
    nquads = gzip.decompress((site / "dumps/rolegraph.nq.gz").read_bytes())
    wanted = {str(quad) for quad in built.graph.quads}
    assert {str(q) for q in parse(nquads, format=RdfFormat.N_QUADS)} == wanted
    trig = (site / "dumps/rolegraph.trig").read_bytes()
    assert {str(q) for q in parse(trig, format=RdfFormat.TRIG)} == wanted


def test_a_folder_with_something_else_in_it_is_left_alone(built, queries, presets, tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(CannotWrite, match="something else"):
        publish(built, queries, presets, tmp_path, Release())
    assert [p.name for p in tmp_path.iterdir()] == ["mine.txt"]


def test_void_counts_are_those_of_the_store(built, site):
    triples = list(parse((site / "dcat.ttl").read_bytes(), format=RdfFormat.TURTLE))
    void = "http://rdfs.org/ns/void#"
    counts = {
        t.predicate.value.removeprefix(void): t.object.value
        for t in triples
        if t.subject.value.endswith("#dataset") and t.predicate.value.startswith(void)
    }
    everything = {str(q.triple) for q in built.graph.quads}
    assert int(counts["triples"]) == len(everything)
    assert int(counts["distinctSubjects"]) == len({str(q.subject) for q in built.graph.quads})


def test_every_download_that_dcat_names_is_there(catalogue, site):
    cited = read_citation(packaged())
    setting = Setting(
        base_url="https://example.org/x", downloads=catalogue.setting.downloads, citation=cited
    )
    files = dict(describe(catalogue, setting, {}))
    named = re.findall(rb"<https://example\.org/x/((?:dumps|data)/[^>#]+)>", files["dcat.ttl"])
    lacking = [path.decode() for path in named if not (site / path.decode()).is_file()]
    assert named, "no download is described"
    assert not lacking, f"described but not written: {lacking[:5]}"


STRUCTURED = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.S)


def test_schema_org_names_maker_date_and_files_that_are_there(site):
    for name in ("index", "compare/duties", "question/duties-by-kind"):
        page = site / f"en/{name}.html"
        said = json.loads(STRUCTURED.search(page.read_text("utf-8"))[1])
        assert said["creator"][0]["name"] == read_citation(packaged()).authors[0]
        assert said["datePublished"]
        assert said["url"] == said["@id"]
        assert said["distribution"], f"{name} names no file"
        for file in said["distribution"]:
            assert (page.parent / file["contentUrl"]).is_file(), f"{name}: {file} is not there"


def test_dcat_says_who_made_the_data_and_whom_to_ask(site):
    triples = list(parse((site / "dcat.ttl").read_bytes(), format=RdfFormat.TURTLE))
    said = {t.predicate.value.rpartition("/")[2] for t in triples if "#dataset" in str(t.subject)}
    assert {"publisher", "creator", "issued", "dcat#contactPoint"} <= said


def test_the_research_object_lists_the_files_and_when_they_were_published(site):
    graph = json.loads((site / "ro-crate-metadata.json").read_text("utf-8"))["@graph"]
    root = next(each for each in graph if each["@id"] == "./")
    assert root["datePublished"]
    listed = {part["@id"] for part in root["hasPart"]}
    assert {"CITATION.cff", "dcat.ttl", "data/compare/duties.en.csv"} <= listed
    lacking = [path for path in listed if not (site / path).is_file()]
    assert not lacking, f"listed, but not published: {lacking[:5]}"


def test_csv_on_the_web_names_the_columns_of_its_csv(site):
    for meta in sorted(site.glob("data/question/*.csv-metadata.json")):
        content = json.loads(meta.read_text("utf-8"))
        header = (meta.parent / content["url"]).read_text("utf-8-sig").splitlines()[0].split(",")
        assert [c["name"] for c in content["tableSchema"]["columns"]] == header, meta.name


LEXICAL = {"integer": r"-?[0-9]+", "decimal": r"-?[0-9]+(\.[0-9]+)?", "string": r"(?s).*"}


def test_csv_on_the_web_says_how_each_value_is_written(site):
    booleans = 0
    for meta in sorted(site.glob("data/*/*.csv-metadata.json")):
        content = json.loads(meta.read_text("utf-8"))
        kinds = [column["datatype"] for column in content["tableSchema"]["columns"]]
        with (meta.parent / content["url"]).open(encoding="utf-8-sig", newline="") as file:
            for row in list(csv.reader(file))[1:]:
                for kind, value in zip(kinds, row, strict=True):
                    pattern = LEXICAL[kind] if isinstance(kind, str) else kind["format"]
                    booleans += not isinstance(kind, str)
                    told = f"{meta.name} calls {value!r} {kind}"
                    assert not value or re.fullmatch(pattern, value), told
    assert booleans, "no answer of the corpus holds a truth value any more"


def test_the_same_data_has_no_change_notes(built, queries, site):
    same = change_notes(read_release(site), built.store, queries)
    assert [line.en for line in same.lines[1:]] == ["nothing has changed"]


def test_change_notes_name_facts_codings_and_rows_that_differ(
    workspace, rewrite, queries, site, tmp_path
):
    rewrite("ja: 計画の広報", "ja: 計画を知らせる")
    rewrite(
        "99002-policy/i-3,shopping-streets",
        "99002-policy/i-3,tourism",
        "data/codings/theme/adjudicated.csv",
    )
    changed = build(workspace)
    notes = change_notes(read_release(site), changed.store, queries)
    head, *lines = notes.lines
    assert head.en.startswith("Compared with release ")
    assert [line.en for line in lines] == [
        "facts: 1 changed",
        "codings: 1 added, 1 removed",
        "rows of “coded elements”: 1 added, 2 removed",
        "rows of “instruments by theme”: 1 added, 1 removed",
        "rows of “coverage of themes”: 2 added, 2 removed",
        "rows of “themes of one municipality alone”: 1 added, 2 removed",
    ]
    assert lines[0].ja == "事実: 変更 1"
    assert notes.facts[0].changes[0][2:] == ("計画の広報", "計画を知らせる")
    assert "計画の広報,計画を知らせる" in changes_csv(notes).decode()
    page = draw_changes(changed, queries, notes)
    assert "計画の広報" in page
    assert "計画を知らせる" in page
    assert "changes.csv" in page


def test_change_notes_name_a_plan_that_is_new_and_its_answers(built, queries, site):
    before = read_release(site)
    new = "edition/99002-policy"
    kept = tuple(quad for quad in before.quads if new not in str(quad))
    notes = change_notes(before._replace(quads=kept), built.store, queries)
    added = {change.subject for change in notes.facts[0].changes if not change.property}
    assert f"https://w3id.org/rolegraph/id/{new}" in added
    assert "question/plan-tree/edition/99002-policy" in {rows.path for rows in notes.rows}


def draw_changes(built, queries, notes):
    catalogue = Catalogue(built.store, queries, changes=notes)
    return catalogue.page("ja/changes.html").render().decode()


def test_a_long_list_of_changes_is_cut_with_a_word_and_whole_in_the_file(built, queries, catalogue):
    many = tuple(Change(f"https://w3id.org/rolegraph/id/x/{n}") for n in range(SHOWN + 5))
    notes = Notes("before", catalogue.atlas, (Facts(Text("事実", "facts"), many),))
    page = draw_changes(built, queries, notes)
    assert "ほか 5 件" in page
    assert len(changes_csv(notes).decode().splitlines()) == 1 + len(many)


def test_a_folder_that_is_no_release_is_told(tmp_path):
    with pytest.raises(CannotRead, match="no release"):
        read_release(tmp_path)


RULE = re.compile(r"RewriteRule (\S+) (\S+) \[")
CONDITION = re.compile(r"RewriteCond %\{([^}]+)\} (!?)(.+?)(?: \[(\w+)\])?$")


def redirected(path: str, **headers: str) -> str:
    """What Apache does with the rules, for the few directives that they use."""
    conditions = []
    for line in htaccess("https://site.example").decode().splitlines():
        if found := CONDITION.match(line):
            conditions.append(found.groups())
        elif found := RULE.match(line):
            held = all(
                bool(re.search(pattern, headers.get(name, ""), re.I if flag == "NC" else 0))
                is not bool(negated)
                for name, negated, pattern, flag in conditions
            )
            conditions = []
            if held and (match := re.search(found[1], path)):
                return re.sub(r"\$(\d)", lambda m: match[int(m[1])], found[2])
    return ""


@pytest.mark.parametrize("suffix", TWINS)
def test_w3id_leads_machines_to_the_twin_they_accept(suffix):
    media = TWINS[suffix].partition(";")[0]
    target = redirected("id/edition/x/duty/y-1", HTTP_ACCEPT=media)
    assert target == f"https://site.example/data/id/edition/x/duty/y-1.{suffix}"


def test_w3id_leads_people_to_the_page_in_their_language():
    browser = "text/html,application/xhtml+xml,*/*;q=0.8"
    assert redirected("ns", HTTP_ACCEPT=browser) == "https://site.example/ja/ns.html"
    english = {"HTTP_ACCEPT": browser, "HTTP:Accept-Language": "en-GB,en;q=0.9"}
    assert redirected("scheme/theme/x", **english) == "https://site.example/en/scheme/theme/x.html"
    assert redirected("id/plan/x.ttl") == "https://site.example/data/id/plan/x.ttl"


def test_every_target_of_the_redirects_is_a_file_of_the_site(catalogue, site):
    answers = [n for n in catalogue.leaf_names() if n.startswith(("question/", "compare/"))]
    plain = {n for n in answers if n.count("/") == 1 and (site / f"data/{n}.ja.csv").is_file()}
    for name in [*list(catalogue.atlas.names)[::40], "ns", "ns/0.1.0", *answers[::9], *plain]:
        for accept in ("text/turtle", "text/html") if name not in answers else ("text/html",):
            target = redirected(name, HTTP_ACCEPT=accept).removeprefix("https://site.example/")
            assert (site / target).is_file(), f"{name} as {accept} leads to {target}"
    for name in plain:
        for accept in ("text/turtle", "application/json", "text/csv"):
            target = redirected(name, HTTP_ACCEPT=accept).removeprefix("https://site.example/")
            assert (site / target).is_file(), f"{name} as {accept} leads to {target}"


def test_each_identifier_in_a_downloaded_answer_leads_to_a_page_of_the_site(site):
    structures = {}
    for path in [*site.glob("data/question/*.ttl"), *site.glob("data/compare/*.ttl")]:
        for triple in parse(path.read_bytes(), format=RdfFormat.TURTLE):
            address = triple.subject.value.removeprefix("https://w3id.org/rolegraph/")
            page = address.partition("#")[0]
            assert (site / f"ja/{page}.html").is_file(), f"{path.name}: no page of {address}"
            if triple.object.value == "http://purl.org/linked-data/cube#DataSet":
                structures.setdefault(address, set()).add(path.relative_to(site).parts[1])
    assert all(len(found) == 1 for found in structures.values()), "a name of two data sets"
    assert "compare/duties" in structures


def test_the_citation_names_version_and_date():
    cited = read_citation(packaged())._replace(date="2026-01-31")
    text = citation(Setting(version="abc123", citation=cited)).decode()
    assert 'version: "abc123"' in text
    assert 'date-released: "2026-01-31"' in text
    assert cited.authors[0] in text


def test_the_citation_can_be_copied_as_text_and_as_bibtex(site):
    cited = read_citation(packaged())
    page = html.unescape((site / "en/cite.html").read_text("utf-8"))
    for words in (cited.title, cited.authors[0], cited.date, "@misc{", "../CITATION.cff"):
        assert words in page, f"the page of the citation lacks {words}"


def test_the_single_file_needs_the_browser_code(built, queries, presets, tmp_path, catalogue):
    if "engine.js" in catalogue.setting.built:
        told = publish_single(built, queries, presets, tmp_path / "one.html")
        text = told.output.read_text("utf-8")
        assert told.files == 1
        assert not re.findall(r'(?:src|href)="https?:[^"]*\.(?:js|css|wasm)"', text)
    else:
        with pytest.raises(RolegraphError, match="npm"):
            publish_single(built, queries, presets, Path(tmp_path / "one.html"))
