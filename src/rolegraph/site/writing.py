"""Pages written into a folder by several processes, each with its share of the one list."""

import hashlib
import multiprocessing
import sys
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection, wait
from pathlib import Path

from rolegraph.errors import RolegraphError
from rolegraph.pages import Catalogue, Page

SHARE = 200  # pages in a row: neighbours have much in common that is read once
Sums = dict[str, str]
"""The SHA-256 of each file by its path."""


def write_pages(
    catalogue: Catalogue, folder: Path, processes: int, told: Callable[[int], None]
) -> Sums:
    """Write all pages and return their checksums; `told` hears now and then how many are done.

    Raises OSError when a page cannot be written, RolegraphError when a process died.
    """
    if processes < 2 or sys.platform != "linux":  # elsewhere a fork is not safe
        return _written(_share(catalogue, 0, 1), folder, told)
    context = multiprocessing.get_context("fork")
    _ = catalogue.atlas.names  # read before the fork, so that it is shared
    running = []
    for number in range(processes):
        ours, theirs = context.Pipe(duplex=False)
        process = context.Process(
            target=_work, args=(theirs, catalogue, folder, number, processes), daemon=True
        )
        process.start()
        theirs.close()
        running.append((ours, process))
    try:
        return _gathered([ours for ours, _ in running], told)
    finally:
        for ours, process in running:
            ours.close()
            process.kill()
            process.join()


def _gathered(lines: list[Connection], told: Callable[[int], None]) -> Sums:
    sums: Sums = {}
    done = dict.fromkeys(lines, 0)
    while lines:
        for line in wait(lines):
            assert isinstance(line, Connection)
            try:
                message = line.recv()
            except EOFError as error:
                raise RolegraphError(
                    "a process that wrote pages died", "publish with --jobs 1, in less memory"
                ) from error
            if isinstance(message, int):
                done[line] = message
                told(sum(done.values()))
            elif isinstance(message, OSError):
                raise message
            else:
                sums |= message
                lines.remove(line)
    return sums


def _work(line: Connection, catalogue: Catalogue, folder: Path, number: int, of: int) -> None:
    try:
        line.send(_written(_share(catalogue, number, of), folder, line.send))
    except OSError as error:
        line.send(error)


def _share(catalogue: Catalogue, number: int, of: int) -> Iterator[Page]:
    for place, page in enumerate(catalogue):
        if place // SHARE % of == number:
            yield page


def _written(pages: Iterator[Page], folder: Path, told: Callable[[int], None]) -> Sums:
    sums: Sums = {}
    for page in pages:
        sums[page.path] = write(folder, page.path, page.render())
        if len(sums) % 1000 == 0:
            told(len(sums))
    return sums


def write(folder: Path, path: str, content: bytes) -> str:
    """Write one file of the site and return its checksum."""
    target = folder / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
    return hashlib.sha256(content).hexdigest()
