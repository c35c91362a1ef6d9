"""Keeps distribution going: a tick whenever something has happened, and every few seconds besides.

Each process that serves the desk may run one: what one distributes the others find done.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable
from datetime import UTC, datetime

from desk.database import StoreError
from desk.events import Events
from desk.floor.floor import Floor

LOG = logging.getLogger(__name__)
EVERY_SECONDS = 2.0
"""Items age, overflow and come due, phones ring too long, without any event."""
REST_SECONDS = 0.05
"""Between two ticks at least: a hundred events at once are one reason to look."""
AGAIN_SECONDS = 1.0
"""After the events could not be listened to."""
IDLE = frozenset({"offered", "taken", "noted", "target"})
"""Events after which there is nothing new to distribute."""


def utc_now() -> datetime:
    """The moment, aware, in UTC."""
    return datetime.now(UTC)


class FloorClock:
    """`await FloorClock(floor, events).run()` until it is cancelled."""

    def __init__(
        self,
        floor: Floor,
        events: Events | None = None,
        now: Callable[[], datetime] = utc_now,
        every: float = EVERY_SECONDS,
    ) -> None:
        """`events`: listened to here; None when another part of the process does, and calls `rouse`."""
        self._floor, self._events, self._now, self._every = floor, events, now, every
        self._due = asyncio.Event()

    def rouse(self, kind: str = "resync") -> None:
        """An event of this kind has happened. To be called in the event loop."""
        if kind not in IDLE:
            self._due.set()

    async def run(self) -> None:
        """While the database is away it waits for it."""
        async with asyncio.TaskGroup() as tasks:
            if self._events is not None:
                tasks.create_task(self._listen(self._events))
            tasks.create_task(self._tick())

    async def _listen(self, events: Events) -> None:
        while True:
            try:
                async with events.subscribe() as stream:
                    async for event in stream:
                        self.rouse(event.kind)
            except StoreError as error:
                LOG.warning("calls are distributed every %g s only: %s", self._every, error)
            await asyncio.sleep(AGAIN_SECONDS)

    async def _tick(self) -> None:
        while True:
            self._due.clear()
            try:
                await asyncio.to_thread(self._floor.tick, self._now())
            except StoreError as error:
                LOG.error("calls are not distributed: %s", error)
            await asyncio.sleep(REST_SECONDS)
            # Not wait_for, which forgets that it was cancelled when both happen at once (Python 3.11).
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._every):
                    await self._due.wait()
