"""Sealed files that nobody knows any more: their caller was erased on another machine, where they do not lie."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from desk.calls.tables import CALLS
from desk.privacy import messages
from desk.privacy.tables import RECORDINGS
from desk.privacy.vault import Vault
from desk.tables import ITEMS

SETTLED = timedelta(days=1)
"""Nothing changes any more about a file that nobody has written to for so long, nor about the call it belongs to."""
Known = Callable[[Connection], Iterable[str]]
"""Names of all files that the database knows of."""


class LeftRule:
    """See desk.privacy.retention.Rule. Of one machine: each deletes its own."""

    def __init__(self, kind: str, vault: Vault, known: Known) -> None:
        self.kind, self._vault, self._known = kind, vault, known

    def count(self, connection: Connection, now: datetime) -> int:
        """See Rule."""
        return len(self._left(connection, now))

    def delete(self, connection: Connection, now: datetime, limit: int) -> int:
        """See Rule."""
        left = self._left(connection, now)[:limit]
        for name in left:
            self._vault.remove(name)
        return len(left)

    def _left(self, connection: Connection, now: datetime) -> list[str]:
        # Files first: one that is made meanwhile must not be missed among those that are known.
        settled = [name for name in self._vault.names() if self._written(name) <= (now - SETTLED).timestamp()]
        return sorted(set(settled).difference(self._known(connection))) if settled else []

    def _written(self, name: str) -> float:
        """In seconds of the Unix epoch."""
        try:
            return self._vault.path(name).stat().st_mtime
        except FileNotFoundError:
            return float("inf")  # another process was faster


def recordings(connection: Connection) -> Iterator[str]:
    """See Known."""
    yield from connection.execute(sa.select(RECORDINGS.c.id)).scalars()


def voicemail(connection: Connection) -> Iterator[str]:
    """See Known."""
    for column in (ITEMS.c.call_id, CALLS.c.id):
        for call_id in connection.execute(sa.select(column)).scalars():
            yield messages.file_name(call_id)
