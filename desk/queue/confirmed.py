"""Who an agent has found the caller to be: kept beside the packet, which holds what the bot learned."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from desk.database import Database
from desk.events import Events
from desk.queue.hands import is_with
from desk.queue.item import QueueStateError, find
from desk.tables import ITEMS, METADATA, Moment

CONFIRMED = sa.Table(
    "item_customers",
    METADATA,
    sa.Column("item_id", sa.String(36), sa.ForeignKey(ITEMS.c.id), primary_key=True),
    sa.Column("account", sa.String(64), nullable=False),
    sa.Column("by", sa.String(64), nullable=False),
    sa.Column("at", Moment, nullable=False),
)
OF_ITEM = sa.select(CONFIRMED.c.account).where(CONFIRMED.c.item_id == sa.bindparam("item"))

Record = Callable[[Connection, str, str, str, Mapping[str, str], datetime], None]
"""Writes to the audit trail, in the transaction of the connection: who, action, what, details, now."""


def unrecorded(*_: object) -> None:
    """A Record where nobody has to answer for anything."""


class ConfirmedCustomers:
    """The customers of one site's items. Safe to use from several threads and processes at once."""

    def __init__(self, database: Database, record: Record = unrecorded) -> None:
        self._transaction, self._reading = database.transaction, database.reading
        self._events, self._record = Events(database), record

    def confirm(self, item_id: str, account: str, by: str, now: datetime, anybodys: bool = False) -> None:
        """`account`: id of the customer. The latest counts. `anybodys`: also of an item that somebody else has. Raises
        KeyError, QueueStateError when it is not with the one who says so, StoreError."""
        with self._changing(item_id, by, anybodys) as (connection, item, before):
            connection.execute(CONFIRMED.delete().where(CONFIRMED.c.item_id == item))
            connection.execute(CONFIRMED.insert().values(item_id=item, account=account, by=by, at=now))
            if before != account:
                self._record(connection, by, "customer.confirm", account, {"item": item}, now)

    def withdrawable(self, item_id: str, by: str, anybodys: bool = False) -> str | None:
        """Whom `withdraw` would take away; nothing is changed. Raises as confirm."""
        with self._reading() as connection:
            row = find(connection, item_id)
            _check(connection, row, by, anybodys)
            return _account(connection, row.id)

    def withdraw(self, item_id: str, by: str, now: datetime, anybodys: bool = False) -> str | None:
        """It was not them. Returns who was confirmed; None: nobody, and nothing is changed. Raises as confirm."""
        with self._changing(item_id, by, anybodys) as (connection, item, before):
            if before is not None:
                connection.execute(CONFIRMED.delete().where(CONFIRMED.c.item_id == item))
                self._record(connection, by, "customer.unconfirm", before, {"item": item}, now)
            return before

    @contextmanager
    def _changing(self, item_id: str, by: str, anybodys: bool) -> Iterator[tuple[Connection, str, str | None]]:
        """The item, locked, and who is confirmed."""
        with self._transaction() as connection:
            row = find(connection, item_id, lock=True)
            _check(connection, row, by, anybodys)
            # First: an entry of the trail is the last thing of its transaction.
            self._events.publish(connection, "noted", {"item": row.id, "agent": by})
            yield connection, row.id, _account(connection, row.id)
        self._events.wake()

    def of(self, item_id: str) -> str | None:
        """Id of the customer of an item; None while nobody has confirmed one. Raises StoreError."""
        with self._reading() as connection:
            return _account(connection, item_id)


def _check(connection: Connection, row: Row, by: str, anybodys: bool) -> None:
    if not anybodys and not is_with(connection, by, row):
        raise QueueStateError(f"item {row.id[:8]} is not with {by}")


def _account(connection: Connection, item_id: str) -> str | None:
    found: str | None = connection.execute(OF_ITEM, {"item": item_id}).scalar()
    return found
