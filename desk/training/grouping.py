"""Utterances of one kind together: each goes to the group whose middle is nearest, or begins one of its own. Pure.

A group is never split, joined or numbered anew, so that it stays the same thing to those who look at it while it grows:
what is decided on it holds. Leader clustering (Hartigan, Clustering Algorithms, 1975, 3.2) with the mean as leader."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from desk.training.vectors import Floats, unit

LIKE = 0.6
"""Cosine to the middle of a group from which on an utterance belongs to it: see bench/topics.py."""


@dataclass(frozen=True)
class Placed:
    """Where an utterance has gone."""

    index: int
    """Of the group within Groups."""
    likeness: float
    """Cosine to its middle, itself counted."""


@dataclass
class Groups:
    """The groups of one language."""

    like: float = LIKE
    ids: list[int | None] = field(default_factory=list)
    """None: not stored yet."""
    sums: list[Floats] = field(default_factory=list)
    counts: list[int] = field(default_factory=list)
    _middles: Floats = field(default_factory=lambda: np.empty((0, 0), np.float32))
    """Unit vectors of the first so many; rows beyond are spare."""

    def add(self, id: int | None, sum: Floats, count: int) -> int:
        """A group that is there; returns its index."""
        index = len(self.ids)
        self.ids.append(id)
        self.sums.append(sum)
        self.counts.append(count)
        if index >= len(self._middles):
            grown = np.zeros((max(64, 2 * index), len(sum)), np.float32)
            if index:
                grown[:index] = self._middles[:index]
            self._middles = grown
        self._middles[index] = unit(sum)
        return index

    def place(self, vector: Floats) -> Placed:
        """Put in an utterance."""
        count = len(self.ids)
        if count:
            likeness = self._middles[:count] @ vector
            nearest = int(likeness.argmax())
            if likeness[nearest] >= self.like:
                self.sums[nearest] = self.sums[nearest] + vector
                self.counts[nearest] += 1
                self._middles[nearest] = unit(self.sums[nearest])
                return Placed(nearest, float(self._middles[nearest] @ vector))
        return Placed(self.add(None, vector.copy(), 1), 1.0)
