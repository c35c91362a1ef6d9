"""Which time, and which calls, a supervisor asks for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from typing import Annotated

from fastapi import Depends, Query

from desk.board.reading import Filter
from desk.web.forms import KEY, LANGUAGE, moment, now
from desk.web.stores import House

WEEK = timedelta(days=7)
From = Annotated[
    datetime | date | None,
    Query(
        alias="from",
        description="Beginning: a moment, or a day, which begins at midnight at the head office.",
        example="2026-11-19",
    ),
]
To = Annotated[
    datetime | date | None,
    Query(
        alias="to",
        description="End: a moment, or the last day, which counts until its midnight at the head office.",
        example="2026-11-25",
    ),
]
Department = Annotated[str, Query(pattern=f"{KEY}|^$", description="Of this one only; empty: of all.", example="sales")]
Language = Annotated[str, Query(pattern=f"{LANGUAGE}|^$", description="In this one only; empty: in all.", example="da")]


@dataclass(frozen=True)
class Span:
    """[begin, end); None: left out."""

    begin: datetime | None = None
    end: datetime | None = None

    def or_last_week(self) -> tuple[datetime, datetime]:
        """Until now where there is no end, the seven days before it where there is no beginning."""
        end = self.end or now()
        return self.begin or end - WEEK, end


async def _span(house: House, begin: From = None, end: To = None) -> Span:
    return Span(_edge(begin, house.zone, 0), _edge(end, house.zone, 1))


def _edge(given: datetime | date | None, zone: tzinfo, days: int) -> datetime | None:
    """`days`: after the midnight at which a plain date begins. Raises Problem."""
    if given is None:
        return None
    if isinstance(given, datetime):
        return moment(given, given)
    midnight = datetime(given.year, given.month, given.day, tzinfo=zone)
    moment(midnight, midnight)
    # Reckoned on the calendar: a day on which clocks change has 23 or 25 hours.
    return moment(midnight + timedelta(days=days), midnight)


async def _only(department: Department = "", language: Language = "") -> Filter:
    return Filter(department or None, language or None)


Asked = Annotated[Span, Depends(_span)]
Only = Annotated[Filter, Depends(_only)]
