"""Which of the forms on offer a client likes best (RFC 9110, section 12)."""

from collections.abc import Mapping, Sequence
from functools import lru_cache


def ranges(header: str) -> dict[str, float]:
    """Return the media ranges of an Accept header with their weights, without what makes no sense.

    A lone `*`, as older clients send it, means every type.

    >>> ranges("text/csv;q=0.5, *;q=.2")
    {'text/csv': 0.5, '*/*': 0.2}
    """
    found: dict[str, float] = {}
    for part in header.split(","):
        media, *parameters = (piece.strip() for piece in part.split(";"))
        kind, slash, subtype = ("*/*" if media == "*" else media.lower()).partition("/")
        if slash and kind and subtype and (kind != "*" or subtype == "*"):
            name = f"{kind}/{subtype}"
            found[name] = max(found.get(name, 0.0), _quality(parameters))
    return found


def _quality(parameters: Sequence[str]) -> float:
    """Return a weight from 0 to 1; one that is not understood does not count."""
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "q":
            digits = value.strip()
            plain = digits.isascii() and digits.replace(".", "", 1).isdecimal()
            return min(float(digits), 1.0) if plain else 1.0
    return 1.0


def quality(media: Sequence[str], wanted: Mapping[str, float]) -> float:
    """Return how much one form is liked: by its proper name, or by another one spelled out."""
    proper, *others = media
    if proper in wanted:
        return wanted[proper]
    anything = wanted.get("*/*", 0.0)
    own = wanted.get(proper.partition("/")[0] + "/*", anything)
    return max([own, *(wanted[name] for name in others if name in wanted)])


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


@lru_cache(100)  # clients send a handful of headers, with every request
def encoding(header: str | None, known: tuple[str, ...]) -> str:
    """Return the content coding to use, '' for none; equal weights go by our own order.

    >>> encoding("gzip, zstd;q=0.5, br", ("zstd", "gzip"))
    'gzip'
    """
    weights = {}
    for part in (header or "").lower().split(","):
        name, *parameters = (piece.strip() for piece in part.split(";"))
        weights[name] = _quality(parameters)
    liked = [(weights.get(name, weights.get("*", 0.0)), -i, name) for i, name in enumerate(known)]
    best = max(liked, default=(0.0, 0, ""))
    return best[2] if best[0] > 0 else ""
