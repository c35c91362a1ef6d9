"""From scores to confidences that mean what they say, learned on utterances that the classifier has not seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
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
    """How the scores of encoder and n-grams are weighed, and the gate that tells what is out of scope."""

    weights: tuple[float, float]
    """Factors of the encoder's scores and of the n-grams'."""
    gate: tuple[float, ...]
    """Weights of the gate's three inputs and its constant; empty without a class out_of_scope."""
    outside: int | None
    """Index of the class out_of_scope, where there is one."""

    @classmethod
    def fit(
        cls, scores: Floats, counted: Floats, likeness: Floats, labels: NDArray[np.int32], outside: int | None
    ) -> Calibration:
        """On held-out utterances: `scores` of the encoder and `counted` of the n-grams, both [n, classes], and their
        `likeness` [n, 2]."""
        if outside is None:
            return cls(_weights(scores, counted, labels), (), None)
        within = labels != outside
        target = labels[within] - (labels[within] > outside)
        encoded, written = (np.delete(part[within], outside, axis=1) for part in (scores, counted))
        weights = _weights(encoded, written, target)
        inputs = _gate_inputs(_mixed(scores, counted, weights), likeness, outside)
        model = LogisticRegression(C=10.0).fit(inputs, ~within)
        return cls(weights, (*model.coef_[0].tolist(), float(model.intercept_[0])), outside)

    @classmethod
    def restored(cls, kept: dict[str, Any]) -> Calibration:
        """From what JSON makes of `dataclasses.asdict`."""
        return cls(tuple(kept["weights"]), tuple(kept["gate"]), kept["outside"])

    def probabilities(self, scores: Floats, counted: Floats, likeness: Floats) -> Floats:
        """[n, classes], rows sum to 1."""
        mixed = _mixed(scores, counted, self.weights)
        if self.outside is None:
            plain: Floats = softmax(mixed, axis=1)
            return plain
        gate = np.array(self.gate)
        beyond = expit(_gate_inputs(mixed, likeness, self.outside) @ gate[:-1] + gate[-1])
        mixed[:, self.outside] = -np.inf
        shares: Floats = softmax(mixed, axis=1) * (1 - beyond)[:, None]
        shares[:, self.outside] = beyond
        return shares


def _mixed(scores: Floats, counted: Floats, weights: tuple[float, float]) -> Floats:
    return weights[0] * scores + weights[1] * counted


def _weights(scores: Floats, counted: Floats, labels: NDArray[np.int32]) -> tuple[float, float]:
    """The factors under which the labels are likeliest: temperature scaling (Guo et al. 2017) of two scores at once."""

    def loss(logarithms: NDArray[np.float64]) -> float:
        first, second = np.exp(logarithms)
        likelihood = log_softmax(first * scores + second * counted, axis=1)
        return -float(likelihood[np.arange(len(labels)), labels].mean())

    found = minimize(loss, (0.0, -1.0), method="Nelder-Mead", bounds=((-3, 3), (-5, 3))).x
    first, second = np.exp(found).tolist()
    return first, second


def _gate_inputs(scores: Floats, likeness: Floats, outside: int) -> Floats:
    """Log-odds of the class out_of_scope among the scores, and the two likenesses."""
    rest = np.delete(scores, outside, axis=1)
    odds = scores[:, outside] - logsumexp(rest, axis=1)
    return np.column_stack([odds, likeness * 10])
