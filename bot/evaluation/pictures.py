"""The evaluation's pictures, as PNG bytes."""

from __future__ import annotations

import io
from collections.abc import Sequence

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from bot.evaluation.metrics import BINS, Prediction, TradeOff, confusion_matrix

RIGHT, WRONG, INK = "#2f6f8f", "#c8553d", "#333333"


def confusion(rows: Sequence[Prediction]) -> bytes:
    """Intents against what they were taken for, in shares of each row; only errors are coloured."""
    names, matrix = confusion_matrix(rows)
    shares = matrix / np.maximum(matrix.sum(axis=1, keepdims=True), 1)
    figure, axes = plt.subplots(figsize=(11, 10))
    errors = shares.copy()
    np.fill_diagonal(errors, 0)
    axes.imshow(errors, cmap="OrRd", vmin=0, vmax=0.2)
    axes.set_xticks(range(len(names)), names, rotation=90, fontsize=7)
    axes.set_yticks(range(len(names)), names, fontsize=7)
    axes.set_xlabel("taken for")
    axes.set_ylabel("is")
    for row, column in np.argwhere(matrix > 0):
        weight = "bold" if row == column else "normal"
        text = f"{100 * shares[row, column]:.0f}"
        axes.text(column, row, text, ha="center", va="center", fontsize=5.5, color=INK, fontweight=weight)
    axes.set_title(f"Confusion, per cent of each row (n = {len(rows)})")
    return _png(figure)


def confidence(rows: Sequence[Prediction]) -> bytes:
    """How sure the model was where it was right and where it was wrong, and whether that is honest."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(11, 3.8))
    edges = np.linspace(0, 1, BINS * 2 + 1)
    good = [row.confidence for row in rows if row.right]
    bad = [row.confidence for row in rows if not row.right]
    left.hist([good, bad], bins=edges.tolist(), stacked=True, color=[RIGHT, WRONG], label=["right", "wrong"])
    left.set_yscale("log")
    left.set_xlabel("confidence")
    left.set_ylabel("utterances")
    left.legend(frameon=False)
    left.set_title("Confidence")
    sure = np.array([row.confidence for row in rows])
    hit = np.array([row.right for row in rows], float)
    bins = np.minimum((sure * BINS).astype(int), BINS - 1)
    used = [index for index in range(BINS) if (bins == index).any()]
    right.plot([0, 1], [0, 1], color="#bbbbbb", linewidth=1)
    right.plot([sure[bins == i].mean() for i in used], [hit[bins == i].mean() for i in used], "o-", color=RIGHT)
    right.set_xlabel("confidence")
    right.set_ylabel("share right")
    right.set_title("Calibration (on the line = honest)")
    return _png(figure)


def scope(rows: Sequence[TradeOff]) -> bytes:
    """Out of scope: caught against lost."""
    figure, axes = plt.subplots(figsize=(5.5, 3.8))
    axes.plot([100 * row.lost for row in rows], [100 * row.caught for row in rows], color=RIGHT)
    axes.axvline(5, color="#bbbbbb", linewidth=1)
    axes.axhline(80, color="#bbbbbb", linewidth=1)
    axes.set_xlim(0, 20)
    axes.set_ylim(0, 101)
    axes.set_xlabel("in-scope lost, %")
    axes.set_ylabel("out-of-scope caught, %")
    axes.set_title("Out of scope (lines: the targets)")
    return _png(figure)


def learning_curve(points: Sequence[tuple[int, float]]) -> bytes:
    """Accuracy against the number of training utterances."""
    figure, axes = plt.subplots(figsize=(5.5, 3.8))
    axes.plot([count for count, _ in points], [100 * value for _, value in points], "o-", color=RIGHT)
    axes.set_xlabel("training utterances")
    axes.set_ylabel("accuracy on the test set, %")
    axes.set_title("Learning curve")
    return _png(figure)


def _png(figure: Figure) -> bytes:
    buffer = io.BytesIO()
    figure.tight_layout()
    figure.savefig(buffer, format="png", dpi=110)
    plt.close(figure)
    return buffer.getvalue()
