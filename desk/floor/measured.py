"""What a floor does, read from its records and kept for some seconds: a thousand rows for each caller are too many."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from desk.floor.tables import ANNOUNCED, CHANGES
from desk.queue.item import WITHDRAWN
from desk.routing.durations import KEPT, durations
from desk.routing.estimate import HANDLING_SECONDS, WRAP_UP_SECONDS, Measured
from desk.tables import ITEMS

KEPT_SECONDS = 5.0
LONGEST = timedelta(hours=4)
"""A state that lasted longer is that of an agent who went home without a word."""
LOST = timedelta(hours=1)
"""A call that has waited so long without an end is one whose end was never heard of."""
ENDED = (
    sa.select(CHANGES.c.since, CHANGES.c.until, ITEMS.c.department)
    .select_from(CHANGES.outerjoin(ITEMS, ITEMS.c.id == CHANGES.c.item_id))
    .where(CHANGES.c.state == sa.bindparam("state"))
    .order_by(CHANGES.c.until.desc())
    .limit(KEPT)
)
"""The latest states of one sort. Those of `reserved` that ended with no answer lasted as long as the phone rang."""
WAITED = (
    sa.select(ANNOUNCED.c.item_id, ANNOUNCED.c.at, ITEMS.c.answered, ITEMS.c.closed)
    .join(ITEMS, ITEMS.c.id == ANNOUNCED.c.item_id)
    .where(ITEMS.c.kind == "call", sa.func.coalesce(ITEMS.c.note, "") != WITHDRAWN)
    .order_by(ANNOUNCED.c.id.desc())
    .limit(KEPT)
)

_READ: dict[str, tuple[float, Measured]] = {}
_LOCK = threading.Lock()


def measured(connection: Connection, database: str, now: datetime) -> Measured:
    """Of a database, whose name is what they are kept under."""
    with _LOCK:
        found = _READ.get(database)
    if found is not None and time.monotonic() - found[0] < KEPT_SECONDS:
        return found[1]
    fresh = read(connection, now)
    with _LOCK:
        _READ[database] = time.monotonic(), fresh
    return fresh


def read(connection: Connection, now: datetime) -> Measured:
    """As it is at this moment."""
    ringing = [seconds for seconds, _ in _ended(connection, "reserved")]
    rings = sum(ringing) / len(ringing) if ringing else 0.0
    calls = [(seconds + rings, department) for seconds, department in _ended(connection, "in_call")]
    of: dict[str, list[float]] = {}
    for seconds, department in calls:
        of.setdefault(department, []).append(seconds)
    handling = durations([seconds for seconds, _ in calls], HANDLING_SECONDS)
    return Measured(
        handling,
        {department: durations(times, handling.mean) for department, times in of.items()},
        durations([seconds for seconds, _ in _ended(connection, "wrap_up")], WRAP_UP_SECONDS),
        rings,
        _hang_up_rate(connection, now),
    )


def _ended(connection: Connection, state: str) -> list[tuple[float, str]]:
    """Seconds and department, oldest first."""
    rows = connection.execute(ENDED, {"state": state}).all()
    lasted = [(row.until - row.since, row.department or "") for row in reversed(rows)]
    return [(time.total_seconds(), department) for time, department in lasted if time < LONGEST]


def _hang_up_rate(connection: Connection, now: datetime) -> float:
    """Of callers who gave up, a second of waiting."""
    gave_up, waited = 0, 0.0
    for told, answered, closed in _waits(connection):
        if not answered and not closed and now - told > LOST:
            continue
        gave_up += answered is None and closed is not None
        waited += max(((answered or closed or now) - told).total_seconds(), 0.0)
    return gave_up / waited if waited else 0.0


def _waits(connection: Connection) -> Iterator[tuple[datetime, datetime | None, datetime | None]]:
    """Of each call from when its wait was first told: then, when it was answered, when it was closed."""
    first: dict[str, tuple[datetime, datetime | None, datetime | None]] = {}
    for row in connection.execute(WAITED):  # the latest first
        if row.answered is None or row.answered >= row.at:
            first[row.item_id] = row.at, row.answered, row.closed
    yield from first.values()
