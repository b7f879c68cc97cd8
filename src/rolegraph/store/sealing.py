"""A process that cannot open anything: what an engine must not do, the system keeps it from."""

from collections.abc import Iterator
from contextlib import contextmanager

try:
    import resource
except ImportError:  # Windows has no such limit; there, only what is judged protects
    resource = None  # type: ignore[assignment]


@contextmanager
def sealed() -> Iterator[None]:
    """Take from this process the ability to open anything: files, sockets, other servers."""
    if resource is None:
        yield
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
