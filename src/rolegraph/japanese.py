"""English messages of the program in Japanese, from `errors-ja.toml`.

What raises an error says it once, in English; here its words are found again, and what differs
from case to case is put into the Japanese ones.
"""

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import NamedTuple

LONGEST = 1_000  # letters; what somebody sends may be part of a message, and looking takes time


class _Entry(NamedTuple):
    pattern: re.Pattern[str]
    ja: str


def in_japanese(english: str) -> str:
    """Return a message in Japanese, part by part; what has no entry stays as it is.

    >>> in_japanese("no question named 'x' - did you mean 'y'?")
    '「x」という問いはありません - 「y」ではありませんか'
    """
    if len(english) > LONGEST:
        return english
    found = _whole(english)
    if found is not None:
        return found
    for mark in ("\n", " - ", ": "):
        if mark in english:
            first, _, rest = english.partition(mark)
            return f"{in_japanese(first)}{mark}{in_japanese(rest)}"
    return english


def _whole(english: str) -> str | None:
    for entry in _entries().values():
        match = entry.pattern.fullmatch(english)
        if match:
            raw = match.groups()
            again = {f"t{n}": in_japanese(each) for n, each in enumerate(raw)}
            return entry.ja.format(*raw, **again)
    return None


@cache
def _entries() -> dict[str, _Entry]:
    """Return all entries, those with the most words of their own first."""
    text = files("rolegraph").joinpath("errors-ja.toml").read_text("utf-8")
    known: dict[str, str] = tomllib.loads(text)
    keys = sorted(known, key=lambda key: (-len(key.replace("{}", "")), key))
    return {key: _Entry(_pattern(key), known[key]) for key in keys}


def _pattern(key: str) -> re.Pattern[str]:
    return re.compile("([^\n]*)".join(re.escape(part) for part in key.split("{}")))
