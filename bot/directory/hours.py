"""When something is open: pure functions of a day or an aware `now`, in the time zone of the site.

Opening hours are written in the OpenStreetMap syntax ("Mo-Fr 09:00-18:00; Sa 10:00-16:00; PH off"). PH stands for the
public holidays of the site's country, which come from the `holidays` package.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays
from opening_hours import OpeningHours, State, validate

from bot.directory.holiday_names import holiday_name

SEARCH_DAYS = 60
"""How far ahead the next opening is looked for."""


@dataclass(frozen=True)
class Interval:
    """One stretch of time in which it is open; aware datetimes in the site's time zone, half-open."""

    start: datetime
    end: datetime


@dataclass(frozen=True)
class DayHours:
    """The hours of one day."""

    day: date
    intervals: tuple[Interval, ...]
    """Empty when closed all day."""
    holiday: str | None
    """The public holiday that falls on the day, in the language asked for."""


@dataclass(frozen=True)
class OpenState:
    """Whether it is open at a moment, and until or from when."""

    open: bool
    closes: datetime | None
    """When it closes, if open; None when it does not close within SEARCH_DAYS."""
    opens: datetime | None
    """When it opens next, if closed; None when it does not open within SEARCH_DAYS."""
    holiday: str | None
    """The public holiday of the local day, in the language asked for."""


@dataclass(frozen=True)
class Schedule:
    """Opening hours with the calendar and the clock that they belong to."""

    expression: str
    country: str
    timezone: str
    subdivision: str = ""
    """Part of the country with holidays of its own ("MI" for Milan), as the `holidays` package names it."""

    def local(self, now: datetime) -> datetime:
        """An aware moment as the clock on the site's wall shows it."""
        return now.astimezone(ZoneInfo(self.timezone))

    def holiday(self, day: date, language: str) -> str | None:
        """The public holiday on a day, in the given language; None on other days."""
        english = _calendar(self.country, self.subdivision, day.year).get(day)
        return holiday_name(english, language) if english else None

    def on(self, day: date, language: str = "en") -> DayHours:
        """The hours of one day."""
        holiday = self.holiday(day, language)
        spans = _spans(self.expression, holiday is not None, day)
        zone = ZoneInfo(self.timezone)
        intervals = tuple(Interval(start.replace(tzinfo=zone), end.replace(tzinfo=zone)) for start, end in spans)
        return DayHours(day, intervals, holiday)

    def state(self, now: datetime, language: str = "en") -> OpenState:
        """Open or closed at `now` (aware), and what comes next."""
        local = self.local(now)
        # Yesterday's hours may reach past midnight.
        for day in (local.date() - timedelta(days=1), local.date()):
            for interval in self.on(day).intervals:
                if interval.start <= local < interval.end:
                    return OpenState(True, self._end(interval), None, self.holiday(local.date(), language))
        return OpenState(False, None, self.next_opening(now), self.holiday(local.date(), language))

    def next_opening(self, now: datetime) -> datetime | None:
        """The next moment after `now` (aware) at which it opens; None when there is none within SEARCH_DAYS."""
        local = self.local(now)
        for offset in range(SEARCH_DAYS):
            for interval in self.on(local.date() + timedelta(days=offset)).intervals:
                if interval.start > local:
                    return interval.start
        return None

    def _end(self, interval: Interval) -> datetime | None:
        """The end of an opening, followed across midnight for places that do not close."""
        end = interval.end
        for _ in range(SEARCH_DAYS):
            following = [i for i in self.on(end.date()).intervals if i.start <= end < i.end]
            if not following:
                return end
            end = following[0].end
        return None


def check_expression(expression: str) -> str | None:
    """Why an opening-hours expression cannot be used, in one line; None when it can."""
    if re.search(r"\bSH\b", expression):
        return "school holidays (SH) are not known here"
    for on_holiday in (False, True):
        if not validate(_for_day(expression, on_holiday)):
            return "are not understood"
    return None


def known_calendar(country: str, subdivision: str = "") -> bool:
    """Whether public holidays of the country (and part of it) are known."""
    try:
        _calendar(country, subdivision, 2025)
    except NotImplementedError:
        return False
    return True


@lru_cache(maxsize=256)
def _calendar(country: str, subdivision: str, year: int) -> dict[date, str]:
    days = holidays.country_holidays(country, subdiv=subdivision or None, years=year, language="en_US")
    return dict(days.items())


@lru_cache(maxsize=4096)
def _spans(expression: str, on_holiday: bool, day: date) -> tuple[tuple[datetime, datetime], ...]:
    """Naive local openings that begin on the day."""
    start = datetime.combine(day, time())
    found = []
    for begin, end, state, _ in _evaluator(expression, on_holiday).intervals(start, start + timedelta(days=2)):
        begins_today = begin.date() == day and (begin > start or not _open_before(expression, start))
        if state == State.OPEN and begins_today:
            found.append((begin, min(end, start + timedelta(days=1)) if _always(expression) else end))
    return tuple(found)


def _always(expression: str) -> bool:
    return expression.strip() == "24/7"


def _open_before(expression: str, start: datetime) -> bool:
    """Whether yesterday's hours run over midnight into the day, so that its first opening is not its own."""
    if _always(expression):
        return False
    return bool(_evaluator(expression, False).is_open(start - timedelta(minutes=1)))


@lru_cache(maxsize=256)
def _evaluator(expression: str, on_holiday: bool) -> OpeningHours:
    return OpeningHours(_for_day(expression, on_holiday))


def _for_day(expression: str, on_holiday: bool) -> str:
    """The expression with PH resolved, so that the holidays are those of the `holidays` package alone."""
    if on_holiday:
        return re.sub(r"\bPH\b", "Mo-Su", re.sub(r"\b(?:Mo|Tu|We|Th|Fr|Sa|Su|[-,])+,PH\b", "Mo-Su", expression))
    rules = [rule.strip() for rule in expression.split(";")]
    kept = []
    for rule in rules:
        without = re.sub(r"\bPH,\s*(?=[A-Z])|,\s*PH\b", "", rule)
        if not re.match(r"PH\b", without):
            kept.append(without)
    return "; ".join(kept) or "off"
