"""Queue items: packets with transcripts, notes of agents."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from desk.database import Database
from desk.floor.tables import ANNOUNCED, NOTES
from desk.hooks.tables import DELIVERIES
from desk.privacy.personal import Erased, File, Subject
from desk.queue.confirmed import CONFIRMED
from desk.tables import ITEMS, TOKENS, text

ERASED = "erased-"
"""Beginning of the call id of an item that nobody can be found by any more."""
BATCH = 500
REMOVED = {"caller_language": "—", "english": "—"}
ATTACHED = (TOKENS, NOTES, CONFIRMED, ANNOUNCED, DELIVERIES)
"""Rows of these belong to items, by their item_id."""
OF_THE_CALLER = (TOKENS, NOTES, CONFIRMED)
"""Of these, what opens the packet or tells of the caller; the others only count."""
_KEPT = ("version", "created", "language", "department", "reason", "kind", "priority", "tried")
"""Of a packet without its caller: what statistics and the schema need."""


class ItemsPersonal:
    """See Personal. What counts calls (department, reason, times) stays, without anything of the caller."""

    name = "queue_items"

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, subject: Subject) -> frozenset[str]:
        """See Personal."""
        if subject.phone is None and subject.customer is None:
            return frozenset()
        confirmed = self._confirmed(subject)
        return frozenset(
            row.call_id for row in self._all() if row.id in confirmed or _is_of(json.loads(row.packet), subject)
        )

    def _confirmed(self, subject: Subject) -> frozenset[str]:
        """Ids of the items of which an agent has said that they are this customer's."""
        query = sa.select(CONFIRMED.c.item_id).where(CONFIRMED.c.account == (subject.customer or ""))
        with self._database.reading() as connection:
            return frozenset(connection.execute(query).scalars())

    def _all(self) -> Iterator[Row]:
        """In batches, so that no transaction holds up the others."""
        last = ""
        while True:
            query = sa.select(ITEMS.c.id, ITEMS.c.call_id, ITEMS.c.packet).where(ITEMS.c.id > last)
            with self._database.reading() as connection:
                rows = connection.execute(query.order_by(ITEMS.c.id).limit(BATCH)).all()
            yield from rows
            if len(rows) < BATCH:
                return
            last = rows[-1].id

    def export(self, subject: Subject) -> list[dict[str, Any]]:
        """See Personal."""
        with self._database.reading() as connection:
            rows = connection.execute(
                sa.select(ITEMS).where(_calls(subject)).order_by(ITEMS.c.created, ITEMS.c.id)
            ).all()
            return [_told(row) | _attached(connection, row.id) for row in rows]

    def files(self, _subject: Subject) -> Iterator[File]:
        """See Personal."""
        return iter(())

    def erase(self, subject: Subject, _now: datetime) -> Erased:
        """See Personal. Items that wait or are being handled stay: somebody is on the line."""
        with self._database.transaction() as connection:
            rows = connection.execute(sa.select(ITEMS).where(_calls(subject)).with_for_update()).all()
            closed = [row for row in rows if row.state == "closed"]
            anonymise(connection, closed)
        return Erased(len(closed), len(rows) - len(closed))


def anonymise(connection: Connection, rows: Sequence[Row]) -> int:
    """Take the caller out of items, and delete what agents wrote about them."""
    delete_attached(connection, [row.id for row in rows], OF_THE_CALLER)
    for row in rows:
        call_id = f"{ERASED}{uuid.uuid4()}"
        old = json.loads(row.packet)
        kept = {name: old[name] for name in _KEPT if name in old}
        packet = kept | {"call_id": call_id, "summary": REMOVED, "transcript": [], "slots": {}}
        values = {"call_id": call_id, "note": None, "packet": json.dumps(packet, ensure_ascii=False)}
        connection.execute(ITEMS.update().where(ITEMS.c.id == row.id).values(**values))
    return len(rows)


def delete_attached(connection: Connection, item_ids: Sequence[str], tables: Sequence[sa.Table] = ATTACHED) -> None:
    """Rows of other tables that belong to items."""
    for table in tables:
        connection.execute(table.delete().where(table.c.item_id.in_(item_ids)))


def _attached(connection: Connection, item_id: str) -> dict[str, Any]:
    found = {}
    for table in ATTACHED[1:]:
        rows = connection.execute(sa.select(table).where(table.c.item_id == item_id)).all()
        if rows:
            found[table.name] = [plain(row) for row in rows]
    return found


def _calls(subject: Subject) -> sa.sql.ColumnElement:
    return ITEMS.c.call_id.in_(sorted(subject.calls))


def _is_of(packet: dict[str, Any], subject: Subject) -> bool:
    callback, customer = packet.get("callback") or {}, packet.get("customer") or {}
    phones = (packet.get("caller"), callback.get("number"))
    return any(map(subject.has_phone, phones)) or subject.has_customer(customer.get("number"))


def _told(row: Row) -> dict[str, Any]:
    return plain(row) | {"packet": json.loads(row.packet)}


def plain(row: Row) -> dict[str, Any]:
    """A row as JSON types."""
    return {name: text(value) if isinstance(value, datetime) else value for name, value in row._mapping.items()}
