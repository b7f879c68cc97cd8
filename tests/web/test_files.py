"""What a server answers beside its pages: the files of a published folder, and identifiers."""

import hashlib
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse
from running import Server

from rolegraph.release import release_files

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
