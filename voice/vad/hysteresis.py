"""From probabilities to speech: two thresholds and two durations, so that a flicker neither starts nor ends speech.

Pure: the length of what was judged comes in as an argument; there is no clock and no sound in here.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Edge(Enum):
    """A change between silence and speech."""

    STARTED = "started"
    ENDED = "ended"


@dataclass(frozen=True)
class Sensitivity:
    """When probability counts as speech."""

    onset: float = 0.5
    """From silence: at or above this it may be speech."""
    offset: float = 0.35
    """In speech: below this it may be silence."""
    min_speech_ms: int = 64
    """Speech has to last this long to count; shorter is a click."""
    min_silence_ms: int = 200
    """Silence has to last this long to count; shorter is a gap within speech."""


@dataclass(frozen=True)
class Change:
    """An edge, dated back to where the speech or the silence really began."""

    edge: Edge
    at_ms: int
    """From the start of the stream."""


class Hysteresis:
    """The state of one stream."""

    def __init__(self, sensitivity: Sensitivity = Sensitivity()) -> None:
        self._sensitivity = sensitivity
        self._now_ms = 0
        self._candidate_ms: int | None = None
        self.speaking = False

    @property
    def now_ms(self) -> int:
        """How much of the stream has been judged."""
        return self._now_ms

    @property
    def silence_ms(self) -> int:
        """How long the present pause within or after speech has lasted; 0 while sound goes on."""
        return self._now_ms - self._candidate_ms if self.speaking and self._candidate_ms is not None else 0

    def step(self, probability: float, duration_ms: int) -> Change | None:
        """Take the judgement of the next `duration_ms`; the change it settles, if any."""
        began = self._now_ms
        self._now_ms += duration_ms
        s = self._sensitivity
        changes = probability < s.offset if self.speaking else probability >= s.onset
        if not changes:
            # Between the thresholds a candidate for speech lives on; one for silence ends with any sound.
            if self.speaking or probability < s.offset:
                self._candidate_ms = None
            return None
        if self._candidate_ms is None:
            self._candidate_ms = began
        needed = s.min_silence_ms if self.speaking else s.min_speech_ms
        if self._now_ms - self._candidate_ms < needed:
            return None
        change = Change(Edge.ENDED if self.speaking else Edge.STARTED, self._candidate_ms)
        self.speaking = not self.speaking
        self._candidate_ms = None
        return change
