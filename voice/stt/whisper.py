"""Whisper through CTranslate2: one model for all five languages, whole utterances, int8 on the CPU.

The encoder's cost is set by its padding, so features are cut to 15 or 10 s and given to it directly: a third of the
time of 30 s with no material loss (measured; padding to the utterance alone wrecks the recognition).
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.messages import LANGUAGES
from voice.audio import RATE
from voice.audio.files import to_float
from voice.models.store import Store
from voice.models.store import default as default_store
from voice.stt import expected, whisper_guards
from voice.stt.buffered import BufferedStream
from voice.stt.hurry import Hurry
from voice.stt.pieces import cut
from voice.stt.protocol import Hints, RecognisedWord, RecogniserError, Samples, Stream, Transcript
from voice.stt.text import folded
from voice.vad.segments import segments

NAME = "whisper"
AUTO = "auto"
WINDOW_SECONDS = 15
SHORT_SECONDS, SHORT_SPEECH_SECONDS = 10, 7
"""Where speed counts, short speech is given to the encoder in a shorter window, for 0.13 instead of 0.16 s. Words wrong
over a telephone with 15 and 10 s: en 8.6 and 9.0, it 16.9 and 17.2, fr 25.6 and 24.7 % (n = 51, 35, 63), but with the
hotwords of their state one single word in 24 more in Dutch and in Danish. Windows of 6 and 8 s wreck it (en 14 %)."""
_HOP = 160
_POSITIONS_PER_SECOND = 50
_HOTWORD_TOKENS = 120
"""A full stop follows them where a sentence is expected: after a list without one whisper writes sentences like list
items, a third of them without the punctuation that tells the end of a turn, and with more errors (18.1 instead of
17.2 %, n = 52). Where single words are expected it would write sentences (da: 8 instead of 13 of 24 right)."""


@dataclass(frozen=True)
class _Reading:
    """One decoding of one piece of sound."""

    text: str
    tokens: tuple[int, ...]
    mean_logprob: float
    no_speech: float
    alternatives: tuple[str, ...] = ()


class Whisper:
    """The engine. Streams may be used from several threads; the model works through them one at a time."""

    name = NAME

    def __init__(
        self, store: Store | None = None, beam: int = 1, threads: int = 2, words: bool = True,
        fast: frozenset[str] = frozenset(), hurry: Callable[[], Hurry] = lambda: Hurry.NONE,
    ) -> None:  # fmt: skip
        """`beam`: 5 gains 1 to 13 points of WER over 1 for about 0.1 s; languages in `fast` have 1. `threads`: CPU
        threads. `words`: find each word's confidence and time, at about 15 % more. `hurry`: what to do without."""
        self._store = store or default_store()
        self._beam = beam
        self._threads = threads
        self._words = words
        self._fast, self._hurry = fast, hurry
        self._lock = threading.Lock()
        self._loaded: dict[Path, _Model] = {}

    def languages(self) -> frozenset[str]:
        """Languages with an installed model."""
        return frozenset(
            language for model in self._store.installed() if model.engine == NAME for language in model.languages
        )

    def open(self, language: str, hints: Hints = expected.OPEN) -> Stream:
        """A new utterance; language "auto" finds out which of the five is spoken. Raises RecogniserError."""
        model = self.model(language)
        return BufferedStream(lambda samples: self._recognise(model, samples, language, hints))

    def model(self, language: str) -> _Model:
        """The loaded model for a language. Raises RecogniserError when none is installed or it does not load."""
        path = self._store.best(NAME, LANGUAGES[0] if language == AUTO else language)
        if path is None:
            raise RecogniserError(f"whisper has no model for {language!r}; run `centralino models fetch whisper-base`")
        with self._lock:
            if path not in self._loaded:
                self._loaded[path] = _Model(path, self._threads)
            return self._loaded[path]

    def detect(self, samples: Samples) -> tuple[str, float]:
        """The most likely of the five languages and its probability among them."""
        model = self.model(AUTO)
        return model.detect(model.encode(to_float(samples[: WINDOW_SECONDS * RATE])))

    def _recognise(self, model: _Model, samples: Samples, language: str, hints: Hints) -> Transcript:
        began, hurry = time.perf_counter(), self._hurry()
        known = None if language == AUTO else language
        parts: list[Transcript] = []
        for piece in cut(segments(samples), len(samples), WINDOW_SECONDS):
            part = self._piece(model, samples[piece.start : piece.end], known, hints, hurry)
            # One utterance has one language: what the first piece with words was heard in.
            known = known or (part.language if part.text else None)
            parts.append(_shifted(part, piece.start / RATE))
        language = known or (parts[0].language if parts else LANGUAGES[0] if language == AUTO else language)
        whole = _joined([part for part in parts if part.text], language)
        return replace(whole, audio_seconds=len(samples) / RATE, seconds=time.perf_counter() - began, hurry=hurry)

    def _piece(self, model: _Model, samples: Samples, language: str | None, hints: Hints, hurry: Hurry) -> Transcript:
        hurried = hurry >= Hurry.BEAM or language in self._fast
        short = hurried and len(samples) <= SHORT_SPEECH_SECONDS * RATE
        encoded = model.encode(to_float(samples), SHORT_SECONDS if short else WINDOW_SECONDS)
        if language is None:
            language = model.detect(encoded)[0]
            hurried = hurried or language in self._fast
        hotwords = expected.hotwords(hints, language)
        cap = whisper_guards.token_cap(len(samples) / RATE)
        beam = 1 if hurried else self._beam
        reading = model.decode(encoded, language, beam, cap, hotwords, sentence=hints.state == "open")
        if hotwords and hints.state != "digits" and whisper_guards.echoes(reading.text, hotwords):
            reading = model.decode(encoded, language, beam, cap)
        if whisper_guards.loops(reading.text):
            reading = model.decode(encoded, language, beam, cap, repetition_penalty=1.3)
        text = whisper_guards.cut_loop(whisper_guards.without_sounds(reading.text))
        if whisper_guards.is_silence(reading.no_speech, reading.mean_logprob) or whisper_guards.is_invented(text):
            return Transcript("", language, 0.0, NAME)
        wanted = self._words and hurry < Hurry.WORDS
        words = model.words(encoded, reading, language, len(samples) / RATE) if wanted else ()
        words = _kept(words, text)
        alternatives = tuple(other for other in reading.alternatives if not whisper_guards.is_invented(other))
        return Transcript(text, language, math.exp(reading.mean_logprob), NAME, words, alternatives)


