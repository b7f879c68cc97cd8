"""What all routes of the server share."""

import hashlib
import json
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any, NamedTuple

from rolegraph.web.operations import Metrics
from rolegraph.web.pool import Pool
from rolegraph.web.settings import Settings
from rolegraph.web.tasks import Knowledge


class Kept(NamedTuple):
    """A complete answer that can be given again."""

    head: Mapping[str, Any]
    body: bytes


class Cache:
    """Answers by what was asked, the least recently used dropped first; data never change."""

    def __init__(self, megabytes: int) -> None:
        self._room = megabytes << 20
        self._size = 0
        self._kept: OrderedDict[str, Kept] = OrderedDict()

    def get(self, key: str) -> Kept | None:
        """Return the answer under a key."""
        found = self._kept.get(key)
        if found:
            self._kept.move_to_end(key)
        return found

    def put(self, key: str, answer: Kept) -> None:
        """Keep an answer, if it is not larger than a quarter of the room."""
        if len(answer.body) * 4 > self._room or key in self._kept:
            return
        self._kept[key] = answer
        self._size += len(answer.body)
        while self._size > self._room:
            _, dropped = self._kept.popitem(last=False)
            self._size -= len(dropped.body)


class Service(NamedTuple):
    """The parts of a running server."""

    settings: Settings
    knowledge: Knowledge
    pool: Pool
    metrics: Metrics
    cache: Cache

    def tag(self, *parts: Any) -> str:
        """Return the ETag of an answer: the data, and everything that shapes the answer."""
        words = json.dumps([self.knowledge.digest, *parts], ensure_ascii=False, default=str)
        digest = hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()
        return f'"{digest[:32]}"'


def matches(condition: str | None, tag: str) -> bool:
    """Return whether an If-None-Match header covers a tag."""
    if not condition:
        return False
    return tag in [part.strip().removeprefix("W/") for part in condition.split(",")]
