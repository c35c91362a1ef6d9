"""How history is cut up: into stretches of local time, by department, by language. Pure."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from itertools import pairwise
from typing import Literal, get_args

By = Literal["quarter", "hour", "day", "week", "department", "language"]
"""`quarter`: of an hour."""
BY: tuple[By, ...] = get_args(By)
NAMES = frozenset({"department", "language"})
MINUTES = {"quarter": 15, "hour": 60}
MOST = 40_000
"""Stretches of one report: a year of quarters of an hour is 35,136."""


class TooManyError(ValueError):
    """More stretches than anybody reads; the message says what to do."""


def starts(begin: datetime, end: datetime, by: By, zone: tzinfo) -> list[datetime]:
    """Of the stretches of local time that lie in [begin, end) or reach into it, in UTC. A day is from midnight to
    midnight, so one has 23 and one 25 hours where clocks change; a week begins on Monday. Raises TooManyError."""
    found, start = list[datetime](), _start(begin.astimezone(UTC), by, zone)
    while start < end:
        found.append(start)
        if len(found) > MOST:
            raise TooManyError(f"more than {MOST} rows by {by}; choose a shorter time or longer steps")
        start = _next(start, by, zone)
    return found


def days(begin: datetime, end: datetime, zone: tzinfo) -> list[tuple[datetime, datetime]]:
    """[begin, end) cut at each midnight."""
    edges = [begin, *starts(begin, end, "day", zone)[1:], end]
    return list(pairwise(edges))


def label(start: datetime, zone: tzinfo) -> str:
    """Of a stretch, in its report."""
    return start.astimezone(zone).isoformat(timespec="minutes")


def _start(moment: datetime, by: By, zone: tzinfo) -> datetime:
    """Of the stretch in which a moment lies."""
    local = moment.astimezone(zone)
    if by not in MINUTES:
        return _midnight(local, -local.weekday() if by == "week" else 0, zone)
    start = moment - timedelta(minutes=local.minute % MINUTES[by], seconds=local.second, microseconds=local.microsecond)
    # Where clocks change by half an hour (Lord Howe), one begins in the middle of the hour.
    while start.astimezone(zone).utcoffset() != local.utcoffset():
        start += timedelta(minutes=15)
    return start


def _next(start: datetime, by: By, zone: tzinfo) -> datetime:
    if by not in MINUTES:
        return _midnight(start.astimezone(zone), 7 if by == "week" else 1, zone)
    later = start + timedelta(minutes=MINUTES[by])
    return max(_start(later, by, zone), start + timedelta(minutes=15))


def _midnight(local: datetime, days: int, zone: tzinfo) -> datetime:
    date = local.date() + timedelta(days=days)
    return datetime(date.year, date.month, date.day, tzinfo=zone).astimezone(UTC)


def place(starts: Sequence[datetime]) -> Callable[[datetime], int]:
    """The number of the stretch in which a moment lies: it must not be before the first."""
    return lambda moment: bisect_right(starts, moment) - 1
