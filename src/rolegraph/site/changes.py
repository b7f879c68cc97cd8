"""What changed since the release before: facts, codings, terms, and answers to questions."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from pyoxigraph import Quad

from rolegraph import iris
from rolegraph.errors import CannotRead
from rolegraph.findings import Text
from rolegraph.queries import Query, answer
from rolegraph.store import Queryable

KINDS = (
    ("facts", Text("事実", "facts"), ("graph/edition/", "graph/memo/", "graph/registry")),
    ("codings", Text("判定", "codings"), ("graph/coding/", "graph/agreement")),
    ("terms", Text("語彙と概念", "terms"), ("graph/vocabulary",)),
)


class Answers:
    """The answers to all questions that need nothing to be given, each row as a digest."""

    def __init__(self, graph: Queryable, queries: Mapping[str, Query]) -> None:
        self.graph = graph
        self.queries = queries

    @cached_property
    def digests(self) -> dict[str, list[str]]:
        """The digest of every row, by question."""
        found: dict[str, list[str]] = {}
        for name, query in self.queries.items():
            if any(parameter.required for parameter in query.parameters):
                continue
            rows = answer(self.graph, query, "en").rows
            found[name] = sorted(_digest(json.dumps(row, ensure_ascii=False)) for row in rows)
        return found

    def title(self, name: str) -> Text:
        """Return the title of a question."""
        return self.queries[name].title if name in self.queries else Text(name, name)


class Before(NamedTuple):
    """A release as its `release.json` tells of it."""

    version: str
    statements: Mapping[str, list[str]]
    answers: Mapping[str, list[str]]


def release_facts(version: str, quads: Iterable[Quad], answers: Answers) -> bytes:
    """Return the digests by which the next release tells what changed."""
    content = {
        "version": version,
        "identifier": iris.BASE,
        "statements": statements(quads),
        "answers": answers.digests,
    }
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, indent=0)
    return (text + "\n").encode()


def statements(quads: Iterable[Quad]) -> dict[str, list[str]]:
    """Return the digests of all statements by kind; what was derived is left out."""
    found: dict[str, list[str]] = {key: [] for key, _, _ in KINDS}
    for quad in quads:
        name = getattr(quad.graph_name, "value", "").removeprefix(iris.BASE)
        for key, _, starts in KINDS:
            if name.startswith(starts):
                found[key].append(_digest(str(quad)))
    return {key: sorted(own) for key, own in found.items()}


def read_release(folder: Path) -> Before:
    """Return the release that was published into a folder. Raises CannotRead."""
    path = folder / "release.json"
    try:
        content: dict[str, Any] = json.loads(path.read_text("utf-8"))
        return Before(content["version"], content["statements"], content["answers"])
    except (OSError, ValueError, KeyError) as error:
        raise CannotRead(
            f"no release at '{folder}' ({error})", "name a folder written by rolegraph publish"
        ) from error


def change_notes(before: Before, quads: Iterable[Quad], answers: Answers) -> tuple[Text, ...]:
    """Return what changed, one line each; the first names the release before."""
    head = Text(f"版 {before.version} との比較", f"Compared with release {before.version}")
    lines = [head]
    now = statements(quads)
    for key, words, _ in KINDS:
        added, removed = _compared(before.statements.get(key, []), now[key])
        if added or removed:
            lines.append(_line(words, added, removed))
    for name in sorted({*before.answers, *answers.digests}):
        old, new = before.answers.get(name), answers.digests.get(name)
        title = answers.title(name)
        if old is None:
            lines.append(Text(f"新しい質問: {title.ja}", f"new question: {title.en}"))
        elif new is None:
            lines.append(Text(f"なくなった質問: {name}", f"question no longer there: {name}"))
        elif old != new:
            added, removed = _compared(old, new)
            words = Text(f"質問「{title.ja}」の答え", f"answer to “{title.en}”")
            lines.append(_line(words, added, removed))
    if len(lines) == 1:
        lines.append(Text("変わりはありません", "nothing has changed"))
    return tuple(lines)


def _line(words: Text, added: int, removed: int) -> Text:
    return Text(
        f"{words.ja}: 追加 {added}、削除 {removed}", f"{words.en}: {added} added, {removed} removed"
    )


def _compared(old: list[str], new: list[str]) -> tuple[int, int]:
    return len(set(new) - set(old)), len(set(old) - set(new))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
