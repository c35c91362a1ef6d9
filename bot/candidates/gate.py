"""Whether a candidate may go live: what it must not break. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.candidates.figures import ALL
from bot.candidates.targets import Targets

HAIR = 1e-9
"""Shares are rounded decimals; what is equal to a limit does not break it."""


@dataclass(frozen=True)
class Broken:
    """A target that a candidate does not reach."""

    target: str
    """As in the settings, and what it is about: `language_loss.da`."""
    value: float
    limit: float


def judge(live: Mapping[str, Any] | None, candidate: Mapping[str, Any], targets: Targets) -> list[Broken]:
    """What the figures of a candidate break, beside those of the live model (see figures.summary); None: no model."""
    broken = list(_absolute(candidate, targets))
    return broken + (list(_relative(live, candidate, targets)) if live else [])


def _absolute(candidate: Mapping[str, Any], targets: Targets) -> Iterator[Broken]:
    for language, row in candidate["languages"].items():
        name, least = ("accuracy", targets.accuracy) if language == ALL else (
            f"language_accuracy.{language}", targets.language_accuracy
        )  # fmt: skip
        if row["accuracy"] < least - HAIR:
            yield Broken(name, row["accuracy"], least)
    if candidate["spread"] > targets.spread + HAIR:
        yield Broken("spread", candidate["spread"], targets.spread)


def _relative(live: Mapping[str, Any], candidate: Mapping[str, Any], targets: Targets) -> Iterator[Broken]:
    for language, row in live["languages"].items():
        loss = targets.overall_loss if language == ALL else targets.language_loss
        least, found = row["accuracy"] - loss, candidate["languages"].get(language, {"accuracy": 0.0})["accuracy"]
        if found < least - HAIR:
            name = "overall_loss" if language == ALL else f"language_loss.{language}"
            yield Broken(name, found, round(least, 4))
    for intent, row in live["intents"].items():
        least = row["f1"] - targets.intent_loss
        found = candidate["intents"].get(intent, {"f1": 0.0})["f1"]
        if row["count"] >= targets.intent_count and found < least - HAIR:
            yield Broken(f"intent_loss.{intent}", found, round(least, 4))
