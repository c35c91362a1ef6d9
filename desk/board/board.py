"""The board of supervisors: what is going on, how today has gone, how it was before."""

from __future__ import annotations

import threading
from collections import Counter, OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo

from desk.board import groups, history, opinions, people, reading
from desk.board.figures import Figures, Tally, Target
from desk.board.groups import By, TooManyError
from desk.board.history import Report
from desk.board.people import Work
from desk.board.reading import Filter
from desk.board.rows import StateRow
from desk.board.targets import Targets
from desk.database import Database

ALL = Filter()
HOUR = timedelta(hours=1)
LONG = timedelta(days=3)
"""Longer reports are put together from days."""
DAY = timedelta(days=1)
LONGEST = timedelta(days=366, hours=1)
"""Of what agents did: a year of local days, of which one may have 25 hours."""
SETTLED = timedelta(days=2)
"""What ended before that does not change any more; a call that still runs is looked at anew."""
REMEMBERED = 800
"""Days and kinds of report: two years of days, about 30 MB at most."""


@dataclass(frozen=True)
class Live:
    """The floor at a moment."""

    at: datetime
    waiting: int
    """Calls that wait for a person."""
    longest_wait: float | None
    """Seconds."""
    waiting_by_department: Mapping[str, int]
    waiting_by_language: Mapping[str, int]
    callbacks: int
    """And voicemails: that wait for a person."""
    voicemails: int
    agents: Mapping[str, int] = field(default_factory=dict)
    """State → how many; every state is there."""
    held: int = 0
    """Callers who are on hold with an agent."""
    hour: Figures = field(default_factory=Figures)
    """Of the last sixty minutes."""
    today: Figures = field(default_factory=Figures)
    """Since midnight in the time zone of the board."""


_Key = tuple[datetime, datetime, By | None, Filter, Target]


class Board:
    """Of one site. Safe to use from several threads and processes at once."""

    def __init__(self, database: Database, target: Target | None = None) -> None:
        """`target`: until a supervisor sets another."""
        self.targets = Targets(database, target or Target())
        self._days: OrderedDict[_Key, Mapping[str, Tally]] = OrderedDict()
        self._lock = threading.Lock()
        self._reading = database.reading

    @property
    def target(self) -> Target:
        """What is promised now. Raises StoreError."""
        return self.targets.current()

    def live(self, now: datetime, zone: tzinfo, only: Filter = ALL) -> Live:
        """The floor as it stands. Raises StoreError."""
        with self._reading() as connection:
            waiting = reading.waiting(connection, only, now)
            agents, held = reading.staff(connection, only)
        kinds = Counter(kind for kind, *_ in waiting)
        calls = [row for row in waiting if row[0] == "call"]
        return Live(
            now,
            len(calls),
            max(((now - since).total_seconds() for *_, since in calls), default=None),
            Counter(department for _, department, *_ in calls),
            Counter(language for _, _, language, _ in calls),
            kinds["callback"],
            kinds["voicemail"],
            agents,
            held,
            self.figures(now - HOUR, now, now, only),
            self.figures(groups.starts(now, now + HOUR, "day", zone)[0], now, now, only),
        )

    def people(self, begin: datetime, end: datetime, now: datetime) -> dict[str, Work]:
        """What each agent did in [begin, end). Raises TooManyError, StoreError."""
        if end - begin > LONGEST:
            raise TooManyError("more than 366 days of agents' work; choose a shorter time")
        with self._reading() as connection:
            thought = opinions.opinions(connection, begin, end)
        return people.work(self._states(begin, end, now), begin, min(end, now), thought)

    def _states(self, begin: datetime, end: datetime, now: datetime) -> Iterator[StateRow]:
        """Day by day: neither a year of them in memory, nor a look that lasts for minutes."""
        start = begin
        while start + DAY < min(end, now):
            with self._reading() as connection:
                yield from reading.states(connection, start, start + DAY)
            start += DAY
        # What ends at this moment is in the last day or goes on: once.
        with self._reading() as connection:
            reading.freeze(connection)
            yield from reading.states(connection, start, end)
            yield from reading.states_at(connection, end, now)

    def figures(self, begin: datetime, end: datetime, now: datetime, only: Filter = ALL) -> Figures:
        """Of what began in [begin, end). Raises StoreError."""
        target = self.target
        with self._reading() as connection:
            return history.total(reading.rows(connection, begin, end, only), target, now)

    def history(
        self, begin: datetime, end: datetime, by: By, zone: tzinfo, now: datetime, only: Filter = ALL
    ) -> Report:
        """The past in stretches or groups; the first and the last stretch are cut where the time begins and ends.
        Raises TooManyError, StoreError."""
        if by not in groups.MINUTES and end - begin > LONG:
            return self._long(begin, end, by, zone, now, only)
        target = self.target
        with self._reading() as connection:
            found = reading.rows(connection, begin, end, only)
            return history.report(found, begin, end, by, zone, target, now)

    def _long(self, begin: datetime, end: datetime, by: By, zone: tzinfo, now: datetime, only: Filter) -> Report:
        """Day by day: those that were reckoned before are remembered."""
        named, together, target = by in groups.NAMES, dict[str, Tally](), self.target

        def count(key: str, tallies: Iterable[Tally]) -> None:
            sum_of = together.setdefault(key, Tally(target, now))
            for tally in tallies:
                sum_of.merge(tally)

        for start, until in groups.days(begin, end, zone):
            found = self._day(start, until, by if named else None, now, only, target)
            if named:
                for name, tally in found.items():
                    count(name, [tally])
            else:
                stretch = groups.starts(start, until, by, zone)[0]
                count(groups.label(stretch, zone), found.values())
        return history.assembled(together, by, target, now)

    def _day(
        self, begin: datetime, end: datetime, by: By | None, now: datetime, only: Filter, target: Target
    ) -> Mapping[str, Tally]:
        key = (begin, end, by, only, target)
        with self._lock:
            if key in self._days:
                self._days.move_to_end(key)
                return self._days[key]
        with self._reading() as connection:
            found = history.by_name(reading.rows(connection, begin, end, only), by, target, now)
        if end < now - SETTLED and all(tally.settled for tally in found.values()):
            with self._lock:
                self._days[key] = found
                while len(self._days) > REMEMBERED:
                    self._days.popitem(last=False)
        return found
