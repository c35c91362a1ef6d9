"""The figures of a model on the test set, and which utterances two models take differently. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.evaluation.metrics import Prediction, intent_f1, score
from bot.messages import LANGUAGES

ALL = "all"


@dataclass(frozen=True)
class Difference:
    """An utterance of the test set that the candidate takes for something else than the live model does."""

    text: str
    language: str
    intent: str
    """What it is."""
    was: str
    """The live model's reading; and the candidate's:"""
    now: str


def by_language(rows: Sequence[Prediction]) -> dict[str, dict[str, float]]:
    """Language, and `all` → count, accuracy, macro_f1."""
    found = {}
    for language in (ALL, *LANGUAGES):
        part = [row for row in rows if language in (row.language, ALL)]
        if part:
            figures = score(part)
            found[language] = {
                "count": figures.count,
                "accuracy": round(figures.accuracy, 4),
                "macro_f1": round(figures.macro_f1, 4),
            }
    return found


def by_intent(rows: Sequence[Prediction], language: str = ALL) -> dict[str, dict[str, float]]:
    """Intent → count, f1."""
    part = [row for row in rows if language in (row.language, ALL)]
    counts: dict[str, int] = {}
    for row in part:
        counts[row.intent] = counts.get(row.intent, 0) + 1
    return {intent: {"count": counts[intent], "f1": round(f1, 4)} for intent, f1 in sorted(intent_f1(part))}


def spread(figures: dict[str, dict[str, float]]) -> float:
    """Between the best and the worst language's accuracy, 0 to 1."""
    values = [row["accuracy"] for language, row in figures.items() if language != ALL]
    return round(max(values) - min(values), 4) if values else 0.0


def summary(clean: Sequence[Prediction], damaged: Sequence[Prediction]) -> dict[str, Any]:
    """All figures of one model."""
    languages = by_language(clean)
    return {
        "languages": languages,
        "damaged": by_language(damaged),
        "intents": by_intent(clean),
        "language_intents": {language: by_intent(clean, language) for language in languages if language != ALL},
        "spread": spread(languages),
    }


def differences(
    live: Sequence[Prediction], candidate: Sequence[Prediction]
) -> tuple[list[Difference], list[Difference], list[Difference]]:
    """Utterances that got better, that got worse, and that are taken differently and wrongly by both."""
    better: list[Difference] = []
    worse: list[Difference] = []
    other: list[Difference] = []
    for old, new in zip(live, candidate, strict=True):
        if old.predicted == new.predicted:
            continue
        row = Difference(new.text, new.language, new.intent, old.predicted, new.predicted)
        (better if new.right else worse if old.right else other).append(row)
    return better, worse, other
