"""Samples of the voices: the same sentence by every engine of a language, on the telephone and in the wideband."""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from ruamel.yaml import YAML

from voice.audio import RATE
from voice.audio.files import to_float, to_int16, write_wav
from voice.audio.g711 import TELEPHONE_RATE, decode, encode
from voice.audio.resample import convert
from voice.spoken import spoken_form
from voice.tts.about import licence
from voice.tts.loudness import loudness
from voice.tts.protocol import Synthesiser, SynthesiserError, Voice

FILE = Path(__file__).with_name("samples.yml")

Samples = NDArray[np.int16]


@dataclass(frozen=True)
class Sample:
    """What was measured of one engine in one language, and its two files."""

    voice: Voice
    licence: str
    seconds: float
    """How long it speaks."""
    lufs: float
    """On the telephone."""
    first_ms: float
    """From asking to the first sound, the engine warm."""
    telephone: str
    """File name: 8 kHz, after µ-law."""
    wideband: str
    """File name: 16 kHz."""


@lru_cache(maxsize=1)
def texts() -> dict[str, str]:
    """Language → written text."""
    return {str(language): str(text) for language, text in YAML(typ="safe").load(FILE.read_text("utf-8")).items()}


def record(engine: Synthesiser, voice: Voice, folder: Path) -> Sample:
    """Speak the sentence of the voice's language and write it twice. Raises SynthesiserError, UserError."""
    spoken = spoken_form(texts()[voice.language], voice.language)
    # Once before: the process has to be there, and the model in memory, as they are when a call comes.
    list(engine.speak(spoken_form("1", voice.language), voice))
    wide, first_ms = _spoken(engine, voice, spoken)
    if not wide.any():
        raise SynthesiserError(f"{voice.engine}: returned silence")
    narrow = decode(encode(to_int16(convert(to_float(wide), RATE, TELEPHONE_RATE))))
    name = f"{voice.language}-{voice.engine}"
    sample = Sample(
        voice, licence(voice), wide.size / RATE, loudness(narrow, TELEPHONE_RATE), first_ms,
        f"{name}-telephone.wav", f"{name}-wideband.wav",
    )  # fmt: skip
    write_wav(folder / sample.telephone, narrow, TELEPHONE_RATE)
    write_wav(folder / sample.wideband, wide)
    return sample


def _spoken(engine: Synthesiser, voice: Voice, spoken: str) -> tuple[Samples, float]:
    """16 kHz samples, and milliseconds to the first chunk."""
    begun, first, pieces = time.perf_counter(), 0.0, []
    for chunk in engine.speak(spoken, voice):
        first = first or time.perf_counter() - begun
        pieces.append(to_int16(convert(to_float(chunk.samples), chunk.rate, RATE)))
    return (np.concatenate(pieces) if pieces else np.zeros(0, np.int16)), 1000 * first
