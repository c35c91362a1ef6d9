"""One subscription to the desk's events a process, and what passes them on to all who listen."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from desk.database import StoreError
from desk.events import RESYNC, Event, Events

LOG = logging.getLogger(__name__)
BUFFER = 256
"""Events that wait for one listener; who is further behind is told to read everything anew."""
AGAIN_SECONDS = 1.0


class Listener:
    """One who hears of what happens, in the order in which it happened."""

    def __init__(self, buffer: int = BUFFER) -> None:
        self._waiting: deque[Event] = deque()
        self._buffer = buffer
        self._some = asyncio.Event()

    def tell(self, event: Event) -> None:
        """Never waits."""
        if len(self._waiting) >= self._buffer:
            self._waiting.clear()
            event = RESYNC
        self._waiting.append(event)
        self._some.set()

    async def next(self, seconds: float) -> Event | None:
        """The next event; None when none comes within the seconds."""
        if not self._waiting:
            # Not wait_for, which forgets that it was cancelled when both happen at once (Python 3.11).
            with suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await self._some.wait()
        if not self._waiting:
            return None
        event = self._waiting.popleft()
        if not self._waiting:
            self._some.clear()
        return event

    def drain(self) -> int:
        """Forget what waits; returns how many."""
        count = len(self._waiting)
        self._waiting.clear()
        self._some.clear()
        return count


class Fan:
    """The listeners of one process."""

    def __init__(self, events: Events) -> None:
        self._events = events
        self._listeners: set[Listener] = set()

    def __len__(self) -> int:
        return len(self._listeners)

    @contextmanager
    def listen(self, buffer: int = BUFFER) -> Iterator[Listener]:
        """Within, everything that happens is told."""
        listener = Listener(buffer)
        self._listeners.add(listener)
        try:
            yield listener
        finally:
            self._listeners.discard(listener)

    async def run(self) -> None:
        """Until it is cancelled."""
        while True:
            try:
                async with self._events.subscribe() as stream:
                    # Before this moment things may have happened that nobody was told of.
                    self._tell(RESYNC)
                    async for event in stream:
                        self._tell(event)
            except StoreError as error:
                LOG.error("no events: %s", error)
            await asyncio.sleep(AGAIN_SECONDS)

    def _tell(self, event: Event) -> None:
        for listener in self._listeners:
            listener.tell(event)
