"""Pointers into source texts that carry no text: cite, find again, show, and guard against leaks.

The profile `rg-skel-1` reduces a text to its skeleton: HTML tags, superscript and enclosed
characters are dropped (before NFKC, which would turn ① into 1), then NFKC, casefold, letters and
digits only, without long-vowel marks. White space and punctuation are dropped before NFKC too, so
that a voiced mark joins its letter across a line break. Two copies of a passage that differ in
width, spacing, line breaks, punctuation or dashes have one skeleton.
"""

import re
import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property, lru_cache
from hashlib import sha256
from typing import NamedTuple

from rolegraph.errors import RolegraphError

PROFILE = "rg-skel-1"
ANCHOR_WIDTH = 12
LEAK_WARNS = 10
LEAK_FAILS = 13

_LONG_VOWEL = "ー"  # the only dash look-alike that is a letter; the kanji 一 is another and stays
_TAG = re.compile(r"<!--.*?-->|</?[A-Za-z][A-Za-z0-9]*(?:\s[^<>]*)?/?>", re.DOTALL)
# character names never change, so they outlast lists of code points; ㎡ is "SQUARE M SQUARED"
_ASIDE = re.compile(r"\b(?:SUPERSCRIPT|CIRCLED|PARENTHESIZED|BRACKETED)\b|^(?:NEGATIVE )?SQUARED\b")
_NUMBER = "[1-9][0-9]{0,6}"
_POSITION = re.compile(rf"({_NUMBER})(?:-({_NUMBER}))?(?:#({_NUMBER})(?:-({_NUMBER}))?)?")
_BRACKETS = {"「": "」", "『": "』", "(": ")", "[": "]"}
_NARROW = str.maketrans("（）［］", "()[]")  # a pair of mixed width is still a pair
_OPENING = "「『（［([【〔〈《≪“‘"
_CLOSING = "」』）］)]】〕〉》≫”’。．！？ーｰ"  # a long vowel mark is no part of a skeleton
_ANCHOR = re.compile(r"([0-9]{1,9}):([0-9a-f]{8})")
_LEAST_SLACK = 48  # characters: a page header or a short note between two anchors
_GRAM = 3


class PassageError(RolegraphError):
    """A position, passage or pointer that cannot be used."""


class Outcome(StrEnum):
    """How well a passage was found again."""

    exact = "exact"
    nth_exact = "exact-nth"
    drifted = "drifted"
    partial = "partial"
    lost = "lost"


class Pointer(NamedTuple):
    """A passage of a source without its text; `position` holds for one extraction only."""

    source: str
    section: str
    position: str
    digest: str
    length: int
    occurrence: int
    occurrences: int
    anchors: tuple[str, ...]
    page: int | None = None


class Located(NamedTuple):
    """Where a pointer leads in a reader's text: offsets of the original, or -1 when lost."""

    pointer: Pointer
    outcome: Outcome
    start: int
    end: int


_Piece = tuple[str, int, int]  # some characters, start and end of their span in the original
_Hits = tuple[int, Sequence[int]]  # an anchor's offset and the places, ascending, that have it
_Match = tuple[int, int]  # an anchor's offset and the one place taken for it


