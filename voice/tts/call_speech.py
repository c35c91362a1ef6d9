"""The bot's voice on one call: every language keeps the voice that it began with, whatever becomes ready meanwhile."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from voice.audio import RATE
from voice.audio.files import to_float, to_int16
from voice.audio.resample import convert
from voice.tts.ahead import Chosen
from voice.tts.cache import key
from voice.tts.pauses import Joined
from voice.tts.protocol import Chunk, SynthesiserError
from voice.tts.said import sentences
from voice.tts.sentences import openings

if TYPE_CHECKING:
    from voice.tts.speaker import Speaker

PATIENCE_SECONDS = 6.0
"""For the first sound of what was not foreseen, from the voice of what was: a caller who hears nothing for longer than
this takes the line for dead. Then the live voice goes on."""

LOG = logging.getLogger(__name__)

Samples = NDArray[np.int16]


class CallSpeech:
    """See Speech. Of one call, from the greeting to goodbye; thread-safe as far as one text is spoken at a time."""

    def __init__(self, house: Speaker, ahead: bool = True) -> None:
        """`ahead`: whether the voice of what was rendered ahead may be taken."""
        self._house, self._ahead = house, ahead
        self._chosen: dict[str, Chosen] = {}

    def for_call(self, call_id: str) -> CallSpeech:  # noqa: ARG002
        """See Speech."""
        return self

    def chosen(self, language: str) -> Chosen:
        """Who speaks a language on this call, decided when it is asked for the first time. Raises SynthesiserError."""
        if language not in self._chosen:
            best = self._house.ahead.ready(language) if self._ahead else None
            self._chosen[language] = best or self._house.live(language)
        return self._chosen[language]

    def speak(self, text: str, language: str, rate: float = 1.0) -> Iterator[Samples]:
        """See Speech. Sentence by sentence, each from the cache or from its engine, so that a long answer begins with
        its first sentence; what is synthesised here is never kept, for replies hold names and numbers of callers."""
        # A recording is not slowed down: nothing here stretches speech without making it sound hollow.
        recorded = self._house.recorded(text, language) if rate == 1.0 else None
        if recorded is not None:
            yield recorded
            return
        joined = Joined(rate)
        for part_language, sentence in sentences(text, language, self._house.plain_words):
            for samples in self._sentence(sentence, part_language, rate):
                yield joined.led(Chunk(samples, RATE)).samples
            joined.over(sentence)

    def emergency(self, prompt: str, language: str) -> tuple[str, Samples]:
        """See Speech."""
        chosen = self._chosen.get(language)
        return self._house.emergency(prompt, language, bool(chosen and chosen.ahead))

    def _sentence(self, sentence: str, language: str, rate: float) -> Iterator[Samples]:
        chosen = self.chosen(language)
        kept = self._house.cache.get(key(chosen.voice, rate, sentence))
        if kept is not None:
            yield kept
        elif chosen.ahead:
            yield from self._unforeseen(chosen, sentence, language, rate)
        else:
            yield from map(house_format, chosen.engine.speak(sentence, chosen.voice, rate))

    def _unforeseen(self, chosen: Chosen, sentence: str, language: str, rate: float) -> Iterator[Samples]:
        """By the slow voice, a few clauses at a time; when it fails, what is left of the call by the live one."""
        pieces = list(openings(sentence)) if rate == 1.0 else [sentence]
        while pieces:
            try:
                for chunk in chosen.engine.speak(pieces[0], chosen.voice, rate, PATIENCE_SECONDS):
                    yield house_format(chunk)
            except SynthesiserError as error:
                LOG.warning("a call goes on with the live voice: %s", error)
                self._chosen[language] = self._house.live(language)
                yield from self._sentence(" ".join(pieces), language, rate)
                return
            del pieces[0]


def house_format(chunk: Chunk) -> Samples:
    """Mono int16 at 16 kHz."""
    return to_int16(convert(to_float(chunk.samples), chunk.rate, RATE))
