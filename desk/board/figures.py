"""The figures of a contact centre, from rows that are passed in. Pure; docs/operate/board.md defines each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from desk.board.rows import CallRow, ItemRow, SurveyRow, TalkRow, ToldRow, WrapUpRow

ALONE = frozenset({"answered", "abandoned", "lost"})
"""Finals of calls that went to nobody."""
NEAR = 0.25
"""Share of the real wait by which a wait that was told may be off and still be true."""


@dataclass(frozen=True)
class Target:
    """What a house promises its callers: 80 % answered within 20 s unless told otherwise."""

    share: float = 0.8
    seconds: float = 20.0
    short_seconds: float = 5.0
    """Who hangs up sooner has misdialled: such calls count neither for nor against anybody."""


@dataclass(frozen=True)
class Figures:
    """Of some stretch of time. Shares are 0 to 1, times seconds; None where there is nothing to reckon from."""

    calls: int = 0
    """That began."""
    running: int = 0
    """Of these, on the line now."""
    contained: int = 0
    """Ended by the bot's answer, without a person."""
    abandoned_early: int = 0
    """Hung up before the bot could settle anything; short ones not counted."""
    lost: int = 0
    """Cut off by a failure of this system."""
    containment: float | None = None
    call_seconds: float | None = None
    """Mean length of a call, all of it."""
    finals: Mapping[str, int] = field(default_factory=dict)
    """How calls came out → how many."""
    handoffs: Mapping[str, int] = field(default_factory=dict)
    """Reason → calls that went to people."""
    offered: int = 0
    """Calls for people that count towards the service level."""
    answered: int = 0
    in_time: int = 0
    """Answered within the target's seconds."""
    abandoned: int = 0
    """Hung up while waiting for a person."""
    short: int = 0
    """Hung up so soon that they are not counted."""
    waiting: int = 0
    service_level: float | None = None
    abandonment: float | None = None
    longest_wait: float | None = None
    asa: float | None = None
    """Average speed of answer: the mean wait of calls that were answered."""
    talk: float | None = None
    """Mean time from the first answer to the end of a call, hold and passing on included."""
    hold: float | None = None
    """Mean time that a caller was on hold in a conversation with an agent, those who were not included."""
    acw: float | None = None
    """After-call work: mean time of a wrap-up."""
    aht: float | None = None
    """Average handling time: talk + acw."""
    told: int = 0
    """Waits that were told to callers who were answered."""
    told_error: float | None = None
    """Mean difference between these and the real ones, whichever was longer."""
    told_near: float | None = None
    """Share of these that were off by NEAR at most."""
    callbacks: int = 0
    voicemails: int = 0
    surveys: int = 0
    """Callers who gave a score."""
    score: float | None = None
    """Their mean, 1 to 5."""


class _Mean:
    """Of numbers that come one by one."""

    def __init__(self) -> None:
        self.count, self._sum = 0, 0.0

    def add(self, number: float) -> None:
        self.count += 1
        self._sum += number

    @property
    def mean(self) -> float | None:
        return self._sum / self.count if self.count else None

    def merge(self, other: _Mean) -> None:
        self.count += other.count
        self._sum += other._sum


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


class Tally:
    """Counts rows one after the other."""

    def __init__(self, target: Target, now: datetime) -> None:
        self._target, self._now = target, now
        self._calls = self._running = self._contained = self._gone_early = self._lost = self._over = 0
        self._length, self._waits, self._talks, self._wraps = _Mean(), _Mean(), _Mean(), _Mean()
        self._holds = _Mean()
        self._finals, self._handoffs, self._kinds = Counter[str](), Counter[str](), Counter[str]()
        self._in_time = self._late = self._abandoned = self._short = self._waiting = 0
        self._longest: float | None = None
        self._scores, self._errors = _Mean(), _Mean()
        self._near = 0

    def call(self, row: CallRow) -> None:
        """Count a call."""
        self._calls += 1
        final = row.final
        if final is not None:
            self._finals[final] += 1
            if row.reason is not None and final not in ALONE:
                self._handoffs[row.reason] += 1
        if row.ended is None:
            self._running += 1
            return
        seconds = (row.ended - row.at).total_seconds()
        self._length.add(seconds)
        if final == "lost":
            self._lost += 1
        elif final != "abandoned" or seconds >= self._target.short_seconds:
            self._over += 1
            self._contained += final == "answered"
            self._gone_early += final == "abandoned"

    def item(self, row: ItemRow) -> None:
        """Count what waits for a person."""
        if row.taken_back:
            return
        self._kinds[row.kind] += 1
        if row.kind != "call":
            return
        end = row.answered or row.closed or self._now
        waited = max((end - row.at).total_seconds(), 0.0)
        if self._longest is None or waited > self._longest:
            self._longest = waited
        if row.answered is not None:
            self._waits.add(waited)
            self._in_time += waited <= self._target.seconds
            if row.closed is not None:
                self._talks.add((row.closed - row.answered).total_seconds())
        elif row.closed is not None:
            short = waited < self._target.short_seconds
            self._short += short
            self._abandoned += not short
        else:
            self._waiting += 1
            self._late += waited > self._target.seconds

    def wrap_up(self, row: WrapUpRow) -> None:
        """Count work after a call."""
        self._wraps.add((row.until - row.at).total_seconds())

    def talk(self, row: TalkRow) -> None:
        """Count a conversation that is over."""
        self._holds.add(row.held or 0.0)

    def survey(self, row: SurveyRow) -> None:
        """Count a caller's answer."""
        if row.score is not None:
            self._scores.add(row.score)

    def told(self, row: ToldRow) -> None:
        """Count a wait that a caller was told."""
        self._errors.add(abs(row.error))
        self._near += abs(row.error) <= NEAR * row.real

    def merge(self, other: Tally) -> None:
        """Count all that another has counted."""
        for name, found in vars(other).items():
            mine = vars(self)[name]
            if isinstance(found, int):
                setattr(self, name, mine + found)
            elif isinstance(found, Counter):
                mine.update(found)
            elif isinstance(found, _Mean):
                mine.merge(found)
        longest = [wait for wait in (self._longest, other._longest) if wait is not None]
        self._longest = max(longest, default=None)

    @property
    def settled(self) -> bool:
        """Nothing that was counted goes on."""
        return not self._running and not self._waiting

    def figures(self) -> Figures:
        """Of all that was counted."""
        waits, talk, acw = self._waits, self._talks.mean, self._wraps.mean
        # Whoever has waited longer than promised is not answered in time, whatever comes.
        offered = waits.count + self._abandoned + self._late
        return Figures(
            calls=self._calls,
            running=self._running,
            contained=self._contained,
            abandoned_early=self._gone_early,
            lost=self._lost,
            containment=_share(self._contained, self._over),
            call_seconds=self._length.mean,
            finals=dict(self._finals),
            handoffs=dict(self._handoffs),
            offered=offered,
            answered=waits.count,
            in_time=self._in_time,
            abandoned=self._abandoned,
            short=self._short,
            waiting=self._waiting,
            service_level=_share(self._in_time, offered),
            abandonment=_share(self._abandoned, waits.count + self._abandoned),
            longest_wait=self._longest,
            asa=waits.mean,
            talk=talk,
            hold=self._holds.mean,
            acw=acw,
            aht=None if talk is None else talk + (acw or 0.0),
            told=self._errors.count,
            told_error=self._errors.mean,
            told_near=_share(self._near, self._errors.count),
            callbacks=self._kinds["callback"],
            voicemails=self._kinds["voicemail"],
            surveys=self._scores.count,
            score=self._scores.mean,
        )
