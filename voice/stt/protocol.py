"""Speech recognition as the call sees it: one Protocol, one file an engine, one contract suite."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.int16]
"""Mono PCM, int16, 16,000 Hz."""


class RecogniserError(RuntimeError):
    """The engine cannot recognise (model missing, worker died, timed out)."""


@dataclass(frozen=True)
class Hints:
    """What the dialogue expects, in the language of the call."""

    hotwords: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    """Closed grammar; empty = open vocabulary."""
    state: str = "open"


@dataclass(frozen=True)
class RecognisedWord:
    """One word with its confidence (0 to 1) and its place in the utterance in seconds."""

    text: str
    confidence: float
    start: float
    end: float


@dataclass(frozen=True)
class Transcript:
    """One recognised utterance."""

    text: str
    """Empty when nothing was said."""
    language: str
    confidence: float
    """0 to 1, of the whole utterance."""
    engine: str
    words: tuple[RecognisedWord, ...] = ()
    alternatives: tuple[str, ...] = ()
    """Other readings, best first, without the one in text."""
    audio_seconds: float = 0.0
    seconds: float = 0.0
    """Wall time that recognition took."""
    hurry: int = 0
    """What was given up for others who waited: see voice.stt.hurry."""


class Stream(Protocol):
    """One utterance being recognised while it is spoken."""

    def accept(self, samples: Samples) -> None:
        """Take more audio (any length). Raises RecogniserError."""
        ...

    def result(self) -> Transcript:
        """The utterance so far, as if it ended now; may be called speculatively and again after more audio."""
        ...

    def void(self) -> None:
        """Nobody wants the result that is being waited for: `result` may return early, with anything. Waits for nothing
        itself, and never raises."""
        ...

    def close(self) -> None:
        """Give back what the stream holds. Idempotent."""
        ...


class Recogniser(Protocol):
    """An engine. Thread-safe: several streams may be used at once from different threads."""

    name: str

    def languages(self) -> frozenset[str]:
        """Languages whose models are installed."""
        ...

    def open(self, language: str, hints: Hints = Hints()) -> Stream:
        """A new utterance. Raises RecogniserError when the language is not installed."""
        ...
