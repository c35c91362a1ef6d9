"""Days, hours, waits and numbers in words."""

from __future__ import annotations

from datetime import date

import pytest

from actions.call import Call, Question, Say, Wish
from actions.numbers import phone
from actions.reading import Reading
from actions.turn import Turn
from actions.wording import Speaker
from actions.world import World
from bot.messages import LANGUAGES
from tests.bot.world import DEMO

pytestmark = pytest.mark.unit
TODAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("language", "today", "weekday", "far"),
    [
        ("fr", "aujourd'hui", "vendredi", "le mardi 8 décembre"),
        ("nl", "vandaag", "op vrijdag", "op dinsdag 8 december"),
        ("it", "oggi", "venerdì", "martedì 8 dicembre"),
        ("da", "i dag", "på fredag", "tirsdag den 8. december"),
        ("en", "today", "on Friday", "on Tuesday 8 December"),
    ],
)
def test_days(language: str, today: str, weekday: str, far: str) -> None:
    speaker = Speaker(language, DEMO, TODAY)
    assert speaker.express(["day", "2026-11-25"]) == today
    assert speaker.express(["day", "2026-11-27"]) == weekday
    assert speaker.express(["day", "2026-12-08"]) == far


@pytest.mark.parametrize("language", LANGUAGES)
def test_lists_hours_and_waits(language: str) -> None:
    speaker = Speaker(language, DEMO, TODAY)
    names = speaker.express(["either", [["department", key] for key in ("sales", "training", "reception")]])
    assert names.count(",") == 1
    assert "9:00" in speaker.express(["hours", [["09:00", "12:00"], ["13:00", "17:30"]]])
    assert "5" in speaker.express(["wait", 300])
    assert speaker.express(["wait", 10]) != speaker.express(["wait", 60])


@pytest.mark.parametrize(
    ("language", "digits", "number"),
    [
        ("fr", "0612345678", "+33612345678"),
        ("nl", "0612345678", "+31612345678"),
        ("da", "20123456", "+4520123456"),
        ("en", "0871234567", "+353871234567"),
        ("it", "3471234567", "+393471234567"),
        ("fr", "0032470123456", "+32470123456"),
        ("en", "+32470123456", "+32470123456"),
        ("en", "12", None),
    ],
)
def test_phone_numbers_of_the_callers_country(language: str, digits: str, number: str | None) -> None:
    turn = Turn("call", Call(language), Reading(), World(DEMO, None))  # type: ignore[arg-type]
    assert phone(turn, digits) == number


def test_state_of_a_call_survives_the_slot() -> None:
    call = Call("fr", question=Question("choice", "between", [Say("utter_between", {"first": ["day", "x"]}, 3)]))
    call.wishes = [Wish("order_status", [{"entity": "day", "value": "2026-11-25", "start": 0, "end": 3}], "x", 0.5)]
    call.last, call.said = call.wishes[0], call.question.says if call.question else []
    assert Call.from_dict(call.to_dict()) == call
    assert Call.from_dict(None) == Call()
