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


def segments(samples: NDArray[np.int16], sensitivity: Sensitivity = USUAL) -> tuple[Segment, ...]:
    """The stretches of speech in mono 16 kHz samples."""
    hysteresis = Hysteresis(sensitivity)
    found: list[Segment] = []
    start: int | None = None
    for probability in SileroVad().accept(samples):
        change = hysteresis.step(probability, WINDOW_MS)
        if change is None:
            continue
        if change.edge is Edge.STARTED:
            start = change.at_ms
        elif start is not None:
            found.append(Segment(start, change.at_ms))
            start = None
    if start is not None:
        found.append(Segment(start, len(samples) * 1000 // RATE))
    return tuple(found)
