"""Even loudness across engines and voices: a fixed gain a voice, so that the level never pumps within a call."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from voice.tts.protocol import Voice

TARGET_LUFS = -22.0
"""Of every voice and recording: that of people whose speech has an RMS of -20 dB relative to full scale, as telephone
prompts have it (measured: -21.4 to -22.3 LUFS)."""

GAINS_DB: dict[tuple[str, str], float] = {
    ("pyttsx3", "roa/fr"): 0.2,
    ("pyttsx3", "roa/fr-BE"): 0.2,
    ("pyttsx3", "gmw/nl"): -0.7,
    ("pyttsx3", "roa/it"): -0.4,
    ("pyttsx3", "gmq/da"): -1.4,
    ("pyttsx3", "gmw/en-GB-x-rp"): -1.3,
    ("pyttsx3", "gmw/en"): -1.5,
    ("pico", "fr-FR"): -8.8,
    ("pico", "it-IT"): -8.6,
    ("pico", "en-GB"): -10.3,
    ("pico", "en-US"): -10.1,
    ("kokoro", "ff_siwis"): -2.2,
    ("kokoro", "if_sara"): -7.9,
    ("kokoro", "bf_emma"): -1.3,
    ("piper", "piper-en_US-joe-medium"): -1.0,
}
"""(engine, voice) → dB to TARGET_LUFS, measured with `bench/synthesis.py --levels`, Kokoro and Piper on the 40
prompts of `bench/understood.py` in each of their languages; others are left as they are."""

LEVELS_VERSION = "3"
"""Part of every cache key: raise it with the gains."""

KNEE = 0.8
"""Of full scale: below it the gain is exact."""


def speech_level(samples: NDArray[np.int16], hertz: int) -> float:
    """RMS in dB relative to full scale over the 20 ms frames within 30 dB of the loudest; -inf for silence."""
    size = hertz // 50
    frames = samples[: samples.size // size * size].astype(np.float64).reshape(-1, size) / 32768
    power = (frames**2).mean(axis=1)
    if not power.size or power.max() == 0:
        return float("-inf")
    return float(10 * np.log10(power[power > power.max() / 1000].mean()))


def even(samples: NDArray[np.int16], voice: Voice) -> NDArray[np.int16]:
    """The samples with the gain of their voice; peaks are bent, not clipped."""
    return raised(samples, GAINS_DB.get((voice.engine, voice.name), 0.0))


def raised(samples: NDArray[np.int16], gain: float) -> NDArray[np.int16]:
    """The samples louder by so many dB, or softer; peaks are bent, not clipped."""
    if gain == 0.0:
        return samples
    scaled = samples.astype(np.float32) * (10 ** (gain / 20) / 32768)
    if gain > 0:
        over = np.abs(scaled) > KNEE
        scaled[over] = np.sign(scaled[over]) * (KNEE + (1 - KNEE) * np.tanh((np.abs(scaled[over]) - KNEE) / (1 - KNEE)))
    louder: NDArray[np.int16] = np.clip(np.round(scaled * 32767), -32768, 32767).astype(np.int16)
    return louder
