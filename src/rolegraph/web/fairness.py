"""Who is next: clients take turns, however many requests one of them sends."""

from collections import deque
from typing import Generic, TypeVar

Waiting = TypeVar("Waiting")


class FairQueue(Generic[Waiting]):
    """Requests that wait, by client; each client in turn, each client's own in order."""

    def __init__(self, longest: int) -> None:
        self._longest = longest
        self._turns: dict[str, deque[Waiting]] = {}
        self._length = 0

    def __len__(self) -> int:
        return self._length

    def push(self, client: str, request: Waiting) -> bool:
        """Return whether there was room for a request.

        When the queue is full there is still room for clients that have nothing in it yet.
        """
        full = self._length >= self._longest
        if full and (client in self._turns or self._length >= 2 * self._longest):
            return False
        self._turns.setdefault(client, deque()).append(request)
        self._length += 1
        return True

    def pop(self) -> Waiting | None:
        """Return the request whose turn it is, or None when nobody waits."""
        if not self._turns:
            return None
        client, own = next(iter(self._turns.items()))
        del self._turns[client]
        request = own.popleft()
        if own:
            self._turns[client] = own  # to the end: the others are next
        self._length -= 1
        return request

    def remove(self, client: str, request: Waiting) -> None:
        """Take back a request that does not wait any more."""
        own = self._turns.get(client)
        if own and request in own:
            own.remove(request)
            self._length -= 1
            if not own:
                del self._turns[client]
