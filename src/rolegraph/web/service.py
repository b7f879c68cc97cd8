"""What all routes of the server share."""

import hashlib
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any, NamedTuple

from rolegraph.web.operations import Metrics
from rolegraph.web.pool import Pool
from rolegraph.web.settings import Settings
from rolegraph.web.tasks import Knows

BESIDES = 1024  # bytes that an answer takes beside its body


class Kept(NamedTuple):
    """A complete answer that can be given again."""

    head: Mapping[str, Any]
    body: bytes


class Cache:
    """Answers by what was asked, the least recently used dropped first; a build never changes."""

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

    def clear(self) -> None:
        """Forget everything."""
        self._kept.clear()
        self._size = 0

    def put(self, key: str, answer: Kept) -> None:
        """Keep an answer, if it is not larger than half of the room."""
        if len(answer.body) * 2 > self._room or key in self._kept:
            return
        self._kept[key] = answer
        self._size += len(answer.body) + BESIDES
        while self._size > self._room:
            _, dropped = self._kept.popitem(last=False)
            self._size -= len(dropped.body) + BESIDES


class Service(NamedTuple):
    """The parts of a running server."""

    settings: Settings
    knows: Knows
    pool: Pool
    metrics: Metrics
    cache: Cache

    def tag(self, *parts: Any, digest: str = "") -> str:
        """Return the ETag of an answer: the build, and everything that shapes the answer.

        '' in front of another server, whose data may change at any time: nothing can be kept.
        """
        if self.knows.remote:
            return ""
        words = repr((digest or self.pool.digest, *parts))
        name = hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()
        return f'"{name[:32]}"'

    def at_hand(self, tag: str) -> Kept | None:
        """Return the answer with this tag, if it is in the cache."""
        kept = self.cache.get(tag) if tag else None
        if kept is not None:
            self.metrics.cached.inc()
        return kept

    async def answer(self, task: Mapping[str, Any], client: str, *parts: Any) -> tuple[str, Kept]:
        """Return the whole answer to a task and its tag. Raises NoAnswer.

        A new build may take over while a task waits: the tag is that of the build that answered.
        """
        tag = self.tag(*parts)
        kept = self.at_hand(tag)
        if kept is None:
            answer = await self.pool.ask(task, client)
            try:
                kept = Kept(await answer.head, await answer.body())
            finally:
                self.pool.leave(answer)
            tag = self.tag(*parts, digest=answer.digest)
            if tag:
                self.cache.put(tag, kept)
        return tag, kept


def validator(tag: str) -> dict[str, str]:
    """Return the header that lets an answer be kept, if it may be."""
    return {"etag": tag} if tag else {}


def matches(condition: str | None, tag: str) -> bool:
    """Return whether an If-None-Match header covers a tag."""
    if not condition or not tag:
        return False
    return tag in [part.strip().removeprefix("W/") for part in condition.split(",")]