class _Model:
    """The loaded network with its tokenizer."""

    def __init__(self, path: Path, threads: int) -> None:
        # Imported here: half a second that `centralino --help` need not wait for.
        import ctranslate2
        from faster_whisper.feature_extractor import FeatureExtractor
        from tokenizers import Tokenizer

        self._storage = ctranslate2.StorageView
        try:
            self._network = ctranslate2.models.Whisper(
                str(path), device="cpu", compute_type="int8", intra_threads=threads, inter_threads=1
            )
            self._vocabulary = Tokenizer.from_file(str(path / "tokenizer.json"))
        except Exception as error:
            raise RecogniserError(f"{path} is no whisper model; run `centralino models verify`") from error
        self._features = FeatureExtractor(feature_size=self._network.n_mels)
        self._tokenizers: dict[str, Any] = {}

    def encode(self, audio: NDArray[np.float32], seconds: int = WINDOW_SECONDS) -> Any:
        """The encoder's view of at most so many seconds of sound."""
        length = seconds * RATE
        padded = np.pad(audio[:length], (0, max(0, length - len(audio))))
        features = self._features(padded, padding=_HOP)[:, : length // _HOP]
        batch = np.ascontiguousarray(features[np.newaxis].astype(np.float32))
        return self._network.encode(self._storage.from_array(batch))

    def detect(self, encoded: Any) -> tuple[str, float]:
        """The most likely of the five languages."""
        found = {token.strip("<|>"): probability for token, probability in self._network.detect_language(encoded)[0]}
        ours = {language: float(found.get(language, 0.0)) for language in LANGUAGES}
        best = max(ours, key=lambda language: ours[language])
        return best, ours[best] / (sum(ours.values()) or 1.0)

    def decode(
        self,
        encoded: Any,
        language: str,
        beam: int,
        cap: int,
        hotwords: tuple[str, ...] = (),
        repetition_penalty: float = 1.0,
        sentence: bool = False,
    ) -> _Reading:
        """The likeliest text, and as many others as the beam has brought along."""
        tokenizer = self._tokenizer(language)
        prompt = [*tokenizer.sot_sequence, tokenizer.no_timestamps]
        if hotwords:
            hot = tokenizer.encode(" " + ", ".join(hotwords))[:_HOTWORD_TOKENS]
            prompt = [tokenizer.sot_prev, *hot, *(tokenizer.encode(".") if sentence else ()), *prompt]
        result = self._network.generate(
            encoded,
            [prompt],
            beam_size=beam,
            num_hypotheses=beam,
            max_length=min(448, len(prompt) + cap),
            repetition_penalty=repetition_penalty,
            return_scores=True,
            return_no_speech_prob=True,
        )[0]
        texts = [tokenizer.decode(tokens).strip() for tokens in result.sequences_ids]
        return _Reading(
            text=texts[0],
            tokens=tuple(result.sequences_ids[0]),
            mean_logprob=float(result.scores[0]),
            no_speech=float(result.no_speech_prob),
            alternatives=_distinct(texts),
        )

    def words(self, encoded: Any, reading: _Reading, language: str, seconds: float) -> tuple[RecognisedWord, ...]:
        """Each word with the probability of its tokens and its place, from one pass of the decoder's attention."""
        tokenizer = self._tokenizer(language)
        tokens = [token for token in reading.tokens if token < tokenizer.eot]
        if not tokens:
            return ()
        positions = max(1, min(WINDOW_SECONDS * _POSITIONS_PER_SECOND, math.ceil(seconds * _POSITIONS_PER_SECOND)))
        aligned = self._network.align(encoded, tokenizer.sot_sequence, [tokens], positions)[0]
        begins: dict[int, int] = {}
        for token, position in aligned.alignments:
            begins.setdefault(token, position)
        texts, groups = tokenizer.split_to_word_tokens([*tokens, tokenizer.eot])
        words: list[RecognisedWord] = []
        at = 0
        for text, length in _spaced(texts[:-1], [len(group) for group in groups[:-1]]):
            start, end = begins.get(at, 0), begins.get(at + length, positions)
            likely = aligned.text_token_probs[at : at + length]
            at += length
            confidence = float(np.exp(np.mean(np.log(np.maximum(likely, 1e-6)))))
            words.append(RecognisedWord(text, confidence, start / _POSITIONS_PER_SECOND, end / _POSITIONS_PER_SECOND))
        return tuple(words)

    def _tokenizer(self, language: str) -> Any:
        if language not in self._tokenizers:
            from faster_whisper.tokenizer import Tokenizer

            self._tokenizers[language] = Tokenizer(self._vocabulary, True, "transcribe", language)
        return self._tokenizers[language]


def _spaced(texts: list[str], lengths: list[int]) -> list[tuple[str, int]]:
    """Pieces of words with their numbers of tokens, as the words that stand between spaces."""
    words: list[tuple[str, int]] = []
    for text, length in zip(texts, lengths, strict=True):
        if words and not text.startswith(" "):
            words[-1] = (words[-1][0] + text, words[-1][1] + length)
        else:
            words.append((text.strip(), length))
    return words


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


def _distinct(texts: list[str]) -> tuple[str, ...]:
    """The readings after the first that differ in more than case and punctuation."""
    seen = {folded(texts[0])}
    others: list[str] = []
    for text in texts[1:]:
        if folded(text) not in seen:
            seen.add(folded(text))
            others.append(text)
    return tuple(others)


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
