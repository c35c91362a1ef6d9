"""How one sentence is understood, and why: without Rasa, and with the same result.

`centralino parse` runs a Rasa pipeline of two components; these are they, without the pipeline.
"""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from bot.candidates.files import digest
from bot.candidates.grafting import unpack
from bot.corpus.learned import Learned
from bot.dialogue.understanding import plain, understood
from bot.directory import company
from bot.entities.finder import finders
from bot.evaluation.metrics import OUTSIDE
from bot.messages import Entity, Understanding
from bot.nlu import intent_model
from bot.nlu.intent_model import IntentModel
from centralino.errors import UserError

Reason = Literal["none", "unlike_anything", "like_out_of_scope_examples", "below_threshold"]
NEAREST = 5


@dataclass(frozen=True)
class Neighbour:
    """A training example."""

    text: str
    intent: str
    language: str
    likeness: float
    """Cosine, up to 1."""


@dataclass(frozen=True)
class Tried:
    """What became of a sentence."""

    understanding: Understanding
    nearest: tuple[Neighbour, ...]
    """Empty for a model that does not keep its examples."""
    keeps_examples: bool
    outside: float
    """Probability that it is out of scope, and the likeness to the nearest examples on either side:"""
    likeness_inside: float
    likeness_outside: float
    reason: Reason
    """Why the bot would not act on it."""


class Trying:
    """One model. Safe to use from several threads."""

    def __init__(self, archive: Path) -> None:
        """Raises UserError."""
        with tempfile.TemporaryDirectory() as folder:
            unpack(archive, Path(folder))
            try:
                self._model = IntentModel(Path(folder))
                self._examples = intent_model.examples(Path(folder))
                self._learned = Learned.load(Path(folder))
            except Exception as error:  # ONNX Runtime, NumPy and JSON have their own ways of saying it
                kind = type(error).__name__
                raise UserError(f"{archive}: the model cannot be loaded ({kind}); train or promote another") from error

    def read(self, text: str, language: str) -> Tried:
        """As `centralino parse` does, with the reasons."""
        said = plain(text)
        found = self._model.explain(said) if said.strip() else None
        row: dict[str, Any] = {"text": said, "intent": None, "intent_ranking": [], "entities": []}
        if found is not None:
            ranking = [{"name": one.intent, "confidence": one.confidence} for one in found.ranking]
            row |= {"intent": ranking[0], "intent_ranking": ranking, "entities": self._entities(said, language)}
        understanding = understood(row, text, language)
        if found is None:
            return Tried(understanding, (), self._examples is not None, 0.0, 0.0, 0.0, "below_threshold")
        inside, outside = found.likeness
        reason = _reason(understanding, inside, outside)
        near = tuple(self._neighbour(number, likeness) for number, likeness in found.nearest)
        return Tried(understanding, near, self._examples is not None, found.outside, inside, outside, reason)

    def _entities(self, text: str, language: str) -> list[dict[str, object]]:
        found: Sequence[Entity] = finders(company(), language, self._learned).find(text, datetime.now(UTC), ()).entities
        return [vars(entity) for entity in found]

    def _neighbour(self, number: int, likeness: float) -> Neighbour:
        assert self._examples is not None, "numbers come with them"
        own = self._examples
        return Neighbour(own.texts[number], own.intents[number], own.languages[number], likeness)


def _reason(found: Understanding, inside: float, outside: float) -> Reason:
    if found.intent == OUTSIDE:
        return "like_out_of_scope_examples" if outside >= inside else "unlike_anything"
    return "below_threshold" if found.fallback else "none"


class Tries:
    """The models that were tried last, loaded once each."""

    def __init__(self, most: int = 2) -> None:
        """A model takes about 60 MB."""
        self._most, self._kept, self._lock = most, dict[str, Trying](), threading.Lock()

    def of(self, archive: Path) -> Trying:
        """Raises UserError."""
        with self._lock:
            key = digest(archive)
            if key not in self._kept:
                self._kept[key] = Trying(archive)
                while len(self._kept) > self._most:
                    del self._kept[next(iter(self._kept))]
            return self._kept[key]
