"""Single files, read against the registry of a workspace: YAML and workbooks alike."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from rolegraph.findings import Finding, Place, ordered
from rolegraph.iris import SLUG
from rolegraph.reading.cells import ENDINGS, is_workbook
from rolegraph.reading.corpus import Corpus, read_all_names, read_corpus, read_record
from rolegraph.reading.crosscheck import Names, coding_faults, edition_faults, memo_faults
from rolegraph.reading.faults import fault
from rolegraph.reading.files import Tree, parse_bytes, read_yaml
from rolegraph.reading.salvage import Salvaged
from rolegraph.reading.workbooks import Book, read_workbook
from rolegraph.records.base import Mapped, Record
from rolegraph.records.codings import Coding, CodingRow
from rolegraph.records.edition import Edition
from rolegraph.records.memo import Memo
from rolegraph.workspace import Workspace

STDIN = Path("-")
UNNAMED = "unnamed"
"""Stands in for the identifier of a file whose name is none."""

Input = tuple[Path, bytes | None]


def read_single(workspace: Workspace, files: Iterable[Input]) -> Corpus:
    """Return the records of single plan or memo files, read against the workspace's registry.

    Content given beside a path is read instead of the file. YAML whose top level has points or
    concepts is a memo. With codings, the rest of the workspace is read too: they may be about it.
    """
    findings: list[Finding] = []
    books = [(path, workspace.shown(path), read_book(path, c, workspace)) for path, c in files]
    trees = [book.tree.content for _, _, book in books]
    # The pointers of other sources would take most of the time, and are not asked for.
    named = {tree.get("source") for tree in trees if isinstance(tree, Mapped)}
    coded = any(book.codings for _, _, book in books)
    registry, names = read_all_names(workspace, None if coded else named)
    editions: dict[str, Edition] = {}
    memos: dict[str, Memo] = {}
    partial: dict[str, Salvaged] = {}
    for path, shown, book in books:
        slug = path.stem
        if path != STDIN and not re.fullmatch(SLUG, slug):
            slug = UNNAMED
            findings.append(fault("file-name", Place(shown), path.name))
        found = _record(book, shown, names, findings)
        if isinstance(found, Edition):
            editions[slug] = found
        elif isinstance(found, Memo):
            memos[slug] = found
        elif isinstance(found, Salvaged):
            partial[slug] = found
    corpus = Corpus(registry, editions, memos, {}, (), (), partial)
    if coded:
        rows = [(row, shown) for _, shown, book in books for row in book.codings]
        corpus = _with_codings(workspace, corpus, rows, names, findings)
    return corpus._replace(findings=tuple(ordered(findings)))


def _record(
    book: Book, shown: str, names: Names, findings: list[Finding]
) -> Record | Salvaged | None:
    if book.model is None:
        findings += book.tree.findings
        return None
    found = read_record(book.tree, book.model, shown, findings)
    record: Any = found.record if isinstance(found, Salvaged) else found
    lost = found.lost if isinstance(found, Salvaged) else frozenset()
    if isinstance(record, Edition):
        findings += edition_faults(record, names, lost)
    elif isinstance(record, Memo):
        findings += memo_faults(record, names, lost)
    return found


def read_book(path: Path, content: bytes | None, workspace: Workspace) -> Book:
    """Return what a file holds, whether YAML or a workbook."""
    shown = workspace.shown(path)
    if path.suffix.lower() in ENDINGS or (content and is_workbook(content)):
        try:
            return read_workbook(path.read_bytes() if content is None else content, shown)
        except OSError as error:
            said = error.strerror or str(error)
            return Book(None, Tree(None, [fault("unreadable-file", Place(shown), said)]), [])
    tree = read_yaml(path, shown) if content is None else parse_bytes(content, shown)
    is_memo = isinstance(tree.content, Mapped) and {"points", "concepts"} & set(tree.content)
    return Book(Memo if is_memo else Edition, tree, [])


def _with_codings(
    workspace: Workspace,
    corpus: Corpus,
    rows: Iterable[tuple[Mapped, str]],
    names: Names,
    findings: list[Finding],
) -> Corpus:
    """Return the workspace with these editions and codings in place of its own."""
    codings: dict[tuple[str, str], tuple[Coding, ...]] = {}
    for row, shown in rows:
        found = read_record(Tree(row, []), CodingRow, shown, findings)
        if isinstance(found, CodingRow):
            key = (found.scheme, found.coder)
            codings[key] = (*codings.get(key, ()), found)
    rest = read_corpus(workspace)
    editions = {**rest.editions, **corpus.editions}
    findings += coding_faults(codings.values(), editions, names, corpus.partial)
    return rest._replace(
        editions=editions,
        memos={**rest.memos, **corpus.memos},
        codings={**rest.codings, **codings},
        partial=corpus.partial,
    )
