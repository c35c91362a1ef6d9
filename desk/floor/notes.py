"""What people write about an item for those who take it after them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from desk.floor.change import Room
from desk.floor.tables import NOTES
from desk.queue.item import find
from desk.tables import ITEMS
from desk.tables import text as written

SYSTEM = "system"
"""Author of what the desk itself notes."""


@dataclass(frozen=True)
class Note:
    """One remark."""

    at: str
    """ISO 8601 in UTC."""
    author: str
    text: str


class Notes(Room):
    """See desk.floor.floor."""

    def note(self, item_id: str, author: str, text: str, now: datetime) -> None:
        """Add a remark. Raises KeyError, StoreError."""
        with self._changing() as on:
            row = find(on.connection, item_id)
            add(on.connection, row.id, author, text, now)
            on.tell("noted", row.id)

    def notes(self, item_id: str) -> list[Note]:
        """Oldest first. Raises KeyError, StoreError."""
        with self._database.reading() as connection:
            return [Note(**row) for row in of(connection, find(connection, item_id).id)]

    def notes_of_call(self, call_id: str) -> list[Note]:
        """Of all that is in the queue of a call: a callback is worked on with what was noted of the call it replaces.
        Oldest first. Raises StoreError."""
        query = sa.select(NOTES).join(ITEMS, NOTES.c.item_id == ITEMS.c.id).where(ITEMS.c.call_id == call_id)
        with self._database.reading() as connection:
            rows = connection.execute(query.order_by(NOTES.c.id)).all()
        return [Note(written(row.at), row.author, row.text) for row in rows]


def add(connection: Connection, item_id: str, author: str, text: str, now: datetime) -> None:
    """Of an item that is there."""
    connection.execute(NOTES.insert().values(item_id=item_id, author=author, text=text, at=now))


def of(connection: Connection, item_id: str) -> list[dict[str, Any]]:
    """As they lie in a packet, oldest first."""
    rows = connection.execute(sa.select(NOTES).where(NOTES.c.item_id == item_id).order_by(NOTES.c.id))
    return [{"at": written(row.at), "author": row.author, "text": row.text} for row in rows]
