"""Where in a whole recording somebody speaks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from voice.audio import RATE
from voice.vad.hysteresis import Edge, Hysteresis, Sensitivity
from voice.vad.silero import WINDOW_MS, SileroVad


@dataclass(frozen=True)
class Segment:
    """A stretch of speech, in milliseconds from the start."""

    start_ms: int
    end_ms: int


USUAL = Sensitivity()


class Finder:
    """Finds them while the sound comes in."""

    def __init__(self, sensitivity: Sensitivity = USUAL) -> None:
        self._vad, self._hysteresis = SileroVad(), Hysteresis(sensitivity)
        self._found: list[Segment] = []
        self._start: int | None = None
        self._samples = 0

    def feed(self, samples: NDArray[np.int16]) -> None:
        """More mono 16 kHz samples."""
        self._samples += len(samples)
        for probability in self._vad.accept(samples):
            change = self._hysteresis.step(probability, WINDOW_MS)
            if change is None:
                continue
            if change.edge is Edge.STARTED:
                self._start = change.at_ms
            elif self._start is not None:
                self._found.append(Segment(self._start, change.at_ms))
                self._start = None

    def found(self) -> tuple[Segment, ...]:
        """The stretches of speech so far."""
        if self._start is None:
            return tuple(self._found)
        return (*self._found, Segment(self._start, self._samples * 1000 // RATE))


def segments(samples: NDArray[np.int16], sensitivity: Sensitivity = USUAL) -> tuple[Segment, ...]:
    """The stretches of speech in mono 16 kHz samples."""
    finder = Finder(sensitivity)
    finder.feed(samples)
    return finder.found()
