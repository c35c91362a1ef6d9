"""Written text in, telephone-ready sound out: spoken form, cache, engine, one sound format.

The order of sources is fixed here: what a speaker recorded, the cache, then the engine. A recording is of a whole
written text, what is kept of a sentence of its spoken form; within one call a language never changes its voice.
"""

from __future__ import annotations

import contextlib
import logging
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from voice.audio import RATE
from voice.tts.ahead import Ahead, Chosen
from voice.tts.cache import PromptCache, Usage, key
from voice.tts.call_speech import CallSpeech, house_format
from voice.tts.choice import Synthesisers
from voice.tts.pauses import Joined
from voice.tts.prompts import EmergencyPrompts
from voice.tts.protocol import Chunk, SynthesiserError, Voice
from voice.tts.said import sentences

LOG = logging.getLogger(__name__)

Samples = NDArray[np.int16]
Recordings = Callable[[str, str], Samples | None]
"""(written text, language) → mono int16 at 16 kHz, or None where nobody recorded it."""

EMERGENCY = "emergency"
PROMPTS = "prompts"
CALLS = 1000
"""Whose voices are remembered: far more than run at a time, for a call goes on at the desk and in the survey."""


class Speaker:
    """The bot's voice, of all calls. `for_call` is the voice of one."""

    def __init__(
        self,
        folder: Path,
        synthesisers: Synthesisers | None = None,
        plain_words: frozenset[str] = frozenset(),
        recordings: Recordings | None = None,
        ahead: Ahead | None = None,
    ) -> None:
        """`folder`: of the caches. `plain_words`: need no spelling in addresses, such as the company's name.
        `recordings` never fails. `ahead`: the voices of what is rendered ahead."""
        self._synthesisers = synthesisers or Synthesisers()
        self.ahead = ahead or Ahead(self._synthesisers)
        self.cache = PromptCache(folder / PROMPTS)
        # In a folder of its own: the size bound of the cache must never push an emergency prompt out.
        self._kept = PromptCache(folder / EMERGENCY)
        self._emergency, self._emergency_ahead = EmergencyPrompts(), EmergencyPrompts()
        self.plain_words = plain_words
        self._recordings = recordings
        self._live: dict[str, Chosen] = {}
        self._house = CallSpeech(self, ahead=False)
        self._calls: OrderedDict[str, CallSpeech] = OrderedDict()
        self._lock = threading.Lock()

    def start(self, languages: Iterable[str]) -> None:
        """Warm the engines and have the emergency prompts ready, the recorded ones first: they need no engine. Raises
        SynthesiserError."""
        languages = tuple(languages)
        self._emergency.load(languages, self.recorded)
        for language in languages:
            self.live(language).engine.warm()
        self._emergency.load(languages, self._prompt)

    def ready(self, languages: Iterable[str]) -> None:
        """Calls that begin from now on take the voice of what was rendered ahead in these languages, and the live one
        in others. May take a moment."""
        languages = tuple(languages)
        self.ahead.declare(languages)
        self._emergency_ahead.load(languages, self._prompt_ahead)

    def for_call(self, call_id: str) -> CallSpeech:
        """The voice of a call; the same object whenever it is asked for, so that the call keeps its voice at the desk
        and in the survey."""
        with self._lock:
            speech = self._calls.setdefault(call_id, CallSpeech(self))
            self._calls.move_to_end(call_id)
            if len(self._calls) > CALLS:
                self._calls.popitem(last=False)
            return speech

    def live(self, language: str) -> Chosen:
        """Who speaks a language where every word is synthesised as it comes. Raises SynthesiserError."""
        if language not in self._live:
            self._live[language] = Chosen(*self._synthesisers.best(language))
        return self._live[language]

    def voice(self, language: str) -> Voice:
        """The live voice of a language. Raises SynthesiserError."""
        return self.live(language).voice

    def recorded(self, text: str, language: str) -> Samples | None:
        """A speaker's recording of the whole text, None where there is none that can be played."""
        return self._recordings(text, language) if self._recordings else None

    def speak(self, text: str, language: str, rate: float = 1.0) -> Iterator[Samples]:
        """Mono int16 at 16 kHz by the live voices, for what belongs to no call; otherwise as Speech."""
        return self._house.speak(text, language, rate)

    def prerender(self, texts: Iterable[str], language: str, rate: float = 1.0) -> int:
        """Put texts without personal data into the cache, with the live voices; returns how many sentences were not
        there. Raises SynthesiserError."""
        done = 0
        for text in texts:
            for part_language, sentence in sentences(text, language, self.plain_words):
                chosen = self.live(part_language)
                if not self.cache.has(key(chosen.voice, rate, sentence)):
                    done += self.cache.put(key(chosen.voice, rate, sentence), rendered(chosen, sentence, rate))
        return done

    def emergency(self, prompt: str, language: str, ahead: bool = False) -> tuple[str, Samples]:
        """Text and sound of a prompt of prompts.yml, `ahead`: in the voice of what was rendered ahead, where it is
        there. Needs no engine and never fails once `start` has run."""
        if ahead and self._emergency_ahead.has(prompt, language):
            return self._emergency_ahead.get(prompt, language)
        return self._emergency.get(prompt, language)

    def usage(self) -> Usage:
        """Of the prompt cache."""
        return self.cache.usage()

    def workers(self) -> dict[str, int]:
        """Engine → process id of the running workers."""
        return self._synthesisers.workers()

    def close(self) -> None:
        """End the engines' processes."""
        self._synthesisers.close()

    def _prompt(self, text: str, language: str) -> Samples:
        recorded = self.recorded(text, language)
        if recorded is not None:
            return recorded
        joined, chosen = Joined(), self.live(language)
        pieces = [np.zeros(0, np.int16)]
        for _, sentence in sentences(text, language, self.plain_words):
            samples = self._kept.get(name := key(chosen.voice, 1.0, sentence))
            if samples is None:
                samples = rendered(chosen, sentence)
                self._kept.put(name, samples)
            pieces.append(joined.led(Chunk(samples, RATE)).samples)
            joined.over(sentence)
        return np.concatenate(pieces)

    def _prompt_ahead(self, text: str, language: str) -> Samples | None:
        """None unless all of it is there."""
        if self.recorded(text, language) is not None:
            return None
        speech = CallSpeech(self)
        chosen = speech.chosen(language)
        names = [key(chosen.voice, 1.0, sentence) for _, sentence in sentences(text, language, self.plain_words)]
        if not chosen.ahead or not all(map(self.cache.has, names)):
            return None
        with contextlib.suppress(SynthesiserError):
            return np.concatenate(list(speech.speak(text, language)))
        return None


def rendered(chosen: Chosen, sentence: str, rate: float = 1.0) -> Samples:
    """All sound of a sentence, tried once more when the engine fails: beside other work, as when everything starts, a
    worker may be taken for hung, and nobody waits for the sound yet. Raises SynthesiserError."""
    try:
        return _all_sound(chosen, sentence, rate)
    except SynthesiserError as error:
        LOG.warning("a prompt is rendered once more: %s", error)
        return _all_sound(chosen, sentence, rate)


def _all_sound(chosen: Chosen, sentence: str, rate: float) -> Samples:
    pieces = [house_format(chunk) for chunk in chosen.engine.speak(sentence, chosen.voice, rate)]
    return np.concatenate(pieces) if pieces else np.zeros(0, np.int16)
