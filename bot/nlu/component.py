"""The intent classifier as a component of Rasa's pipeline."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, Dict, List

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.intent_model import FILES, IntentModel
from bot.nlu.progress import Printer
from centralino.paths import MODELS

RANKING = "intent_ranking"
CACHE = MODELS / "dialogue" / "cache"
"""What trainings keep for the next one."""
listener: Callable[[str, float], None] | None = None
"""Is told of the progress; None: the terminal is."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class IntentClassifier(GraphComponent):  # type: ignore[misc]
    """Sentence encoder adapted to callers' utterances beside n-grams, out-of-scope gate, calibrated confidence."""

    def __init__(self, model_storage: ModelStorage, resource: Resource, model: IntentModel | None = None) -> None:
        self._storage, self._resource, self._model = model_storage, resource, model

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """It has no settings: what was worth tuning was tuned on held-out data."""
        return {}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> IntentClassifier:
        """An untrained component."""
        return cls(model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Train on the labelled examples and keep the model with Rasa's."""
        from bot.nlu.lessons import Examples
        from bot.nlu.training import train

        rows = training_data.intent_examples
        examples = Examples(
            tuple(row.get(TEXT) for row in rows),
            tuple(row.get(INTENT) for row in rows),
            tuple(_language(row) for row in rows),
        )
        with tempfile.TemporaryDirectory() as scratch, self._storage.write_to(self._resource) as folder:
            train(examples, Path(scratch), listener or Printer(), CACHE)
            for name in FILES:
                shutil.copy(Path(scratch) / name, Path(folder) / name)
            self._model = IntentModel(Path(folder))
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> IntentClassifier:
        """The trained component."""
        with model_storage.read_from(resource) as folder:
            return cls(model_storage, resource, IntentModel(Path(folder)))

    def process(self, messages: List[Message]) -> List[Message]:
        """Set intent and ranking; a message without words gets none."""
        assert self._model is not None
        for message in messages:
            text = message.get(TEXT)
            if text and text.strip():
                ranking = [{"name": row.intent, "confidence": row.confidence} for row in self._model.rank(text)]
                message.set(INTENT, ranking[0], add_to_output=True)
                message.set(RANKING, ranking, add_to_output=True)
        return messages


def _language(row: Message) -> str:
    """As the training data give it: `metadata: {language: fr}` beside the intent."""
    return str(((row.get("metadata") or {}).get("intent") or {}).get("language", ""))
