"""Loudness as people perceive it (ITU-R BS.1770-4), of speech as a telephone brings it."""

from __future__ import annotations

import numpy as np
import pyloudnorm
from numpy.typing import NDArray

from voice.audio.files import to_float

BLOCK_SECONDS = 0.4
"""Of the recommendation; a shorter sound is measured as one block, with silence after it."""


def loudness(samples: NDArray[np.int16], hertz: int) -> float:
    """Integrated loudness in LUFS; -inf for silence. Pauses do not count: blocks 10 LU below the mean are left out."""
    block = round(BLOCK_SECONDS * hertz) + 1
    padded = np.pad(to_float(samples).astype(np.float64), (0, max(0, block - samples.size)))
    return float(pyloudnorm.Meter(hertz).integrated_loudness(padded))
