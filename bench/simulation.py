"""A contact centre in simulated time, event by event. It decides nothing itself: every state of an agent is changed,
every call assigned and every wait estimated by desk/routing."""

from __future__ import annotations

import heapq
import random
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import numpy as np

from bench.scenario import BREAK_S, NO_ANSWER_S, START, Scenario
from desk.routing.durations import KEPT, durations
from desk.routing.estimate import HANDLING_SECONDS, Estimate, Measured, estimate
from desk.routing.model import AgentState, Assignment, Priority, Waiting
from desk.routing.rules import assign
from desk.routing.states import Actor, change

TICK_S = 5.0
"""So often the rules are asked while nothing else happens."""


@dataclass
class Caller:
    """One call. Moments in seconds since the start."""

    language: str
    department: str
    came: float
    told: Estimate | None = None
    """What the caller was told on arrival; estimates are made for a sample of the calls."""
    answered: float | None = None
    hung_up: float | None = None
    lasts: float = 0.0
    """Seconds of talk, once answered."""
    overflow: bool = False

    @property
    def wait(self) -> float:
        """Seconds until answered; only of those who were."""
        if self.answered is None:
            raise ValueError("this caller was not answered")
        return self.answered - self.came


class Records:
    """What the floor has measured of itself, as the desk would read it from its history."""

    def __init__(self) -> None:
        self._calls: dict[str, deque[float]] = {}
        self._wrap_ups: deque[float] = deque(maxlen=KEPT)
        self._rings: deque[float] = deque([0.0], maxlen=KEPT)
        self._left: deque[tuple[float, bool]] = deque(maxlen=5 * KEPT)

    def call(self, department: str, seconds: float) -> None:
        """A call ended."""
        self._calls.setdefault(department, deque(maxlen=KEPT)).append(seconds)
        self._calls.setdefault("", deque(maxlen=KEPT)).append(seconds)

    def wrap_up(self, seconds: float) -> None:
        """A wrap-up ended."""
        self._wrap_ups.append(seconds)

    def left(self, waited: float, hung_up: bool, rang: float = 0.0) -> None:
        """A caller left the queue, answered or not."""
        self._left.append((waited, hung_up))
        if not hung_up:
            self._rings.append(rang)

    def measured(self, wrap_up_s: float) -> Measured:
        """For the estimate."""
        every = durations(list(self._calls.get("", ())), HANDLING_SECONDS)
        own = {name: durations(list(times), every.mean) for name, times in self._calls.items() if name}
        waited = sum(seconds for seconds, _ in self._left)
        rate = sum(hung_up for _, hung_up in self._left) / waited if waited else 0.0
        ring = sum(self._rings) / len(self._rings)
        return Measured(every, own, durations(list(self._wrap_ups), wrap_up_s), ring, rate)


