"""A whole workspace as records; bad content becomes findings, never an exception."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple, TypeVar

from pydantic import ValidationError

from rolegraph.findings import Finding, Place, ordered
from rolegraph.iris import SLUG
from rolegraph.reading.crosscheck import (
    coding_faults,
    edition_faults,
    memo_faults,
    plan_title_faults,
)
from rolegraph.reading.faults import fault, record_faults
from rolegraph.reading.files import Tree, read_rows, read_yaml
from rolegraph.records.base import Record
from rolegraph.records.codings import Agreement, Coding
from rolegraph.records.edition import Edition
from rolegraph.records.memo import Memo
from rolegraph.records.registry import (
    Municipality,
    Organizations,
    PassageRow,
    Registry,
    Sources,
)
from rolegraph.workspace import Workspace

R = TypeVar("R", bound=Record)


class Corpus(NamedTuple):
    """Everything a workspace states, by identifier, with the faults found while reading.

    Codings are kept by scheme and coder; the coder `adjudicated` is what stands.
    """

    registry: Registry
    editions: Mapping[str, Edition]
    memos: Mapping[str, Memo]
    codings: Mapping[tuple[str, str], tuple[Coding, ...]]
    agreements: tuple[Agreement, ...]
    findings: tuple[Finding, ...]


def read_corpus(workspace: Workspace) -> Corpus:
    """Return the records of a workspace and every fault of every file, ordered by place."""
    findings: list[Finding] = []
    registry = _registry(workspace, findings)
    editions = _files(workspace, "plans", Edition, findings)
    memos = _files(workspace, "memos", Memo, findings)
    codings = {
        (path.parent.name, path.stem): tuple(_rows(workspace, path, Coding, findings))
        for path in sorted((workspace.data / "codings").glob("*/*.csv"))
    }
    agreement = workspace.data / "codings" / "agreement.csv"
    agreements = tuple(_rows(workspace, agreement, Agreement, findings))
    if not editions and not memos and not findings:
        findings.append(fault("empty-workspace", Place(workspace.shown(workspace.data))))
    for edition in editions.values():
        findings += edition_faults(edition, registry)
    for memo in memos.values():
        findings += memo_faults(memo, registry)
    findings += plan_title_faults(editions)
    findings += coding_faults(codings.values(), editions)
    return Corpus(registry, editions, memos, codings, agreements, tuple(ordered(findings)))


def read_registry(workspace: Workspace) -> Registry:
    """Return what all editions share; faults in it are told by read_corpus."""
    return _registry(workspace, [])


def read_record(tree: Tree, model: type[R], shown: str) -> tuple[R | None, list[Finding]]:
    """Return a file's content as a record (None when it is faulty) and all its faults."""
    if tree.content is None:
        return None, tree.findings
    if not isinstance(tree.content, dict):
        return None, [*tree.findings, fault("not-a-mapping", Place(shown, 1, 1))]
    try:
        return model.model_validate(tree.content), tree.findings
    except ValidationError as error:
        return None, tree.findings + record_faults(error, tree.content, shown, model)


def _registry(workspace: Workspace, findings: list[Finding]) -> Registry:
    data = workspace.data
    municipalities = _rows(workspace, data / "municipalities.csv", Municipality, findings)
    organizations = _listed(workspace, data / "actors.yaml", Organizations, findings)
    sources = _listed(workspace, data / "sources.yaml", Sources, findings)
    passages = {
        path.stem: {row.section: row for row in _rows(workspace, path, PassageRow, findings)}
        for path in sorted((data / "passages").glob("*.csv"))
    }
    return Registry(
        {m.code: m for m in municipalities},
        {o.id: o for o in organizations.organizations} if organizations else {},
        {s.id: s for s in sources.sources} if sources else {},
        passages,
    )


def _listed(workspace: Workspace, path: Path, model: type[R], findings: list[Finding]) -> R | None:
    if not path.exists():
        return None
    record, found = read_record(
        read_yaml(path, workspace.shown(path)), model, workspace.shown(path)
    )
    findings += found
    return record


def _rows(workspace: Workspace, path: Path, model: type[R], findings: list[Finding]) -> list[R]:
    if not path.exists():
        return []
    shown = workspace.shown(path)
    tree = read_rows(path, shown)
    findings += tree.findings
    records = []
    for row in tree.content or []:
        record, found = read_record(Tree(row, []), model, shown)
        findings += found
        if record:
            records.append(record)
    return records


def _files(
    workspace: Workspace, folder: str, model: type[R], findings: list[Finding]
) -> dict[str, R]:
    records: dict[str, R] = {}
    for path in sorted((workspace.data / folder).glob("*.y*ml")):
        shown = workspace.shown(path)
        if not re.fullmatch(SLUG, path.stem):
            findings.append(fault("file-name", Place(shown, 1, 1), path.name))
            continue
        record, found = read_record(read_yaml(path, shown), model, shown)
        findings += found
        if record:
            records[path.stem] = record
    return records
