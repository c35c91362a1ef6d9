"""How long an item will wait.

The floor is played forward many times over: calls in progress end after what is left of such calls as measured, the
items ahead go, in their order, to the first agent who is free for them and last as long as measured, and some of their
callers give up. The median of the waits that this item gets is the estimate: no other number has a smaller mean
absolute error. Unlike position × handling time ÷ agents, this knows that agents share several queues, that work has
been going on for a while, and that a wait is less certain the fewer people share the work. (For delay announcements
from the state of the system: W. Whitt, Management Science 45(6), 1999; for multi-skill ones: R. Ibrahim, 2018.)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from desk.routing.durations import Durations, Seconds, durations
from desk.routing.model import Agent, AgentState, Waiting
from desk.routing.policy import Policy
from desk.routing.rules import order
from desk.routing.skills import Floor

HANDLING_SECONDS, WRAP_UP_SECONDS = 240.0, 30.0
"""Assumed until calls have been measured: the middle of the 3 to 6 minutes usual for tier 1, and half a minute."""
STEPS, LONGEST_STEP = ((120, 30), (600, 60)), 300
"""Waits shorter than so many seconds are announced in steps of so many."""
FUTURES = 200
"""How often the floor is played forward: the median is then good to about 6 % for the most uncertain waits."""


@dataclass(frozen=True)
class Measured:
    """What this floor does, from its records."""

    handling: Durations = field(default_factory=lambda: durations((), HANDLING_SECONDS))
    """Of all calls, from the agent's phone ringing to the end of the call."""
    by_department: Mapping[str, Durations] = field(default_factory=dict)
    """The same of departments that have records of their own."""
    wrap_up: Durations = field(default_factory=lambda: durations((), WRAP_UP_SECONDS))
    answer_seconds: float = 0.0
    """Mean time that an agent's phone rings."""
    hang_up_rate: float = 0.0
    """Callers who give up, per second of waiting: those who did, divided by all the seconds that callers waited."""


@dataclass(frozen=True)
class Estimate:
    """Where an item stands."""

    position: int
    """1 = next among the items that compete for the same agents."""
    seconds: float
    """As likely to be more as to be less."""
    announced: int
    """The same as one says it."""


def estimate(
    item: Waiting,
    waiting: Iterable[Waiting],
    agents: Sequence[Agent],
    now: datetime,
    policy: Policy,
    measured: Measured,
    rng: np.random.Generator,
) -> Estimate | None:
    """What to tell the caller of an item, which may be among those waiting or not yet. None when nobody at work may
    take it, its department is closed, or the time of a callback has not come: there is no wait to speak of then."""
    floor = Floor(agents, policy)
    mine = floor.candidates(item)
    if not policy.assignable(item, now) or not mine.at(True):
        return None
    others = (other for other in waiting if other.id != item.id and policy.assignable(other, now))
    line = order((*others, item), now, policy)
    ahead = line[: next(place for place, other in enumerate(line) if other.id == item.id)]
    usual = floor.may_take(item, now) or mine.helpers
    position = 1 + sum(not usual.isdisjoint(floor.may_take(other, now)) for other in ahead)
    future = _Future(floor, now, measured, rng)
    for other in ahead:
        future.serve(other)
    seconds = float(np.median(future.start_of(item)[0])) + measured.answer_seconds
    return Estimate(position, seconds, announced(seconds))


def announced(seconds: float) -> int:
    """The nearest wait that people believe: half minutes up to two, minutes up to ten, then steps of five."""
    step = next((step for until, step in STEPS if seconds < until), LONGEST_STEP)
    return step * max(1, int(seconds / step + 0.5))


class _Future:
    """Many possible courses of the next minutes: a row each, with a column for every agent at work."""

    def __init__(self, floor: Floor, now: datetime, measured: Measured, rng: np.random.Generator) -> None:
        self._floor, self._now, self._measured, self._rng = floor, now, measured, rng
        self._column = {agent.id: column for column, agent in enumerate(floor.staffed)}
        self._rows = np.arange(FUTURES)
        self._free = np.zeros((FUTURES, len(floor.staffed)))
        """Seconds from now until each agent is free."""
        lasting = measured.handling.draw(rng, self._free.size) + measured.wrap_up.draw(rng, self._free.size)
        self._another = lasting.reshape(self._free.shape)
        """Seconds of a further call of each agent."""
        self._finish("in_call", measured.handling, measured.wrap_up)
        self._finish("reserved", measured.handling, measured.wrap_up)
        self._finish("wrap_up", measured.wrap_up)

    def _finish(self, state: AgentState, doing: Durations, then: Durations | None = None) -> None:
        """Let the agents who are in a state end what they do, and then what follows it."""
        those = [agent for agent in self._floor.staffed if agent.state == state]
        elapsed = [max((self._now - agent.since).total_seconds(), 0.0) for agent in those]
        left = doing.remaining(elapsed, self._rng, FUTURES)
        if then is not None:
            left += then.draw(self._rng, left.size).reshape(left.shape)
        self._free[:, [self._column[agent.id] for agent in those]] = left

    def start_of(self, item: Waiting) -> tuple[Seconds, NDArray[np.intp]]:
        """When it is taken in each course, in seconds from now, and by which column."""
        candidates = self._floor.candidates(item)
        opens = max((self._floor.overflows_at(item) - self._now).total_seconds(), 0.0)
        start, column = self._earliest(candidates.own)
        helped, helper = self._earliest(candidates.helpers, opens)
        return np.minimum(start, helped), np.where(helped < start, helper, column)

    def _earliest(self, agents: frozenset[str], opens: float = 0.0) -> tuple[Seconds, NDArray[np.intp]]:
        """The first of the agents to be free once they may take it. Who ends a call before that takes somebody else,
        who may not even have called yet; who is idle now stays so."""
        if not agents:
            return np.full(FUTURES, np.inf), np.zeros(FUTURES, np.intp)
        columns = np.array([self._column[agent] for agent in sorted(agents)])
        free = self._free[:, columns]
        if opens > 0:
            free = np.where((free > 0) & (free < opens), free + self._another[:, columns], free)
        first = free.argmin(axis=1)
        return np.maximum(free[self._rows, first], opens), columns[first]

    def serve(self, item: Waiting) -> None:
        """Let it be taken, unless its caller gives up before."""
        start, column = self.start_of(item)
        stays = np.isfinite(start)
        rate = self._measured.hang_up_rate
        if item.kind == "call" and rate > 0:
            stays &= start < self._rng.exponential(1 / rate, FUTURES)
        lasting = self._measured.by_department.get(item.department, self._measured.handling)
        busy = start + lasting.draw(self._rng, FUTURES) + self._measured.wrap_up.draw(self._rng, FUTURES)
        self._free[self._rows[stays], column[stays]] = busy[stays]
