"""Which events have been read: their numbers come out of order, because transactions overlap, and some never come."""

from __future__ import annotations

from collections.abc import Iterable

HOLE_SECONDS = 30.0
"""After so long a missing number is that of a change that was rolled back: no transaction of the desk takes longer."""


class Numbers:
    """Those read by one who listens. Times are seconds of any clock that only goes forward."""

    def __init__(self, last: int) -> None:
        """`last`: the highest number so far."""
        self.last = last
        self._missing: dict[int, float] = {}

    def missing(self, now: float) -> list[int]:
        """Numbers below `last` that may still come."""
        self._missing = {number: since for number, since in self._missing.items() if now - since < HOLE_SECONDS}
        return list(self._missing)

    def read(self, numbers: Iterable[int], now: float) -> None:
        """These have come, lowest first."""
        for number in numbers:
            self._missing.pop(number, None)
            self._missing |= dict.fromkeys(range(self.last + 1, number), now)
            self.last = max(self.last, number)
