"""Music on hold that belongs to nobody: a soft pad of four slow chords, computed."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from voice.audio import FRAME_SAMPLES, RATE

CHORD_SECONDS = 5
CHORDS = ((220.0, 277.2, 329.6), (174.6, 220.0, 261.6), (196.0, 246.9, 293.7), (164.8, 207.7, 246.9))
"""Hz: A, F, G and E major, in equal temperament. The phone carries all of it, octaves too."""
LEVEL = 1800
"""Peak of one voice, of 32,767: three voices with octaves stay near -12 dBFS, below speech."""

Samples = NDArray[np.int16]


@lru_cache(maxsize=1)
def tune() -> Samples:
    """Mono int16 at 16 kHz, 20 s, whole frames; begins and ends in silence, so that it repeats without a click."""
    samples: Samples = np.concatenate([_chord(chord) for chord in CHORDS])
    samples.setflags(write=False)
    return samples


def _chord(notes: tuple[float, ...]) -> Samples:
    """Swells from silence and sinks back into it, so that nothing clicks."""
    at = np.arange(CHORD_SECONDS * RATE) / RATE
    swell = np.sin(np.pi * at / CHORD_SECONDS) ** 0.7
    steps = [2 * np.pi * note * at for note in notes]
    tone = np.sum([np.sin(step) + 0.25 * np.sin(2 * step) for step in steps], axis=0)
    chord: Samples = np.rint(LEVEL * swell * tone).astype(np.int16)
    return chord


class Music:
    """The tune for one caller, from its beginning, over and over."""

    def __init__(self) -> None:
        self._at = 0

    def frame(self) -> Samples:
        """The next 20 ms."""
        sound = tune()
        frame = sound[self._at : self._at + FRAME_SAMPLES]
        self._at = (self._at + FRAME_SAMPLES) % len(sound)
        return frame
