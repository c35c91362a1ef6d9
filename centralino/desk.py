"""The desk's store as this installation has it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from centralino import settings
from centralino.paths import VAR

if TYPE_CHECKING:
    from desk.queue.store import QueueStore

QUEUE_FILE = VAR / "queue.db"


def open_queue() -> QueueStore:
    """The queue of this site. Raises desk.queue.store.StoreError."""
    from desk.queue.store import QueueStore

    return QueueStore(QUEUE_FILE, agents=settings.load().desk.agents_per_department)
