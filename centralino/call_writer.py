"""Stores what happens on calls in a thread of its own: the process that paces sound never waits for a database.

While the database is away everything is kept, and written when it is back; at the end of the process what is left goes
to a file (see call_spool). Memory is bounded: of an outage that is too long the lines of transcripts are lost first.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from centralino import call_spool
from desk.calls.book import CallBook
from desk.calls.messages import Change, Said, Understood
from desk.database import StoreError

LOG = logging.getLogger(__name__)

GATHER_SECONDS = 0.1
"""What happens within it is one transaction; a console that follows a call is behind by no more."""
BATCH = 500
"""Entries of one transaction."""
BEAT_SECONDS = 5.0
RETRY_SECONDS = 2.0
"""Between two attempts while the database is away."""
MOST = 100_000
"""Entries that are kept: about two hours of 30 calls at a time, 50 MB."""
HANGS_SECONDS = 15.0
"""A database that answers nothing at all is given up after this, at the end of the process."""


class CallWriter:
    """Between the calls of one process and their records."""

    def __init__(
        self,
        book: CallBook,
        holder: str,
        spool: Path,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        most: int = MOST,
    ) -> None:
        """`holder`: id of this process; `spool`: the file for what cannot be stored at its end."""
        self.holder = holder
        self._book, self._spool, self._now, self._most = book, spool, now, most
        self._waiting: deque[Change] = deque()
        self._batch: list[Change] = []
        self._rung, self._closing = threading.Event(), threading.Event()
        self._give_up = float("inf")
        self._next_beat, self._away, self._lost, self._spooled = 0.0, False, 0, False
        self._thread = threading.Thread(target=self._run, name="call records", daemon=True)

    def start(self) -> None:
        """From here on what is put is stored, after what was left of the last run."""
        left_over = call_spool.load(self._spool)
        self._spooled = bool(left_over)
        self._waiting.extendleft(reversed(left_over))
        self._thread.start()

    def put(self, change: Change) -> None:
        """Take it; never waits, never raises."""
        waiting = len(self._waiting)
        detail = isinstance(change, Said | Understood)
        if waiting >= (self._most if detail else 2 * self._most):
            self._lost += 1
            return
        self._waiting.append(change)
        self._rung.set()

    @property
    def waiting(self) -> int:
        """Entries that are not stored yet."""
        return len(self._waiting) + len(self._batch)

    def close(self, seconds: float = 5.0) -> None:
        """Store what there is, for that long; the rest goes to the file. To be called off the event loop."""
        self._give_up = time.monotonic() + seconds
        self._closing.set()
        self._rung.set()
        self._thread.join(seconds + HANGS_SECONDS)
        if self._thread.is_alive():
            self._save()

    def _run(self) -> None:
        while True:
            self._rung.wait(BEAT_SECONDS)
            self._closing.wait(GATHER_SECONDS)
            self._rung.clear()
            stored = self._store_all()
            if stored:
                self._beat()
            if self._closing.is_set() and (stored or time.monotonic() > self._give_up):
                break
            if not stored:
                self._closing.wait(RETRY_SECONDS)
                time.sleep(RETRY_SECONDS / 10)
                self._rung.set()
        self._end()

    def _store_all(self) -> bool:
        """False when the database is away."""
        while self._batch or self._waiting:
            if not self._batch:
                self._batch = [self._waiting.popleft() for _ in range(min(BATCH, len(self._waiting)))]
            if not self._store():
                return False
            self._batch = []
        if self._spooled:
            self._spool.unlink(missing_ok=True)
            self._spooled = False
        return True

    def _store(self) -> bool:
        try:
            self._book.write(self._batch)
        except StoreError as error:
            if not self._there():
                self._tell_away(error)
                return False
            self._one_by_one()
        except Exception as error:
            LOG.error("calls are stored one by one: %s", type(error).__name__)
            self._one_by_one()
        self._tell_back()
        return True

    def _there(self) -> bool:
        try:
            self._book.beat(self.holder, self._now())
        except StoreError:
            return False
        return True

    def _one_by_one(self) -> None:
        """One entry that cannot be stored must not hold up the others."""
        for change in self._batch:
            try:
                self._book.write([change])
            except Exception as error:
                LOG.error("part of a call's record cannot be stored: %s", type(error).__name__)

    def _beat(self) -> None:
        now = time.monotonic()
        if now < self._next_beat:
            return
        self._next_beat = now + BEAT_SECONDS
        try:
            self._book.beat(self.holder, self._now())
            for _ in self._book.end_lost(self._now()):
                LOG.warning("a call is lost: the process that had it on the line has died")
            self._tell_back()
        except StoreError as error:
            self._tell_away(error)

    def _tell_away(self, error: StoreError) -> None:
        if not self._away:
            LOG.error("calls are not recorded until the database is back: %s", error)
        self._away = True

    def _tell_back(self) -> None:
        if self._away:
            LOG.warning("calls are recorded again")
        if self._lost:
            LOG.error("the database was away too long: %d entries on calls are lost", self._lost)
        self._away, self._lost = False, 0

    def _end(self) -> None:
        if self.waiting:
            self._save()
            return
        try:
            self._book.gone(self.holder, self._now())
        except StoreError as error:
            LOG.error("calls of this process are ended later: %s", error)

    def _save(self) -> None:
        left = self._book.masked((*self._batch, *tuple(self._waiting)))
        try:
            call_spool.save(self._spool, left)
        except OSError as error:
            LOG.error("%d entries on calls are lost: %s cannot be written: %s", len(left), self._spool, error.strerror)
