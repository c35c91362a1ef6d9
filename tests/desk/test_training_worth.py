"""What of a call is worth a trainer's look, and what never is."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from desk.training.pairing import Turn, pair
from desk.training.worth import text_key, worth

pytestmark = pytest.mark.unit
BASE = Turn(1000, 2, 4000, "byt mit modem", "da", "return_refund", 0.9, False, "open", None)


def turns(*changes: dict[str, Any]) -> list[Turn]:
    return [replace(BASE, number=2 + 3 * number, **change) for number, change in enumerate(changes)]


def whys(*changes: dict[str, Any], reason: str | None = None) -> list[tuple[tuple[str, ...], str | None]]:
    return [(one.why, one.meant) for one in worth(turns(*changes), reason)]


UNSURE = {"confidence": 0.3, "fallback": True}


def test_repaired_until_it_is_understood() -> None:
    again = {"text": "jeg vil returnere det", "intent": "return_refund"}
    assert whys(UNSURE | {"intent": "make_purchase", "repair": "again"}, again) == [
        (("unsure", "repaired"), "return_refund")
    ]


def test_a_reading_that_is_confirmed_and_one_that_is_denied() -> None:
    asked = UNSURE | {"repair": "confirm"}
    yes = {"text": "ja", "intent": "affirm", "expected": "yes_no"}
    no = {"text": "nej", "intent": "deny", "expected": "yes_no", "repair": "again"}
    other = {"text": "noget med regningen", "intent": "billing_question"}
    assert whys(asked, yes) == [(("unsure", "repaired"), "return_refund")]
    assert whys(asked, no, other) == [(("unsure", "repaired", "corrected"), "billing_question")]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "non je voulais dire ma facture"),
        ("nl", "nee ik bedoelde mijn factuur"),
        ("it", "no intendevo la mia fattura"),
        ("da", "nej jeg mente min regning"),
        ("en", "no I meant my invoice"),
    ],
)
def test_acted_upon_and_put_right(language: str, text: str) -> None:
    then = {"text": text, "intent": "billing_question", "language": language}
    assert whys({"language": language}, then) == [(("corrected",), "billing_question")]
    assert whys({"language": language}, then | {"text": "mail"}) == [], "another wish puts nothing right"
    assert whys({"language": language}, then | {"intent": "return_refund"}) == [], "it was understood"


SALES = {"intent": "reach_department", "named": frozenset({"department=sales"})}
SUPPORT = {"intent": "reach_department", "named": frozenset({"department=technical_support"})}
CORRECTED = (("corrected",), "reach_department")


@pytest.mark.parametrize(
    ("language", "texts", "then"),
    [
        (
            "fr",
            ("non, je voulais dire le support", "ah non le support", "pas la vente, le support"),
            "et au support",
        ),
        ("nl", ("nee, ik bedoelde support", "eh nee support", "niet de verkoop, support"), "en bij support"),
        (
            "it",
            ("no, intendevo l'assistenza", "ma no l'assistenza", "scusi, non la vendita"),
            "e da loro",
        ),
        ("da", ("nej, jeg mente support", "øh nej support", "ikke det, support"), "og hos support"),
        ("en", ("no, I meant support", "oh sorry, no, support", "not the shop, support"), "and in support"),
    ],
)
def test_the_same_wish_for_another_department(language: str, texts: tuple[str, ...], then: str) -> None:
    first = SALES | {"language": language}
    for text in texts:
        said = {"text": text, "language": language}
        assert whys(first, SUPPORT | said) == [CORRECTED], text
        assert whys(first, SALES | said) == [], "it was understood"
        assert whys(first | {"named": None}, SUPPORT | said) == [], "a record of before departments were kept"
    assert whys(first, SUPPORT | {"text": then, "language": language}) == [], "one more wish puts nothing right"


def test_the_same_wish_for_another_department_after_a_mere_no() -> None:
    no = {"text": "nej, ikke det", "intent": "deny", "named": frozenset()}
    assert whys(SALES, no | {"repair": "undone"}, SUPPORT) == [CORRECTED]
    assert whys(SALES, no, SALES) == [], "it was what they wanted after all"
    assert whys(SALES, no | {"named": SUPPORT["named"]}) == [(("corrected",), None)]
    assert whys(SALES, no) == []


def test_a_question_whether_it_was_meant_is_denied_by_what_was() -> None:
    asked = UNSURE | SALES | {"repair": "confirm"}
    assert whys(asked, SUPPORT | {"text": "nej, support"}) == [
        (("unsure", "repaired", "corrected"), "reach_department")
    ]


def test_given_up_over_this_turn_and_those_before_it() -> None:
    first, last = UNSURE | {"repair": "again"}, UNSURE | {"repair": "person"}
    assert whys({}, first, last) == [(("unsure", "repaired", "handed_over"), None), (("unsure", "handed_over"), None)]


def test_a_record_of_before_what_became_of_readings_was_kept() -> None:
    old = {"expected": None}
    assert whys(old, old | UNSURE, reason="not_understood") == [(("unsure", "handed_over"), None)]


@pytest.mark.parametrize(
    "change",
    [
        {"text": "to nul to", "expected": "digits"},
        {"text": "karen blixen", "expected": "name", "intent": "nlu_fallback"},
        {"text": "ring til min kone og sig at jeg kommer", "expected": "message"},
        {"text": "jo da", "expected": "yes_no"},
        {"text": "ja det må du godt", "expected": "yes_no", "intent": "affirm"},
        {"text": "mit nummer er 12 34 56", "intent": "inform"},
        {"text": "12 34 56 78"},
        {"text": "det er ••••1234"},
    ],
)
def test_what_callers_give_is_never_looked_at(change: dict[str, Any]) -> None:
    assert whys(UNSURE | change) == []


def test_a_wish_in_place_of_an_answer_is_looked_at() -> None:
    assert whys(UNSURE | {"text": "jeg vil hellere have penge tilbage", "expected": "yes_no"}) == [(("unsure",), None)]


def row(number: int, leg: int = 1000, **values: Any) -> Any:
    base = {"leg": leg, "number": number, "at_ms": 100 * number, "language": "da"}
    return SimpleNamespace(**base | values)


def said(number: int, text: str, speaker: str = "caller", confidence: float | None = 0.9, leg: int = 1000) -> Any:
    return row(number, leg, text=text, speaker=speaker, confidence=None if speaker == "bot" else confidence)


def read(number: int, intent: str, leg: int = 1000) -> Any:
    return row(number, leg, intent=intent, confidence=0.9, fallback=False, expected="open", repair=None, named="")


def pairs(lines: list[Any], intents: list[Any]) -> list[tuple[str, str]]:
    return [(turn.text, turn.intent) for turn in pair(lines, intents, "da")]


def test_lines_and_readings_are_paired_as_they_came() -> None:
    lines = [said(1, "hej", "bot"), said(2, "byt"), said(3, "lige et øjeblik", "bot"), said(6, "farvel")]
    assert pairs(lines, [read(4, "return_refund"), read(7, "goodbye")]) == [
        ("byt", "return_refund"),
        ("farvel", "goodbye"),
    ]


def test_what_has_no_reading_takes_none_from_another() -> None:
    objection = [said(1, "ingen optagelse tak"), said(2, "hvornår har I åbent")]
    assert pairs(objection, [read(3, "ask_opening_hours")]) == [("hvornår har I åbent", "ask_opening_hours")]
    keys = [said(1, "hvor er min pakke"), said(3, "12345678", confidence=None)]
    assert pairs(keys, [read(2, "order_status"), read(4, "nlu_fallback")]) == [("hvor er min pakke", "order_status")]
    wordless = [said(1, "byt")]
    assert pairs(wordless, [read(2, "return_refund"), read(3, "nlu_fallback")]) == [("byt", "return_refund")]
    assert pairs([said(1, "—")], [read(2, "return_refund")]) == [], "withdrawn"
    talk = [said(1, "byt"), said(1, "jeg er stadig sur", leg=2000)]
    assert pairs(talk, [read(2, "return_refund")]) == [("byt", "return_refund")]


def test_the_same_text_has_one_key() -> None:
    assert text_key("Byt mit modem!", "da") == text_key(" byt  mit modem", "da") != text_key("byt mit modem", "nl")
