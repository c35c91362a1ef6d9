"""The finders in Rasa's pipeline."""

from __future__ import annotations

from typing import Any

import pytest
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.training_data.message import Message

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
