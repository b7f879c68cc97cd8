"""One server for all tests that only ask; tests that break things start their own."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from running import Server, serving


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A server of the corpus of two invented cities."""
    with serving("--timeout", "20", "--workers", "2") as running:
        yield running
