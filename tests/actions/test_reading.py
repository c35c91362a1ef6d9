"""How far a reading is trusted."""

from __future__ import annotations

import pytest

from actions.reading import Reading, band, from_message
from actions.repair import agreed
from actions.yesno import yes_or_no
from bot.messages import Entity

pytestmark = pytest.mark.unit


def test_bands() -> None:
    assert band("order_status", 0.9) == "act"
    assert band("order_status", 0.3) == "confirm"
    assert band("order_status", 0.1) == "none"
    assert band("nlu_fallback", 1.0) == "none"


def test_poor_hearing_lowers_trust() -> None:
    assert Reading(confidence=0.8).trust == 0.8
    assert Reading(confidence=0.8, heard=0.9).trust == 0.8
    assert Reading(confidence=0.8, heard=0.1).trust == pytest.approx(0.48)


def test_readings_of_one_outcome_agree() -> None:
    ranking = (("billing_question", 0.4), ("cancel_contract", 0.35), ("make_purchase", 0.1))
    assert agreed(Reading(intent="billing_question", confidence=0.4, ranking=ranking)) == pytest.approx(0.75)


def test_a_word_heard_badly_makes_its_number_unclear() -> None:
    number = Entity("order_number", "20071733", 6, 14)
    sure = Reading(text="it is 20071733", words=(("it", 0.2), ("20071733", 0.9)), heard=0.5, entities=(number,))
    unsure = Reading(text="it is 20071733", words=(("it", 0.9), ("20071733", 0.2)), heard=0.9, entities=(number,))
    assert sure.clear(number)
    assert not unsure.clear(number)


def test_keys_and_silence_from_rasa() -> None:
    def message(name: str, value: str) -> dict[str, object]:
        return {"text": "", "intent": {"name": "nlu_fallback"}, "entities": [{"entity": name, "value": value}]}

    assert from_message(message("keys", "12#")).keys == "12#"
    assert from_message(message("silence", "true")).kind == "silence"


@pytest.mark.parametrize(
    ("language", "text", "means"),
    [
        ("fr", "oui, c'est ça", True), ("fr", "non merci", False), ("fr", "je ne sais pas", None),
        ("nl", "ja hoor", True), ("nl", "nee, dat klopt niet", False), ("nl", "klopt niet", False),
        ("it", "sì, grazie", True), ("it", "no grazie", False), ("it", "esatto", True),
        ("da", "ja tak", True), ("da", "nej tak", False), ("da", "det er forkert", False),
        ("en", "yes please", True), ("en", "no thanks", False), ("en", "not really", False), ("en", "maybe", None),
    ],
)  # fmt: skip
def test_yes_and_no(language: str, text: str, means: bool | None) -> None:
    assert yes_or_no(text, language) is means
