"""Whisper: one model for all five languages, whole utterances, on the CPU."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from bot.messages import LANGUAGES
from voice.audio import RATE
from voice.audio.files import to_float
from voice.models.store import Store
from voice.models.store import default as default_store
from voice.stt import expected, whisper_guards
from voice.stt.buffered import BufferedStream
from voice.stt.hurry import ACCURACY, SPEED, USUAL, Hurry
from voice.stt.pieces import cut
from voice.stt.protocol import Hints, RecognisedWord, RecogniserError, Samples, Stream, Transcript
from voice.stt.whisper_model import WINDOW_SECONDS, WhisperModel
from voice.vad.segments import Segment

NAME = "whisper"
AUTO = "auto"
SHORT_SECONDS, SHORT_SPEECH_SECONDS = 11, 7
"""Short speech is given to the encoder in a shorter window, for 0.16 instead of 0.25 s: in open conversation, and
wherever speed counts. Words wrong of 64 synthesised sentences by telephone in 15, 12, 11 and 10 s: 29.7, 27.9, 26.9 and
29.8 %; of 149 sentences of people (the mean of fr, it and en) 16.3 and 17.0 in 15 and 11 s. Where single words are
expected, with hotwords, 10 s lost one word in 24 in Dutch and in Danish. Windows of 6 and 8 s wreck it (en 14 %)."""


class UnwantedError(Exception):
    """Nobody asks for the words any more."""


@dataclass(frozen=True)
class _Task:
    """How an utterance is recognised."""

    model: WhisperModel
    hints: Hints
    hurry: Hurry
    wanted: Callable[[], bool]

    def go_on(self) -> None:
        """Between two steps, of which each takes a good part of the time. Raises UnwantedError."""
        if not self.wanted():
            raise UnwantedError


class Whisper:
    """The engine. Streams may be used from several threads."""

    name = NAME

    def __init__(
        self, store: Store | None = None, beam: int = 1, threads: int = 2, words: bool = True,
        favour: Mapping[str, str] = USUAL, hurry: Callable[[], Hurry] = lambda: Hurry.NONE,
    ) -> None:  # fmt: skip
        """`beam`: 5 gains 1 to 13 points of WER over 1 for about 0.1 s; languages that `favour` SPEED have 1.
        `threads`: utterances that are worked on at once, each by one CPU thread. `words`: find each word's confidence
        and time, at about 15 % more. `hurry`: what to do without."""
        self._store = store or default_store()
        self._beam = beam
        self._threads = threads
        self._words = words
        self._favour, self._hurry = favour, hurry
        self._lock = threading.Lock()
        self._loaded: dict[Path, WhisperModel] = {}

    def languages(self) -> frozenset[str]:
        """Languages with an installed model."""
        return frozenset(
            language for model in self._store.installed() if model.engine == NAME for language in model.languages
        )

    def open(self, language: str, hints: Hints = expected.OPEN) -> Stream:
        """A new utterance; language "auto" finds out which of the five is spoken. Raises RecogniserError."""
        model = self.model(language)
        return BufferedStream(partial(self._recognise, model, language, hints))

    def model(self, language: str) -> WhisperModel:
        """The loaded model for a language. Raises RecogniserError when none is installed or it does not load."""
        path = self._store.best(NAME, LANGUAGES[0] if language == AUTO else language)
        if path is None:
            raise RecogniserError(f"whisper has no model for {language!r}; run `centralino models fetch whisper-base`")
        with self._lock:
            if path not in self._loaded:
                self._loaded[path] = WhisperModel(path, self._threads)
            return self._loaded[path]

    def detect(self, samples: Samples) -> tuple[str, float]:
        """The most likely of the five languages and its probability among them."""
        model = self.model(AUTO)
        return model.detect(model.encode(to_float(samples[: WINDOW_SECONDS * RATE])))

    def _recognise(
        self, model: WhisperModel, language: str, hints: Hints, samples: Samples, speech: tuple[Segment, ...],
        wanted: Callable[[], bool],
    ) -> Transcript:  # fmt: skip
        began, hurry = time.perf_counter(), self._hurry()
        whole = Transcript("", language, 0.0, NAME)
        with suppress(UnwantedError):
            whole = self._whole(_Task(model, hints, hurry, wanted), samples, language, speech)
        return replace(whole, audio_seconds=len(samples) / RATE, seconds=time.perf_counter() - began, hurry=hurry)

    def _whole(self, task: _Task, samples: Samples, language: str, speech: tuple[Segment, ...]) -> Transcript:
        known = None if language == AUTO else language
        parts: list[Transcript] = []
        for piece in cut(speech, len(samples), WINDOW_SECONDS):
            part = self._piece(task, samples[piece.start : piece.end], known)
            # One utterance has one language: what the first piece with words was heard in.
            known = known or (part.language if part.text else None)
            parts.append(_shifted(part, piece.start / RATE))
        language = known or (parts[0].language if parts else LANGUAGES[0] if language == AUTO else language)
        return _joined([part for part in parts if part.text], language)

    def _piece(self, task: _Task, samples: Samples, language: str | None) -> Transcript:
        """Raises UnwantedError."""
        model, hints, hurry = task.model, task.hints, task.hurry
        task.go_on()
        encoded = model.encode(to_float(samples), self._window(task, len(samples) / RATE, language))
        task.go_on()
        language = language or model.detect(encoded)[0]
        hotwords = expected.hotwords(hints, language)
        cap = whisper_guards.token_cap(len(samples) / RATE)
        beam = 1 if self._hurried(task, language) else self._beam
        reading = model.decode(encoded, language, beam, cap, hotwords, sentence=hints.state == "open")
        if hotwords and hints.state != "digits" and whisper_guards.echoes(reading.text, hotwords):
            reading = model.decode(encoded, language, beam, cap)
        if whisper_guards.loops(reading.text):
            reading = model.decode(encoded, language, beam, cap, repetition_penalty=1.3)
        text = whisper_guards.cut_loop(whisper_guards.without_sounds(reading.text))
        if whisper_guards.is_silence(reading.no_speech, reading.mean_logprob) or whisper_guards.is_invented(text):
            return Transcript("", language, 0.0, NAME)
        task.go_on()
        timed = self._words and hurry < Hurry.WORDS
        words = model.words(encoded, reading, language, len(samples) / RATE) if timed else ()
        words = _kept(words, text)
        alternatives = tuple(other for other in reading.alternatives if not whisper_guards.is_invented(other))
        return Transcript(text, language, math.exp(reading.mean_logprob), NAME, words, alternatives)

    def _hurried(self, task: _Task, language: str | None) -> bool:
        return task.hurry >= Hurry.BEAM or self._favour.get(language or AUTO) == SPEED

    def _window(self, task: _Task, seconds: float, language: str | None) -> int:
        if seconds > SHORT_SPEECH_SECONDS:
            return WINDOW_SECONDS
        thorough = task.hints.state != "open" or self._favour.get(language or AUTO) == ACCURACY
        return SHORT_SECONDS if self._hurried(task, language) or not thorough else WINDOW_SECONDS


def _kept(words: tuple[RecognisedWord, ...], text: str) -> tuple[RecognisedWord, ...]:
    """The words that are left in a text out of which others were taken."""
    kept: list[RecognisedWord] = []
    remaining = iter(words)
    for wanted in text.split():
        for word in remaining:
            if word.text == wanted:
                kept.append(word)
                break
    return tuple(kept)


def _shifted(part: Transcript, seconds: float) -> Transcript:
    moved = (replace(word, start=word.start + seconds, end=word.end + seconds) for word in part.words)
    return replace(part, words=tuple(moved))


def _joined(parts: list[Transcript], language: str) -> Transcript:
    """The pieces of one utterance as one; alternatives hold for a single piece only."""
    letters = sum(len(part.text) for part in parts)
    return Transcript(
        text=" ".join(part.text for part in parts),
        language=language,
        confidence=sum(part.confidence * len(part.text) for part in parts) / letters if letters else 0.0,
        engine=NAME,
        words=tuple(word for part in parts for word in part.words),
        alternatives=parts[0].alternatives if len(parts) == 1 else (),
    )
