"""Whether the ticks of a leg come when they should."""

from __future__ import annotations

import time

from voice.audio import FRAME_MS


class Schedule:
    """How many ticks are behind their time, after our own side has stood still."""

    def __init__(self) -> None:
        self._began: float | None = None
        self._ticks = 0

    def overdue(self) -> int:
        """Counts a tick; how many more should have come by now."""
        now = time.monotonic()
        self._began = now if self._began is None else self._began
        self._ticks += 1
        return max(0, int((now - self._began) * 1000 / FRAME_MS) + 1 - self._ticks)
