"""What the telephone's settings name has to exist before the first call."""

from __future__ import annotations

from typing import Any

import pytest

from bot.directory import company
from bot.replies import loader
from centralino.errors import UserError
from centralino.settings import DialledNumber, Dialogue, Settings, Telephone
from centralino.telephone_check import check

pytestmark = pytest.mark.unit


def checked(numbers: dict[str, DialledNumber] | None = None, **telephone: Any) -> None:
    settings = Settings(dialogue=Dialogue(numbers or {}), telephone=Telephone(**telephone))
    check(settings, company(), loader.load())


def test_settings_that_name_what_exists() -> None:
    person = next(iter(company().people))
    checked(
        {"1001": DialledNumber("fr", "support"), "1002": DialledNumber("da"), "1003": DialledNumber()},
        outside={"sales": "+3221230199", person: "+4512345678"},
        people="desk",
        agents={"maria": "2001", "niels": "+4512345678"},
        language="nl",
    )


@pytest.mark.parametrize("language", ["fr", "nl", "it", "da", "en"])
def test_the_greeting_that_is_shipped_exists_in_every_language(language: str) -> None:
    checked({"1001": DialledNumber(language, "support")})


@pytest.mark.parametrize(
    ("number", "told"),
    [
        (DialledNumber("de"), "dialogue.numbers: 1001: unknown language 'de'; choose one of fr, nl, it, da, en, auto"),
        (DialledNumber("da", "night"), "data/replies/da.yml has no utter_greeting_night"),
        (DialledNumber("auto", "support"), "a greeting needs a language"),
    ],
)
def test_a_number_that_would_fail_its_callers(number: DialledNumber, told: str) -> None:
    with pytest.raises(UserError, match=told):
        checked({"1001": number})


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"outside": {"warehouse-9": "+3221230199"}}, "'warehouse-9' is no department and no person"),
        ({"outside": {"sales": "02 123 01 99"}}, "'02 123 01 99' of sales is no number; write it as"),
        ({"people": "02 123 01 99"}, "telephone.people: '02 123 01 99' is no queue and no number"),
        ({"agents": {"maria": "PJSIP/2001"}}, "telephone.agents: 'PJSIP/2001' of maria is no extension"),
        ({"slow_seconds": -1.0}, "telephone.slow_seconds: -1 is no wait; write 1, or 0 for never"),
        ({"slow_seconds": float("nan")}, "telephone.slow_seconds: nan is no wait"),
        ({"language": "english"}, "telephone.language: unknown language 'english'"),
    ],
)
def test_a_setting_that_would_fail_its_callers(settings: dict[str, Any], told: str) -> None:
    with pytest.raises(UserError, match=told):
        checked(**settings)
