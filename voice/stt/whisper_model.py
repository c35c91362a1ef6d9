"""Whisper's network through CTranslate2, int8 on the CPU: sound in, readings out.

The encoder's cost is set by its padding, so features are cut to 15 or 11 s and given to it directly: a third of the
time of 30 s with no material loss (measured; padding to the utterance alone wrecks the recognition).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.messages import LANGUAGES
from voice.audio import RATE
from voice.stt.protocol import RecognisedWord, RecogniserError
from voice.stt.text import folded

WINDOW_SECONDS = 15
_HOP = 160
_POSITIONS_PER_SECOND = 50
_HOTWORD_TOKENS = 120
"""A full stop follows them where a sentence is expected: after a list without one whisper writes sentences like list
items, a third of them without the punctuation that tells the end of a turn, and with more errors (18.1 instead of
17.2 %, n = 52). Where single words are expected it would write sentences (da: 8 instead of 13 of 24 right)."""


@dataclass(frozen=True)
class Reading:
    """One decoding of one piece of sound."""

    text: str
    tokens: tuple[int, ...]
    mean_logprob: float
    no_speech: float
    alternatives: tuple[str, ...] = ()


class WhisperModel:
    """The loaded network with its tokenizer.

    One thread an utterance: with two the encoder is 1.6 times as fast, but the decoder, which waits for memory, slower:
    a sentence takes 0.52 instead of 0.48 s (n = 24, two cores), and half as much processor time again.
    """

    def __init__(self, path: Path, threads: int) -> None:
        # Imported here: half a second that `centralino --help` need not wait for.
        import ctranslate2
        from faster_whisper.feature_extractor import FeatureExtractor
        from tokenizers import Tokenizer

        self._storage = ctranslate2.StorageView
        try:
            self._network = ctranslate2.models.Whisper(
                str(path), device="cpu", compute_type="int8", intra_threads=1, inter_threads=threads
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
    ) -> Reading:
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
        return Reading(
            text=texts[0],
            tokens=tuple(result.sequences_ids[0]),
            mean_logprob=float(result.scores[0]),
            no_speech=float(result.no_speech_prob),
            alternatives=_distinct(texts),
        )

    def words(self, encoded: Any, reading: Reading, language: str, seconds: float) -> tuple[RecognisedWord, ...]:
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


def _distinct(texts: list[str]) -> tuple[str, ...]:
    """The readings after the first that differ in more than case and punctuation."""
    seen = {folded(texts[0])}
    others: list[str] = []
    for text in texts[1:]:
        if folded(text) not in seen:
            seen.add(folded(text))
            others.append(text)
    return tuple(others)
