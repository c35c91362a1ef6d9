"""The people of the floor: what they can do, and what they are doing."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Row

from desk.floor import offers, staff
from desk.floor.change import Change, Room, Witness
from desk.floor.tables import AGENTS, CHANGES
from desk.queue.item import Item, find, item
from desk.routing.model import Agent, AgentState
from desk.routing.states import Actor, Reasons, StateError

ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
TIERS = (1, 2, 3)
GONE = "connection_lost"


class EnrolmentError(ValueError):
    """Somebody cannot be enrolled so; the message says why."""


class Agents(Room):
    """See desk.floor.floor."""

    _reasons: Reasons

    def enrol(
        self,
        agent_id: str,
        languages: Collection[str],
        departments: Collection[str],
        tier: int,
        now: datetime,
        witness: Witness | None = None,
    ) -> Agent:
        """Add somebody, logged out, or change the skills of one who is there. Raises EnrolmentError, StoreError."""
        _check(agent_id, languages, departments, tier)
        skills = {"languages": staff.listed(languages), "departments": staff.listed(departments), "tier": tier}
        with self._changing() as on:
            if staff.enrolled(on.connection, agent_id) is not None:
                on.connection.execute(AGENTS.update().where(AGENTS.c.id == agent_id).values(**skills))
            else:
                new = {"id": agent_id, "state": "logged_out", "since": now, "by": "system"}
                on.connection.execute(AGENTS.insert().values(**new, **skills))
            on.tell("agent", agent=agent_id)
            on.witnesses.extend([witness] if witness else [])
            return staff.agent(staff.find(on.connection, agent_id))

    def dismiss(self, agent_id: str, now: datetime, witness: Witness | None = None) -> None:
        """Somebody is no agent any more; the log of what they did stays. Raises KeyError, StateError when they are not
        logged out, StoreError."""
        with self._changing() as on:
            row = staff.find(on.connection, agent_id, lock=True)
            if row.state != "logged_out":
                raise StateError(f"agent {agent_id} is {row.state}, not logged out")
            staff.log(on.connection, row, now)
            on.connection.execute(AGENTS.delete().where(AGENTS.c.id == agent_id))
            on.tell("agent", agent=agent_id)
            on.witnesses.extend([witness] if witness else [])

    def agents(self) -> list[Agent]:
        """All, by id. Raises StoreError."""
        with self._database.reading() as connection:
            return staff.everybody(connection)

    def agent(self, agent_id: str) -> Agent:
        """One. Raises KeyError, StoreError."""
        with self._database.reading() as connection:
            return staff.agent(staff.find(connection, agent_id))

    def item_of(self, agent_id: str) -> Item | None:
        """What an agent is being rung for, is talking about, or is wrapping up. Raises KeyError, StoreError."""
        with self._database.reading() as connection:
            row = staff.find(connection, agent_id)
            return item(find(connection, row.item_id)) if row.item_id else None

    def change(
        self,
        agent_id: str,
        to: AgentState,
        by: Actor,
        now: datetime,
        reason: str | None = None,
        witness: Witness | None = None,
    ) -> Agent:
        """Another state, logged. Who leaves a ringing phone has refused its item, which goes back to the head of the
        queue; who ends a call has finished its item. Calls come by `accept` and `pick`. Raises KeyError, StateError,
        StoreError."""
        if to in staff.HELD:
            raise StateError(f"agent {agent_id} cannot become {to} without an item: accept or pick one")
        with self._with_item(agent_id) as (on, row):
            on.witnesses.extend([witness] if witness else [])
            return self._become(on, row, to, by, now, reason)

    def _become(
        self, on: Change, row: Row, to: AgentState, by: Actor, now: datetime, reason: str | None = None
    ) -> Agent:
        """See change; of a locked row."""
        held = row.item_id if row.state in staff.HELD else None
        changed = staff.move(on, row, to, by, now, reason, reasons=self._reasons)
        if held and row.state == "in_call" and to == "wrap_up":
            offers.close(on, held, now)
        elif held:
            refused = row.state == "reserved" and to == "on_break"
            offers.put_back(on, find(on.connection, held), row.id if refused else None)
        if to == "wrap_up" and reason is not None and changed.reason == reason and row.item_id:
            offers.settle(on, row.item_id, row.id, reason)
        return changed

    def connection_lost(self, agent_id: str, now: datetime) -> Agent:
        """The desk has heard nothing of somebody for too long: they are logged out, and what they had goes back to the
        head of the queue. To be asked in a call only when the caller's line is not with them any more. Raises KeyError,
        StateError when they are logged out already, StoreError."""
        return self.change(agent_id, "logged_out", "system", now, GONE)

    def changes(self, agent_id: str, since: datetime) -> list[tuple[Agent, datetime]]:
        """States that ended since then, oldest first: the agent in it (without skills), and when it ended. Raises
        StoreError."""
        query = sa.select(CHANGES).where(CHANGES.c.agent == agent_id, CHANGES.c.until >= since).order_by(CHANGES.c.id)
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        nothing: frozenset[str] = frozenset()
        return [(Agent(row.agent, nothing, nothing, 0, row.state, row.since, row.reason), row.until) for row in rows]

    @contextmanager
    def _with_item(self, agent_id: str) -> Iterator[tuple[Change, Row]]:
        """The agent's row, locked after that of the item they have."""
        while True:
            with self._changing() as on:
                before = staff.find(on.connection, agent_id)
                if before.item_id:
                    find(on.connection, before.item_id, lock=True)
                row = staff.find(on.connection, agent_id, lock=True)
                if row.item_id == before.item_id:
                    yield on, row
                    return
            # Another item came in between: its row has to be locked first, so begin anew.


def _check(agent_id: str, languages: Collection[str], departments: Collection[str], tier: int) -> None:
    if not ID.fullmatch(agent_id):
        raise EnrolmentError("an agent's name is made of a-z, 0-9 and . _ - and begins with a letter or a digit")
    if not languages or not departments:
        raise EnrolmentError(f"agent {agent_id} needs at least one language and one department (* for all)")
    if tier not in TIERS:
        raise EnrolmentError(f"there is no tier {tier}; there are {', '.join(map(str, TIERS))}")
