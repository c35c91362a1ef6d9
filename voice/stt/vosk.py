"""Vosk (Kaldi): streaming, a grammar per dialogue state, a confidence for every word."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import vosk

from voice.audio import RATE
from voice.audio.frames import Framer
from voice.models.store import Store
from voice.models.store import default as default_store
from voice.stt import expected
from voice.stt.protocol import Hints, RecognisedWord, RecogniserError, Samples, Stream, Transcript
from voice.stt.text import folded

NAME = "vosk"
UNKNOWN = "[unk]"
_BLOCK = RATE // 10
"""Samples handed over at once. Always the same number, since what the decoder hears depends a little on how the sound
is cut: its estimate of the speaker is brought up to date with every block."""
_SURE = 0.6
"""Below this mean confidence a grammar match is doubted and the open vocabulary is asked too."""


@dataclass(frozen=True)
class _Heard:
    words: tuple[RecognisedWord, ...]
    unknown: bool
    """Something was said that the grammar does not hold."""

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    @property
    def confidence(self) -> float:
        letters = sum(len(word.text) for word in self.words)
        return sum(word.confidence * len(word.text) for word in self.words) / letters if letters else 0.0


class Vosk:
    """The engine: one model a language, loaded at first use; about 40 MiB more for every open stream."""

    name = NAME

    def __init__(self, store: Store | None = None) -> None:
        self._store = store or default_store()
        self._models: dict[str, Any] = {}
        self._lock = threading.Lock()
        vosk.SetLogLevel(-1)

    def languages(self) -> frozenset[str]:
        """Languages with an installed model."""
        return frozenset(
            language for model in self._store.installed() if model.engine == NAME for language in model.languages
        )

    def open(self, language: str, hints: Hints = expected.OPEN) -> Stream:
        """A new utterance; with a grammar where the state has one. Raises RecogniserError."""
        model = self.model(language)
        phrases = _known_phrases(model, expected.grammar(hints, language))
        return VoskStream(model, language, phrases)

    def model(self, language: str) -> Any:
        """The loaded model of a language. Raises RecogniserError when it is not installed or does not load."""
        with self._lock:
            if language not in self._models:
                path = self._store.best(NAME, language)
                if path is None:
                    raise RecogniserError(f"vosk has no model for {language!r}; run `centralino models list`")
                self._models[language] = _load(path)
            return self._models[language]


class VoskStream:
    """One utterance. After `result` more sound may come: the decoder has then closed the utterance, so a fresh one
    hears everything again, which keeps the words from being cut in two by a pause."""

    def __init__(self, model: Any, language: str, phrases: tuple[str, ...]) -> None:
        self._model = model
        self._language = language
        unknown = [UNKNOWN] if model.vosk_model_find_word(UNKNOWN) >= 0 else []
        self._grammar = json.dumps([*phrases, *unknown], ensure_ascii=False) if phrases else None
        self._audio: list[Samples] = []
        self._pass: _Pass | None = _Pass(model, self._grammar)
        self._known: Transcript | None = None
        self._lock = threading.Lock()

    def accept(self, samples: Samples) -> None:
        """Decode more sound. Raises RecogniserError."""
        if len(samples) == 0:
            return
        with self._lock:
            self._audio.append(np.array(samples, dtype=np.int16))
            if self._pass is None:
                self._pass = _Pass(self._model, self._grammar)
                samples = np.concatenate(self._audio)
            self._known = None
            self._pass.feed(samples)

    def result(self) -> Transcript:
        """The utterance so far; asked again without more sound, the same answer at no cost."""
        with self._lock:
            if self._known is None:
                self._known = self._finish()
            return self._known

    def void(self) -> None:
        """Nothing: most is decoded when a result is asked for."""

    def close(self) -> None:
        """Free the decoder."""
        with self._lock:
            self._pass = None
            self._audio = []

    def _finish(self) -> Transcript:
        began = time.perf_counter()
        if self._pass is None:
            self._pass = _Pass(self._model, self._grammar)
            for piece in self._audio:
                self._pass.feed(piece)
        heard = self._pass.end()
        self._pass = None
        alternatives: tuple[str, ...] = ()
        if self._grammar is not None and (heard.unknown or heard.confidence < _SURE):
            heard, alternatives = self._beside(heard)
        return Transcript(
            text=heard.text,
            language=self._language,
            confidence=heard.confidence,
            engine=NAME,
            words=heard.words,
            alternatives=alternatives,
            audio_seconds=sum(map(len, self._audio)) / RATE,
            seconds=time.perf_counter() - began,
        )

    def _beside(self, narrow: _Heard) -> tuple[_Heard, tuple[str, ...]]:
        """Ask the open vocabulary as well: a caller may say anything in any state."""
        decoder = _Pass(self._model, None)
        for piece in self._audio:
            decoder.feed(piece)
        wide = decoder.end()
        best, other = (wide, narrow) if narrow.unknown or wide.confidence > narrow.confidence else (narrow, wide)
        if not best.text:
            best, other = other, best
        return best, (other.text,) if other.text and other.text != best.text else ()


class _Pass:
    """One decoder over one utterance."""

    def __init__(self, model: Any, grammar: str | None) -> None:
        self._decoder = (
            vosk.KaldiRecognizer(model, RATE) if grammar is None else vosk.KaldiRecognizer(model, RATE, grammar)
        )
        self._decoder.SetWords(True)
        self._framer = Framer(_BLOCK)
        self._words: list[RecognisedWord] = []
        self._unknown = False

    def feed(self, samples: Samples) -> None:
        for block in self._framer.feed(samples):
            self._decode(block)

    def end(self) -> _Heard:
        if (last := self._framer.flush()) is not None:
            self._decode(last)
        self._keep(self._decoder.FinalResult())
        return _Heard(tuple(self._words), self._unknown)

    def _decode(self, block: Samples) -> None:
        try:
            ended = self._decoder.AcceptWaveform(block.astype("<i2").tobytes())
        except Exception as error:
            raise RecogniserError("vosk cannot decode this sound") from error
        if ended:
            self._keep(self._decoder.Result())

    def _keep(self, result: str) -> None:
        for word in json.loads(result).get("result", ()):
            if word["word"][0] in "[<":
                # Not a word of the caller's: the unknown word, a noise, a laugh.
                self._unknown = True
            else:
                self._words.append(
                    RecognisedWord(
                        word["word"], min(1.0, float(word["conf"])), float(word["start"]), float(word["end"])
                    )
                )


def _known_phrases(model: Any, phrases: Iterable[str]) -> tuple[str, ...]:
    """The phrases in the model's spelling, without those that hold a word it does not know: it would drop the word
    alone and match the rest."""
    split = [folded(phrase).split() for phrase in phrases]
    known = (words for words in split if words and all(model.vosk_model_find_word(word) >= 0 for word in words))
    return tuple(dict.fromkeys(" ".join(words) for words in known))


def _load(path: Path) -> Any:
    try:
        return vosk.Model(str(path))
    except Exception as error:
        raise RecogniserError(f"{path} is no Vosk model; run `centralino models verify`") from error
