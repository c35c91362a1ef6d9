"""Written text in, telephone-ready sound out: spoken form, cache, engine, one sound format.

The order of sources is fixed here: what a speaker recorded, the cache, then the live engine. A recording is of a whole
written text: within one reply the voice never changes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from voice.audio import RATE
from voice.audio.files import to_float, to_int16
from voice.audio.resample import convert
from voice.spoken import spoken_form
from voice.spoken.mixed import by_language
from voice.tts.cache import PromptCache, Usage, key
from voice.tts.choice import Synthesisers
from voice.tts.prompts import EmergencyPrompts
from voice.tts.protocol import Chunk, Voice
from voice.tts.worker import WorkerSynthesiser

Samples = NDArray[np.int16]
Recordings = Callable[[str, str], Samples | None]
"""(written text, language) → mono int16 at 16 kHz, or None where nobody recorded it."""

EMERGENCY = "emergency"
PROMPTS = "prompts"


class Speaker:
    """The bot's voice. A language keeps its voice for the life of a Speaker, so it never changes in mid-call."""

    def __init__(
        self,
        folder: Path,
        synthesisers: Synthesisers | None = None,
        plain_words: frozenset[str] = frozenset(),
        recordings: Recordings | None = None,
    ) -> None:
        """`folder`: of the caches. `plain_words`: need no spelling in addresses, such as the company's name.
        `recordings` never fails."""
        self._synthesisers = synthesisers or Synthesisers()
        self._cache = PromptCache(folder / PROMPTS)
        # In a folder of its own: the size bound of the cache must never push an emergency prompt out.
        self._kept = PromptCache(folder / EMERGENCY)
        self._emergency = EmergencyPrompts()
        self._plain_words = plain_words
        self._recordings = recordings
        self._voices: dict[str, tuple[WorkerSynthesiser, Voice]] = {}

    def start(self, languages: Iterable[str]) -> None:
        """Warm the engines and have the emergency prompts ready, the recorded ones first: they need no engine. Raises
        SynthesiserError."""
        languages = tuple(languages)
        self._emergency.load(languages, self.recorded)
        for language in languages:
            self._voice(language)[0].warm()
        self._emergency.load(languages, self._prompt)

    def voice(self, language: str) -> Voice:
        """The voice that a language is spoken with. Raises SynthesiserError."""
        return self._voice(language)[1]

    def recorded(self, text: str, language: str) -> Samples | None:
        """A speaker's recording of the whole text, None where there is none that can be played."""
        return self._recordings(text, language) if self._recordings else None

    def speak(self, text: str, language: str, rate: float = 1.0) -> Iterator[Samples]:
        """Mono int16 at 16 kHz, piece by piece; closing the iterator stops the synthesis. Raises SynthesiserError.

        Read from the cache but never written to it: replies hold names and numbers of callers.
        """
        # A recording is not slowed down: nothing here stretches speech without making it sound hollow.
        recorded = self.recorded(text, language) if rate == 1.0 else None
        if recorded is not None:
            yield recorded
            return
        for part_language, part in by_language(text, language):
            spoken = spoken_form(part, part_language, self._plain_words)
            engine, voice = self._voice(part_language)
            kept = self._cache.get(key(voice, rate, spoken))
            if kept is not None:
                yield kept
            elif spoken:
                yield from map(_house_format, engine.speak(spoken, voice, rate))

    def prerender(self, texts: Iterable[str], language: str, rate: float = 1.0) -> int:
        """Put texts without personal data into the cache; returns how many were not there. Raises SynthesiserError."""
        before = self._cache.usage().files
        for text in texts:
            for part_language, part in by_language(text, language):
                self._whole(part, part_language, rate, self._cache)
        return self._cache.usage().files - before

    def emergency(self, prompt: str, language: str) -> tuple[str, Samples]:
        """Text and sound of a prompt of prompts.yml. Needs no engine and never fails once `start` has run."""
        return self._emergency.get(prompt, language)

    def usage(self) -> Usage:
        """Of the prompt cache."""
        return self._cache.usage()

    def workers(self) -> dict[str, int]:
        """Engine → process id of the running workers."""
        return self._synthesisers.workers()

    def close(self) -> None:
        """End the engines' processes."""
        self._synthesisers.close()

    def _prompt(self, text: str, language: str) -> Samples:
        recorded = self.recorded(text, language)
        return self._whole(text, language, 1.0, self._kept) if recorded is None else recorded

    def _voice(self, language: str) -> tuple[WorkerSynthesiser, Voice]:
        if language not in self._voices:
            self._voices[language] = self._synthesisers.best(language)
        return self._voices[language]

    def _whole(self, text: str, language: str, rate: float, cache: PromptCache) -> Samples:
        """Kept sound, or fresh sound that is kept."""
        spoken = spoken_form(text, language, self._plain_words)
        engine, voice = self._voice(language)
        name = key(voice, rate, spoken)
        samples = cache.get(name)
        if samples is None:
            pieces = [_house_format(chunk) for chunk in engine.speak(spoken, voice, rate)]
            samples = np.concatenate(pieces) if pieces else np.zeros(0, np.int16)
            if samples.size:
                cache.put(name, samples)
        return samples


def _house_format(chunk: Chunk) -> Samples:
    return to_int16(convert(to_float(chunk.samples), chunk.rate, RATE))
