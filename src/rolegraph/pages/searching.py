"""Search over labels, glosses, definitions and names, folded as Japanese readers expect."""

import json
import re
import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

from rolegraph import iris
from rolegraph.findings import Language
from rolegraph.pages.addresses import name_of, page_path
from rolegraph.pages.atlas import Atlas

WORDS = """SELECT ?thing ?rank ?text (LANG(?text) AS ?language) WHERE {
  VALUES (?rank ?property) {
    (1 rdfs:label) (1 skos:prefLabel) (2 skos:altLabel) (3 rg:gloss) (4 skos:definition)
    (1 rg:product) (2 rg:place)
  }
  ?thing ?property ?text . FILTER(STRSTARTS(STR(?thing), "https://w3id.org/rolegraph/"))
} ORDER BY ?thing ?rank ?text"""
LONG = re.compile(r"[ー‐‑–—―~〜・･\s-]")
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
FOUND = 100
TERMS = """SELECT ?term ?class WHERE { ?term a ?class .
  VALUES ?class { owl:Class owl:ObjectProperty owl:DatatypeProperty skos:Concept }
  FILTER(STRSTARTS(STR(?term), "https://w3id.org/rolegraph/")) } ORDER BY ?term ?class"""
KINDS = {"Class": "class", "ObjectProperty": "property", "DatatypeProperty": "property"}


class Entry(NamedTuple):
    """One thing that can be found: its words folded, its label, kind and page."""

    folded: str
    label: str
    kind: str
    path: str
    weight: int


def fold(text: str) -> str:
    """Return words as search compares them.

    Width, case, long vowels, dashes, middle dots and okurigana variants are folded; voiced
    marks are kept, since they make other words.

    >>> fold("サーバー") == fold("サーバ"), fold("取組み") == fold("取り組み")
    (True, True)
    >>> fold("ハス") == fold("バス")
    False
    """
    plain = unicodedata.normalize("NFKC", text).casefold()
    for variant, common in OKURIGANA:
        plain = plain.replace(variant, common)
    return LONG.sub("", plain)


def entries(atlas: Atlas, language: Language) -> list[Entry]:
    """Return everything that can be found, things with the shortest words first."""
    found: dict[str, list[str]] = {}
    for thing, _, text, _ in atlas.rows(WORDS):
        if name_of(str(thing)):
            found.setdefault(str(thing), []).append(str(text))
    atlas.learn(found)
    kinds: dict[str, str] = {}
    listed = []
    for thing, texts in found.items():
        classes = [k for k in atlas.types(thing) if k.startswith(iris.RG)] or [
            *atlas.types(thing),
            "",
        ]
        kind = kinds.setdefault(
            classes[0], atlas.label(classes[0], language).text if classes[0] else ""
        )
        words = "\t".join(dict.fromkeys((*map(fold, texts), iris.slug(thing))))
        label = atlas.label(thing, language).text
        path = page_path(thing, language)
        listed.append(Entry(words, label, kind, path, len(label)))
    return sorted(listed, key=lambda e: (e.weight, e.label, e.path))


def find(index: Iterable[Entry], asked: str, limit: int = FOUND) -> list[Entry]:
    """Return the entries that hold all words asked for, those whose label begins so first."""
    words = [fold(word) for word in re.split(r"[\s\u3000]+", asked) if fold(word)]
    if not words:
        return []
    hits = [entry for entry in index if all(word in entry.folded for word in words)]
    return sorted(hits, key=lambda e: not e.folded.startswith(words[0]))[:limit]


def index_script(index: Iterable[Entry]) -> bytes:
    """Return the index as a script, which also loads from a disk."""
    rows = [[entry.folded, entry.label, entry.kind, entry.path] for entry in index]
    text = json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
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
