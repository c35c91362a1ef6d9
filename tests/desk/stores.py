"""What a running desk stores, for tests that look behind it."""

from __future__ import annotations

from desk.calls.book import CallBook
from desk.calls.surveys import Surveys
from desk.database import Database
from desk.floor.floor import Floor
from desk.queue.store import QueueStore


class Stores:
    """Of one database."""

    database: Database

    @property
    def queue(self) -> QueueStore:
        """Who waits, and what became of them."""
        return QueueStore(self.database)

    @property
    def calls(self) -> CallBook:
        """The record of calls."""
        return CallBook(self.database)

    @property
    def surveys(self) -> Surveys:
        """What callers thought."""
        return Surveys(self.database)

    @property
    def floor(self) -> Floor:
        """Its agents."""
        return Floor(self.database)
