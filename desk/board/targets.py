"""The service level that a house promises: that of its settings until a supervisor sets another."""

from __future__ import annotations

import dataclasses
from datetime import datetime

import sqlalchemy as sa

from desk.audit.trail import Trail
from desk.board.figures import Target
from desk.board.tables import TARGETS
from desk.database import Database
from desk.events import Events

LONGEST = 3600.0
"""Seconds: who promises more promises nothing."""


class Targets:
    """Of one site. Safe to use from several threads and processes at once."""

    def __init__(self, database: Database, usual: Target) -> None:
        """`usual`: that of the settings."""
        self._database, self._usual = database, usual
        self._trail, self._events = Trail(database), Events(database)

    def current(self) -> Target:
        """What counts now. Raises StoreError."""
        latest = sa.select(TARGETS.c.share, TARGETS.c.seconds).order_by(TARGETS.c.id.desc()).limit(1)
        with self._database.reading() as connection:
            row = connection.execute(latest).first()
        return dataclasses.replace(self._usual, share=row.share, seconds=row.seconds) if row else self._usual

    def set(self, share: float, seconds: float, by: str, now: datetime) -> Target:
        """From now on, for all figures, those of the past as well. Raises ValueError, StoreError."""
        if not 0 < share <= 1 or not 0 < seconds <= LONGEST:
            raise ValueError(f"a target is a share of calls, 0 to 1, and seconds up to {LONGEST:g}")
        row = {"share": share, "seconds": seconds, "by": by, "at": now}
        with self._database.transaction() as connection:
            connection.execute(TARGETS.insert().values(row))
            self._events.publish(connection, "target", {})
            details = {"share": f"{share:g}", "seconds": f"{seconds:g}"}
            self._trail.record(connection, by, "target_set", "board", details, now)
        self._events.wake()
        return dataclasses.replace(self._usual, share=share, seconds=seconds)
