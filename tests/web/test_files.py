"""What a server answers beside its pages: the files of a published folder, and identifiers."""

import hashlib
import re
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse
from running import Server

from rolegraph.release import release_files
from rolegraph.workspace import Workspace

SAME = [f.path for f in release_files() if f.path not in ("sitemap.xml", "dcat.jsonld")]


@pytest.mark.parametrize("path", SAME)
def test_a_file_that_is_published_is_served_the_same(server: Server, site: Path, path: str):
    answer = server.client.get(f"/{path}")
    assert answer.status_code == 200, f"/{path} is published, but not served"
    served, published = (
        hashlib.sha256(b).hexdigest() for b in (answer.content, (site / path).read_bytes())
    )
    assert served == published, f"/{path} differs from the published file"


def test_the_sitemap_of_a_server_lists_the_published_pages(server: Server, site: Path):
    assert server.client.get("/sitemap.xml").content == (site / "sitemap.xml").read_bytes()


@pytest.mark.parametrize("path", ["", "ja", "ja/", "en", "en/", "index.html"])
def test_the_home_page_has_no_wrong_address(server: Server, path: str):
    language = path[:2] if path[:2] in ("ja", "en") else "ja"
    found = server.client.get(f"/{path}", follow_redirects=True)
    assert (found.status_code, found.url.path) == (200, f"/{language}/index.html")


@pytest.mark.parametrize("name", ["compare/duties", "question/duties-by-kind", "ns/0.1.0"])
@pytest.mark.parametrize("media", ["text/html", "text/turtle", "application/json"])
def test_an_identifier_of_an_answer_or_version_leads_somewhere(
    server: Server, name: str, media: str
):
    found = server.client.get(f"/{name}", headers={"accept": media}, follow_redirects=True)
    assert found.status_code == 200, f"/{name} as {media} leads to {found.url}"
    assert found.headers["content-type"].startswith(media)
    if media == "text/turtle":
        about = {t.subject.value for t in parse(found.content, format=RdfFormat.TURTLE)}
        assert any(name.partition("/0")[0] in iri for iri in about)


CODED = "target,concept,centrality,confidence,rationale,round,passages"


def check(server: Server, name: str, lines: list[str], language: str = "en") -> str:
    content = "\n".join([CODED, *lines, ""]).encode()
    answer = server.client.post(f"/{language}/check", files={"file": (name, content)})
    assert answer.status_code == 200
    return re.sub(r"<[^>]+>", " ", answer.text)


def test_dropped_codings_are_checked_against_the_scheme_that_their_concepts_tell(
    server: Server, corpus: Workspace
):
    rows = (corpus.data / "codings/theme/coder-a.csv").read_text("utf-8").splitlines()[1:]
    assert "Nothing to mend" in check(server, "coder-a.csv", rows)
    wrong = [row.replace(row.split(",")[1], "nonsense", 1) for row in rows[:1]]
    told = check(server, "coder-a.csv", wrong + rows[1:])
    assert "coding-concept-in-scheme" in told, "a concept that is in no scheme is not told"
    assert "coder-a.csv:2" in told
    new = check(server, "someone-new.csv", wrong + rows[1:])
    assert "coding-concept-in-scheme" in new, "the file of a new coder is not checked"


def test_codings_of_no_known_concept_are_told_what_is_missing(server: Server):
    told = check(server, "a.csv", ["99001-plan/1,nonsense,primary,0.5,,1,"])
    assert "use concepts of one scheme" in told


def test_a_finding_leads_to_its_rule(server: Server, corpus: Workspace):
    rows = (
        (corpus.data / "codings/theme/coder-a.csv")
        .read_text("utf-8")
        .replace("shopping-streets", "nonsense", 1)
    )
    page = server.client.post("/ja/check", files={"file": ("coder-a.csv", rows.encode())}).text
    assert 'shapes.html#coding-concept-in-scheme"' in page


@pytest.mark.parametrize(
    ("size", "status", "words"), [(0, 400, "一つ選んで"), (9_000_000, 413, "大きすぎます")]
)
def test_a_form_that_cannot_be_checked_is_told_on_the_page(
    server: Server, size: int, status: int, words: str
):
    files = {"file": ("a.yaml", b"x" * size)} if size else {"other": ("a.yaml", b"x")}
    answer = server.client.post("/ja/check", files=files)
    assert answer.status_code == status
    assert words in answer.text
    assert 'class="check"' in answer.text, "there is no form to try again"
