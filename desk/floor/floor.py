"""The floor: agents, what waits for them, and who gets what. Every operation is one transaction, on disk before it
returns; any number of processes may use one database.

Agents and their states are in desk.floor.agents, their consoles in desk.floor.presence, items on their way to them in
desk.floor.offers, where they may be passed on to in desk.floor.destinations, callers on hold in desk.floor.holds,
callers' lines in desk.floor.lines, remarks in desk.floor.notes, waits in desk.floor.waits; the rules are those of
desk.routing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
import sqlalchemy as sa
from sqlalchemy.engine import Row

from desk.database import Database
from desk.floor import lines, offers, staff, waits
from desk.floor.change import Change
from desk.floor.holds import Holds
from desk.floor.lines import Lines
from desk.floor.notes import Notes
from desk.floor.presence import Presence
from desk.floor.tables import AGENTS
from desk.queue.item import Placement, waiting
from desk.routing.estimate import Estimate
from desk.routing.model import Assignment, Priority, Waiting
from desk.routing.policy import Policy
from desk.routing.rules import assign
from desk.routing.states import Reasons
from desk.tables import ITEMS

ONE_AT_A_TIME = 0x43454E55
"""PostgreSQL's lock for the one who distributes; any number that no other program uses on this database."""
_UNTIL = sa.bindparam("until", type_=ITEMS.c.offered.type)
RINGING = sa.select(ITEMS).where(ITEMS.c.state == "offered", ITEMS.c.offered <= _UNTIL)
WRAPPING = sa.select(AGENTS).where(AGENTS.c.state == "wrap_up", AGENTS.c.since <= _UNTIL)
READY = sa.select(*waits.BRIEF).where(ITEMS.c.state == "waiting", (ITEMS.c.kind != "call") | (ITEMS.c.line == "desk"))
"""What may be offered: a caller only while on our line."""


@dataclass(frozen=True)
class Ticked:
    """What a tick has done."""

    offered: tuple[Assignment, ...] = ()
    unanswered: tuple[str, ...] = ()
    """Items whose agents did not answer."""
    lost: tuple[str, ...] = ()
    """Items whose callers' line died with the process that held it."""
    available: tuple[str, ...] = ()
    """Agents whose wrap-up has lasted long enough."""

    @property
    def anything(self) -> bool:
        """Whether something has changed."""
        return bool(self.offered or self.unanswered or self.lost or self.available)


class Floor(Presence, Holds, Lines, Notes):
    """One site's. Safe to use from several threads and processes at once."""

    def __init__(
        self,
        database: Database,
        policy: Policy | None = None,
        reasons: Reasons | None = None,
        rng: np.random.Generator | None = None,
    ) -> None:
        """`rng`: for the estimates."""
        super().__init__(database)
        self._policy, self._reasons = policy or Policy(), reasons or Reasons()
        self._estimates = waits.Waits(database, self._policy, rng=rng)

    def tick(self, now: datetime) -> Ticked:
        """Distribute: phones that rang too long, holders that are silent and wrap-ups that are over come first. To be
        called on each event, and every few seconds besides. Raises StoreError."""
        with self._changing() as on:
            # Two who choose at once would each get half of what the other needs; rows are locked all the same, because
            # agents and callers do not wait for this.
            if on.connection.dialect.name == "postgresql":
                on.connection.execute(sa.select(sa.func.pg_advisory_xact_lock(ONE_AT_A_TIME)))
            unanswered = self._unanswered(on, now)
            lost = lines.give_up_silent(on, now)
            available = self._wrapped_up(on, now)
            return Ticked(self._distribute(on, now), unanswered, lost, available)

    def _unanswered(self, on: Change, now: datetime) -> tuple[str, ...]:
        until = {"until": now - timedelta(seconds=self._policy.ring_seconds)}
        rows = on.connection.execute(RINGING.with_for_update(skip_locked=True), until).all()
        for row in rows:
            offers.put_back(on, row, row.agent)
            agent = staff.find(on.connection, row.agent, lock=True)
            staff.move(on, agent, "on_break", "system", now, "no_answer")
        return tuple(row.id for row in rows)

    def _wrapped_up(self, on: Change, now: datetime) -> tuple[str, ...]:
        if self._policy.wrap_up_seconds is None:
            return ()
        until = {"until": now - timedelta(seconds=self._policy.wrap_up_seconds)}
        rows = on.connection.execute(WRAPPING.with_for_update(skip_locked=True), until).all()
        staff.move_all(on, rows, "available", now, {})
        return tuple(row.id for row in rows)

    def _distribute(self, on: Change, now: datetime) -> tuple[Assignment, ...]:
        agents = staff.everybody(on.connection)
        if not any(agent.state == "available" for agent in agents):
            return ()
        ready = [waiting(row) for row in on.connection.execute(READY)]
        chosen = assign(ready, agents, now, self._policy)
        if not chosen:
            return ()
        free_items = _locked(on, ITEMS, "waiting", [one.item_id for one in chosen])
        free_agents = _locked(on, AGENTS, "available", [one.agent_id for one in chosen])
        pairs = [one for one in chosen if one.item_id in free_items and one.agent_id in free_agents]
        if pairs:
            offers.offer(on, {one.item_id: free_agents[one.agent_id] for one in pairs}, now)
        return tuple(pairs)

    def estimate(
        self, department: str, language: str, now: datetime, tier: int = 1, priority: Priority = "normal"
    ) -> Estimate | None:
        """For a call that came at this moment; None when nobody at work may take it, or the department is closed.
        Raises StoreError."""
        call = Waiting("", language, department, now, tier=tier, priority=priority)
        with self._database.reading() as connection:
            return self._estimates.estimate(connection, call, now, staff.everybody(connection))

    def announce(self, item_id: str, position: int, seconds: int, now: datetime) -> None:
        """Keep what the caller of an item was told. Raises StoreError."""
        with self._database.transaction() as connection:
            waits.announce(connection, Placement(item_id, position, seconds), now)


def _locked(on: Change, table: sa.Table, state: str, ids: list[str]) -> dict[str, Row]:
    """Those of the rows that are still in the state, without the ones that somebody else has locked: what is being done
    to them is told by an event, on which there is another tick."""
    query = (
        sa.select(table if table is AGENTS else table.c.id)
        .where(table.c.id.in_(ids), table.c.state == state)
        .with_for_update(skip_locked=True)
    )
    return {row.id: row for row in on.connection.execute(query)}
