"""What happens at the desk, for those in this process who wait for it: one subscription for all of them."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable

from desk.database import StoreError
from desk.events import RESYNC, Event, Events

LOG = logging.getLogger(__name__)
AGAIN_SECONDS = 1.0
"""After the events could not be listened to. Nobody relies on them: whoever waits looks now and then all the same."""


class News:
    """`await News(events).run()` until it is cancelled."""

    def __init__(self, events: Events | None) -> None:
        """`events`: None where there are none to listen to."""
        self._events = events
        self._waiting: dict[str, set[asyncio.Event]] = {}
        self._heard: list[Callable[[Event], None]] = []

    def to(self, hear: Callable[[Event], None]) -> None:
        """Every event is passed on to `hear`, which must not wait."""
        self._heard.append(hear)

    async def run(self) -> None:
        """While the database is away it waits for it."""
        while self._events is not None:
            try:
                async with self._events.subscribe() as stream:
                    async for event in stream:
                        self.tell(event)
            except StoreError as error:
                LOG.warning("what happens at the desk is seen later: %s", error)
            await asyncio.sleep(AGAIN_SECONDS)

    def tell(self, event: Event) -> None:
        """Rouse those who wait for the item of the event, or everybody."""
        for hear in self._heard:
            hear(event)
        item = event.data.get("item", "")
        roused = self._waiting.values() if event.kind == RESYNC.kind else (self._waiting.get(item, set()),)
        for those in roused:
            for one in those:
                one.set()

    async def of(self, item: str, seconds: float) -> None:
        """Until something has happened to an item, or so many seconds at most."""
        mine = asyncio.Event()
        self._waiting.setdefault(item, set()).add(mine)
        try:
            # Not wait_for, which forgets that it was cancelled when both happen at once (Python 3.11).
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await mine.wait()
        finally:
            self._waiting[item].discard(mine)
            if not self._waiting[item]:
                del self._waiting[item]
