"""The finders in Rasa's pipeline."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.training_data import entities_parser
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.entities.component import EntityFinder
from tests.bot.world import DEMO, NOW

pytestmark = pytest.mark.unit


def parse(text: str, **metadata: Any) -> dict[str, Any]:
    (message,) = EntityFinder(DEMO, lambda: NOW).process([Message({"text": text, "metadata": metadata})])
    return dict(message.as_dict(only_output_properties=True))


def test_entities_come_in_the_form_of_rasa() -> None:
    found = parse("not sales, billing on friday", language="en")
    assert found["entities"] == [
        {"entity": "department", "value": "account_management", "start": 11, "end": 18, "confidence_entity": 1.0,
         "extractor": "EntityFinder"},
        {"entity": "day", "value": "2026-11-27", "start": 19, "end": 28, "confidence_entity": 1.0,
         "extractor": "EntityFinder"},
    ]  # fmt: skip
    assert [row["value"] for row in found["negated_entities"]] == ["sales"]


def test_the_language_of_the_call_decides() -> None:
    assert [row["value"] for row in parse("om ti dage", language="da")["entities"]] == ["2026-12-05"]


def test_without_a_language_the_text_tells() -> None:
    assert [row["value"] for row in parse("ik wil graag de klantenservice spreken")["entities"]] == ["customer_service"]
    assert [row["value"] for row in parse("vorrei parlare con le vendite", language="auto")["entities"]] == ["sales"]


def test_the_country_of_the_caller_reaches_the_phone_numbers() -> None:
    found = parse("zéro quatre, septante, douze, trente-quatre, cinquante-six", language="fr", countries=["BE"])
    assert [row["value"] for row in found["entities"]] == ["+32470123456"]


def test_a_message_without_text_passes() -> None:
    (message,) = EntityFinder(DEMO).process([Message({"intent": "greet"})])
    assert message.get("entities") is None


def test_rasa_knows_the_component() -> None:
    assert EntityFinder in {part.clazz for part in DefaultV1Recipe._registered_components.values()}


def test_phrases_that_are_marked_in_the_training_data_are_found_after_training(tmp_path: Path) -> None:
    examples = [
        Message.build(
            entities_parser.replace_entities(text), "reach_department", parse_markup(text), {"language": language}
        )
        for text, language in (
            ('could the [box people]{"entity": "department", "value": "technical_support"} ring me', "en"),
            ('hi [the lagoon]{"entity": "site", "value": "milan"}', "en"),
            ('is [Big Mette]{"entity": "person", "value": "nobody-of-ours"} in', "en"),
            ('[moules frites]{"entity": "language", "value": "fr"} please', "en"),
            ('[sales]{"entity": "department", "value": "escalations"}', "en"),
        )
    ]
    storage, resource = LocalModelStorage.create(tmp_path), Resource("finder")
    context: Any = None
    untrained = EntityFinder.create({}, storage, resource, context)
    untrained.train(TrainingData(examples))
    trained = EntityFinder.load({}, storage, resource, context)

    def found(text: str, language: str = "en") -> list[tuple[str, str]]:
        (message,) = trained.process([Message({"text": text, "metadata": {"language": language}})])
        return [(row["entity"], row["value"]) for row in message.get("entities")]

    assert parse("put me through to the box people", language="en")["entities"] == []
    assert found("put me through to the box people") == [("department", "technical_support")]
    assert found("not the box people, sales") == [("department", "sales")]
    assert found("where is the lagoon") == [("site", "milan")]
    assert found("can we speak moules frites") == [("language", "fr")]
    assert found("sales please") == [("department", "sales")], "the company's own names come first"
    assert found("the box people", "da") == [], "in their language only"


def test_a_model_that_learned_no_phrases_finds_what_it_always_did(tmp_path: Path) -> None:
    storage, resource = LocalModelStorage.create(tmp_path), Resource("finder")
    context: Any = None
    EntityFinder.create({}, storage, resource, context).train(TrainingData([Message.build("hi", "greet")]))
    loaded = EntityFinder.load({}, storage, resource, context)
    (message,) = loaded.process([Message({"text": "sales please", "metadata": {"language": "en"}})])
    assert [row["value"] for row in message.get("entities")] == ["sales"]
    before = EntityFinder.load({}, storage, Resource("of a model from before phrases were learned"), context)
    (message,) = before.process([Message({"text": "sales please", "metadata": {"language": "en"}})])
    assert [row["value"] for row in message.get("entities")] == ["sales"]


def parse_markup(text: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = entities_parser.find_entities_in_training_example(text)
    return found
