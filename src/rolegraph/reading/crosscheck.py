"""Checks across parts and files: every name that refers to something must find it."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from rolegraph.findings import Finding, Place
from rolegraph.reading.faults import fault, remedy
from rolegraph.records.actors import Actor, Mention
from rolegraph.records.base import Record, keys_of, walk
from rolegraph.records.codings import Coding
from rolegraph.records.edition import Edition
from rolegraph.records.memo import Memo

NAMED = ("actors", "bodies", "facilities", "elements", "schemes", "boxes")
LISTS = ("duties", "steering", "glossary")


class Names(NamedTuple):
    """The identifiers of the registry, those of faulty entries too; passages by source."""

    municipalities: Collection[str]
    organizations: Collection[str]
    sources: Collection[str]
    passages: Mapping[str, Collection[str]]


def edition_faults(
    edition: Edition, registry: Names, lost: frozenset[str] = frozenset()
) -> Iterator[Finding]:
    """Yield what an edition refers to in vain, and identifiers used twice.

    `lost` names parts that are there but could not be read; whoever names them is not at fault.
    """
    parts = [part for name in NAMED for part in getattr(edition, name)]
    yield from repeated(parts)
    for name in LISTS:
        yield from repeated(getattr(edition, name))
    records = tuple(walk(edition))
    yield from _dangling(records, [*(part.id for part in parts), *lost])
    yield from _doubts(records)
    yield from _organizations(edition, records, registry, lost)
    yield from _source(edition, records, registry)
    code = getattr(edition, "municipality", None)
    if code and code not in registry.municipalities:
        near = remedy(code, list(registry.municipalities))
        yield fault("unknown-municipality", edition.place_of("municipality"), code, remedy=near)


def memo_faults(
    memo: Memo, registry: Names, lost: frozenset[str] = frozenset()
) -> Iterator[Finding]:
    """Yield what a memo refers to in vain, and identifiers used twice."""
    yield from repeated(memo.points)
    for concepts in memo.concepts.values():
        yield from repeated(concepts)
        known = [*(concept.id for concept in concepts), *lost]
        for concept in concepts:
            for broader in set(concept.broader) - set(known):
                yield fault(
                    "dangling-reference",
                    concept.place_of("broader"),
                    broader,
                    remedy=remedy(broader, known),
                )
    records = tuple(walk(memo))
    yield from _dangling(records, [*(point.id for point in memo.points), *lost])
    yield from _doubts(records)
    yield from _source(memo, records, registry)


def plan_title_faults(editions: Mapping[str, Edition]) -> Iterator[Finding]:
    """Yield editions that give their common plan another title than the first one does."""
    titles: dict[str, tuple[str, str]] = {}
    for _, edition in sorted(editions.items()):
        title = (edition.plan_title.ja, edition.plan_title.en)
        if titles.setdefault(edition.plan, title) != title:
            yield fault("plan-titles-differ", edition.place_of("plan-title"), edition.plan)


def coding_faults(
    codings: Iterable[tuple[Coding, ...]],
    editions: Mapping[str, Edition],
    registry: Names,
    lost: Collection[str] = (),
) -> Iterator[Finding]:
    """Yield codings whose target, or one of whose passages, is not there.

    `lost` names editions that could not be read; whoever names them is not at fault.
    """
    targets = set(editions)
    for slug, edition in editions.items():
        targets |= {f"{slug}/{part.slug()}" for part in (*edition.elements, *edition.duties)}
    known = sorted(targets)
    for rows in codings:
        for row in rows:
            slug = row.target.partition("/")[0]
            if slug in lost:
                continue
            if row.target not in targets:
                near = remedy(row.target, known)
                yield fault("unknown-target", row.place_of("target"), row.target, remedy=near)
            if slug in editions:
                source = editions[slug].source
                yield from _unknown(row.sections, row.place_of("passages"), source, registry)


def repeated(records: Iterable[Record], key: str = "id") -> Iterator[Finding]:
    """Yield every record whose identifier an earlier one has."""
    seen: set[str] = set()
    for record in records:
        name = getattr(record, key)
        if name in seen:
            yield fault("duplicate-id", record.place_of(key), name)
        seen.add(name)


def references(record: Record) -> Iterator[tuple[Place, str]]:
    """Yield the names by which a record refers to others, each with its place."""
    for key in keys_of(type(record)):
        if not key.key.refers:
            continue
        value = getattr(record, key.field)
        names = (
            [name for refs in value.values() for name in refs]
            if isinstance(value, dict)
            else value
            if isinstance(value, tuple)
            else [value]
            if value
            else []
        )
        for name in names:
            yield record.place_of(key.written), name


def _dangling(records: Iterable[Record], known: list[str]) -> Iterator[Finding]:
    names = set(known)
    for record in records:
        for place, name in references(record):
            if name not in names and not name.startswith("org/"):
                yield fault("dangling-reference", place, name, remedy=remedy(name, known))


def _doubts(records: Iterable[Record]) -> Iterator[Finding]:
    for record in records:
        doubts: Mapping[str, object] = getattr(record, "doubts", {})
        known = [key.written for key in keys_of(type(record)) if key.key.property]
        for name in doubts:
            if name not in known:
                yield fault(
                    "doubt-of-unknown-key",
                    record.place_of("doubts"),
                    name,
                    remedy=remedy(name, known),
                )


def _organizations(
    edition: Edition, records: Iterable[Record], registry: Names, lost: frozenset[str]
) -> Iterator[Finding]:
    listed = {mention.id for mention in edition.organizations} | lost
    for record in records:
        for place, name in _organization_names(record):
            if name in registry.municipalities:
                continue  # a municipality may be named by its code
            if name not in registry.organizations:
                near = remedy(name, [*registry.organizations, *registry.municipalities])
                yield fault("unknown-organization", place, name, remedy=near)
            elif name not in listed:
                yield fault("unlisted-organization", place, name)


def _organization_names(record: Record) -> Iterator[tuple[Place, str]]:
    for place, name in references(record):
        if name.startswith("org/"):
            yield place, name.removeprefix("org/")
    if isinstance(record, Actor):
        for name in record.organizations:
            yield record.place_of("organizations"), name
    if isinstance(record, Mention):
        yield record.place_of("id"), record.id
    organization = getattr(record, "organization", None)
    if organization:
        yield record.place_of("organization"), organization


def _source(root: Record, records: Iterable[Record], registry: Names) -> Iterator[Finding]:
    source = getattr(root, "source", None)
    if not source:
        return
    if source not in registry.sources:
        near = remedy(source, list(registry.sources))
        yield fault("unknown-source", root.place_of("source"), source, remedy=near)
    for record in records:
        sections = getattr(record, "passages", ())
        yield from _unknown(sections, record.place_of("passages"), source, registry)


def _unknown(
    sections: Iterable[str], place: Place, source: str, registry: Names
) -> Iterator[Finding]:
    known = registry.passages.get(source, ())
    for section in sections:
        if section not in known:
            path, near = f"data/passages/{source}.csv", remedy(section, list(known))
            yield fault("unknown-passage", place, section, path=path, remedy=near)
