"""Figures of an intent classifier, from labels and predictions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

OUTSIDE = "out_of_scope"
BINS = 10
BOOTSTRAPS = 1000


@dataclass(frozen=True)
class Prediction:
    """One utterance, what it is and what it was taken for."""

    text: str
    language: str
    intent: str
    predicted: str
    confidence: float
    outside: float
    """Probability that it is out of scope."""

    @property
    def right(self) -> bool:
        return self.intent == self.predicted


@dataclass(frozen=True)
class Scores:
    """Figures over a set of predictions, all 0 to 1."""

    count: int
    accuracy: float
    interval: tuple[float, float]
    """95 % confidence interval of the accuracy, by bootstrap over utterances."""
    macro_f1: float
    calibration_error: float
    """Expected calibration error over BINS bins of equal width (Guo et al. 2017)."""


def score(rows: Sequence[Prediction]) -> Scores:
    """The figures of a non-empty set."""
    right = np.array([row.right for row in rows])
    random = np.random.default_rng(0)
    means = right[random.integers(0, len(right), (BOOTSTRAPS, len(right)))].mean(axis=1)
    low, high = np.percentile(means, [2.5, 97.5])
    f1 = [value for _, value in intent_f1(rows)]
    return Scores(
        len(rows), float(right.mean()), (float(low), float(high)), float(np.mean(f1)), calibration_error(rows)
    )


def intent_f1(rows: Sequence[Prediction]) -> list[tuple[str, float]]:
    """F1 of each intent, worst first."""
    truth, found = Counter(row.intent for row in rows), Counter(row.predicted for row in rows)
    hits = Counter(row.intent for row in rows if row.right)
    values = [(intent, 2 * hits[intent] / (truth[intent] + found[intent])) for intent in truth]
    return sorted(values, key=lambda pair: pair[1])


def calibration_error(rows: Sequence[Prediction]) -> float:
    """Mean gap between confidence and share of right predictions, weighted by how many fall into each bin."""
    confidence = np.array([row.confidence for row in rows])
    right = np.array([row.right for row in rows], float)
    bins = np.minimum((confidence * BINS).astype(int), BINS - 1)
    gaps = [
        (bins == index).mean() * abs(confidence[bins == index].mean() - right[bins == index].mean())
        for index in range(BINS)
        if (bins == index).any()
    ]
    return float(sum(gaps))


def confusions(rows: Sequence[Prediction]) -> list[tuple[str, str, int]]:
    """Pairs (is, taken for, how often), most frequent first."""
    counted = Counter((row.intent, row.predicted) for row in rows if not row.right)
    return [(is_, taken, number) for (is_, taken), number in counted.most_common()]


def confusion_matrix(rows: Sequence[Prediction]) -> tuple[list[str], NDArray[np.int64]]:
    """Names and counts [is, taken for]."""
    names = sorted({row.intent for row in rows} | {row.predicted for row in rows})
    index = {name: place for place, name in enumerate(names)}
    matrix = np.zeros((len(names), len(names)), np.int64)
    for row in rows:
        matrix[index[row.intent], index[row.predicted]] += 1
    return names, matrix


@dataclass(frozen=True)
class TradeOff:
    """What a threshold on the probability of being out of scope catches and costs."""

    threshold: float
    caught: float
    """Share of out-of-scope utterances above it."""
    lost: float
    """Share of in-scope utterances above it."""


def trade_off(rows: Sequence[Prediction], thresholds: Sequence[float]) -> list[TradeOff]:
    """One row a threshold."""
    beyond = np.array([row.outside for row in rows if row.intent == OUTSIDE])
    within = np.array([row.outside for row in rows if row.intent != OUTSIDE])
    return [TradeOff(t, float((beyond >= t).mean()), float((within >= t).mean())) for t in thresholds]


def auroc(rows: Sequence[Prediction]) -> float:
    """How well the probability of being out of scope orders the two sides: 1 perfect, 0.5 chance."""
    beyond = np.array([row.outside for row in rows if row.intent == OUTSIDE])
    within = np.array([row.outside for row in rows if row.intent != OUTSIDE])
    wins = (beyond[:, None] > within[None, :]).mean() + 0.5 * (beyond[:, None] == within[None, :]).mean()
    return float(wins)
