"""Changing the sample rate: with a short delay for live sound, with the best quality for files."""

from __future__ import annotations

import numpy as np
import samplerate
from numpy.typing import NDArray

LIVE = "sinc_fastest"
"""2.5 ms of delay; soxr's better modes hold back 50 to 118 ms and are no choice for a live leg (measured)."""
FILE = "sinc_best"
BESIDE_CALLS = "sinc_medium"
"""A quarter of the work of the best: 10 s of 48 kHz take 0.11 s instead of 0.41 (measured)."""
STEP_SECONDS = 0.25
"""At a time beside calls, 3 ms of work."""


def convert(audio: NDArray[np.float32], source: int, target: int) -> NDArray[np.float32]:
    """A whole mono recording at another rate; float32 in, float32 out, length scaled by target / source."""
    if source == target or len(audio) == 0:
        return audio.astype(np.float32)
    converted = samplerate.resample(audio.astype(np.float32), target / source, FILE)
    return _fit(np.asarray(converted, dtype=np.float32), round(len(audio) * target / source))


def convert_beside_calls(audio: NDArray[np.float32], source: int, target: int) -> NDArray[np.float32]:
    """The same in short steps: samplerate keeps the interpreter's lock while it works, and the sound of all calls would
    wait for a whole recording."""
    if source == target or len(audio) == 0:
        return audio.astype(np.float32)
    resampler, size = samplerate.Resampler(BESIDE_CALLS, channels=1), int(source * STEP_SECONDS)
    # Silence after the end: a resampler holds back some milliseconds, and gives them out only when more comes.
    padded = np.pad(audio.astype(np.float32), (0, size))
    pieces = [
        np.array(resampler.process(padded[at : at + size], target / source)) for at in range(0, len(padded), size)
    ]
    return _fit(np.concatenate(pieces).astype(np.float32), round(len(audio) * target / source))


class Resampler:
    """One direction of one live leg: int16 in at `source` Hz, int16 out at `target` Hz, piece by piece."""

    def __init__(self, source: int, target: int) -> None:
        self._ratio = target / source
        self._resampler = samplerate.Resampler(LIVE, channels=1) if source != target else None

    def process(self, samples: NDArray[np.int16], last: bool = False) -> NDArray[np.int16]:
        """What is ready after these samples; the pieces' lengths vary, their sum does not. `last` flushes."""
        if self._resampler is None:
            return samples
        audio = samples.astype(np.float32) / np.float32(32768.0)
        converted = self._resampler.process(audio, self._ratio, end_of_input=last)
        ready: NDArray[np.int16] = np.clip(np.rint(np.asarray(converted) * 32768.0), -32768, 32767).astype(np.int16)
        return ready


def _fit(audio: NDArray[np.float32], length: int) -> NDArray[np.float32]:
    if len(audio) >= length:
        return audio[:length]
    return np.pad(audio, (0, length - len(audio)))
