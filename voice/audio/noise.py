"""Noise behind a caller, made of nothing but a seed (a street) or of voices (babble), and mixed at a stated level."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from voice.audio import RATE
from voice.tts.levels import speech_level

TALKERS = 6
"""Voices of a babble: with fewer single words stand out, with many more it becomes a hiss."""
CAR_SECONDS = (4.0, 9.0)
"""How long a car takes to pass."""

Samples = NDArray[np.int16]
Floats = NDArray[np.float64]


def street(seconds: float, seed: int) -> Samples:
    """Traffic, mono at 16 kHz: a low rumble and cars that pass, the same for the same seed. Full scale is its peak."""
    random, length = np.random.default_rng(seed), round(seconds * RATE)
    rumble = _coloured(random.standard_normal(length), 1.6)
    tyres = _coloured(random.standard_normal(length), 0.7)
    return _as_int16(rumble + 0.8 * tyres * _passing(random, length))


def babble(voices: Sequence[Samples], seconds: float, seed: int) -> Samples:
    """TALKERS people who talk at once, each from another place of the voices, all equally loud, the same for the same
    seed. Full scale is its peak. Raises ValueError without voices."""
    spoken = [voice.astype(np.float64) / 10 ** (speech_level(voice, RATE) / 20) for voice in voices if voice.any()]
    if not spoken:
        raise ValueError("babble needs voices")
    random, length = np.random.default_rng(seed), round(seconds * RATE)
    mixed = np.zeros(length)
    for _ in range(TALKERS):
        order = random.permutation(len(spoken))
        talk = np.concatenate([spoken[index] for index in order])
        mixed += np.resize(np.roll(talk, int(random.integers(len(talk)))), length)
    return _as_int16(mixed)


def at_snr(noise: Samples, speech: Samples, snr_db: float) -> Samples:
    """The noise so loud that the speech is `snr_db` above it: RMS of the noise against that of the speech with its
    pauses left out. Unchanged where either is silent."""
    loud = float(np.sqrt((noise.astype(np.float64) ** 2).mean())) if len(noise) else 0.0
    level = speech_level(speech, RATE)
    if loud == 0.0 or level == float("-inf"):
        return noise
    wanted = 32768 * 10 ** ((level - snr_db) / 20)
    louder: Samples = np.clip(np.rint(noise * (wanted / loud)), -32768, 32767).astype(np.int16)
    return louder


def _coloured(white: Floats, slope: float) -> Floats:
    """White noise with power that falls by `slope` × 3 dB an octave, RMS 1; what is below 50 Hz is left out."""
    spectrum = np.fft.rfft(white)
    hertz = np.fft.rfftfreq(len(white), 1 / RATE)
    spectrum *= np.where(hertz < 50, 0.0, np.maximum(hertz, 50.0) ** (-slope / 2))
    shaped: Floats = np.fft.irfft(spectrum, len(white))
    rms = float(np.sqrt((shaped**2).mean()))
    return shaped / rms if rms else shaped


def _passing(random: np.random.Generator, length: int) -> Floats:
    """Loudness of what passes: hills one after the other, 0 to 1."""
    loudness, at = np.zeros(length), 0
    while at < length:
        size = round(random.uniform(*CAR_SECONDS) * RATE)
        hill = np.hanning(size) ** 2 * random.uniform(0.3, 1.0)
        part = hill[: length - at]
        loudness[at : at + size] = np.maximum(loudness[at : at + size], part)
        at += round(size * random.uniform(0.4, 1.1))
    return loudness


def _as_int16(sound: Floats) -> Samples:
    peak = float(np.abs(sound).max()) if len(sound) else 0.0
    samples: Samples = np.rint(sound * (32000 / peak if peak else 0.0)).astype(np.int16)
    return samples
