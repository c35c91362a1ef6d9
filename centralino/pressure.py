"""Whether callers wait too long, so that one more would make it worse for all: admission before quality drops."""

from __future__ import annotations

import statistics
import time
from collections import deque
from collections.abc import Callable

from bot.messages import CallInfo
from voice.session.events import Event, Sink

RECENT_SECONDS = 20.0
"""Callers speak every ten seconds or so; whom nobody waits for any more is forgotten as soon."""
LEAST = 4
"""Turns that tell something about all: one slow turn is not a busy house."""


class Pressure:
    """How long callers wait, after the end of their turn, until what they said is recognised."""

    def __init__(self, limit_seconds: float, now: Callable[[], float] = time.monotonic) -> None:
        """`limit_seconds`: the median wait from which on it is `high`; 0: never. `now`: seconds."""
        self._limit, self._now = limit_seconds, now
        self._waits: deque[tuple[float, float]] = deque()

    @property
    def high(self) -> bool:
        """Whether callers wait too long at this moment."""
        while self._waits and self._waits[0][0] < self._now() - RECENT_SECONDS:
            self._waits.popleft()
        if not self._limit or len(self._waits) < LEAST:
            return False
        return statistics.median(seconds for _, seconds in self._waits) >= self._limit

    def sink(self, call: CallInfo) -> Sink:  # noqa: ARG002
        """Takes the events of one call."""
        return self._take

    def _take(self, event: Event) -> None:
        if event.kind == "heard":
            self._waits.append((self._now(), event.data["waited_ms"] / 1000))
