"""What is still to be told to whom.

Deliveries are made from the queue itself: an item without one gets it at the next look. So nothing is lost whenever a
process dies, and whoever places an item need not know of webhooks.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Row

from desk.database import Database
from desk.hooks.model import EVENTS, Delivery, Hook, Past, retry_after
from desk.hooks.tables import DELIVERIES, HOOKS
from desk.queue.item import PRIORITY
from desk.tables import ITEMS

LEASE = timedelta(seconds=60)
"""Whoever has claimed a delivery tells within this what became of it, or has died: then it is tried again."""
AT_ONCE = 20
"""Deliveries claimed at a time."""
NEW = 500
"""Deliveries made at a look; the rest at the next."""


class Outbox:
    """The deliveries of one database. Safe to use from several threads and processes at once. All methods raise
    StoreError."""

    def __init__(self, database: Database) -> None:
        self._transaction, self._reading = database.transaction, database.reading

    def set_up(self, hooks: Iterable[Hook], now: datetime) -> None:
        """Those of the settings: for a new one, items from now on count; one with a new address is tried again."""
        with self._transaction() as connection:
            known = {row.name: row.gone_from for row in connection.execute(sa.select(HOOKS))}
            for hook in hooks:
                if hook.name not in known:
                    _insert(connection, HOOKS, [{"name": hook.name, "since": now}])
                elif known[hook.name] not in (None, hook.url):
                    connection.execute(HOOKS.update().where(HOOKS.c.name == hook.name).values(gone_from=None))

    def claim(self, hooks: Iterable[Hook], now: datetime) -> list[Delivery]:
        """Deliveries that are due, for the caller alone until LEASE has passed."""
        wanted = {hook.name: hook for hook in hooks}
        with self._transaction() as connection:
            for hook in wanted.values():
                _add_new(connection, hook, now)
            due = (
                sa.select(DELIVERIES)
                .join(HOOKS, HOOKS.c.name == DELIVERIES.c.hook)
                .where(DELIVERIES.c.due <= now, DELIVERIES.c.hook.in_(list(wanted)), HOOKS.c.gone_from.is_(None))
                .order_by(DELIVERIES.c.due, DELIVERIES.c.id)
                .limit(AT_ONCE)
                .with_for_update(skip_locked=True, of=DELIVERIES)
            )
            found = [_delivery(row) for row in connection.execute(due)]
            mine = DELIVERIES.c.id.in_([delivery.id for delivery in found])
            connection.execute(DELIVERIES.update().where(mine).values(due=now + LEASE))
        return found

    def item(self, delivery: Delivery) -> dict[str, Any]:
        """The queue item of a delivery: its columns, and its packet as JSON types."""
        with self._reading() as connection:
            row = connection.execute(sa.select(ITEMS).where(ITEMS.c.id == delivery.item_id)).one()
        priority = next(name for name, rank in PRIORITY.items() if rank == row.priority)
        return {**row._mapping, "priority": priority, "packet": json.loads(row.packet)}

    def delivered(self, delivery: Delivery, result: str, now: datetime) -> None:
        """The receiver has it."""
        self._settle(delivery, due=None, delivered=now, result=result)

    def failed(self, delivery: Delivery, result: str, now: datetime) -> None:
        """It will be tried again, later each time, and given up in the end."""
        wait = retry_after(delivery.attempts + 1)
        self._settle(delivery, due=now + wait if wait else None, result=result)

    def gone(self, delivery: Delivery, hook: Hook) -> None:
        """The receiver wants nothing more at this address."""
        with self._transaction() as connection:
            connection.execute(HOOKS.update().where(HOOKS.c.name == hook.name).values(gone_from=hook.url))
        self._settle(delivery, due=None, result="410")

    def past(self, hook: str | None = None, limit: int = 100) -> list[Past]:
        """Deliveries, latest first."""
        query = sa.select(DELIVERIES).order_by(DELIVERIES.c.created.desc(), DELIVERIES.c.id).limit(limit)
        if hook is not None:
            query = query.where(DELIVERIES.c.hook == hook)
        with self._reading() as connection:
            rows = connection.execute(query).all()
        return [Past(_delivery(row), row.due, row.delivered, row.result) for row in rows]

    def retry(self, hook: str, now: datetime) -> int:
        """Try again what was given up or waits, and an address that was gone; returns how many."""
        undelivered = (DELIVERIES.c.hook == hook) & DELIVERIES.c.delivered.is_(None)
        with self._transaction() as connection:
            connection.execute(HOOKS.update().where(HOOKS.c.name == hook).values(gone_from=None))
            changed = connection.execute(DELIVERIES.update().where(undelivered).values(due=now, attempts=0))
            return int(changed.rowcount)

    def _settle(self, delivery: Delivery, **values: Any) -> None:
        with self._transaction() as connection:
            mine = (DELIVERIES.c.id == delivery.id) & DELIVERIES.c.delivered.is_(None)
            connection.execute(DELIVERIES.update().where(mine).values(attempts=delivery.attempts + 1, **values))


def _add_new(connection: Connection, hook: Hook, now: datetime) -> None:
    kinds = [kind for kind, event in EVENTS.items() if event in hook.events]
    had = sa.select(DELIVERIES.c.item_id).where(DELIVERIES.c.hook == hook.name)
    since = sa.select(HOOKS.c.since).where(HOOKS.c.name == hook.name).scalar_subquery()
    query = (
        sa.select(ITEMS.c.id, ITEMS.c.kind)
        .where(ITEMS.c.kind.in_(kinds), ITEMS.c.created >= since, ITEMS.c.id.not_in(had))
        .order_by(ITEMS.c.created, ITEMS.c.id)
        .limit(NEW)
    )
    fresh = {"hook": hook.name, "created": now, "due": now, "attempts": 0}
    found = connection.execute(query).all()
    rows = [{"id": str(uuid.uuid4()), "item_id": row.id, "event": EVENTS[row.kind], **fresh} for row in found]
    _insert(connection, DELIVERIES, rows)


def _insert(connection: Connection, table: sa.Table, rows: list[dict[str, Any]]) -> None:
    """Those that another process has not inserted meanwhile."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    if rows:
        connection.execute(dialect.insert(table).on_conflict_do_nothing(), rows)


def _delivery(row: Row) -> Delivery:
    return Delivery(row.id, row.hook, row.item_id, row.event, row.created, row.attempts)
