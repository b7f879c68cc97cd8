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
    (Text("事実の文", "statements of fact"), ("graph/edition/", "graph/memo/", "graph/registry")),
    (Text("判定の文", "statements of codings"), ("graph/coding/", "graph/agreement")),
    (Text("語彙と概念の文", "statements of terms"), ("graph/vocabulary",)),
)
NAMED = 8  # graphs that one line names


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
    """Return the digests of all statements by graph; what was derived is left out."""
    kept = tuple(start for _, starts in KINDS for start in starts)
    found: dict[str, list[str]] = {}
    for quad in quads:
        name = getattr(quad.graph_name, "value", "").removeprefix(iris.BASE)
        if name.startswith(kept):
            found.setdefault(name, []).append(_digest(str(quad)))
    return {name: sorted(own) for name, own in sorted(found.items())}


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
    for words, starts in KINDS:
        names = [name for name in sorted({*before.statements, *now}) if name.startswith(starts)]
        lines += _statement_lines(words, names, before.statements, now)
    for name in sorted({*before.answers, *answers.digests}):
        old, new = before.answers.get(name), answers.digests.get(name)
        title = answers.title(name)
        if old is None:
            lines.append(Text(f"新しい質問: {title.ja}", f"new question: {title.en}"))
        elif new is None:
            lines.append(Text(f"なくなった質問: {name}", f"question no longer there: {name}"))
        elif old != new:
            added, removed = _compared(old, new)
            words = Text(f"質問「{title.ja}」の答えの行", f"rows of “{title.en}”")
            lines.append(_line(words, added, removed))
    if len(lines) == 1:
        lines.append(Text("変わりはありません", "nothing has changed"))
    return tuple(lines)


def _statement_lines(
    words: Text,
    names: Iterable[str],
    old: Mapping[str, list[str]],
    new: Mapping[str, list[str]],
) -> Iterable[Text]:
    """Yield how many statements came and went, and in which graphs; nothing where none did."""
    counts = {name: _compared(old.get(name, []), new.get(name, [])) for name in names}
    changed = {name: count for name, count in counts.items() if any(count)}
    if changed:
        added, removed = (sum(count[index] for count in changed.values()) for index in (0, 1))
        where = [name.removeprefix("graph/") for name in changed]
        more = f" … +{len(where) - NAMED}" if len(where) > NAMED else ""
        listed = f" ({', '.join(where[:NAMED])}{more})"
        line = _line(words, added, removed)
        yield Text(line.ja + listed, line.en + listed)


def _line(words: Text, added: int, removed: int) -> Text:
    return Text(
        f"{words.ja}: 追加 {added}、削除 {removed}",
        f"{words.en}: {added} added, {removed} removed",
    )


def _compared(old: list[str], new: list[str]) -> tuple[int, int]:
    return len(set(new) - set(old)), len(set(old) - set(new))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
