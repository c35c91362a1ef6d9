"""Piper, where an operator adds it: `uv pip install piper-tts` (GPL-3, so no dependency of ours) and a voice."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np

from voice.models.store import default as default_store
from voice.tts.protocol import Chunk, SynthesiserError, Voice
from voice.tts.sentences import cut


class PiperSynthesiser:
    """Voices are the installed models of the manifest whose engine is piper."""

    name = "piper"

    def __init__(self) -> None:
        self._store = default_store()
        self._loaded: dict[str, Any] = {}

    def voices(self) -> tuple[Voice, ...]:
        """Empty without piper-tts or without models."""
        if importlib.util.find_spec("piper") is None:
            return ()
        version = metadata.version("piper-tts")
        return tuple(
            Voice(self.name, version, model.name, language, model.files[0].sha256 or "")
            for model in self._store.installed()
            if model.engine == self.name
            for language in model.languages
        )

    def speak(self, text: str, voice: Voice, rate: float = 1.0) -> Iterator[Chunk]:
        """One chunk a sentence."""
        config = importlib.import_module("piper").SynthesisConfig(length_scale=1 / rate)
        engine = self._loaded.get(voice.name) or self._load(voice.name)
        for sentence in cut(text):
            for chunk in engine.synthesize(sentence, config):
                samples = np.frombuffer(chunk.audio_int16_bytes, "<i2").astype(np.int16)
                yield Chunk(samples, int(chunk.sample_rate))

    def _load(self, name: str) -> Any:
        folder = self._store.find(name)
        model = next(iter(sorted(Path(folder).glob("*.onnx"))), None) if folder else None
        if model is None:
            raise SynthesiserError(f"piper: model {name} is not installed; run `centralino models fetch {name}`")
        self._loaded[name] = importlib.import_module("piper").PiperVoice.load(model)
        return self._loaded[name]
