"""What changed since the release before: facts, codings, terms, and answers to questions."""

import csv
import gzip
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from pyoxigraph import Literal, Quad, RdfFormat, parse

from rolegraph import iris
from rolegraph.errors import CannotRead, UnknownName
from rolegraph.findings import Language, Text
from rolegraph.pages import LANGUAGES, Catalogue
from rolegraph.pages.atlas import Atlas
from rolegraph.pages.changed import Change, Facts, Notes, Rows
from rolegraph.pages.questions import Asked, every_asked
from rolegraph.queries import Query, answer, labelled
from rolegraph.release.dumps import quads_of
from rolegraph.store import Queryable, Store

KINDS = (
    (Text("事実", "facts"), ("graph/edition/", "graph/memo/", "graph/registry")),
    (Text("判定", "codings"), ("graph/coding/", "graph/agreement")),
    (Text("語彙と概念", "terms"), ("graph/vocabulary",)),
)
HEADS = ("group", "where", "subject", "property", "before", "after")


class Before(NamedTuple):
    """A release as its folder holds it: its version, its questions, its statements."""

    version: str
    questions: frozenset[str]
    quads: tuple[Quad, ...]


def release_facts(catalogue: Catalogue) -> bytes:
    """Return what the next release needs, beside the dumps, to tell what changed."""
    content = {
        "version": catalogue.setting.version,
        "identifier": iris.BASE,
        "questions": sorted(catalogue.queries),
        "statements": {
            graph.removeprefix(iris.BASE): n for graph, n in catalogue.atlas.graphs.items()
        },
    }
    return (json.dumps(content, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()


def read_release(folder: Path) -> Before:
    """Return the release that was published into a folder. Raises CannotRead."""
    try:
        content: dict[str, Any] = json.loads((folder / "release.json").read_text("utf-8"))
        packed = (folder / "dumps" / "rolegraph.nq.gz").read_bytes()
        quads = tuple(parse(gzip.decompress(packed), format=RdfFormat.N_QUADS))
        return Before(content["version"], frozenset(content["questions"]), quads)
    except (OSError, EOFError, ValueError, KeyError, SyntaxError) as error:
        raise CannotRead(
            f"no release at '{folder}' ({error})", "name a folder written by rolegraph publish"
        ) from error


def change_notes(before: Before, graph: Queryable, queries: Mapping[str, Query]) -> Notes:
    """Return what changed since a release."""
    old, new = Atlas(Store.of(before.quads)), Atlas(graph)
    gone, come = _kept(before.quads), _kept(quads_of(new))
    facts = []
    for words, starts in KINDS:
        lost, found = (
            {q for q in one - other if _name(q).startswith(starts)}
            for one, other in ((gone, come), (come, gone))
        )
        changes = tuple(_whole(_paired(lost, found), gone, come))
        if changes:
            facts.append(Facts(words, changes))
    rows = tuple(_answers(old, new, queries, before.questions)) if gone != come else ()
    return Notes(before.version, old, tuple(facts), rows, tuple(_named(before, queries)))


def changes_csv(notes: Notes | None) -> bytes:
    """Return the complete list of changes as CSV."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(HEADS)
    for group in notes.facts if notes else ():
        for change in group.changes:
            kind = "" if change.property else ("removed" if change.before else "added")
            writer.writerow((group.words.en, "", change.subject, change.property or kind,
                             change.before, change.after))  # fmt: skip
    for rows in notes.rows if notes else ():
        for row in rows.gone["en"]:
            writer.writerow(("rows", rows.path, "", "", row, ""))
        for row in rows.new["en"]:
            writer.writerow(("rows", rows.path, "", "", "", row))
    return file.getvalue().encode()


def changes_text(notes: Notes | None) -> bytes:
    """Return the summary of the changes, a line in English and in Japanese for each group."""
    none = (Text("前の版との比較はありません", "not compared with an earlier release"),)
    lines = notes.lines if notes else none
    return "".join(f"{line.en} / {line.ja}\n" for line in lines).encode()


def _kept(quads: Iterable[Quad]) -> set[Quad]:
    starts = tuple(start for _, own in KINDS for start in own)
    return {quad for quad in quads if _name(quad).startswith(starts)}


def _name(quad: Quad) -> str:
    return str(getattr(quad.graph_name, "value", "")).removeprefix(iris.BASE)


def _paired(lost: Iterable[Quad], found: Iterable[Quad]) -> Iterator[Change]:
    """Yield changes: what one property said of one thing in one language, before and after."""
    sides: dict[tuple[str, str, str], tuple[list[str], list[str]]] = {}
    for index, quads in enumerate((lost, found)):
        for quad in quads:
            tongue = quad.object.language or "" if isinstance(quad.object, Literal) else ""
            key = (_plain(quad.subject), quad.predicate.value, tongue)
            sides.setdefault(key, ([], []))[index].append(_plain(quad.object))
    for (subject, property_, _), (old, new) in sorted(sides.items()):
        old.sort()
        new.sort()
        for n in range(max(len(old), len(new))):
            yield Change(subject, property_, *(s[n] if n < len(s) else "" for s in (old, new)))


def _whole(
    changes: Iterable[Change], gone: Iterable[Quad], come: Iterable[Quad]
) -> Iterator[Change]:
    """Yield changes, a thing that came or went altogether as one."""
    old, new = ({_plain(quad.subject) for quad in quads} for quads in (gone, come))
    told: set[str] = set()
    for change in changes:
        if change.subject in old and change.subject in new:
            yield change
        elif change.subject not in told:
            told.add(change.subject)
            yield Change(change.subject, "", "" if change.subject in new else change.subject)


def _plain(term: object) -> str:
    return str(getattr(term, "value", term))


def _answers(
    old: Atlas, new: Atlas, queries: Mapping[str, Query], known: Iterable[str]
) -> Iterator[Rows]:
    for name in sorted(set(queries) & set(known)):
        query = queries[name]
        for asked in _complete(old, new, query):
            before, now = (
                {language: _worded(atlas, asked, language) for language in LANGUAGES}
                for atlas in (old, new)
            )
            gone, come = (
                {t: [row for row in one[t] if row not in set(other[t])] for t in LANGUAGES}
                for one, other in ((before, now), (now, before))
            )
            if gone["en"] or come["en"]:
                given = " / ".join(value for _, value in asked.given)
                end = f": {given}" if given else ""
                title = Text(query.title.ja + end, query.title.en + end)
                yield Rows(asked.path, title, gone, come)


def _complete(old: Atlas, new: Atlas, query: Query) -> list[Asked]:
    """Return a question as often as there are values for what it requires."""
    required = [p.name for p in query.parameters if p.required]
    if any(p.names == "thing" for p in query.parameters if p.required):
        return []
    found = [
        asked
        for atlas in (new, old)
        for asked in every_asked(atlas, query)
        if [name for name, _ in asked.given] == required
    ]
    return list({asked.path: asked for asked in found}.values())


def _worded(atlas: Atlas, asked: Asked, language: Language) -> list[str]:
    try:
        raw = answer(atlas.graph, asked.query, language, **dict(asked.given))
    except UnknownName:  # a plan or concept that only the other release has
        return []
    table = labelled(atlas.graph, asked.query, raw, language)
    return [" · ".join(str(cell) for cell in row if cell is not None) for row in table.rows]


def _named(before: Before, queries: Mapping[str, Query]) -> Iterator[Text]:
    for name in sorted(set(queries) - before.questions):
        title = queries[name].title
        yield Text(f"新しい質問: {title.ja}", f"new question: {title.en}")
    for name in sorted(before.questions - set(queries)):
        yield Text(f"なくなった質問: {name}", f"question no longer there: {name}")
