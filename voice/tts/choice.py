"""Which engine speaks which language: the first installed one in the configured order, each in a worker process."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field

from voice.tts.engines import ENGINES
from voice.tts.protocol import SynthesiserError, Voice
from voice.tts.worker import WorkerSynthesiser

ORDER: dict[str, tuple[str, ...]] = {
    "fr": ("piper", "pico", "pyttsx3", "kokoro"),
    "it": ("piper", "pico", "pyttsx3", "kokoro"),
    "en": ("piper", "pico", "pyttsx3", "kokoro"),
    "nl": ("piper", "pyttsx3", "kokoro"),
    "da": ("piper", "pyttsx3", "kokoro"),
}
"""Best first for live replies. Pico is understood far better than espeak-ng (words wrong: fr 20 to 97, it 15 to 56, en
4 to 19 %) and starts as fast for a caller's ear; Kokoro sounds best, but a sentence takes it a second or more, so it is
for prompts rendered ahead and for whoever puts it first in the settings. Measured with bench/synthesis.py."""


@dataclass
class Synthesisers:
    """The engines of this process, each made and started at first use. Thread-safe."""

    order: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Language → engine names, best first; languages left out use ORDER."""

    def __post_init__(self) -> None:
        self._made: dict[str, WorkerSynthesiser] = {}
        self._lock = threading.Lock()

    def best(self, language: str) -> tuple[WorkerSynthesiser, Voice]:
        """The engine and the voice of a language. Raises SynthesiserError with the remedy."""
        names = self.order.get(language) or ORDER.get(language, ())
        for name in names:
            found = self._find(name, language)
            if found is not None:
                return found
        raise SynthesiserError(
            f"no synthesiser for {language!r} is installed ({', '.join(names)}); see centralino doctor"
        )

    def named(self, name: str, language: str) -> tuple[WorkerSynthesiser, Voice]:
        """A certain engine. Raises SynthesiserError when it is unknown, not installed or without the language."""
        found = self._find(name, language)
        if found is None:
            able = [other for other in ENGINES if self._find(other, language)]
            raise SynthesiserError(
                f"engine {name!r} has no voice for {language!r} here; these have: {', '.join(able) or 'none'}"
            )
        return found

    def workers(self) -> dict[str, int]:
        """Engine → process id of the running workers."""
        return {name: engine.pid for name, engine in self._made.items() if engine.pid is not None}

    def close(self) -> None:
        """End all workers; they come back on next use."""
        for engine in self._made.values():
            engine.close()

    def _find(self, name: str, language: str) -> tuple[WorkerSynthesiser, Voice] | None:
        with self._lock:
            if name not in self._made:
                self._made[name] = WorkerSynthesiser(name)
        engine = self._made[name]
        voice = next((voice for voice in engine.voices() if voice.language == language), None)
        return (engine, voice) if voice is not None else None
