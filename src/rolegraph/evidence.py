"""Passage pointers and a reader's own copies of the sources: made, checked, guarded."""

import csv
import hashlib
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from rolegraph.errors import CannotRead, RolegraphError, UnknownName
from rolegraph.findings import Language
from rolegraph.output import write_file
from rolegraph.passages import Document, Outcome, Pointer, locate, prepare, shown
from rolegraph.passages import cite as make_pointer
from rolegraph.reading import read_registry
from rolegraph.records.base import SECTION, Bilingual, Record, walk
from rolegraph.records.registry import PassageRow, Registry, Source
from rolegraph.workspace import Workspace

COLUMNS = (
    "section",
    "page",
    "position",
    "length",
    "occurrence",
    "occurrences",
    "digest",
    "anchors",
)
FOUND = (Outcome.exact, Outcome.nth_exact, Outcome.drifted)


class Result(NamedTuple):
    """What became of one pointer in a reader's copy."""

    source: str
    section: str
    outcome: str
    nth: str
    passage: str

    @property
    def found(self) -> bool:
        """Whether the passage was found, exactly or drifted."""
        return self.outcome in FOUND

    def line(self, show: bool) -> str:
        """Return one line; with the passage from the reader's own copy when asked."""
        head = f"{self.source} {self.section}: {self.outcome}{self.nth}"
        return f"{head}\n    {' '.join(self.passage.split())}" if show and self.passage else head


def cite_source(workspace: Workspace, folder: Path, slug: str, marks: Sequence[str]) -> list[str]:
    """Write `data/passages/<source>.csv` and return a line for each new or renewed pointer.

    Marks are `section=position`; none renews every pointer from its recorded position.
    """
    registry = read_registry(workspace)
    source = _source(registry, slug)
    text = _copy(folder, source)
    sha = hashlib.sha256((folder / source.file).read_bytes()).hexdigest()
    if sha != source.sha256:
        raise RolegraphError(
            f"'{source.file}' is not the extraction that data/sources.yaml records",
            f"positions hold for one extraction only; for a new one write sha256: {sha}",
        )
    kept = {s: (row.position, row.page) for s, row in registry.passages.get(slug, {}).items()}
    new = dict(_mark(mark) for mark in marks)
    kept |= {section: (position, None) for section, position in new.items()}
    pointers = [make_pointer(text, slug, s, position, page) for s, (position, page) in kept.items()]
    path = workspace.data / "passages" / f"{slug}.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    write_file(path, _csv(sorted(pointers, key=lambda p: _order(p.position, p.section))))
    told = [p for p in pointers if p.section in new] if new else pointers
    return [
        f"{p.section}\t{p.position}\t{p.digest[:12]}\t{p.occurrence}/{p.occurrences}" for p in told
    ]


def locate_all(workspace: Workspace, folder: Path, only: str | None = None) -> list[Result]:
    """Return what became of every pointer in the copies of a folder, in recorded order."""
    registry = read_registry(workspace)
    if only:
        _source(registry, only)
    results: list[Result] = []
    for slug, rows in sorted(registry.passages.items()):
        if only in (None, slug):
            text = _copy(folder, _source(registry, slug))
            document = prepare(text)
            results += [_result(slug, row, document, text) for row in rows.values()]
    return results


def summary(results: Sequence[Result], language: Language) -> str:
    """Return the counts by outcome, as one line."""
    counts = {o.value: sum(r.outcome == o for r in results) for o in Outcome}
    listed = ", ".join(f"{name} {n}" for name, n in counts.items() if n)
    return (
        f"{len(results)} 箇所: {listed}"
        if language == "ja"
        else f"{len(results)} passages: {listed}"
    )


def own_words(records: Sequence[Record]) -> Iterator[tuple[Record, str, str]]:
    """Yield every text of ours in records (glosses, notes, positions): record, key, text."""
    for root in records:
        for record in walk(root):
            for key in ("gloss", "note", "position"):
                words = getattr(record, key, None)
                if isinstance(words, Bilingual):
                    yield record, key, words.ja
                    yield record, key, words.en


def names_in(records: Sequence[Record]) -> list[str]:
    """Return all names and titles of the records: what our own words may repeat."""
    names = {
        words
        for root in records
        for record in walk(root)
        for key in ("name", "title", "term", "document", "label", "plan_title", "place", "product")
        if isinstance(value := getattr(record, key, None), Bilingual)
        for words in (value.ja, value.en)
    }
    return sorted(names)


def _source(registry: Registry, slug: str) -> Source:
    if slug not in registry.sources:
        raise UnknownName("source", slug, registry.sources)
    return registry.sources[slug]


def _copy(folder: Path, source: Source) -> str:
    path = folder / source.file
    try:
        return path.read_text("utf-8")
    except OSError as error:
        raise CannotRead(
            f"no copy of source '{source.id}' at '{path}' ({error.strerror})",
            "put your copy there, or choose one source with --source",
        ) from error
    except UnicodeDecodeError as error:
        raise CannotRead(f"'{path}' is not UTF-8", "save your copy as UTF-8") from error


def _mark(mark: str) -> tuple[str, str]:
    section, equals, position = mark.partition("=")
    if not equals:
        raise RolegraphError(f"'{mark}' is no mark", "write SECTION=POSITION, such as 4-1/1/b1=16")
    if not re.fullmatch(SECTION, section):
        raise RolegraphError(
            f"'{section}' is no section path", "write small letters, digits and hyphens: 4-1/1/b1"
        )
    return section, position


def _order(position: str, section: str) -> tuple[int, int, str]:
    numbers = [int(n) for n in re.findall(r"[0-9]+", position)]
    sentence = int(position.partition("#")[2].partition("-")[0] or 0)
    return numbers[0], sentence, section


def _csv(pointers: Sequence[Pointer]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    for pointer in pointers:
        row: Mapping[str, object] = pointer._asdict()
        writer.writerow({**row, "anchors": " ".join(pointer.anchors)})
    return out.getvalue()


def _result(source: str, row: PassageRow, document: Document, text: str) -> Result:
    pointer = Pointer(
        source,
        row.section,
        row.position,
        row.digest,
        row.length,
        row.occurrence,
        row.occurrences,
        tuple(row.anchors.split()),
        row.page,
    )
    located = locate(pointer, document)
    nth = f" ({row.occurrence}/{row.occurrences})" if located.outcome == Outcome.nth_exact else ""
    return Result(source, row.section, located.outcome, nth, shown(located, text))
