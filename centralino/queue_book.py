"""Keeps the desk's queue in step with calls that the PBX brings to people: who is answered or hangs up waits no more.

Without it every call that was ever put through would count as waiting, and callers be told a place behind all of them.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from desk.queue.store import Item, QueueStateError, QueueStore

HUNG_UP = "the caller hung up"
"""Note of an item whose caller did not wait to the end."""
ANSWERED = "answered by phone"


class QueueBook:
    """Of calls in progress. Its methods wait for the database, and raise StoreError."""

    def __init__(self, queue: Callable[[], QueueStore], now: Callable[[], datetime] | None = None) -> None:
        self._queue, self._now = queue, now or (lambda: datetime.now(UTC))
        self._answered: set[str] = set()
        """Ids of calls that the PBX has brought to somebody, and that nobody of the desk has taken."""

    def answered(self, call_id: str, by: str) -> None:
        """A person has taken the call; `by`: the queue, extension or number. What the desk gave away stays its own."""
        store = self._queue()
        if (item := _waiting(store, call_id)) is not None:
            try:
                store.take(by, self._now(), item.id)
            except QueueStateError:
                return  # somebody of the desk was faster
            self._answered.add(call_id)

    def over(self, call_id: str) -> None:
        """The caller has hung up, or was."""
        store = self._queue()
        if call_id in self._answered:
            self._answered.discard(call_id)
            item = store.of_call(call_id)
            if item is not None and item.state == "taken":
                store.close(item.id, self._now(), ANSWERED)
        elif (item := _waiting(store, call_id)) is not None:
            store.withdraw(item.id, self._now(), HUNG_UP)


def _waiting(store: QueueStore, call_id: str) -> Item | None:
    item = store.of_call(call_id)
    # While it is offered an agent's phone rings, and nobody has it yet.
    return item if item is not None and item.state in ("waiting", "offered") else None
