"""Search over labels, glosses, definitions and names, folded as Japanese readers expect."""

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from rolegraph import iris
from rolegraph.comparison import Preset
from rolegraph.findings import Language
from rolegraph.pages.addresses import name_of, page_path
from rolegraph.pages.atlas import Atlas
from rolegraph.pages.sheet import Sheet
from rolegraph.queries import Query

WORDS = """SELECT ?thing ?rank ?text (LANG(?text) AS ?language) WHERE {
  VALUES (?rank ?property) {
    (1 rdfs:label) (1 skos:prefLabel) (1 skos:altLabel) (2 rg:gloss) (3 skos:definition)
    (1 rg:product) (1 rg:place)
  }
  ?thing ?property ?text . FILTER(STRSTARTS(STR(?thing), "https://w3id.org/rolegraph/"))
} ORDER BY ?thing ?rank ?text"""
BLANK = r"\s\x1c-\x1f\x85\ufeff"
"""What one of Python and JavaScript alone calls a blank is a blank for both."""
SPACE = re.compile(f"[{BLANK}]+")
UNSEEN = r"\u200b-\u200d\ufe00-\ufe0f\U000e0100-\U000e01ef"
"""Joiners and the selectors of a letter's variant."""
LONG = re.compile(f"[ー‐‑‒–—―−~〜・･{BLANK}{UNSEEN}-]")
VOICED = str.maketrans("\u309b\u309c", "\u3099\u309a")
"""Marks typed as letters of their own, as marks of the letter before."""
OKURIGANA = (
    ("取り組み", "取組"),
    ("取組み", "取組"),
    ("取り組", "取組"),
    ("繋がり", "つながり"),
    ("子供", "子ども"),
    ("引き継ぎ", "引継"),
    ("引継ぎ", "引継"),
    ("受け入れ", "受入"),
    ("受入れ", "受入"),
    ("仕組み", "仕組"),
    ("見直し", "見直"),
    ("打ち合わせ", "打合せ"),
)
IN_EDITION = re.compile(f"({iris.BASE}id/edition/[^/]+)/")
FOUND = 100
NAME = 1
TERMS = """SELECT ?term ?class WHERE { ?term a ?class .
  VALUES ?class { owl:Class owl:ObjectProperty owl:DatatypeProperty skos:Concept }
  FILTER(STRSTARTS(STR(?term), "https://w3id.org/rolegraph/")) } ORDER BY ?term ?class"""
KINDS = {"Class": "class", "ObjectProperty": "property", "DatatypeProperty": "property"}


class Entry(NamedTuple):
    """One thing that can be found: its names and other words folded, its label, kind and page."""

    names: str
    words: str
    label: str
    kind: str
    path: str


def fold(text: str) -> str:
    """Return words as search compares them.

    Width, case, long vowels, dashes, middle dots and okurigana variants are folded; voiced
    marks are kept, since they make other words. frontend/src/fold.js folds alike.

    >>> fold("サーバー") == fold("サーバ"), fold("取組み") == fold("取り組み")
    (True, True)
    >>> fold("ハス") == fold("バス")
    False
    """
    plain = unicodedata.normalize("NFKC", text.translate(VOICED)).lower()
    for variant, common in OKURIGANA:
        plain = plain.replace(variant, common)
    return LONG.sub("", plain)


def entries(atlas: Atlas, language: Language) -> list[Entry]:
    """Return every thing that can be found, the shortest labels first."""
    found: dict[str, list[tuple[int, bool, str]]] = {}
    for thing, rank, text, tongue in atlas.rows(WORDS):
        if name_of(str(thing)):
            own = found.setdefault(str(thing), [])
            own.append((int(str(rank)), str(tongue or language) != language, str(text)))
    atlas.learn([*found, *atlas.editions])
    atlas.learn({kind for thing in found for kind in atlas.types(thing)})
    listed = []
    for thing, texts in found.items():
        names = [text for rank, _, text in sorted(texts) if rank == NAME]
        others = [text for rank, _, text in texts if rank != NAME]
        label = atlas.label(thing, language).text
        kind = _kind(atlas, thing, language)
        listed.append(
            entry([*names, iris.slug(thing)], others, label, kind, page_path(thing, language))
        )
    return sorted(listed, key=lambda e: (len(e.label), e.label, e.path))


def entry(names: Iterable[str], others: Iterable[str], label: str, kind: str, path: str) -> Entry:
    """Return one entry of the index."""
    folded = ["\t".join(dict.fromkeys(map(fold, own))) for own in (names, others)]
    return Entry(folded[0], folded[1], label, kind, path)


def asked_entries(
    sheet: Sheet, presets: Mapping[str, Preset], queries: Mapping[str, Query]
) -> list[Entry]:
    """Return comparisons and questions as entries; they come before single records."""
    found = [
        (f"compare/{name}", preset.title, queries[preset.question].question, "a_compare")
        for name, preset in presets.items()
    ]
    found += [(f"question/{q.name}", q.title, q.question, "a_question") for q in queries.values()]
    return [
        entry(
            [*title, name.partition("/")[2]],
            words,
            sheet.text(title),
            sheet.word(kind),
            f"{sheet.language}/{name}.html",
        )
        for name, title, words, kind in found
    ]


def _kind(atlas: Atlas, thing: str, language: Language) -> str:
    """Return in words what kind of thing it is, a class of ours before a standard one.

    Plans have actors of one name: of what is in a plan, it says in which.
    """
    types = atlas.types(thing)
    chosen = next((t for t in types if t.startswith(iris.RG)), next(iter(types), ""))
    kind = atlas.label(chosen, language).text if chosen else ""
    edition = IN_EDITION.match(thing)
    return f"{kind} – {atlas.label(edition[1], language).text}" if edition else kind


def find(index: Iterable[Entry], asked: str, limit: int = FOUND) -> list[Entry]:
    """Return the entries that hold all words asked for, best first.

    A name that is the first word comes before one that begins with it, one that holds it, and
    what holds it in a gloss or definition only.
    """
    words = [folded for word in SPACE.split(asked) if (folded := fold(word))]
    if not words:
        return []
    hits = [e for e in index if all(word in e.names or word in e.words for word in words)]
    return sorted(hits, key=lambda e: _rank(e, words))[:limit]


def _rank(found: Entry, words: list[str]) -> int:
    if not all(word in found.names for word in words):
        return 3
    names = found.names.split("\t")
    whole = "".join(words)
    if whole in names:
        return 0
    return 1 if any(name.startswith(words[0]) for name in names) else 2


def index_script(index: Iterable[Entry]) -> bytes:
    """Return the index as a script, which also loads from a disk."""
    text = json.dumps(list(index), ensure_ascii=False, separators=(",", ":"))
    return f"globalThis.rolegraphIndex = {text};\n".encode()


def terms_script(atlas: Atlas) -> bytes:
    """Return our vocabulary and concepts as a script, for completion in the query editor."""
    found = {str(term): str(kind).rpartition("#")[2] for term, kind in atlas.rows(TERMS)}
    atlas.learn(found)
    rows = []
    for term, kind in found.items():
        name = f"rg:{term.removeprefix(iris.RG)}" if term.startswith(iris.RG) else f"<{term}>"
        words = [atlas.label(term, "ja").text, atlas.label(term, "en").text]
        rows.append([name, *words, KINDS.get(kind, "constant")])
    text = json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
    return f"globalThis.rolegraphTerms = {text};\n".encode()
