"""Reply times by the number of calls at a time, as a picture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import matplotlib as mpl

mpl.use("svg")

import matplotlib.pyplot as plt

STYLES = {"p50": "-", "p95": "--"}
COLOURS = ("#1d6f5e", "#b4552d")
Series = Mapping[str, Sequence[float]]
"""Percentile → seconds, one for each number of calls."""


def replies(calls: Sequence[int], systems: Mapping[str, Series], target: float, file: Path) -> None:
    """Draw the systems over each other into an SVG. `target`: seconds, drawn as a line."""
    figure, axes = plt.subplots(figsize=(7, 3.6), layout="constrained")
    for (name, series), colour in zip(systems.items(), COLOURS, strict=False):
        for percentile, seconds in series.items():
            axes.plot(calls, seconds, STYLES[percentile], color=colour, marker="o", label=f"{name}, {percentile}")
    axes.axhline(target, color="#888888", linewidth=1, linestyle=":")
    axes.annotate(f"{target:g} s", (calls[-1], target), textcoords="offset points", xytext=(0, -12), ha="right")
    axes.set_xlabel("calls at a time")
    axes.set_ylabel("seconds from the caller's last sound\nto the bot's first")
    axes.set_xticks(list(calls))
    axes.set_ylim(bottom=0)
    axes.legend(frameon=False)
    axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(file, metadata={"Date": None})
    plt.close(figure)
