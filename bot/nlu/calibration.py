"""From scores to confidences that mean what they say, learned on utterances that the classifier has not seen."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.special import expit, log_softmax, logsumexp, softmax
from sklearn.linear_model import LogisticRegression

Floats = NDArray[np.float32]

NEIGHBOURS = 3
"""Likeness to a side is the mean cosine of this many nearest examples: one odd example should not decide."""


@dataclass(frozen=True)
class Neighbours:
    """The training examples as unit vectors, for the likeness of an utterance to what is known."""

    inside: Floats
    """[examples, width] of utterances in scope."""
    outside: Floats

    def likeness(self, vectors: Floats) -> Floats:
        """[n, sides]: mean cosine to the nearest examples in scope and, where there are any, out of scope."""
        sides = [_nearest(vectors, side) for side in (self.inside, self.outside) if len(side)]
        return np.stack(sides, axis=1)


def _nearest(vectors: Floats, side: Floats) -> Floats:
    cosines = vectors @ side.T
    best = np.partition(cosines, -NEIGHBOURS, axis=1)[:, -NEIGHBOURS:]
    mean: Floats = best.mean(axis=1)
    return mean


@dataclass(frozen=True)
class Calibration:
    """Temperature of the scores, and the gate that tells what is out of scope."""

    temperature: float
    gate: tuple[float, ...]
    """Weights of the gate's three inputs and its constant; empty without a class out_of_scope."""
    outside: int | None
    """Index of the class out_of_scope, where there is one."""

    @classmethod
    def fit(cls, scores: Floats, likeness: Floats, labels: NDArray[np.int32], outside: int | None) -> Calibration:
        """`scores` [n, classes] and `likeness` [n, 2] of held-out utterances."""
        if outside is None:
            return cls(_temperature(scores, labels), (), None)
        within = labels != outside
        kept = np.delete(scores[within], outside, axis=1)
        target = labels[within] - (labels[within] > outside)
        temperature = _temperature(kept, target)
        model = LogisticRegression(C=10.0).fit(_gate_inputs(scores, likeness, outside), ~within)
        return cls(temperature, (*model.coef_[0].tolist(), float(model.intercept_[0])), outside)

    def probabilities(self, scores: Floats, likeness: Floats) -> Floats:
        """[n, classes], rows sum to 1."""
        if self.outside is None:
            plain: Floats = softmax(scores / self.temperature, axis=1)
            return plain
        weights = np.array(self.gate)
        beyond = expit(_gate_inputs(scores, likeness, self.outside) @ weights[:-1] + weights[-1])
        others = scores / self.temperature
        others[:, self.outside] = -np.inf
        shares: Floats = softmax(others, axis=1) * (1 - beyond)[:, None]
        shares[:, self.outside] = beyond
        return shares


def _temperature(scores: Floats, labels: NDArray[np.int32]) -> float:
    """The divisor of the scores under which the labels are likeliest (Guo et al. 2017)."""

    def loss(log_temperature: float) -> float:
        likelihood = log_softmax(scores / np.exp(log_temperature), axis=1)
        return -float(likelihood[np.arange(len(labels)), labels].mean())

    return float(np.exp(minimize_scalar(loss, bounds=(-2, 2), method="bounded").x))


def _gate_inputs(scores: Floats, likeness: Floats, outside: int) -> Floats:
    """Log-odds of the class out_of_scope among the scores, and the two likenesses."""
    rest = np.delete(scores, outside, axis=1)
    odds = scores[:, outside] - logsumexp(rest, axis=1)
    return np.column_stack([odds, likeness * 10])
