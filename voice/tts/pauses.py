"""Pauses that a caller needs, the same for every engine: between sentences always, between clauses and the groups of a
number when somebody asked for slower speech.

Engines leave them out or keep them short: measured, espeak-ng puts nothing between two sentences at any rate, and Pico
in English 400 to 690 ms, no more at 0.85 than at 1.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from voice.tts.protocol import Chunk, Synthesiser, Voice
from voice.tts.sentences import SENTENCE_ENDS, clauses, cut

PAUSES_VERSION = "1"
"""Part of every cache key: raise it when a pause changes."""

SENTENCE_MS = 250
"""Least silence between two sentences at the usual rate."""
SLOW_SENTENCE_MS, SLOW_CLAUSE_MS = 750, 400
"""Least silence after a sentence and a clause when speech is slower than usual, to be divided by the rate: 880 and 470
at 0.85, 1070 and 570 at 0.7. Pico in French, an engine with long pauses, has 690 and 300 at the usual rate."""

BELOW_PEAK_DB = 40
"""Frames of 10 ms so far below the loudest are silence."""


@dataclass
class Joined:
    """The pieces of one text, each led by the pause that is owed after the one before; they may come from anywhere, as
    long as they are given in order. The silence that a piece has at its edges by itself counts."""

    rate: float = 1.0
    _owed: float = 0.0
    _quiet: float = 0.0

    def led(self, chunk: Chunk) -> Chunk:
        """The chunk after the pause that is still owed."""
        before, after = _edges(chunk)
        pause = self._owed - self._quiet - before
        self._owed, self._quiet = 0.0, after
        return Chunk(_led(chunk.samples, pause, chunk.rate), chunk.rate)

    def over(self, piece: str) -> None:
        """All sound of a piece was given: what its end owes."""
        self._owed = _pause_after(piece, self.rate)

    @property
    def left(self) -> float:
        """Seconds of silence that are still owed."""
        return self._owed - self._quiet


def spoken(engine: Synthesiser, text: str, voice: Voice, rate: float = 1.0) -> Iterator[Chunk]:
    """What `engine.speak` gives, with the pauses. Slow speech also ends with a pause, for further replies may follow.
    Raises SynthesiserError."""
    joined, hertz = Joined(rate), 0
    for piece in _pieces(text, rate):
        for chunk in engine.speak(piece, voice, rate):
            hertz = chunk.rate
            yield joined.led(chunk)
        joined.over(piece)
    if rate < 1.0 and hertz and joined.left > 0:
        yield Chunk(np.zeros(round(joined.left * hertz), np.int16), hertz)


def _pieces(text: str, rate: float) -> Iterator[str]:
    for sentence in cut(text):
        if rate < 1.0:
            yield from clauses(sentence)
        else:
            yield sentence


def _pause_after(piece: str, rate: float) -> float:
    """Seconds; none within a sentence at the usual rate, and where a sentence was cut between two words."""
    ends = piece.rstrip("\"»”')]")[-1:]
    slow = rate < 1.0
    if ends in SENTENCE_ENDS:
        return SLOW_SENTENCE_MS / rate / 1000 if slow else SENTENCE_MS / 1000
    return SLOW_CLAUSE_MS / rate / 1000 if slow else 0.0


def _led(samples: NDArray[np.int16], silence: float, hertz: int) -> NDArray[np.int16]:
    """The samples after so many seconds of silence."""
    return np.pad(samples, (round(silence * hertz), 0)) if silence > 0 else samples


def _edges(chunk: Chunk) -> tuple[float, float]:
    """Seconds of silence before and after the speech of a chunk."""
    size = chunk.rate // 100
    frames = chunk.samples[: chunk.samples.size // size * size].astype(np.float64).reshape(-1, size)
    power = (frames**2).mean(axis=1)
    loud = np.flatnonzero(power > power.max(initial=0.0) / 10 ** (BELOW_PEAK_DB / 10))
    if not loud.size:
        return 0.0, chunk.samples.size / chunk.rate
    return float(loud[0] / 100), float((power.size - 1 - loud[-1]) / 100)
