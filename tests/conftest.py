"""What many tests need: the corpus of two invented cities, built once, and the command line."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Generator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from showing import browser, catalogue, presets, queries, rules, site  # noqa: F401

from rolegraph.building import Build, build
from rolegraph.cli import main
from rolegraph.workspace import Workspace

CORPUS = Path(__file__).parent / "corpus"
INSTALLED = ".ci/install-parts"  # named by the reason of a skip for want of what this installs
PLAN = Path("data/plans/99001-plan.yaml")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Where the parts of other people must be there, a test skipped for want of one has failed."""
    report = yield
    if report.skipped and os.environ.get("ROLEGRAPH_PARTS_REQUIRED") == "1":
        reason = str(report.longrepr[-1] if isinstance(report.longrepr, tuple) else "")
        if INSTALLED in reason:
            report.outcome = "failed"
            report.longrepr = f"{reason}; ROLEGRAPH_PARTS_REQUIRED=1 lets no such test be skipped"
    return report


@pytest.fixture(scope="session")
def corpus() -> Workspace:
    """The workspace of the two invented cities, to be read only."""
    return Workspace(CORPUS)


@pytest.fixture(scope="session")
def built(corpus: Workspace) -> Build:
    """The corpus as read, as quads and as a store."""
    return build(corpus)


@pytest.fixture(scope="session")
def published() -> Build:
    """The real data of this repository, built."""
    return build(Workspace(CORPUS.parents[1]))


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """A copy of the corpus that a test may break."""
    root = tmp_path / "workspace"
    shutil.copytree(CORPUS, root)
    return Workspace(root)


@pytest.fixture
def rewrite(workspace: Workspace) -> Callable[..., None]:
    """Replace a piece of a file of the copied corpus; the piece must be there."""

    def replace(old: str, new: str, path: Path | str = PLAN) -> None:
        file = workspace.root / path
        text = file.read_text("utf-8")
        assert old in text, f"the corpus changed: {old!r} is no longer in {path}"
        file.write_text(text.replace(old, new, 1), "utf-8")

    return replace


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Run a command of rolegraph in this process."""
    for name in [name for name in os.environ if name.startswith("ROLEGRAPH_")]:
        monkeypatch.delenv(name)

    def invoke(*arguments: object, **environment: str) -> Result:
        return CliRunner().invoke(main, [str(a) for a in arguments], env=environment)

    return invoke


@pytest.fixture(scope="session")
def shell() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run a shell line in a process of its own; `rolegraph` means the code under test."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("ROLEGRAPH_")}

    def line(text: str, **settings: str) -> subprocess.CompletedProcess[str]:
        script = f'rolegraph() {{ "{sys.executable}" -m rolegraph "$@"; }}\n{text}'
        return subprocess.run(
            ["bash", "-o", "pipefail", "-c", script],
            capture_output=True,
            text=True,
            timeout=120,
            env=environment | settings,
            check=False,
        )

    return line
