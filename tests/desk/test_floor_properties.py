"""What holds of a floor whatever people and callers do, in whatever order."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desk.database import Database
from desk.floor.floor import Floor
from desk.queue.item import QueueStateError
from desk.queue.store import QueueStore
from desk.routing.policy import Policy
from desk.routing.states import StateError
from tests.desk.floors import HOLDER, arrive, inconsistencies
from tests.desk.postgres import Cluster
from tests.desk.samples import NOW, packet

pytestmark = pytest.mark.contract
NAMES, CALLS = ("mette", "john", "anna"), 6
POLICY = Policy(ring_seconds=20, wrap_up_seconds=60, overflow_seconds=30)
acts = st.tuples(
    st.sampled_from(
        ("place", "callback", "waits", "beat", "tick", "tick", "answer", "answer", "refuse", "finish", "pick",
         "pass_on", "gone", "withdraw", "take", "close", "give_back", "available", "break", "log_out", "lost",
         "outcome")
    ),
    st.integers(0, CALLS - 1),
    st.sampled_from(NAMES),
    st.integers(0, 40),
)  # fmt: skip


class Scene:
    """A floor on which one thing happens after the other."""

    def __init__(self, database: Database) -> None:
        self.now = NOW
        self.floor, self.store = Floor(database, POLICY), QueueStore(database, policy=POLICY, clock=lambda: self.now)
        self.items = dict[int, str]()
        for name in NAMES:
            arrive(self.floor, name)

    def act(self, what: str, call: int, name: str, seconds: int) -> None:
        """What cannot be done at this moment is refused."""
        self.now += timedelta(seconds=seconds)
        item, on, store, now = self.items.get(call, "none"), self.floor, self.store, self.now
        acts: dict[str, Callable[[], object]] = {
            "place": lambda: self._place(call, now, "call"),
            "callback": lambda: self._place(call, now, "callback"),
            "waits": lambda: on.waits(item, HOLDER, now),
            "beat": lambda: on.beat(HOLDER, now),
            "tick": lambda: on.tick(now),
            "answer": lambda: on.accept(self._of(name), name, now),
            "refuse": lambda: on.refuse(self._of(name), name, now),
            "finish": lambda: on.finish(self._of(name), name, now),
            "pick": lambda: on.pick(item, name, now),
            "pass_on": lambda: on.pass_on(self._of(name), name, "sales", 1, "see above", now),
            "gone": lambda: on.line_gone(item, now, "gone"),
            "withdraw": lambda: store.withdraw(item, now),
            "take": lambda: store.take(name, now),
            "close": lambda: store.close(item, now),
            "give_back": lambda: store.give_back(item),
            "available": lambda: on.change(name, "available", "supervisor", now),
            "break": lambda: on.change(name, "on_break", "agent", now, "lunch"),
            "log_out": lambda: on.change(name, "logged_out", "supervisor", now, "shift_end"),
            "lost": lambda: on.connection_lost(name, now),
            "outcome": lambda: on.change(name, "wrap_up", "agent", now, "resolved"),
        }
        try:
            acts[what]()
        except (KeyError, QueueStateError, StateError):
            if on.agent(name).state == "logged_out":
                on.change(name, "available", "agent", now)

    def _of(self, name: str) -> str:
        item = self.floor.item_of(name)
        return item.id if item else "none"

    def _place(self, call: int, now: datetime, kind: str) -> None:
        new = packet(f"call-{call}", kind=kind, created=now.isoformat())
        self.items[call] = self.store.place(new).item_id


def _holds(database: Database, course: list[tuple[str, int, str, int]]) -> None:
    scene = Scene(database)
    known: dict[str, str] = {}
    for step in course:
        scene.act(*step)
        assert inconsistencies(database) == [], step
        items = {item.id: item for item in scene.store.list(None)}
        assert known.keys() <= items.keys(), "nothing is lost"
        for name in NAMES:
            changes = scene.floor.changes(name, NOW)
            times = [moment for agent, until in changes for moment in (agent.since, until)]
            assert times == sorted(times), "one state follows the other"
            assert not changes or changes[-1][1] == scene.floor.agent(name).since, "without a gap"
        known = {item.id: item.state for item in items.values()}


courses = given(st.lists(acts, min_size=5, max_size=40))


@courses
@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
def test_agents_and_items_agree_after_every_step_on_sqlite(course: list[tuple[str, int, str, int]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        database = Database(Path(folder) / "queue.db")
        try:
            _holds(database, course)
        finally:
            database.close()


@courses
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
def test_agents_and_items_agree_after_every_step_on_postgresql(
    postgres: Cluster, course: list[tuple[str, int, str, int]]
) -> None:
    with postgres.database() as url:
        database = Database(url)
        try:
            _holds(database, course)
        finally:
            database.close()
