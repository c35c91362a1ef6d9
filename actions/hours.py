"""Opening hours: of a day, at a time, this week, at this moment."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from actions.call import Value
from actions.mentions import named
from actions.places import department_of, site_of
from actions.topics import topic
from actions.turn import Turn
from bot.directory import Interval, Schedule

Spans = list[list[str]]


def spans(intervals: Sequence[Interval]) -> Spans:
    """Intervals as pairs of HH:MM."""
    return [[f"{i.start:%H:%M}", f"{i.end:%H:%M}"] for i in intervals]


def usual_week(schedule: Schedule, today: date) -> list[list[Any]]:
    """Rows of [first and last weekday, pairs of HH:MM]: the hours of weeks without a holiday."""
    rows: list[list[Any]] = []
    monday = today - timedelta(days=today.weekday())
    for weekday in range(7):
        # The next day of that name that is no holiday shows what is usual.
        days = (monday + timedelta(days=weekday, weeks=week) for week in range(1, 9))
        usual = next((day for day in days if schedule.holiday(day, "en") is None), monday + timedelta(days=weekday))
        hours = spans(schedule.on(usual).intervals)
        if rows and rows[-1][1] == hours:
            rows[-1][0][1] = weekday
        else:
            rows.append([[weekday, weekday], hours])
    return rows


@topic("ask_opening_hours")
def opening_hours(turn: Turn) -> None:
    """Answer for the department or site and the day asked about."""
    department = department_of(turn)
    company = turn.world.company
    if department:
        schedule, place = company.departments[department].schedule, ["department", department]
    else:
        site = site_of(turn)
        schedule, place = site.schedule, ["site", site.id]
    day = named(turn.reading, "day")
    at = named(turn.reading, "time")
    today = schedule.local(turn.world.now()).date()
    asked = _date(day.value) if day else None
    if at and (moment := _time(at.value)):
        _at(turn, schedule, place, asked or today, moment)
    elif asked:
        _on(turn, schedule, place, asked)
    else:
        _usual(turn, schedule, place, today)
    turn.note(f"told the opening hours of {place[1]}")
    turn.answered(department)


def _on(turn: Turn, schedule: Schedule, place: Value, day: date) -> None:
    hours = schedule.on(day, turn.call.language)
    when: Value = ["day", day.isoformat()]
    if not hours.intervals:
        following = datetime.combine(day, time(23, 59), schedule.local(turn.world.now()).tzinfo)
        opens = schedule.next_opening(following)
        _closed(turn, place, when, ["holiday", [*place, day.isoformat()]] if hours.holiday else None, opens)
    elif hours.holiday:
        turn.say("utter_hours_holiday", place=place, day=when, holiday=["holiday", [*place, day.isoformat()]],
                 hours=["hours", spans(hours.intervals)])  # fmt: skip
    else:
        turn.say("utter_hours_day", place=place, day=when, hours=["hours", spans(hours.intervals)])
        if day == schedule.local(turn.world.now()).date():
            _moment(turn, schedule)


def _closed(turn: Turn, place: Value, when: Value, holiday: Value | None, opens: datetime | None) -> None:
    if holiday:
        turn.say("utter_closed_holiday", place=place, day=when, holiday=holiday)
    else:
        turn.say("utter_closed_day", place=place, day=when)
    if opens:
        turn.say("utter_opens", moment=["moment", opens.isoformat()])


def _at(turn: Turn, schedule: Schedule, place: Value, day: date, at: time) -> None:
    moment = datetime.combine(day, at, schedule.local(turn.world.now()).tzinfo)
    state = schedule.state(moment, turn.call.language)
    name = "utter_open_at" if state.open else "utter_not_open_at"
    turn.say(name, place=place, moment=["moment", moment.isoformat()])
    _on(turn, schedule, place, day)


def _usual(turn: Turn, schedule: Schedule, place: Value, today: date) -> None:
    turn.say("utter_hours_week", place=place, week=["week", usual_week(schedule, today)])
    _moment(turn, schedule)


def _moment(turn: Turn, schedule: Schedule) -> None:
    """Whether it is open at this moment, and what comes next."""
    state = schedule.state(turn.world.now(), turn.call.language)
    if state.open and state.closes:
        turn.say("utter_open_now", time=["time", f"{state.closes:%H:%M}"])
    elif state.opens:
        turn.say("utter_closed_now", moment=["moment", state.opens.isoformat()])


def _date(value: str) -> date | None:
    try:
        return date.fromisoformat(value[:10])
    except ValueError:
        return None


def _time(value: str) -> time | None:
    try:
        return time.fromisoformat(value)
    except ValueError:
        return None