class Simulation:
    """One run; the seed decides everything."""

    def __init__(self, scenario: Scenario, seed: int, estimated: float = 0.0, knowing: Measured | None = None) -> None:
        """`estimated`: share of the callers who are told their wait. `knowing`: the true times of the floor, for what
        an estimate would be that had nothing to learn."""
        self.callers: dict[str, Caller] = {}
        self.busy_s: dict[str, float] = {agent.id: 0.0 for agent in scenario.agents}
        self._scenario, self._estimated, self._knowing = scenario, estimated, knowing
        self._rng, self._futures = random.Random(seed), np.random.default_rng(seed)
        self._agents = {agent.id: agent for agent in scenario.agents}
        self._waiting: dict[str, Waiting] = {}
        self._records = Records()
        self._events: list[tuple[float, int, Callable[[], None]]] = []
        self._now, self._count = 0.0, 0

    def run(self, seconds: float) -> None:
        """Play so many seconds of simulated time."""
        self._at(0.0, self._arrive)
        self._at(TICK_S, self._tick)
        while self._events and self._events[0][0] <= seconds:
            self._now, _, happen = heapq.heappop(self._events)
            happen()
            for given in assign(
                self._waiting.values(), list(self._agents.values()), self._time(), self._scenario.policy
            ):
                self._offer(given)

    def _at(self, seconds: float, happen: Callable[[], None]) -> None:
        self._count += 1
        heapq.heappush(self._events, (self._now + seconds, self._count, happen))

    def _time(self) -> datetime:
        return START + timedelta(seconds=self._now)

    def _tick(self) -> None:
        self._at(TICK_S, self._tick)

    def _set(self, agent_id: str, to: AgentState, by: Actor, reason: str | None = None) -> None:
        self._agents[agent_id] = change(self._agents[agent_id], to, by, self._time(), reason)

    def _arrive(self) -> None:
        scenario, rng = self._scenario, self._rng
        self._at(rng.expovariate(scenario.calls_an_hour / 3600), self._arrive)
        language = rng.choices(list(scenario.languages), list(scenario.languages.values()))[0]
        department = rng.choices(list(scenario.departments), list(scenario.departments.values()))[0]
        key = f"c{len(self.callers):07}"
        priority: Priority = "high" if rng.random() < scenario.high else "normal"
        item = Waiting(key, language, department, self._time(), priority=priority)
        self._waiting[key] = item
        self.callers[key] = Caller(language, department, self._now, self._tell(item))
        if scenario.patience_s is not None:
            self._at(rng.expovariate(1 / scenario.patience_s), lambda: self._hang_up(key))

    def _tell(self, item: Waiting) -> Estimate | None:
        if self._rng.random() >= self._estimated:
            return None
        measured = self._knowing or self._records.measured(self._scenario.wrap_up_s)
        floor = list(self._agents.values())
        waiting = self._waiting.values()
        return estimate(item, waiting, floor, self._time(), self._scenario.policy, measured, self._futures)

    def _hang_up(self, key: str) -> None:
        if self._waiting.pop(key, None):
            caller = self.callers[key]
            caller.hung_up = self._now
            self._records.left(self._now - caller.came, hung_up=True)

    def _offer(self, given: Assignment) -> None:
        item = self._waiting.pop(given.item_id)
        self.callers[item.id].overflow = given.overflow
        self._set(given.agent_id, "reserved", "system")
        if self._rng.random() < self._scenario.no_answer:
            self._at(NO_ANSWER_S, lambda: self._not_answered(item, given.agent_id))
            return
        ring = self._rng.uniform(*self._scenario.ring_s)
        if ring > 0:
            self._at(ring, lambda: self._answer(item, given.agent_id, ring))
        else:
            self._answer(item, given.agent_id, ring)

    def _not_answered(self, item: Waiting, agent_id: str) -> None:
        self._set(agent_id, "on_break", "system", "no_answer")
        self._at(BREAK_S, lambda: self._set(agent_id, "available", "agent"))
        self._waiting[item.id] = replace(item, at_head=True, excluded=item.excluded | {agent_id})
        if self._scenario.patience_s is not None:
            self._at(self._rng.expovariate(1 / self._scenario.patience_s), lambda: self._hang_up(item.id))

    def _answer(self, item: Waiting, agent_id: str, ring: float) -> None:
        caller = self.callers[item.id]
        caller.answered = self._now
        self._records.left(caller.wait - ring, hung_up=False, rang=ring)
        self._set(agent_id, "in_call", "agent")
        lasts = self._rng.expovariate(1 / self._scenario.handling_s[item.department])
        caller.lasts = lasts
        self._at(lasts, lambda: self._end(item, agent_id, ring + lasts))

    def _end(self, item: Waiting, agent_id: str, lasted: float) -> None:
        self._records.call(item.department, lasted)
        self._set(agent_id, "wrap_up", "system")
        self.busy_s[agent_id] += lasted
        wrap_up = self._rng.expovariate(1 / self._scenario.wrap_up_s) if self._scenario.wrap_up_s else 0.0
        self._at(wrap_up, lambda: self._ready(agent_id, wrap_up))

    def _ready(self, agent_id: str, wrapped_up: float) -> None:
        self._set(agent_id, "wrap_up", "agent", "resolved")
        self._set(agent_id, "available", "agent")
        self.busy_s[agent_id] += wrapped_up
        self._records.wrap_up(wrapped_up)
