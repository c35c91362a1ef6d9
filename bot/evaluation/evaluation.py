"""Runs a trained model over the test sets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

from bot.evaluation.metrics import OUTSIDE, Prediction
from bot.evaluation.sets import Marked, Utterance
from bot.nlu.calibration import Floats
from bot.nlu.damage import Damage
from bot.nlu.intent_model import IntentModel

Finder = Callable[[str, str], Sequence[tuple[str, str]]]
"""Text and language to (entity, value) pairs."""


def predict(model: IntentModel, rows: Sequence[Utterance]) -> list[Prediction]:
    """What the model makes of each utterance."""
    probabilities = model.probabilities([row.text for row in rows])
    outside = model.intents.index(OUTSIDE) if OUTSIDE in model.intents else None
    return [
        Prediction(row.text, row.language, row.intent, model.intents[best], float(share[best]), _at(share, outside))
        for row, share, best in zip(rows, probabilities, probabilities.argmax(axis=1), strict=True)
    ]


def _at(share: Floats, place: int | None) -> float:
    return 0.0 if place is None else float(share[place])


def damaged(rows: Sequence[Utterance], seed: int = 1) -> list[Utterance]:
    """The same utterances as a recogniser might have written them; sound-alikes come from the set's own words."""
    languages = sorted({row.language for row in rows})
    damage = {
        language: Damage((row.text for row in rows if row.language == language), Random(f"{seed}{language}"))
        for language in languages
    }
    return [Utterance(damage[row.language](row.text), row.language, row.intent) for row in rows]


@dataclass(frozen=True)
class EntityScore:
    """How often texts that hold an entity had it found with the right value, and what was found that is not there."""

    entity: str
    count: int
    right: int
    invented: int
    misses: tuple[str, ...]
    """Texts that went wrong."""


def entity_scores(rows: Sequence[Marked], find: Finder) -> list[EntityScore]:
    """One row an entity; only entities that the text is marked for count, beside inventions in unmarked texts."""
    found = [frozenset(find(row.text, row.language)) for row in rows]
    names = sorted({name for row in rows for name, _ in row.entities})
    scores = []
    for name in names:
        pairs = [
            (row, _of(name, row.entities), _of(name, seen))
            for row, seen in zip(rows, found, strict=True)
            if _of(name, row.entities)
        ]
        wrong = tuple(row.text for row, want, seen in pairs if want != seen)
        invented = sum(bool(_of(name, seen)) for row, seen in zip(rows, found, strict=True) if not row.entities)
        scores.append(EntityScore(name, len(pairs), len(pairs) - len(wrong), invented, wrong))
    return scores


def _of(name: str, pairs: frozenset[tuple[str, str]]) -> frozenset[str]:
    return frozenset(value for entity, value in pairs if entity == name)
