"""Whether a stranger sends no more than a voice makes. Pure."""

from __future__ import annotations

SPARE_SECONDS = 20.0
"""What may come at once: a network or a page that stood still hands over all of it in one piece. More than the time
after which a silent browser counts as gone, or lines would break that were about to live."""
HASTE = 1.1
"""In the long run so much faster than real time: clocks differ by thousandths, so this is no voice any more."""
LEAST_SECONDS = 0.0025
"""What a message counts at least: a browser makes sound in pieces of 128 samples, 2.7 ms at 48 kHz, and no smaller."""


class Flow:
    """A bucket of seconds of sound."""

    def __init__(self) -> None:
        self._room = SPARE_SECONDS
        self._at: float | None = None

    def admit(self, seconds: float, now: float) -> bool:
        """Whether a message with so much sound in it is still a voice. `now`: seconds on a clock that never goes
        back."""
        passed = 0.0 if self._at is None else now - self._at
        self._at = now
        self._room = min(SPARE_SECONDS, self._room + passed * HASTE) - max(seconds, LEAST_SECONDS)
        return self._room >= 0
