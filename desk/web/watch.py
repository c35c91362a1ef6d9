"""Who has the console open: agents whose page is closed, or has lost its connection, are soon offered nothing more."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Collection
from datetime import UTC, datetime, timedelta

from desk.database import StoreError
from desk.floor.floor import Floor

LOG = logging.getLogger(__name__)

EVERY_SECONDS = 5.0
"""How often what was heard is written down, and who is missed is looked for."""


class Watch:
    """Of one process; any number of them may watch one floor."""

    def __init__(
        self,
        floor: Floor,
        seconds: float,
        but: Collection[str] = (),
        every: float = EVERY_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`seconds`: without a word from the console; 0: nobody is missed. `but`: agents who are not, because they can
        be reached without it."""
        self._floor, self._seconds, self._but, self._every, self._clock = floor, seconds, but, every, clock
        self._heard: set[str] = set()
        self._listening_since = clock()

    def here(self, agent: str) -> None:
        """The console of this agent is open. Never waits."""
        self._heard.add(agent)

    async def run(self) -> None:
        """Until it is cancelled."""
        while True:
            await asyncio.sleep(self._every)
            await self.look()

    async def look(self, now: datetime | None = None) -> None:
        """Once."""
        now, heard = now or datetime.now(UTC), frozenset(self._heard)
        try:
            await asyncio.to_thread(self._floor.seen, heard, now)
            self._heard -= heard
            # While nobody could be heard (before this process, or without the database) nobody is missed.
            if self._seconds and self._clock() - self._listening_since >= self._seconds:
                before = now - timedelta(seconds=self._seconds)
                gone = await asyncio.to_thread(self._floor.give_up_absent, before, now, self._but)
                if gone:
                    LOG.info("%d agents are logged out: their consoles are gone", len(gone))
        except StoreError as error:
            LOG.error("it is not known who is at work: %s", error)
            self._listening_since = self._clock()
