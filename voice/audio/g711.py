"""G.711 µ-law (ITU-T G.711): the sound of the telephone network, 8,000 Hz, 8 bits a sample."""

from __future__ import annotations

import audioop

import numpy as np
from numpy.typing import NDArray

from voice.audio import RATE
from voice.audio.files import to_float, to_int16
from voice.audio.resample import convert

TELEPHONE_RATE = 8_000
SILENCE = 0xFF
"""The byte that decodes to zero."""


def encode(samples: NDArray[np.int16]) -> bytes:
    """int16 samples as µ-law bytes, one a sample."""
    return audioop.lin2ulaw(samples.astype("<i2").tobytes(), 2)


def decode(data: bytes) -> NDArray[np.int16]:
    """µ-law bytes as int16 samples."""
    return np.frombuffer(audioop.ulaw2lin(data, 2), dtype="<i2").astype(np.int16)


def through_telephone(samples: NDArray[np.int16]) -> NDArray[np.int16]:
    """16 kHz samples as they sound after a telephone line: down to 8 kHz, µ-law, and up again. Length is kept."""
    narrow = to_int16(convert(to_float(samples), RATE, TELEPHONE_RATE))
    heard = to_float(decode(encode(narrow)))
    wide = to_int16(convert(heard, TELEPHONE_RATE, RATE))
    return np.pad(wide, (0, max(0, len(samples) - len(wide))))[: len(samples)]
