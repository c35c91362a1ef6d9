"""The default synthesiser: pyttsx3 with the house's driver on espeak-ng. All five languages, 3 ms a prompt."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from voice.tts.espeak_library import EspeakError, version
from voice.tts.protocol import Chunk, SynthesiserError, Voice
from voice.tts.pyttsx3_driver import DEFAULT_RATE, DRIVER, VOICES, register
from voice.tts.sentences import cut

SECONDS_PER_CHARACTER = 1.0
"""Speech beyond this is a runaway and is aborted; slow spelled speech needs about a third of it."""


class Pyttsx3Synthesiser:
    """Runs in this process; libespeak-ng is one a process, so use it from one place (a worker)."""

    name = "pyttsx3"

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._engine: Any = None
        self._failure: Exception | None = None

    def voices(self) -> tuple[Voice, ...]:
        """The allow-list, best first; empty where libespeak-ng is not installed."""
        installed = version()
        if installed is None:
            return ()
        return tuple(Voice(self.name, installed, name, language) for name, language in VOICES.items())

    def speak(self, text: str, voice: Voice, rate: float = 1.0) -> Iterator[Chunk]:
        """One chunk a sentence."""
        for sentence in cut(text):
            # The lock is not held while a consumer thinks: sentences of several texts may take turns.
            with self._lock:
                samples, hertz = self._sentence(sentence, voice, rate)
            if samples.size:
                yield Chunk(samples, hertz)

    def _sentence(self, sentence: str, voice: Voice, rate: float) -> tuple[NDArray[np.int16], int]:
        engine = self._engine = self._engine or self._start()
        hertz = int(engine.getProperty("sample_rate"))
        parts: list[NDArray[np.int16]] = []
        budget = int((len(sentence) + 5) * SECONDS_PER_CHARACTER * hertz / min(rate, 1.0))

        def sink(samples: NDArray[np.int16]) -> bool:
            nonlocal budget
            budget -= samples.size
            parts.append(samples)
            return budget > 0

        self._failure = None
        engine.setProperty("sink", sink)
        engine.setProperty("voice", voice.name)
        engine.setProperty("rate", round(DEFAULT_RATE * rate))
        engine.say(sentence)
        engine.runAndWait()
        if self._failure is not None:
            raise SynthesiserError(f"pyttsx3: {self._failure}") from self._failure
        if budget <= 0:
            raise SynthesiserError("pyttsx3: the synthesis ran away and was stopped")
        return (np.concatenate(parts) if parts else np.zeros(0, np.int16)), hertz

    def _start(self) -> Any:
        import pyttsx3

        register()
        try:
            engine = pyttsx3.init(DRIVER)
        except EspeakError as error:
            raise SynthesiserError(f"pyttsx3: {error}") from error
        engine.connect("error", self._failed)
        return engine

    def _failed(self, name: str | None, exception: Exception) -> None:  # noqa: ARG002 (pyttsx3 passes both)
        self._failure = exception
