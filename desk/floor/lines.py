"""Who holds the callers' lines, so that nobody is offered a caller who is not there."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from desk.floor import notes, offers, staff, waits
from desk.floor.change import Change, Room
from desk.floor.tables import HOLDERS
from desk.queue.item import Placement, QueueStateError, find, update
from desk.queue.store import withdraw
from desk.tables import ITEMS

SILENT = timedelta(seconds=30)
"""A holder that has not been heard of for so long has lost its lines; they beat every 5 s."""
DIED = "The line was lost: the process that held it died."


class Lines(Room):
    """See desk.floor.floor."""

    _estimates: waits.Waits

    def waits(self, item_id: str, holder: str, now: datetime) -> Placement:
        """The caller is on our line now, held by the process `holder` (an id of its own for each start), and may be
        offered to agents. The place and wait to tell; they are kept unless that was done when the item was placed.
        Raises KeyError, QueueStateError when the item is closed, StoreError."""
        with self._changing() as on:
            row = find(on.connection, item_id, lock=True)
            if row.state == "closed":
                raise QueueStateError(f"item {row.id[:8]} is closed")
            update(on.connection, row.id, line="desk", holder=holder)
            _beat(on.connection, holder, now)
            on.tell("waits", row.id)
            placed = self._estimates.placement(on.connection, row, now)
            if not waits.was_told(on.connection, row.id):
                waits.announce(on.connection, placed, now)
            return placed

    def line_gone(self, item_id: str, now: datetime, note: str) -> None:
        """The caller has hung up: the item is withdrawn, unless somebody has taken it; then they find a note. Raises
        KeyError, StoreError."""
        with self._changing() as on:
            row = find(on.connection, item_id, lock=True)
            if row.state in ("waiting", "offered"):
                withdraw(on, row, now, note)
            elif row.state == "taken":
                notes.add(on.connection, row.id, notes.SYSTEM, note, now)
                on.tell("noted", row.id)
            update(on.connection, row.id, line=None, holder=None)

    def beat(self, holder: str, now: datetime) -> None:
        """A process that holds lines lives: each 5 s. Raises StoreError."""
        with self._database.transaction() as connection:
            _beat(connection, holder, now)


def _beat(connection: Connection, holder: str, now: datetime) -> None:
    seen = HOLDERS.update().where(HOLDERS.c.id == holder).values(seen=now)
    if not connection.execute(seen).rowcount:
        connection.execute(HOLDERS.insert().values(id=holder, seen=now))


def give_up_silent(on: Change, now: datetime) -> tuple[str, ...]:
    """The lines of holders that are silent are lost: those callers wait for an agent to call them back. Their ids. What
    somebody has locked is left for the next time."""
    silent = sa.select(HOLDERS.c.id).where(HOLDERS.c.seen < now - SILENT).with_for_update(skip_locked=True)
    dead = on.connection.execute(silent).scalars().all()
    if not dead:
        return ()
    held = sa.select(ITEMS).where(ITEMS.c.holder.in_(dead), ITEMS.c.line == "desk", ITEMS.c.state != "closed")
    rows = on.connection.execute(held.with_for_update(skip_locked=True)).all()
    for row in rows:
        if row.state == "offered":
            offers.put_back(on, row, None)
            staff.let_go(on, row.id, now)
        update(on.connection, row.id, line="lost")
        notes.add(on.connection, row.id, notes.SYSTEM, DIED, now)
        on.tell("noted", row.id)
    left = sa.select(held.subquery().c.holder)
    on.connection.execute(HOLDERS.delete().where(HOLDERS.c.id.in_(dead), HOLDERS.c.id.not_in(left)))
    return tuple(row.id for row in rows)
