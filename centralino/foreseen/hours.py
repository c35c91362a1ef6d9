"""What may be said of opening hours, today and on the days to come."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import product
from zoneinfo import ZoneInfo

from actions.hours import spans, usual_week
from actions.wording import Speaker
from bot.directory import Schedule
from centralino.foreseen.values import Axis, Facts, Words, facts

WEEK = 7
"""Days on which something may be said, from today, and days of which callers ask by name on each, "on Saturday".
What is said in the course of a week is nearly all that is ever said, so that little is new on the next day."""
DAYS = 3
"""The same of what names a date, which is new every day: rendered before it comes, also over a day when all is busy."""
HOLIDAYS_AHEAD = 60
"""Days of which holidays are asked for."""
ASKED_HOURS = range(9, 20)
"""Full hours of which callers ask whether it is open."""

Place = tuple[str, str, Schedule]
"""Kind ("site", "department"), key, hours."""


def places(speaker: Speaker) -> tuple[Place, ...]:
    """All that has hours: the site that answers for the language first."""
    company = speaker.company
    home = company.home_site(speaker.language)
    sites = sorted(company.sites.values(), key=lambda site: site is not home)
    return (
        *(("site", site.id, site.schedule) for site in sites),
        *(("department", key, department.schedule) for key, department in company.departments.items()),
    )


def tables(speaker: Speaker) -> dict[str, Facts]:
    """Reply → what it may be filled with."""
    found = [entry for place in places(speaker) for entry in _days(speaker, place)]
    kinds = ("hours_day", "hours_holiday", "closed_day", "closed_holiday")
    days = {f"utter_{kind}": facts(tuple(words for what, words in found if what == kind)) for kind in kinds}
    weeks = [{"place": _named(speaker, place), "week": _week(speaker, place[2])} for place in places(speaker)]
    opens = openings(speaker, places(speaker))
    times = {moment for _, _, schedule in places(speaker) for moment in _closing(speaker, schedule)}
    return {
        "utter_hours_week": facts(weeks),
        "utter_open_now": facts([{"time": speaker.express(["time", moment])} for moment in sorted(times)]),
        "utter_closed_now": facts(opens),
        "utter_opens": facts([*opens, *_after_closed(speaker)]),
        **days,
    }


def asked_times(speaker: Speaker) -> dict[str, Facts]:
    """Of the site that answers for the language: whether it is open at a full hour of the week."""
    found: dict[bool, list[Words]] = {True: [], False: []}
    place = places(speaker)[0]
    for base in _ahead(speaker, WEEK):
        told = replace(speaker, today=base)
        for number, hour in product(range(WEEK), ASKED_HOURS):
            day = base + timedelta(days=number)
            moment = datetime.combine(day, time(hour), ZoneInfo(place[2].timezone))
            words = {"place": _named(speaker, place), "moment": told.express(["moment", moment.isoformat()])}
            found[place[2].state(moment, speaker.language).open].append(words)
    return {"utter_open_at": facts(found[True]), "utter_not_open_at": facts(found[False])}


def openings(speaker: Speaker, of: tuple[Place, ...]) -> Axis:
    """When it opens next, seen from any moment of the next days."""
    found: dict[str, None] = {}
    for _, _, schedule in of:
        for base in _ahead(speaker, WEEK):
            told = replace(speaker, today=base)
            for moment in _closed_at(schedule, base):
                opens = schedule.next_opening(moment)
                if opens is not None:
                    found[told.express(["moment", opens.isoformat()])] = None
    return [{"moment": words} for words in found]


def _after_closed(speaker: Speaker) -> Axis:
    """When it opens again after a day on which it is closed, for those who asked for that day."""
    found: dict[str, None] = {}
    for base, (_, _, schedule) in product(_ahead(speaker, DAYS), places(speaker)):
        told = replace(speaker, today=base)
        for day in _asked(schedule, base, False):
            opens = schedule.next_opening(datetime.combine(day, time(23, 59), ZoneInfo(schedule.timezone)))
            if opens is not None and not schedule.on(day).intervals:
                found[told.express(["moment", opens.isoformat()])] = None
    return [{"moment": words} for words in found]


def _days(speaker: Speaker, place: Place) -> Iterator[tuple[str, Words]]:
    """Kind of answer and its words, of every day that callers ask for, as it is said today and on the next days."""
    schedule, name = place[2], _named(speaker, place)
    for number, base in enumerate(_ahead(speaker, WEEK)):
        told = replace(speaker, today=base)
        for day in _asked(schedule, base, number < DAYS and place[0] == "site"):
            hours = schedule.on(day, speaker.language)
            words = {"place": name, "day": told.express(["day", day.isoformat()])}
            if hours.intervals:
                words["hours"] = told.express(["hours", spans(hours.intervals)])
            if hours.holiday:
                words["holiday"] = hours.holiday
            open_or_not = "hours" if hours.intervals else "closed"
            yield f"{open_or_not}_{'holiday' if hours.holiday else 'day'}", words


def _asked(schedule: Schedule, base: date, long: bool) -> Iterator[date]:
    """`long`: also what is asked of shops alone, the same day in a week ("on Saturday", asked on one) and the holidays
    to come."""
    yield from (base + timedelta(days=number) for number in range(WEEK))
    if long:
        yield base + timedelta(days=WEEK)
        later = (base + timedelta(days=number) for number in range(WEEK + 1, HOLIDAYS_AHEAD))
        yield from (day for day in later if schedule.holiday(day, "en"))


def _ahead(speaker: Speaker, days: int) -> list[date]:
    return [speaker.today + timedelta(days=number) for number in range(days)]


def _closed_at(schedule: Schedule, day: date) -> Iterator[datetime]:
    """Moments from which every opening that can be next on that day is seen."""
    zone = ZoneInfo(schedule.timezone)
    yield datetime.combine(day, time(), zone)
    yield from (interval.end for interval in schedule.on(day).intervals)
    yield datetime.combine(day, time(23, 59), zone)


def _closing(speaker: Speaker, schedule: Schedule) -> Iterator[str]:
    for day in _ahead(speaker, WEEK):
        yield from (end for _, end in spans(schedule.on(day).intervals))


def _week(speaker: Speaker, schedule: Schedule) -> str:
    return speaker.express(["week", usual_week(schedule, speaker.today)])


def _named(speaker: Speaker, place: Place) -> str:
    return speaker.express([place[0], place[1]])
