"""Pages written into a folder by several processes, each taking the next share of the one list."""

import hashlib
import multiprocessing
import sys
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import NamedTuple

from rolegraph.errors import RolegraphError
from rolegraph.pages import Catalogue, Page

SHARE = 50  # names in a row: neighbours have much in common that is read once
Sums = dict[str, str]
"""The SHA-256 of each file by its path."""


class Work(NamedTuple):
    """What is to be written: the pages of each of these names, and where."""

    catalogue: Catalogue
    folder: Path
    names: list[str]

    def share(self, first: int) -> Sums:
        """Write a share of the pages and return their checksums."""
        own = self.names[first : first + SHARE]
        return self.write(chain.from_iterable(map(self.catalogue.pages_of, own)))

    def write(self, pages: Iterable[Page]) -> Sums:
        """Write pages and return their checksums."""
        return {page.path: write(self.folder, page.path, page.render()) for page in pages}


def write_pages(
    catalogue: Catalogue, folder: Path, processes: int, told: Callable[[int, int], None]
) -> Sums:
    """Write all pages and return their checksums.

    `told` hears now and then of how many of all names the pages are done. Raises OSError when a
    page cannot be written, RolegraphError when a process died.
    """
    work = Work(catalogue, folder, list(catalogue.leaf_names()))
    sums = work.write(catalogue.pages_beside())
    for done, found in enumerate(_written(work, processes), 1):
        sums |= found
        told(min(done * SHARE, len(work.names)), len(work.names))
    return sums


def _written(work: Work, processes: int) -> Iterator[Sums]:
    """Yield the checksums of each share as it is done."""
    firsts = range(0, len(work.names), SHARE)
    if processes < 2 or sys.platform != "linux":  # elsewhere a fork is not safe
        yield from map(work.share, firsts)
        return
    context = multiprocessing.get_context("fork")  # what was read so far is shared
    running = []
    for _ in range(processes):
        ours, theirs = context.Pipe()
        process = context.Process(target=_serve, args=(theirs, work), daemon=True)
        process.start()
        theirs.close()
        running.append((ours, process))
    try:
        yield from _handed_out([ours for ours, _ in running], iter(firsts))
    finally:
        for ours, process in running:
            ours.close()
            process.kill()
            process.join()


def _handed_out(lines: list[Connection], firsts: Iterator[int]) -> Iterator[Sums]:
    """Give each process the next share as soon as it is free, and yield what it wrote."""
    busy = [line for line in lines if _next(line, firsts)]
    while busy:
        for line in wait(busy):
            assert isinstance(line, Connection)
            try:
                message = line.recv()
                more = not isinstance(message, OSError) and _next(line, firsts)
            except (EOFError, ConnectionError) as error:
                raise RolegraphError(
                    "a process that wrote pages died", "publish with --jobs 1, in less memory"
                ) from error
            if isinstance(message, OSError):
                raise message
            if not more:
                busy.remove(line)
            yield message


def _next(line: Connection, firsts: Iterator[int]) -> bool:
    first = next(firsts, None)
    if first is not None:
        line.send(first)
    return first is not None


def _serve(line: Connection, work: Work) -> None:
    try:
        while True:
            line.send(work.share(line.recv()))
    except OSError as error:
        line.send(error)
    except EOFError:  # nothing is left to do
        return


def write(folder: Path, path: str, content: bytes) -> str:
    """Write one file of the site and return its checksum."""
    target = folder / path
    try:
        target.write_bytes(content)
    except FileNotFoundError:  # the first file of its folder
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return hashlib.sha256(content).hexdigest()
