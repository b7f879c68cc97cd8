"""The site of the two invented cities, published once, and a browser that looks at it."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from rolegraph.comparison import read_presets
from rolegraph.graph import read_vocabulary
from rolegraph.pages import Catalogue, Setting, built_assets
from rolegraph.queries import read_queries
from rolegraph.site import Release, publish
from rolegraph.workspace import Workspace

CORPUS = Path(__file__).parent / "corpus"
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
CHROMIUM = os.environ.get("ROLEGRAPH_CHROMIUM") or shutil.which("chromium") or ""


@pytest.fixture(scope="session")
def queries():
    return read_queries(Workspace(CORPUS).queries)


@pytest.fixture(scope="session")
def presets():
    return read_presets(Workspace(CORPUS).queries)


@pytest.fixture(scope="session")
def rules():
    return read_vocabulary(Workspace(CORPUS).shapes)


@pytest.fixture(scope="session")
def catalogue(built, queries, presets, rules):
    """All pages of the corpus, made when asked for."""
    return Catalogue(built.store, queries, presets, Setting(built=built_assets()), rules=rules)


@pytest.fixture(scope="session")
def site(built, queries, presets, rules, tmp_path_factory) -> Path:
    """The whole site as files, published once for all tests."""
    output = tmp_path_factory.mktemp("site") / "public"
    publish(built, queries, presets, output, Release(), rules)
    return output


@pytest.fixture(scope="session")
def browser() -> Iterator[object]:
    """Debian's Chromium; tests that need it are skipped where it is absent."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if not CHROMIUM:
        pytest.skip("no Chromium here (Debian package chromium; .ci/install-parts)")
    with playwright.sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()
