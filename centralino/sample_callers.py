"""Synthesised callers, for the demo and for tests: the voice of each language that recognisers understand best."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from centralino.errors import UserError
from centralino.paths import VAR
from voice.audio import RATE
from voice.audio.files import read, to_float, to_int16, write_wav
from voice.audio.resample import convert
from voice.tts.protocol import SynthesiserError, Voice
from voice.tts.worker import WorkerSynthesiser

ENGINES: Mapping[str, tuple[str, ...]] = {
    "fr": ("pico", "kokoro", "pyttsx3"),
    "it": ("pico", "kokoro", "pyttsx3"),
    "en": ("pico", "kokoro", "pyttsx3"),
    "nl": ("kokoro", "pyttsx3"),
    "da": ("kokoro", "pyttsx3"),
}
"""Best first, by the words that whisper-base gets wrong: Pico fr 20, it 15, en 4 %; Kokoro nl 44, da 82 %; espeak-ng
nl 92, da 110 %."""

PATIENCE_SECONDS = 240.0
"""Nobody is on the line: an engine that loads behind other processes is waited for."""

Samples = NDArray[np.int16]


class SampleCallers:
    """Says caller lines; what was said once is kept on disk."""

    def __init__(self, folder: Path = VAR / "cache" / "callers", unlike: Mapping[str, str] | None = None) -> None:
        """`unlike`: language → engine that callers do not use unless there is no other, so that they have another
        voice than the bot."""
        self._folder, self._unlike = folder, unlike or {}
        self._engines: dict[str, WorkerSynthesiser] = {}

    def say(self, text: str, language: str) -> Samples:
        """A caller's line, mono int16 at 16 kHz. Raises UserError where no engine speaks the language."""
        for name in sorted(ENGINES[language], key=lambda name: name == self._unlike.get(language)):
            engine = self._engine(name)
            voice = next((voice for voice in engine.voices() if voice.language == language), None) if engine else None
            if engine is not None and voice is not None:
                return self._spoken(engine, voice, text)
        raise UserError(f"no synthesiser speaks {language!r} here; `centralino doctor` tells what to install")

    def close(self) -> None:
        """End the engines' processes."""
        for engine in self._engines.values():
            engine.close()

    def _engine(self, name: str) -> WorkerSynthesiser | None:
        if name not in self._engines:
            try:
                self._engines[name] = WorkerSynthesiser(name, PATIENCE_SECONDS)
            except (SynthesiserError, ImportError):
                return None
        return self._engines[name]

    def _spoken(self, engine: WorkerSynthesiser, voice: Voice, text: str) -> Samples:
        key = "\0".join((voice.engine, voice.version, voice.name, voice.model_hash, text))
        path = self._folder / f"{hashlib.sha256(key.encode()).hexdigest()[:32]}.wav"
        if path.is_file():
            return read(path)
        try:
            pieces = [to_int16(convert(to_float(c.samples), c.rate, RATE)) for c in engine.speak(text, voice)]
        except SynthesiserError as error:
            raise UserError(f"the sample caller cannot speak: {error}") from error
        samples: Samples = np.concatenate(pieces)
        write_wav(path, samples)
        return samples
