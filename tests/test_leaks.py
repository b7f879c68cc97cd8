"""No words of a source stand in the data: the leak guard, run where the sources are at hand."""

import csv
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from rolegraph.evidence import names_in, own_words
from rolegraph.passages import LEAK_FAILS, LEAK_WARNS, Document, leak, prepare, skeleton
from rolegraph.reading import Corpus, read_corpus
from rolegraph.workspace import Workspace

ROOT = Path(__file__).parents[1]
SHORTEST_NAME = 3  # 'the city' (市) is a name, too: masked, it would hide every other sentence
SOURCES = Path(os.environ.get("ROLEGRAPH_SOURCES") or ROOT.parent / "shared" / "sources")


def phrases(corpus: Corpus) -> Iterator[tuple[str, str]]:
    """Every text of ours in a corpus, with where it stands."""
    for record, key, words in own_words([*corpus.editions.values(), *corpus.memos.values()]):
        yield f"{record.place_of(key)}: {key}", words
    for rows in corpus.codings.values():
        for row in rows:
            if row.rationale:
                yield f"{row.place_of('rationale')}: rationale", row.rationale


def masked(workspace: Workspace, corpus: Corpus) -> list[str]:
    """Names and titles, which may be repeated: those of records, registry and concept schemes."""
    records = [*corpus.editions.values(), *corpus.memos.values()]
    registry = [*corpus.registry.organizations.values(), *corpus.registry.sources.values()]
    with (workspace.data / "municipalities.csv").open(encoding="utf-8") as file:
        municipalities = [row["name-ja"] for row in csv.DictReader(file)]
    names = [*names_in(records), *names_in(registry), *municipalities]
    return [name for name in names if len(skeleton(name)) >= SHORTEST_NAME]


def leaks(workspace: Workspace, documents: list[Document]) -> list[tuple[int, str]]:
    """Every phrase that shares a run of letters worth telling with a document, longest first."""
    corpus = read_corpus(workspace)
    names = masked(workspace, corpus)
    found = []
    for place, words in phrases(corpus):
        run = leak(words, documents, names)
        if len(run) >= LEAK_WARNS:
            found.append((len(run), f"{place}: {len(run)} letters as in a source"))
    return sorted(found, reverse=True)


def documents(folder: Path) -> list[Document]:
    """All texts of a folder, prepared for searching."""
    return [prepare(path.read_text("utf-8")) for path in sorted(folder.glob("*.txt"))]


def test_the_data_share_no_run_of_thirteen_letters_with_a_source() -> None:
    if not any(SOURCES.glob("*.txt")):
        pytest.skip(f"no source texts at {SOURCES}; set ROLEGRAPH_SOURCES to your copies")
    found = leaks(Workspace(ROOT), documents(SOURCES))
    for _, told in found:
        print(f"warning: {told}")
    copied = [told for length, told in found if length >= LEAK_FAILS]
    assert not copied, "say these in other words:\n" + "\n".join(copied)


def test_the_invented_data_share_no_words_with_their_sources(corpus: Workspace) -> None:
    assert leaks(corpus, documents(corpus.root / "sources")) == []


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        (
            "plans/99001-plan.yaml",
            "ja: 新商品の開発",
            "ja: 事業者には新しい商品を作ることが求められる",
        ),
        (
            "plans/99001-plan.yaml",
            "ja: 主語がない",
            "ja: 主語なく「計画の進み具合を総合的に管理する」",
        ),
        ("plans/99002-policy.yaml", "ja: 産業の拠点", "ja: 産業館を産業の拠点としました"),
        ("codings/theme/coder-a.csv", "にぎわい", "町民は地元の店に関心を持つことが"),
    ],
    ids=["gloss", "note", "position", "rationale"],
)
def test_a_planted_copy_is_caught(workspace: Workspace, path: str, old: str, new: str) -> None:
    file = workspace.data / path
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")
    ((length, told),) = leaks(workspace, documents(workspace.root / "sources"))
    assert length >= LEAK_WARNS
    assert told.startswith(f"data/{path}:")


def test_names_and_titles_may_be_repeated(workspace: Workspace) -> None:
    file = workspace.data / "plans" / "99001-plan.yaml"
    text = file.read_text("utf-8")
    copied = text.replace("ja: 会議で課題を共有", "ja: あおば産業推進会議で課題を共有", 1)
    file.write_text(copied, "utf-8")
    assert leaks(workspace, documents(workspace.root / "sources")) == []
