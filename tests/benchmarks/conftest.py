"""Benchmarks print a small table of ratios measured in one run; they assert no times."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))  # benchmarks find the modules beside them

ROWS: list[tuple[str, float, str, float, str]] = []


@pytest.fixture
def compared() -> Callable[..., None]:
    """Note a time in seconds beside that of its peer, and the figure to reach."""

    def note(what: str, seconds: float, peer: str, peer_seconds: float, figure: str) -> None:
        ROWS.append((what, seconds, peer, peer_seconds, figure))

    return note


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the table."""
    if not ROWS:
        return
    terminalreporter.write_line("")
    head = f"{'what':<46}{'ms':>9}  {'peer':<34}{'ms':>9}{'ratio':>8}  figure"
    terminalreporter.write_line(head)
    for what, seconds, peer, other, figure in ROWS:
        ratio = f"{seconds / other:7.2f}x" if other else f"{'':>8}"
        line = f"{what:<46}{seconds * 1000:>9.1f}  {peer:<34}{other * 1000:>9.1f}{ratio}  {figure}"
        terminalreporter.write_line(line)
