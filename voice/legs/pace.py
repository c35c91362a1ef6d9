"""How a call's time passes: as on the phone, shortened where nothing is computed, or by sound alone.

A call is busy from an event that it has to answer (its beginning, the end of a turn) until it waits for the caller
again, and while it recognises ahead of the end of a turn.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from voice.audio import FRAME_MS


class Pace(Protocol):
    """The passing of time on one leg."""

    waits: bool
    """Whether the caller has to wait while something is computed."""

    async def frame(self) -> None:
        """Return when the next frame is due."""
        ...

    def began(self) -> None:
        """The call computes something; calls nest."""
        ...

    def ended(self) -> None:
        """What began is done."""
        ...


@contextmanager
def working(pace: Pace) -> Iterator[None]:
    """The call is busy within this block."""
    pace.began()
    try:
        yield
    finally:
        pace.ended()


class _Counted:
    waits = True

    def __init__(self) -> None:
        self._busy = 0

    def began(self) -> None:
        self._busy += 1

    def ended(self) -> None:
        self._busy -= 1


class LivePace(_Counted):
    """For legs whose device or network paces them."""

    async def frame(self) -> None:
        """Return at once."""


class RealPace(_Counted):
    """A frame every 20 ms, on absolute deadlines."""

    def __init__(self) -> None:
        super().__init__()
        self._due: float | None = None

    async def frame(self) -> None:
        """Sleep until the deadline; after a stall the missed frames follow at once."""
        now = time.monotonic()
        self._due = now if self._due is None else self._due + FRAME_MS / 1000
        await asyncio.sleep(max(0.0, self._due - now))


class MeasuredPace(_Counted):
    """Real time while the call computes, none in between: a call is over sooner, and its reply times are true."""

    def __init__(self) -> None:
        super().__init__()
        self._due: float | None = None

    async def frame(self) -> None:
        """Sleep until the deadline if the call is busy; when it falls idle the wait is cut short."""
        if not self._busy:
            self._due = None
            await asyncio.sleep(0)
            return
        now = time.monotonic()
        self._due = (now if self._due is None else self._due) + FRAME_MS / 1000
        await asyncio.sleep(max(0.0, self._due - now))


class VirtualPace(_Counted):
    """Sound is the only clock: computing takes no time, so a test is as fast as the machine and always the same."""

    waits = False

    def __init__(self) -> None:
        super().__init__()
        self._idle = asyncio.Event()
        self._idle.set()

    def began(self) -> None:
        """See Pace."""
        super().began()
        self._idle.clear()

    def ended(self) -> None:
        """See Pace."""
        super().ended()
        if not self._busy:
            self._idle.set()

    async def frame(self) -> None:
        """Wait until nothing is computed."""
        await asyncio.sleep(0)
        await self._idle.wait()