@dataclass(frozen=True)
class Document:
    """A text prepared for searching: its skeleton and each letter's span in the original."""

    skeleton: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    _marks: dict[int, dict[str, list[int]]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def places(self, mark: str, width: int) -> Sequence[int]:
        """Return where windows of a width with this mark begin; a width is indexed on first use."""
        if width not in self._marks:
            index: defaultdict[str, list[int]] = defaultdict(list)
            for place in range(len(self.skeleton) - width + 1):
                index[_digest(self.skeleton[place : place + width])[:8]].append(place)
            self._marks[width] = dict(index)
        return self._marks[width].get(mark, ())

    @cached_property
    def grams(self) -> frozenset[str]:
        """All runs of three letters, which rule out most of what is not in the text."""
        last = len(self.skeleton) - _GRAM
        return frozenset(self.skeleton[place : place + _GRAM] for place in range(last + 1))

    def holds(self, letters: str) -> bool:
        """Return whether a run of skeleton letters is in the text."""
        if len(letters) >= _GRAM and not {letters[:_GRAM], letters[-_GRAM:]} <= self.grams:
            return False
        return letters in self.skeleton


def skeleton(text: str) -> str:
    """Return a text's letters and digits alone, as the profile `rg-skel-1` defines them.

    >>> skeleton("①ｻｰﾋﾞｽ・<b>ＤＸ</b> 化。")
    'サビスdx化'
    """
    return "".join(letter for letter, _, _ in _fold(text))


@lru_cache(maxsize=4)  # citing asks for the same text once for each passage
def prepare(text: str) -> Document:
    """Return a text with its skeleton and the way back from the skeleton to the original."""
    pieces = _fold(text)
    starts, ends = tuple(piece[1] for piece in pieces), tuple(piece[2] for piece in pieces)
    return Document("".join(piece[0] for piece in pieces), starts, ends)


def _fold(text: str) -> list[_Piece]:
    """Return the letters of the skeleton, each with its span in the text."""
    untagged = _TAG.sub(lambda tag: " " * len(tag[0]), text)
    pieces = [(letter, at, at + 1) for at, letter in enumerate(untagged)]
    while True:  # dropping a character may bring two together that compose, as Hangul does
        folded = [
            (letter, start, end)
            for cluster, start, end in _clusters(pieces)
            for letter in _letters(cluster)
        ]
        if folded == pieces:
            return folded
        pieces = folded


def _clusters(pieces: Iterable[_Piece]) -> Iterator[_Piece]:
    """Yield each letter together with the marks that NFKC may join to it; drop the rest."""
    cluster, start, end = "", 0, 0
    for letter, first, last in pieces:
        if _joins(letter) and cluster:
            cluster, end = cluster + letter, last
        elif _stays(letter):
            if cluster:
                yield cluster, start, end
            cluster, start, end = letter, first, last
    if cluster:
        yield cluster, start, end


@lru_cache(maxsize=1 << 14)
def _letters(cluster: str) -> str:
    folded = unicodedata.normalize("NFKC", cluster).casefold()
    return "".join(
        letter
        for letter in unicodedata.normalize("NFKC", folded)
        if unicodedata.category(letter)[0] in "LN" and letter != _LONG_VOWEL
    )


@lru_cache(maxsize=1 << 14)
def _stays(letter: str) -> bool:
    return bool(_letters(letter)) and not _ASIDE.search(unicodedata.name(letter, ""))


@lru_cache(maxsize=1 << 14)
def _joins(letter: str) -> bool:
    first = unicodedata.normalize("NFKD", letter)[0]  # half-width ﾞ is a letter, its parts a mark
    return unicodedata.category(first)[0] == "M" or "\u1160" <= first <= "\u11ff"


def _digest(letters: str) -> str:
    return sha256(letters.encode()).hexdigest()


def cut(text: str, position: str) -> str:
    """Return the passage at a position: lines, or sentences of lines, counted from 1.

    Lines end at a line feed; a sentence ends at 。 outside brackets, or with the lines. Raises
    PassageError for a position that is malformed, out of range or without a letter.

    >>> cut("市は支える（連携する。）。区は担う。", "1#2")
    '区は担う。'
    """
    start, end = _span(text, position)
    return text[start:end].strip()


def _span(text: str, position: str) -> tuple[int, int]:
    match = _POSITION.fullmatch(position)
    first, last, opening, closing = (int(n or 0) for n in match.groups()) if match else (0,) * 4
    if not first or 0 < last < first or 0 < closing < opening:
        raise PassageError(
            f"'{position}' is not a position", "write it like '16', '24-26', '16#2' or '24-26#2-3'"
        )
    start, end = _pick(_lines(text), first, last or first, position, "line")
    if opening:
        sentences = [(start + a, start + b) for a, b in _sentences(text[start:end])]
        start, end = _pick(sentences, opening, closing or opening, position, "sentence")
    starts = prepare(text).starts
    if bisect_left(starts, start) == bisect_left(starts, end):
        raise PassageError(
            f"position '{position}' holds no letter or digit", "name lines that hold the passage"
        )
    return start, end


def _pick(
    spans: Sequence[tuple[int, int]], first: int, last: int, position: str, kind: str
) -> tuple[int, int]:
    if last > len(spans):
        raise PassageError(
            f"position '{position}' asks for {kind} {last} of {len(spans)}",
            f"count the {kind}s from 1, in the extraction that the source's SHA-256 names",
        )
    return spans[first - 1][0], spans[last - 1][1]


def _lines(text: str) -> list[tuple[int, int]]:
    # not splitlines: a form feed within a line would make counts differ from grep and editors
    return [match.span() for match in re.finditer(r"(?:^|(?<=\n))[^\n]*", text)]


def _sentences(text: str) -> list[tuple[int, int]]:
    bracketed = _bracketed(text)
    ends = [
        at + 1
        for at, letter in enumerate(text)
        if letter == "。" and not any(start < at < end for start, end in bracketed)
    ]
    spans = zip([0, *ends], [*ends, len(text)], strict=True)
    return [(start, end) for start, end in spans if text[start:end].strip()]


def _bracketed(text: str) -> list[tuple[int, int]]:
    """Return the spans of brackets that close; one that never does hides no sentence end."""
    spans, waiting = [], list[tuple[str, int]]()
    for at, letter in enumerate(text.translate(_NARROW)):
        if letter in _BRACKETS:
            waiting.append((_BRACKETS[letter], at))
        elif any(letter == closer for closer, _ in waiting):
            while waiting[-1][0] != letter:
                waiting.pop()
            spans.append((waiting.pop()[1], at))
    return spans


def cite(text: str, source: str, section: str, position: str, page: int | None = None) -> Pointer:
    """Return a pointer to the passage at a position of a source's text (errors as in `cut`)."""
    document = prepare(text)
    first, last = (bisect_left(document.starts, offset) for offset in _span(text, position))
    letters = document.skeleton[first:last]
    places = _occurrences(letters, document.skeleton)
    nth, count = places.index(first) + 1, len(places)
    digest, anchors = _digest(letters), _anchors(letters)
    return Pointer(source, section, position, digest, len(letters), nth, count, anchors, page)


def _occurrences(letters: str, text: str) -> list[int]:
    """Return all places of a run of letters, overlapping ones too."""
    places, place = [], text.find(letters)
    while place >= 0:
        places.append(place)
        place = text.find(letters, place + 1)
    return places


def _anchors(letters: str) -> tuple[str, ...]:
    """Return the marks of five evenly spread windows; a shorter passage is five times its own."""
    width = min(ANCHOR_WIDTH, len(letters))
    last = len(letters) - width
    offsets = [last * quarter // 4 for quarter in range(5)]
    return tuple(f"{offset}:{_digest(letters[offset : offset + width])[:8]}" for offset in offsets)


def locate(pointer: Pointer, document: Document) -> Located:
    """Return where a passage stands in a reader's copy, and how surely.

    The n-th of several is sure of the words, not of the place, where a copy has more or fewer
    occurrences than were counted; with fewer than n, the last is taken. Raises PassageError when
    the pointer's length or anchors are malformed.
    """
    hits = _hits(pointer, document)
    places = _exact(pointer, document, *hits[0])
    if places:
        outcome = Outcome.exact if len(places) == 1 else Outcome.nth_exact
        start = places[min(pointer.occurrence, len(places)) - 1]
        end = start + pointer.length
    else:
        chain = _longest_chain(pointer, hits)
        if not chain:
            return Located(pointer, Outcome.lost, -1, -1)
        outcome = Outcome.drifted if len(chain) > 1 else Outcome.partial
        (first, start), (last, end) = chain[0], chain[-1]
        start, end = max(start - first, 0), end + pointer.length - last
    end = min(end, len(document.ends))
    return Located(pointer, outcome, document.starts[start], document.ends[end - 1])


def _hits(pointer: Pointer, document: Document) -> list[_Hits]:
    width = min(ANCHOR_WIDTH, pointer.length)
    found = []
    for anchor in dict.fromkeys(pointer.anchors or [""]):  # to have none is malformed, too
        match = _ANCHOR.fullmatch(anchor)
        if not match or width < 1 or int(match[1]) + width > pointer.length:
            raise PassageError(
                f"'{anchor}' is not an anchor in the {pointer.length} letters of {pointer.section}",
                "write the row again with 'rolegraph cite'",
            )
        found.append((int(match[1]), document.places(match[2], width)))
    return sorted(found, key=lambda hits: hits[0])


def _exact(pointer: Pointer, document: Document, offset: int, places: Sequence[int]) -> list[int]:
    """Return where the window has the digest; only those with one anchor in place are hashed."""
    starts = [place - offset for place in places if place >= offset]
    text, length = document.skeleton, pointer.length
    return [start for start in starts if _digest(text[start : start + length]) == pointer.digest]


def _longest_chain(pointer: Pointer, hits: Sequence[_Hits]) -> list[_Match]:
    """Return the most anchors in order, least displaced; of equals the n-th, as cited."""
    slack = max(_LEAST_SLACK, pointer.length // 2)
    chains = [
        _chain(hits[step:], place, slack)
        for step, (_, places) in enumerate(hits)
        for place in places
    ]
    if not chains:
        return []
    best = min(_weakness(chain) for chain in chains)
    equals = sorted(chain for chain in chains if _weakness(chain) == best)
    return equals[min(pointer.occurrence, len(equals)) - 1]


def _chain(hits: Sequence[_Hits], place: int, slack: int) -> list[_Match]:
    """Return the anchors that follow a place in order, each near where the one before puts it."""
    chain = [(hits[0][0], place)]
    for offset, places in hits[1:]:
        before, last = chain[-1]
        wanted = last + offset - before
        after = bisect_left(places, wanted)
        for near in sorted(places[max(after - 1, 0) : after + 1], key=lambda at: abs(at - wanted)):
            if near > last and abs(near - wanted) <= slack:
                chain.append((offset, near))
                break
    return chain


def _weakness(chain: Sequence[_Match]) -> tuple[int, int]:
    shifts = [place - offset for offset, place in chain]
    return -len(chain), max(shifts) - min(shifts)


def shown(located: Located, text: str) -> str:
    """Return the passage from the reader's own text, with the marks that close it; '' when lost."""
    start, end = located.start, located.end
    if start < 0:
        return ""
    while start and text[start - 1] in _OPENING:
        start -= 1
    while end < len(text) and text[end] in _CLOSING:
        end += 1
    return text[start:end]


def leak(phrase: str, documents: Sequence[Document], masked: Sequence[str] = ()) -> str:
    """Return the longest run of skeleton letters that a phrase shares with any document.

    Names and titles in `masked` part the phrase. A run of LEAK_WARNS letters is worth a warning,
    one of LEAK_FAILS is a sentence copied.
    """
    longest = ""
    for part in _mask(tuple(masked)).split(skeleton(phrase)):
        for document in documents:
            for start in range(len(part)):
                end = start + len(longest) + 1
                while end <= len(part) and document.holds(part[start:end]):
                    longest = part[start:end]
                    end += 1
    return longest


@lru_cache(maxsize=4)  # one list of names serves thousands of phrases
def _mask(masked: tuple[str, ...]) -> re.Pattern[str]:
    names = sorted({skeleton(name) for name in masked} - {""}, key=lambda name: (-len(name), name))
    return re.compile("|".join(names) or r"(?!)")
