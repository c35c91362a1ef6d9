"""Speech synthesis as the call sees it: one Protocol, one file an engine, one contract suite."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


class SynthesiserError(RuntimeError):
    """The engine cannot speak (voice missing, worker died, timed out, text refused)."""


@dataclass(frozen=True)
class Chunk:
    """A piece of synthesised speech."""

    samples: NDArray[np.int16]
    """Mono PCM, int16."""
    rate: int
    """Samples a second."""


@dataclass(frozen=True)
class Voice:
    """A voice of an engine: what a cache key needs to know of it."""

    engine: str
    version: str
    name: str
    language: str
    model_hash: str = ""


class Synthesiser(Protocol):
    """An engine. `speak` takes the *spoken form* of a text (see voice/spoken)."""

    name: str

    def voices(self) -> tuple[Voice, ...]:
        """The installed voices of the five languages, best first per language."""
        ...

    def speak(self, text: str, voice: Voice, rate: float = 1.0) -> Iterator[Chunk]:
        """Chunks as they become ready; closing the iterator stops the synthesis at once. Raises SynthesiserError."""
        ...
