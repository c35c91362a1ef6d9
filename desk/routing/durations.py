"""How long things take on this floor: learned from what was measured, old measurements forgotten little by little."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Seconds = NDArray[np.float64]

FORGETTING = 0.99
"""Weight of a measurement against the next newer one: half is forgotten after 69, and the mean of a steady floor is
good to about 7 % (1 / √(2 / (1 − 0.99))) for exponential times."""
KEPT = 400
"""Older measurements than this weigh less than 2 % of a new one."""
PRIOR_WEIGHT = 5.0
"""The assumption counts as so many measurements, so that one odd first call does not swing the estimate; it is the
oldest of them and forgotten as they are."""
PRIOR_POINTS = 20
"""The assumed distribution stands for this many of its quantiles."""


@dataclass(frozen=True)
class Durations:
    """A distribution of times in seconds, as measured: no shape is assumed."""

    times: Seconds
    """Ascending."""
    below: Seconds
    """Share of the distribution up to and with each time; the last is 1."""

    @property
    def mean(self) -> float:
        """Seconds."""
        return float(np.sum(self.times * np.diff(self.below, prepend=0.0)))

    def draw(self, rng: np.random.Generator, count: int) -> Seconds:
        """Random times in seconds."""
        return self._at(rng.random(count))

    def remaining(self, elapsed: Sequence[float], rng: np.random.Generator, count: int) -> Seconds:
        """What is left of things that have lasted so long: seconds, `count` rows, one column each. Something that has
        lasted longer than anything measured is given an average time more."""
        passed = np.asarray(elapsed, dtype=np.float64)
        begun = np.concatenate(([0.0], self.below))[np.searchsorted(self.times, passed, side="right")]
        left = self._at(begun + (1.0 - begun) * rng.random((count, len(passed)))) - passed
        return np.where(begun < 1.0, np.maximum(left, 0.0), rng.exponential(self.mean, left.shape))

    def _at(self, shares: Seconds) -> Seconds:
        found: Seconds = self.times[np.minimum(np.searchsorted(self.below, shares, side="right"), len(self.times) - 1)]
        return found


def durations(measured: Sequence[float], assumed_mean: float) -> Durations:
    """The distribution of measured times in seconds, oldest first; before anything is measured, an exponential one of
    the assumed mean."""
    recent = np.asarray(measured[-KEPT:], dtype=np.float64)
    weights = FORGETTING ** np.arange(len(recent) - 1, -1, -1.0)
    # Midpoint quantiles of an exponential distribution, scaled because they alone do not reach its mean.
    prior = -np.log1p(-(np.arange(PRIOR_POINTS) + 0.5) / PRIOR_POINTS)
    prior *= assumed_mean / prior.mean()
    times = np.concatenate((recent, prior))
    shares = np.concatenate((weights, np.full(PRIOR_POINTS, PRIOR_WEIGHT / PRIOR_POINTS * FORGETTING ** len(recent))))
    ascending = np.argsort(times, kind="stable")
    below = np.cumsum(shares[ascending])
    return Durations(times[ascending], below / below[-1])
