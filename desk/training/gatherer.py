"""Looks through calls that are over for utterances that are worth a trainer's look."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np

from desk.database import Database
from desk.training import calls, tidying
from desk.training.shelf import LeaseLostError, Shelf
from desk.training.vectors import Vectors

CALLS = 50
"""Looked through at a time: what is found in them takes about a second to be put into vectors."""
MOST = 500
"""In one run that somebody waits for."""
TIDY = timedelta(minutes=10)
"""Between two looks for groups that have lost utterances."""


@dataclass(frozen=True)
class Gathered:
    """What came of it."""

    calls: int = 0
    utterances: int = 0
    busy: bool = False
    """Another process gathers."""


class Gatherer:
    """Of one database. Several processes may have one: one of them works at a time, and another goes on where it
    stopped. A call is looked through once, whenever a process dies. Safe to use from several threads."""

    def __init__(
        self, database: Database, vectors: Vectors, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._database, self._vectors, self._now = database, vectors, now
        self._shelf = Shelf(database, vectors.space)
        self._tidied: datetime | None = None
        self._lock = threading.Lock()

    def some(self, everything: bool = False) -> Gathered:
        """Look through the next calls, CALLS at most. `everything`: also those whose record came late. Raises
        StoreError, VectorsError."""
        with self._lock:
            return self._some(everything)

    def _some(self, everything: bool) -> Gathered:
        if not self._shelf.hold(self._now()) or (self._tidy() and not self._shelf.hold(self._now())):
            return Gathered(busy=True)
        with self._database.reading() as connection:
            looked = calls.over(connection, CALLS, everything)
            found = calls.found(connection, looked) if looked else []
        if not looked:
            self._shelf.let_go(self._now())
            self._vectors.rest()
            return Gathered()
        texts = [one.worth.turn.text for one in found]
        vectors = self._vectors(texts) if texts else np.empty((0, 0), np.float32)
        try:
            return Gathered(len(looked), self._shelf.put(looked, found, vectors, self._now()))
        except LeaseLostError:
            return Gathered(busy=True)

    def run(self, everything: bool = False, most: int = MOST) -> Gathered:
        """Until nothing is left, or so many calls are looked through. Raises StoreError, VectorsError."""
        total, part = Gathered(), Gathered(1)
        while part.calls and total.calls < most:
            part = self.some(everything)
            total = Gathered(total.calls + part.calls, total.utterances + part.utterances, part.busy)
        self._shelf.let_go(self._now())
        return total

    def _tidy(self) -> bool:
        """Whether groups may have changed."""
        now = self._now()
        if self._tidied is not None and now - self._tidied < TIDY:
            return False
        tidying.tidy(self._database, now)
        self._tidied = now
        return True
