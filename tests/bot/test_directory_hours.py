"""Opening hours: of a day, at a moment, with holidays, in the time zone of the site."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import holidays
import pytest

from bot.directory.holiday_names import HOLIDAYS, holiday_name
from bot.directory.hours import Schedule, check_expression
from bot.messages import LANGUAGES
from tests.bot.world import DEMO

pytestmark = pytest.mark.unit


def hours(schedule: Schedule, day: date) -> list[str]:
    return [f"{i.start:%H:%M}-{i.end:%H:%M}" for i in schedule.on(day).intervals]


SHOP = Schedule("Mo-Fr 09:00-12:30,13:30-18:00; Sa 10:00-16:00; PH off", "FR", "Europe/Paris")


def test_the_hours_of_a_day() -> None:
    assert hours(SHOP, date(2026, 11, 25)) == ["09:00-12:30", "13:30-18:00"]
    assert hours(SHOP, date(2026, 11, 28)) == ["10:00-16:00"]
    assert hours(SHOP, date(2026, 11, 29)) == []


def test_a_public_holiday_closes_and_is_named_in_the_callers_language() -> None:
    bastille = date(2026, 7, 14)
    assert hours(SHOP, bastille) == []
    assert SHOP.on(bastille, "fr").holiday == "la fête nationale"
    assert SHOP.on(bastille, "da").holiday == "nationaldagen"
    assert hours(Schedule(SHOP.expression, "NL", "Europe/Amsterdam"), bastille) == ["09:00-12:30", "13:30-18:00"]


def test_holidays_of_a_part_of_the_country() -> None:
    assert hours(DEMO.sites["milan"].schedule, date(2026, 12, 7)) == []
    assert DEMO.sites["milan"].schedule.holiday(date(2026, 12, 7), "it") == "Sant'Ambrogio"


def test_other_hours_on_holidays() -> None:
    support = DEMO.departments["technical_support"].schedule
    assert hours(support, date(2026, 12, 25)) == ["09:00-18:00"]
    assert hours(support, date(2026, 12, 28)) == ["07:00-22:00"]


def test_hours_of_certain_dates() -> None:
    copenhagen = DEMO.sites["copenhagen"].schedule
    assert hours(copenhagen, date(2026, 12, 24)) == ["10:00-13:00"]
    assert hours(copenhagen, date(2026, 12, 31)) == ["10:00-13:00"]


def test_open_until_when_and_closed_until_when() -> None:
    at_ten = SHOP.state(datetime(2026, 11, 25, 9, 0, tzinfo=UTC))
    assert at_ten.open
    assert at_ten.closes is not None
    assert f"{at_ten.closes:%H:%M}" == "12:30"
    at_lunch = SHOP.state(datetime(2026, 11, 25, 12, 0, tzinfo=UTC))
    assert not at_lunch.open
    assert at_lunch.opens is not None
    assert f"{at_lunch.opens:%a %H:%M}" == "Wed 13:30"
    on_saturday_evening = SHOP.state(datetime(2026, 11, 28, 17, 0, tzinfo=UTC))
    assert on_saturday_evening.opens is not None
    assert f"{on_saturday_evening.opens:%a %H:%M}" == "Mon 09:00"


def test_the_site_counts_not_the_server() -> None:
    moment = datetime(2026, 11, 25, 8, 30, tzinfo=UTC)
    assert Schedule("Mo-Fr 09:00-18:00", "FR", "Europe/Paris").state(moment).open
    assert not Schedule("Mo-Fr 09:00-18:00", "IE", "Europe/Dublin").state(moment).open


def test_hours_across_midnight_belong_to_the_evening_before() -> None:
    night = Schedule("Fr 22:00-02:00", "FR", "Europe/Paris")
    assert hours(night, date(2026, 11, 27)) == ["22:00-02:00"]
    assert hours(night, date(2026, 11, 28)) == []
    assert night.state(datetime(2026, 11, 28, 0, 30, tzinfo=UTC)).open


def test_always_open_never_closes() -> None:
    state = DEMO.departments["fraud_prevention"].schedule.state(datetime(2026, 12, 25, 3, 0, tzinfo=UTC))
    assert state.open
    assert state.closes is None


def test_never_open_has_no_next_opening() -> None:
    assert Schedule("off", "FR", "Europe/Paris").next_opening(datetime(2026, 11, 25, tzinfo=UTC)) is None


def test_the_clock_change_keeps_wall_times() -> None:
    before = SHOP.on(date(2027, 3, 26)).intervals[0].start
    after = SHOP.on(date(2027, 3, 29) + timedelta(days=1)).intervals[0].start
    assert (before.utcoffset(), after.utcoffset()) == (timedelta(hours=1), timedelta(hours=2))
    assert before.hour == after.hour == 9


@pytest.mark.parametrize("expression", ["Mo-Fr 9h-18h", "monday to friday", "Mo-Fr 09:00-25:99", "SH off"])
def test_hours_that_cannot_be_used_are_told(expression: str) -> None:
    assert check_expression(expression)


def test_every_holiday_of_the_countries_has_a_name_in_every_language() -> None:
    for country, subdivision in (("FR", None), ("BE", None), ("NL", None), ("IT", "MI"), ("DK", None), ("IE", None)):
        for year in range(2026, 2031):
            days = holidays.country_holidays(country, subdiv=subdivision, years=year, language="en_US")
            for name in days.values():
                assert name.split("; ")[0].removesuffix(" (observed)") in HOLIDAYS, (country, name)
                assert all(holiday_name(name, language) for language in LANGUAGES)
