"""Items on their way to agents: offered, accepted or refused, picked, passed on, finished."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Row

from desk.floor import destinations, notes, staff
from desk.floor.change import Change
from desk.floor.destinations import Destinations
from desk.floor.tables import AGENTS
from desk.queue.item import ID_LENGTH, Item, QueueStateError, find, item, update
from desk.routing.states import Reasons
from desk.tables import ITEMS

TRANSFERRED, ESCALATED = "transferred", "escalated"
"""Outcomes of a call that was passed on, where the house has these codes."""
OF_AGENT = "agent_"
BOTH = (
    sa.select(ITEMS, *(column.label(f"{OF_AGENT}{column.name}") for column in AGENTS.c))
    .select_from(ITEMS.join(AGENTS, AGENTS.c.id == sa.bindparam("agent")))
    .where(ITEMS.c.id == sa.bindparam("item"))
    .with_for_update()
)
"""An item and an agent, locked in this order."""


class Agent:
    """The columns of an agent in a row of BOTH, under the names that they have in the table."""

    def __init__(self, row: Row) -> None:
        self._mapping = {column.name: row._mapping[f"{OF_AGENT}{column.name}"] for column in AGENTS.c}

    def __getattr__(self, name: str) -> Any:
        return self._mapping[name]


class Offers(Destinations):
    """See desk.floor.floor."""

    _reasons: Reasons

    def accept(self, item_id: str, agent_id: str, now: datetime) -> Item:
        """The agent answers: they are in the call. Raises KeyError, QueueStateError when it is too late, StoreError."""
        with self._both(item_id, agent_id, "offered") as (on, row, agent):
            return self._taken(on, row, agent, now)

    def refuse(self, item_id: str, agent_id: str, now: datetime, reason: str = "refused") -> None:
        """The agent does not want it, or did not answer (`no_answer`): it waits again, at the head; they get a break.
        Raises KeyError, QueueStateError when it is too late, StateError for an unknown reason, StoreError."""
        with self._both(item_id, agent_id, "offered") as (on, row, agent):
            put_back(on, row, agent_id)
            staff.move(on, agent, "on_break", "agent", now, reason, reasons=self._reasons)

    def pick(self, item_id: str, agent_id: str, now: datetime) -> Item:
        """An available agent takes a certain waiting item from the list. Raises KeyError, QueueStateError when it waits
        no longer, StateError when the agent is not available, StoreError."""
        with self._both(item_id, agent_id, "waiting") as (on, row, agent):
            return self._taken(on, row, agent, now)

    def finish(self, item_id: str, agent_id: str, now: datetime, outcome: str | None = None, note: str = "") -> Item:
        """The call is over: the agent wraps up. `outcome`: code of the wrap-up, which may also follow by `change`.
        `note`: kept with the item. Raises KeyError, QueueStateError when it is not theirs, StateError for an unknown
        code, StoreError."""
        with self._both(item_id, agent_id, "taken") as (on, row, agent):
            if note:
                notes.add(on.connection, row.id, agent_id, note, now)
            staff.move(on, agent, "wrap_up", "agent", now, outcome, row.id, self._reasons)
            done = {"state": "closed", "closed": now, "outcome": outcome}
            update(on.connection, row.id, **done)
            on.tell("closed", row.id, agent_id)
            return item(row, done)

    def pass_on(self, item_id: str, agent_id: str, department: str, tier: int, note: str, now: datetime) -> Item:
        """To another department or tier: it waits again with the place that it had and keeps all notes; the agent wraps
        up. Raises KeyError, QueueStateError when it is not theirs, DestinationError when nobody would take it there,
        StoreError."""
        with self._both(item_id, agent_id, "taken") as (on, row, agent):
            destinations.check(on.connection, row, department, tier, self._policy, now)
            if note:
                notes.add(on.connection, row.id, agent_id, note, now)
            code = ESCALATED if tier > row.tier else TRANSFERRED
            code_known = code if code in self._reasons.wrap_up else None
            staff.move(on, agent, "wrap_up", "agent", now, code_known, row.id, self._reasons)
            packet = json.loads(row.packet) | {"department": department, "notes": notes.of(on.connection, row.id)}
            waits = FREE | {
                "department": department, "tier": tier, "at_head": False, "excluded": json.dumps([agent_id]),
                "packet": json.dumps(packet, ensure_ascii=False),
            }  # fmt: skip
            update(on.connection, row.id, **waits)
            on.tell("returned", row.id)
            return item(row, waits)

    @contextmanager
    def _both(self, item_id: str, agent_id: str, state: str) -> Iterator[tuple[Change, Row, Agent]]:
        """An item in this state, which is the agent's unless it waits, and the agent: both locked."""
        with self._changing() as on:
            whole = item_id if len(item_id) == ID_LENGTH else find(on.connection, item_id).id
            row = on.connection.execute(BOTH, {"item": whole, "agent": agent_id}).first()
            if row is None:
                find(on.connection, whole)
                raise KeyError(agent_id)
            if row.state != state or (state != "waiting" and row.agent != agent_id):
                whose = "" if row.agent in (None, agent_id) else " by somebody else"
                wanted = "waiting" if state == "waiting" else f"{state} by {agent_id}"
                raise QueueStateError(f"item {row.id[:8]} is {row.state}{whose}, not {wanted}: too late")
            yield on, row, Agent(row)

    def _taken(self, on: Change, row: Row, agent: Agent, now: datetime) -> Item:
        staff.move(on, agent, "in_call", "agent", now, item=row.id)
        taken = {"state": "taken", "agent": agent.id, "taken": now, "answered": row.answered or now, "at_head": False}
        update(on.connection, row.id, **taken)
        on.tell("taken", row.id, agent.id)
        return item(row, taken)


FREE: dict[str, Any] = {"state": "waiting", "agent": None, "taken": None, "offered": None}
"""Of an item that is with nobody."""


def offer(on: Change, pairs: Mapping[str, Row], now: datetime) -> None:
    """Let phones ring: item → agent. All rows are locked, and the ones wait and the others are available."""
    staff.move_all(on, list(pairs.values()), "reserved", now, {agent.id: item_id for item_id, agent in pairs.items()})
    agents = sa.case({item_id: agent.id for item_id, agent in pairs.items()}, value=ITEMS.c.id)
    ring = ITEMS.update().where(ITEMS.c.id.in_(list(pairs)))
    on.connection.execute(ring.values(state="offered", offered=now, agent=agents))
    for item_id, agent in pairs.items():
        on.tell("offered", item_id, agent.id)


def put_back(on: Change, row: Row, excluded: str | None) -> None:
    """A locked item waits again, at the head. `excluded`: the agent who did not want it."""
    without = {*json.loads(row.excluded), *([excluded] if excluded else [])}
    update(on.connection, row.id, **FREE, at_head=True, excluded=json.dumps(sorted(without)))
    on.tell("returned", row.id)


def close(on: Change, item_id: str, now: datetime) -> None:
    """A locked item is done."""
    update(on.connection, item_id, state="closed", closed=now)
    on.tell("closed", item_id)


def settle(on: Change, item_id: str, agent_id: str, outcome: str) -> None:
    """What became of a locked item, in the words of who closed it. Somebody who has passed it on, or put it off, wraps
    up their own part of it only: the outcome is for who has it after them to tell."""
    row = find(on.connection, item_id)
    if row.state == "closed" and row.agent == agent_id:
        update(on.connection, item_id, outcome=outcome)
