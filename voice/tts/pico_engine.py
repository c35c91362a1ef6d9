"""SVOX Pico (py-nanotts, Apache-2.0): French, Italian, English; intelligible and light, but it has to be killable."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import metadata
from typing import Any

import numpy as np

from voice.tts.protocol import Chunk, SynthesiserError, Voice
from voice.tts.sentences import cut

SAMPLE_RATE = 16000
LONGEST = 200
"""Characters a call of the library: it returns all sound at once, so short pieces bring the first sound early."""

VOICES = {"fr-FR": "fr", "it-IT": "it", "en-GB": "en", "en-US": "en"}

ADAPTER_VERSION = "1"
"""Part of the voice's version: raise it when the text that Pico is given changes."""

_UNTYPEABLE = str.maketrans({"<": " ", ">": " ", "&": " "})
"""Pico reads its own markup in angle brackets."""
_HYPHEN = re.compile(r"(?<=\w)-(?=\w)")
"""In French Pico swallows parts of "quatre-vingt-dix-huit", not of the same words apart: of phone numbers whisper-base
gets 23 instead of 40 % of the words wrong (n = 20), and of other prompts as much as before (10.8 %, n = 19)."""


class PicoSynthesiser:
    """Runs in this process and may not return from hostile text: use it in a worker."""

    name = "pico"

    def __init__(self) -> None:
        self._engine: Any = None

    def voices(self) -> tuple[Voice, ...]:
        """Empty where py-nanotts is not installed."""
        try:
            version = metadata.version("py-nanotts")
        except metadata.PackageNotFoundError:
            return ()
        released = f"{version}+{ADAPTER_VERSION}"
        return tuple(Voice(self.name, released, name, language) for name, language in VOICES.items())

    def speak(self, text: str, voice: Voice, rate: float = 1.0) -> Iterator[Chunk]:
        """One chunk a sentence."""
        engine = self._engine = self._engine or _start()
        if voice.name not in VOICES:
            raise SynthesiserError(f"pico: unknown voice {voice.name!r}; known: {', '.join(VOICES)}")
        for sentence in cut(_written(text, voice), LONGEST):
            try:
                data = engine.speak(sentence, voice=voice.name, speed=rate)
            except Exception as error:
                raise SynthesiserError(f"pico: {type(error).__name__}") from error
            samples = np.frombuffer(data, "<i2").astype(np.int16)
            if not samples.any():
                raise SynthesiserError("pico: returned silence")
            yield Chunk(samples, SAMPLE_RATE)


def _written(text: str, voice: Voice) -> str:
    """What Pico reads as it is meant."""
    words = text.translate(_UNTYPEABLE)
    return _HYPHEN.sub(" ", words) if voice.language == "fr" else words


def _start() -> Any:
    try:
        from py_nanotts import NanoTTS
    except ImportError as error:
        raise SynthesiserError("pico: py-nanotts is not installed; install it with: uv sync") from error
    return NanoTTS()
