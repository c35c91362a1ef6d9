"""The entity finders as a component of Rasa's pipeline."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Dict, List

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.corpus.learned import NOTHING, Learned, Phrase
from bot.directory import Company
from bot.directory import company as loaded_company
from bot.entities.finder import Clock, finders
from bot.language import detect
from bot.messages import Entity

NEGATED = "negated_entities"
"""Key of the parse result with what the caller takes back, in the form of `entities`."""
EXTRACTOR = "EntityFinder"
_FALLBACK = "en"


def utc_now() -> datetime:
    """The moment, aware."""
    return datetime.now(UTC)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class EntityFinder(GraphComponent):  # type: ignore[misc]
    """Departments, sites, people, languages, days, times and numbers, from the directory, from rules, and from phrases
    that are marked in the training data.

    The language is that of the message's metadata,
        else it is guessed from the text; `countries` in the metadata (ISO 3166)
    tell where the caller phones from.
    """

    def __init__(
        self,
        company: Company,
        now: Clock = utc_now,
        learned: Learned = NOTHING,
        storage: ModelStorage | None = None,
        resource: Resource | None = None,
    ) -> None:
        self._company = company
        self.now = now
        """May be replaced, where another moment than this one is meant."""
        self._learned = learned
        self._storage, self._resource = storage, resource

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """It has no settings: the company's files say what there is to find."""
        return {}

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> EntityFinder:
        """A component for the company of this process that has learned nothing. Raises UserError when the company's
        files cannot be used."""
        return cls(loaded_company(), storage=model_storage, resource=resource)

    @classmethod
    def load(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> EntityFinder:
        """The trained component."""
        try:
            with model_storage.read_from(resource) as folder:
                learned = Learned.load(Path(folder))
        except ValueError:
            learned = NOTHING  # a model from before phrases were learned: it still answers until it is trained anew
        return cls(loaded_company(), learned=learned)

    def train(self, training_data: TrainingData) -> Resource:
        """Keep the phrases that are marked, with the model."""
        assert self._storage is not None
        assert self._resource is not None
        self._learned = Learned.of(phrase for row in training_data.intent_examples for phrase in _phrases(row))
        with self._storage.write_to(self._resource) as folder:
            self._learned.save(Path(folder))
        return self._resource

    def process(self, messages: List[Message]) -> List[Message]:
        """Add the entities of each message to those that it has."""
        for message in messages:
            text = message.get(TEXT)
            if not text:
                continue
            metadata = message.get("metadata") or {}
            found = finders(self._company, _language(text, metadata), self._learned).find(
                text, self.now(), tuple(metadata.get("countries") or ())
            )
            rows = [_row(entity, weight) for entity, weight in zip(found.entities, found.weights, strict=True)]
            message.set(ENTITIES, [*message.get(ENTITIES, []), *rows], add_to_output=True)
            message.set(NEGATED, [_row(entity) for entity in found.negated], add_to_output=True)
        return messages


def _language(text: str, metadata: Dict[str, Any]) -> str:
    language = metadata.get("language")
    if language and language != "auto":
        return str(language)
    guess = detect(text)
    return guess.language if guess else _FALLBACK


def _phrases(row: Message) -> Iterator[Phrase]:
    language = ((row.get("metadata") or {}).get("intent") or {}).get("language")
    for mark in row.get(ENTITIES, ()) if language else ():
        yield Phrase(str(language), mark["entity"], str(mark["value"]), row.get(TEXT)[mark["start"] : mark["end"]])


def _row(entity: Entity, weight: float = 1.0) -> Dict[str, Any]:
    return {
        "entity": entity.entity,
        "value": entity.value,
        "start": entity.start,
        "end": entity.end,
        "confidence_entity": round(weight, 3),
        "extractor": EXTRACTOR,
    }
