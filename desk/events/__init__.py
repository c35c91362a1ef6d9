"""Live events between processes: what has just happened at the desk, so that nobody has to ask again and again."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from contextlib import aclosing, asynccontextmanager

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from desk.database import Database, StoreError
from desk.events.alarms import Clock, Notified, ring
from desk.events.numbers import Numbers
from desk.events.protocol import RESYNC, Alarm, Event, decode, encode
from desk.tables import EVENTS

__all__ = ["RESYNC", "Event", "Events"]

ONE = EVENTS.insert()
LATEST = sa.select(sa.func.max(EVENTS.c.id))
KEPT = 2000
"""Events; who is further behind is told to read everything anew."""
PRUNE_EVERY = 200
UNDER_WAY = 200
"""Transactions at most that run at one moment."""
RING_SECONDS = 0.02
"""Whoever listens is not roused more often; in between, and at the end, they look by themselves."""


class Events:
    """The events of one database: rows of a table, written in the transaction of the change that they tell of."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._rung = float("-inf")

    def publish(self, connection: Connection, kind: str, data: Mapping[str, str]) -> None:
        """Told to all who listen once the transaction of `connection` is on disk, and to nobody if it is not. Raises
        ValueError when something else than ids is to be told."""
        self.publish_all(connection, [(kind, data)])

    def publish_all(self, connection: Connection, events: Sequence[tuple[str, Mapping[str, str]]]) -> None:
        """Several in their order, kind and ids of each; see publish."""
        texts = [encode(kind, data) for kind, data in events]
        if self._database.on_file:
            numbers = [int(connection.execute(ONE, {"event": text}).inserted_primary_key[0]) for text in texts]
        else:
            # In one statement, and without SQLAlchemy's making it anew each time.
            rows = ", ".join(f"(:e{number})" for number in range(len(texts)))
            several = sa.text(f"INSERT INTO desk_events (event) VALUES {rows} RETURNING id")
            values = {f"e{number}": text for number, text in enumerate(texts)}
            numbers = list(connection.execute(several, values).scalars()) if texts else []
        for number in numbers:
            self._prune(connection, number)

    @staticmethod
    def _prune(connection: Connection, number: int) -> None:
        if number % PRUNE_EVERY == 0:
            # Two who prune at once pass over what the other has; nobody who listens needs these any more.
            old = sa.select(EVENTS.c.id).where(EVENTS.c.id <= number - 2 * KEPT).with_for_update(skip_locked=True)
            connection.execute(EVENTS.delete().where(EVENTS.c.id.in_(old)))

    def wake(self) -> None:
        """To be called after the transaction: those who listen hear of it at once, and not at their next look."""
        now = time.monotonic()
        if not self._database.on_file and now - self._rung > RING_SECONDS:
            self._rung = now
            ring(self._database)

    @asynccontextmanager
    async def subscribe(self) -> AsyncIterator[AsyncIterator[Event]]:
        """All events that are stored from entering it on; those of one item in the order in which they happened. While
        the database is away it waits; then it tells RESYNC and goes on. One a process will do: pass them on from there.
        Raises StoreError on entering."""
        alarm: Alarm = Clock() if self._database.on_file else Notified(self._database)
        await alarm.open()
        try:
            numbers = await asyncio.to_thread(self._begin)
            async with aclosing(self._stream(numbers, alarm)) as stream:
                yield stream
        finally:
            alarm.close()

    async def _stream(self, numbers: Numbers, alarm: Alarm) -> AsyncGenerator[Event, None]:
        away = False
        while True:
            try:
                numbers, found = await asyncio.to_thread(self._look, numbers)
            except StoreError:
                away, found = True, []
            else:
                found = [RESYNC, *found] if away else found
                away = False
            for event in found:
                yield event
            if not found:
                await alarm.wait()

    def _begin(self) -> Numbers:
        with self._database.reading() as connection:
            return _latest_numbers(connection, int(connection.execute(LATEST).scalar() or 0))

    def _look(self, numbers: Numbers) -> tuple[Numbers, list[Event]]:
        now = time.monotonic()
        with self._database.reading() as connection:
            latest = int(connection.execute(LATEST).scalar() or 0)
            # Lower ones than before are those of a database that was put in its place.
            if not 0 <= latest - numbers.last <= KEPT:
                return _latest_numbers(connection, latest), [RESYNC]
            missing = numbers.missing(now)
            if latest == numbers.last and not missing:
                return numbers, []
            new = (EVENTS.c.id > numbers.last) | EVENTS.c.id.in_(missing)
            rows = connection.execute(sa.select(EVENTS).where(new).order_by(EVENTS.c.id)).all()
        numbers.read([row.id for row in rows], now)
        return numbers, [decode(row.event) for row in rows]


def _latest_numbers(connection: Connection, latest: int) -> Numbers:
    """Those missing just below the latest belong to transactions that may be stored after this."""
    numbers = Numbers(max(latest - UNDER_WAY, 0))
    below = sa.select(EVENTS.c.id).where(EVENTS.c.id > numbers.last).order_by(EVENTS.c.id)
    numbers.read(connection.execute(below).scalars().all(), time.monotonic())
    return numbers
