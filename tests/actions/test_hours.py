"""Opening hours as answered: the asked day, holidays, this moment."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from actions import conversation  # noqa: F401 - registers the topics
from actions.call import Call
from actions.hours import opening_hours, usual_week
from actions.reading import Reading
from actions.turn import Turn
from actions.world import World
from bot.messages import LANGUAGES, Entity
from tests.bot.world import DEMO

pytestmark = pytest.mark.unit


class NoDesk:
    """Nothing is handed over here."""


def _turn(language: str, now: str, **entities: str) -> Turn:
    found = tuple(Entity(name, value, 0, 1) for name, value in entities.items())
    moment = datetime.fromisoformat(now).replace(tzinfo=ZoneInfo("Europe/Paris"))
    reading = Reading(text="x", intent="ask_opening_hours", confidence=1.0, entities=found)
    return Turn("call", Call(language), reading, World(DEMO, NoDesk(), lambda: moment))  # type: ignore[arg-type]


def _text(turn: Turn) -> str:
    speaker = turn.speaker()
    return " ".join(speaker.reply(say.name, say.wording, say.values) for say in turn.says)


@pytest.mark.parametrize("language", LANGUAGES)
def test_closed_now_and_open_again_on_monday(language: str) -> None:
    # A Saturday evening: the Paris shop is open Monday to Saturday, ten to seven.
    turn = _turn(language, "2026-11-28T20:00", site="paris")
    opening_hours(turn)
    assert [say.name for say in turn.says] == ["utter_hours_week", "utter_closed_now"]
    monday = {"fr": "lundi", "nl": "maandag", "it": "lunedì", "da": "mandag", "en": "Monday"}[language]
    assert monday in _text(turn)
    assert "10:00" in _text(turn)


@pytest.mark.parametrize("language", LANGUAGES)
def test_open_now(language: str) -> None:
    turn = _turn(language, "2026-11-25T11:00", site="paris")
    opening_hours(turn)
    assert turn.says[-1].name == "utter_open_now"
    assert "19:00" in _text(turn)


@pytest.mark.parametrize("day", [{}, {"day": "2026-11-26"}], ids=["usually", "tomorrow"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_never_closes_is_open_all_day_and_not_from_midnight_to_midnight(
    language: str, day: dict[str, str]
) -> None:
    turn = _turn(language, "2026-11-25T11:00", department="fraud_prevention", **day)
    opening_hours(turn)
    assert turn.speaker().phrase("phrase_all_day") in _text(turn)
    assert "0:00" not in _text(turn)


@pytest.mark.parametrize("language", LANGUAGES)
def test_holiday_is_closed_and_named(language: str) -> None:
    turn = _turn(language, "2026-07-10T11:00", site="paris", day="2026-07-14")
    opening_hours(turn)
    assert turn.says[0].name == "utter_closed_holiday"
    assert turn.says[1].name == "utter_opens"
    assert DEMO.sites["paris"].schedule.holiday(datetime(2026, 7, 14).date(), language) in _text(turn)


def test_holiday_of_another_country_does_not_count() -> None:
    turn = _turn("en", "2026-07-10T11:00", site="amsterdam", day="2026-07-14")
    opening_hours(turn)
    assert turn.says[0].name == "utter_hours_day"


def test_department_has_its_own_hours() -> None:
    turn = _turn("en", "2026-11-25T11:00", department="technical_support", day="2026-11-29")
    opening_hours(turn)
    assert turn.says[0].name == "utter_hours_day", "technical support works on Sundays"
    assert turn.outcome is not None
    assert turn.outcome.department == "technical_support"


@pytest.mark.parametrize(("time", "reply"), [("11:00", "utter_open_at"), ("23:00", "utter_not_open_at")])
def test_time_of_day(time: str, reply: str) -> None:
    turn = _turn("en", "2026-11-25T11:00", site="paris", day="2026-11-26", time=time)
    opening_hours(turn)
    assert turn.says[0].name == reply


def test_nonsense_day_is_not_invented() -> None:
    turn = _turn("en", "2026-11-25T11:00", site="paris", day="someday")
    opening_hours(turn)
    assert turn.says[0].name == "utter_hours_week"


def test_usual_week_has_each_day_once() -> None:
    rows = usual_week(DEMO.sites["paris"].schedule, datetime(2026, 11, 25).date())
    days = [day for (first, last), _ in rows for day in range(first, last + 1)]
    assert days == list(range(7))
