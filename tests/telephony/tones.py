"""Tones, by which a test knows who is heard."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


def tone_of(frequency: int, rate: int, seconds: float) -> NDArray[np.int16]:
    """A sine at half of full scale."""
    times = np.arange(int(rate * seconds)) / rate
    wave: NDArray[np.int16] = np.rint(16_000 * np.sin(2 * np.pi * frequency * times)).astype(np.int16)
    return wave


def tone_in(sound: NDArray[Any], frequency: int, rate: int) -> bool:
    """Whether a tone dominates any half second of a sound (float, full scale 1)."""
    block = rate // 2
    for at in range(0, len(sound) - block + 1, block // 2):
        spectrum = np.abs(np.fft.rfft(sound[at : at + block] * np.hanning(block)))
        if spectrum.max() > 50 and abs(int(spectrum.argmax()) * rate / block - frequency) < 5:
            return True
    return False
