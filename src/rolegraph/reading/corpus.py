"""A whole workspace as records; bad content becomes findings, never an exception."""

import re
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from pydantic import ValidationError

from rolegraph.errors import BadData
from rolegraph.findings import Finding, Place, ordered
from rolegraph.iris import SLUG
from rolegraph.reading.crosscheck import (
    Names,
    coding_faults,
    edition_faults,
    memo_faults,
    plan_title_faults,
    repeated,
)
from rolegraph.reading.faults import fault, record_faults
from rolegraph.reading.files import Tree, read_rows, read_yaml
from rolegraph.reading.salvage import Salvaged, salvage
from rolegraph.records.base import Mapped, Record
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
    partial: Mapping[str, Salvaged] = {}
    """What is sound in editions and memos with faults: for checks, never for a build."""


def read_corpus(workspace: Workspace) -> Corpus:
    """Return the records of a workspace and every fault of every file, ordered by place."""
    findings: list[Finding] = []
    registry, names = _registry(workspace, findings)
    editions, broken_editions = _files(workspace, "plans", Edition, findings)
    memos, broken_memos = _files(workspace, "memos", Memo, findings)
    codings = {
        (path.parent.name, path.stem): _sound(workspace, path, Coding, findings)
        for path in sorted((workspace.data / "codings").glob("*/*.csv"))
    }
    agreement = workspace.data / "codings" / "agreement.csv"
    agreements = _sound(workspace, agreement, Agreement, findings)
    if not editions and not memos and not findings:
        findings.append(fault("empty-workspace", Place(workspace.shown(workspace.data))))
    for edition in editions.values():
        findings += edition_faults(edition, names)
    for memo in memos.values():
        findings += memo_faults(memo, names)
    for broken in broken_editions.values():
        findings += edition_faults(broken.record, names, broken.lost)
    for broken in broken_memos.values():
        findings += memo_faults(broken.record, names, broken.lost)
    findings += plan_title_faults(editions)
    findings += coding_faults(codings.values(), editions, names, broken_editions)
    partial = {**broken_editions, **broken_memos}
    return Corpus(registry, editions, memos, codings, agreements, tuple(ordered(findings)), partial)


def read_all_names(
    workspace: Workspace, named: Collection[object] | None = None
) -> tuple[Registry, Names]:
    """Return what all editions share, faults untold; `named` limits the pointers to sources."""
    return _registry(workspace, [], named)


def read_registry(workspace: Workspace) -> Registry:
    """Return what all editions share. Raises BadData when it has a fault."""
    findings: list[Finding] = []
    registry, _ = _registry(workspace, findings)
    if findings:
        raise BadData(ordered(findings))
    return registry


def read_record(
    tree: Tree, model: type[R], shown: str, findings: list[Finding]
) -> R | Salvaged | None:
    """Return a file's content as a record, or what is sound in it (None when nothing is)."""
    findings += tree.findings
    if tree.content is None:
        return None
    if not isinstance(tree.content, Mapped):
        findings.append(fault("not-a-mapping", Place(shown, 1, 1)))
        return None
    try:
        return model.model_validate(tree.content)
    except ValidationError as error:
        told = {finding.place for finding in tree.findings}  # a cell is at fault once
        faults = record_faults(error, tree.content, shown, model)
        findings += [finding for finding in faults if finding.place not in told]
        return salvage(tree.content, model, error)


def _registry(
    workspace: Workspace, findings: list[Finding], named: Collection[object] | None = None
) -> tuple[Registry, Names]:
    """Return the registry and all names in it; `named` limits the pointers to these sources."""
    data = workspace.data
    municipalities, codes = _table(
        workspace, data / "municipalities.csv", Municipality, "code", findings
    )
    organizations, bodies = _listed(workspace, data / "actors.yaml", Organizations, findings)
    sources, documents = _listed(workspace, data / "sources.yaml", Sources, findings)
    passages, sections = {}, {}
    for path in sorted((data / "passages").glob("*.csv")):
        if named is not None and path.stem not in named:
            continue
        rows, sections[path.stem] = _table(workspace, path, PassageRow, "section", findings)
        passages[path.stem] = rows
    return (
        Registry(municipalities, organizations, sources, passages),
        Names(codes, bodies, documents, sections),
    )


def _listed(
    workspace: Workspace, path: Path, model: type[R], findings: list[Finding]
) -> tuple[dict[str, Any], list[str]]:
    """Return the entries of a registry file by identifier, and all identifiers in it."""
    if not path.exists():
        return {}, []
    shown = workspace.shown(path)
    found = read_record(read_yaml(path, shown), model, shown, findings)
    if found is None:
        return {}, []
    record, lost = (found.record, found.lost) if isinstance(found, Salvaged) else (found, ())
    (field,) = model.model_fields  # a registry file is one list
    entries = getattr(record, field, ())
    findings += repeated(entries)
    return {entry.id: entry for entry in entries}, [*(entry.id for entry in entries), *lost]


def _table(
    workspace: Workspace, path: Path, model: type[R], key: str, findings: list[Finding]
) -> tuple[dict[str, R], list[str]]:
    """Return the rows of a registry table by identifier, and all identifiers in it."""
    rows = _rows(workspace, path, model, findings)
    sound = [row for row in rows if isinstance(row, model)]
    findings += repeated(sound, key)
    names = [getattr(row.record if isinstance(row, Salvaged) else row, key, "") for row in rows]
    return {getattr(row, key): row for row in sound}, list(filter(None, names))


def _rows(
    workspace: Workspace, path: Path, model: type[R], findings: list[Finding]
) -> list[R | Salvaged]:
    if not path.exists():
        return []
    shown = workspace.shown(path)
    columns = {f.alias or name: f.is_required() for name, f in model.model_fields.items()}
    tree = read_rows(path, shown, columns)
    findings += tree.findings
    told = findings if not any(f.rule == "csv-columns" for f in tree.findings) else []
    read = (read_record(Tree(row, []), model, shown, told) for row in tree.content or [])
    return [row for row in read if row is not None]


def _sound(
    workspace: Workspace, path: Path, model: type[R], findings: list[Finding]
) -> tuple[R, ...]:
    rows = _rows(workspace, path, model, findings)
    return tuple(row for row in rows if isinstance(row, model))


def _files(
    workspace: Workspace, folder: str, model: type[R], findings: list[Finding]
) -> tuple[dict[str, R], dict[str, Salvaged]]:
    """Return the sound files of a folder by identifier, and what is sound in the others."""
    records: dict[str, R] = {}
    broken: dict[str, Salvaged] = {}
    for path in sorted((workspace.data / folder).glob("*.y*ml")):
        shown = workspace.shown(path)
        if not re.fullmatch(SLUG, path.stem):
            findings.append(fault("file-name", Place(shown, 1, 1), path.name))
            continue
        if path.stem in records or path.stem in broken:
            findings.append(fault("duplicate-id", Place(shown, 1, 1), path.stem))
            continue
        found = read_record(read_yaml(path, shown), model, shown, findings)
        if isinstance(found, model):
            records[path.stem] = found
        else:
            nothing = Salvaged(model.model_construct(), frozenset())
            broken[path.stem] = found if isinstance(found, Salvaged) else nothing
    return records, broken
