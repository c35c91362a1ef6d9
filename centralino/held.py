"""A caller on our line who waits for a person, with music."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from centralino.first import first
from voice.room import Member, Room
from voice.room.protocol import RoomLeg

T = TypeVar("T")
Tell = Callable[[Mapping[str, Any]], None]
"""Sends an event to the caller's page; callers by telephone have none."""


class CallerLeft(Exception):
    """The caller has hung up, or the line broke."""


class Held:
    """`async with Held(leg)`: the caller hears music."""

    def __init__(self, leg: RoomLeg) -> None:
        """`leg` is open, and stays so."""
        self.leg = leg
        self._room = Room()
        self._room.hold(True)
        self._member: Member | None = None
        self._running: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Held:
        self._member = self._room.join(self.leg, "caller")
        self._running = asyncio.create_task(self._room.run())
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._running is not None:
            self._running.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._running
        if self._member is not None:
            self._room.leave(self._member)

    async def say(self, samples: NDArray[np.int16]) -> None:
        """Instead of the music; returns when it was heard, or the caller is gone."""
        assert self._member is not None, "not entered"
        await self._member.say(samples)

    def hush(self) -> None:
        """Back to the music."""
        if self._member is not None:
            self._member.hush()

    async def unless_gone(self, work: Coroutine[Any, Any, T]) -> T:
        """Do something while the caller waits. Raises CallerLeft."""
        assert self._member is not None, "not entered"
        gone, task = self._member.gone, asyncio.ensure_future(work)
        try:
            await first(task, gone)
            if gone.done():
                raise CallerLeft
            return task.result()
        finally:
            task.cancel()

    @asynccontextmanager
    async def lent(self, room: Room) -> AsyncIterator[Member]:
        """The caller is in another room meanwhile."""
        assert self._member is not None, "not entered"
        self._room.leave(self._member)
        guest = room.join(self.leg, "caller")
        try:
            yield guest
        finally:
            room.leave(guest)
            self._member = self._room.join(self.leg, "caller")
