"""Which of the forms on offer a client likes best (RFC 9110, section 12)."""

import re
from collections.abc import Sequence
from typing import NamedTuple

WEIGHT = re.compile(r"0(\.[0-9]{0,3})?|1(\.0{0,3})?")


class Range(NamedTuple):
    """One media range of an Accept header with its weight."""

    kind: str
    subtype: str
    quality: float

    def rank(self, media: str) -> int:
        """Return how exactly it means a media type: 3 it alone, 2 its kind, 1 anything, 0 not."""
        kind, _, subtype = media.partition("/")
        if (self.kind, self.subtype) == (kind, subtype):
            return 3
        if (self.kind, self.subtype) == (kind, "*"):
            return 2
        return 1 if (self.kind, self.subtype) == ("*", "*") else 0


def ranges(header: str) -> list[Range]:
    """Return the media ranges of an Accept header; what makes no sense is left out.

    >>> ranges("text/csv;q=0.5, */*;q=0")
    [Range(kind='text', subtype='csv', quality=0.5), Range(kind='*', subtype='*', quality=0.0)]
    """
    found = []
    for part in header.split(","):
        media, *parameters = (piece.strip() for piece in part.split(";"))
        kind, slash, subtype = media.lower().partition("/")
        if slash and kind and subtype and not (kind == "*" and subtype != "*"):
            found.append(Range(kind, subtype, _quality(parameters)))
    return found


def _quality(parameters: Sequence[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "q":
            return float(value) if WEIGHT.fullmatch(value.strip()) else 0.0
    return 1.0


def quality(media: Sequence[str], wanted: Sequence[Range]) -> float:
    """Return how much one form is liked: by its proper name, or by another one spelled out."""
    proper, *others = media
    spelled = [each.quality for name in others for each in wanted if each.rank(name) == 3]
    ranked = [(each.rank(proper), each.quality) for each in wanted]
    exact = max(rank for rank, _ in ranked)
    own = max(weight for rank, weight in ranked if rank == exact) if exact else 0.0
    return own if exact == 3 else max([own, *spelled])


def choose(header: str | None, offers: Sequence[Sequence[str]]) -> int | None:
    """Return the number of the offer that a client likes best, the first when it does not mind.

    Each offer is its media types, the proper one first. None when none is acceptable.

    >>> choose("application/xml;q=0.9, text/csv", [["a/json"], ["a/xml", "application/xml"]])
    1
    """
    wanted = ranges(header or "*/*")
    if not wanted:
        return None if header and header.strip() else 0
    weight, number = max((quality(offer, wanted), -n) for n, offer in enumerate(offers))
    return -number if weight > 0 else None


def encoding(header: str | None, known: Sequence[str]) -> str:
    """Return the content coding to use, '' for none; equal weights go by our own order.

    >>> encoding("gzip, zstd;q=0.5, br", ["zstd", "gzip"])
    'gzip'
    """
    weights = {}
    for part in (header or "").lower().split(","):
        name, *parameters = (piece.strip() for piece in part.split(";"))
        weights[name] = _quality(parameters)
    liked = [(weights.get(name, weights.get("*", 0.0)), -i, name) for i, name in enumerate(known)]
    best = max(liked, default=(0.0, 0, ""))
    return best[2] if best[0] > 0 else ""
