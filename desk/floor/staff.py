"""Rows of agents: read, changed as desk.routing.states allows, each state logged when it ends."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from desk.floor.change import Change
from desk.floor.tables import AGENTS, CHANGES
from desk.routing.model import Agent, AgentState
from desk.routing.states import Actor, Reasons, StateError, change

WITH_ITEM: frozenset[AgentState] = frozenset({"reserved", "in_call", "wrap_up"})
"""States that belong to an item."""
HELD: frozenset[AgentState] = frozenset({"reserved", "in_call"})
"""States in which the item is the agent's."""
ONE = sa.select(AGENTS).where(AGENTS.c.id == sa.bindparam("agent"))
LOCKED = ONE.with_for_update()
ALL = sa.select(AGENTS).order_by(AGENTS.c.id)
MOVE = (
    AGENTS.update()
    .where(AGENTS.c.id == sa.bindparam("agent"))
    .values(
        state=sa.bindparam("to"),
        since=sa.bindparam("began", type_=AGENTS.c.since.type),
        reason=sa.bindparam("why"),
        by=sa.bindparam("who"),
        item_id=sa.bindparam("about"),
        held=None,
        held_seconds=None,
    )
)
UNSEEN = AGENTS.update().where(AGENTS.c.id == sa.bindparam("agent")).values(seen=None)
LOG = CHANGES.insert()
_HELD = (AGENTS.c.state == "reserved") | (AGENTS.c.state == "in_call")
HOLDING = sa.select(AGENTS).where(AGENTS.c.item_id == sa.bindparam("item"), _HELD).with_for_update()


def listed(names: Collection[str]) -> str:
    """Names as a column holds them."""
    return json.dumps(sorted(names))


def agent(row: Row) -> Agent:
    """Of a row with all columns."""
    languages, departments = frozenset(json.loads(row.languages)), frozenset(json.loads(row.departments))
    return Agent(row.id, languages, departments, row.tier, row.state, row.since, row.reason, row.held)


def everybody(connection: Connection) -> list[Agent]:
    """All agents, by id."""
    return [agent(row) for row in connection.execute(ALL)]


def find(connection: Connection, agent_id: str, lock: bool = False) -> Row:
    """Raises KeyError."""
    row = connection.execute(LOCKED if lock else ONE, {"agent": agent_id}).first()
    if row is None:
        raise KeyError(agent_id)
    return row


def enrolled(connection: Connection, agent_id: str) -> Row | None:
    """The locked row of somebody who may be no agent at all: a queue of the PBX takes calls too."""
    return connection.execute(LOCKED, {"agent": agent_id}).first()


def move(
    on: Change, row: Row, to: AgentState, by: Actor, now: datetime,
    reason: str | None = None, item: str | None = None, reasons: Reasons | None = None,
) -> Agent:  # fmt: skip
    """Change the state of a locked row and tell it. `item`: what a state of WITH_ITEM is about. Raises StateError."""
    before = agent(row)
    after = change(before, to, by, now, reason, reasons)
    kept = item or row.item_id if to in WITH_ITEM else None
    if (after.state, after.since) != (before.state, before.since):
        log(on.connection, row, now)
    values = {"to": to, "began": after.since, "why": after.reason, "who": by, "about": kept}
    on.connection.execute(MOVE, {"agent": row.id, **values})
    if to == "logged_out":
        # Whoever comes back without a console must not be missed at once.
        on.connection.execute(UNSEEN, {"agent": row.id})
    on.tell("agent", agent=row.id)
    return after


def move_all(on: Change, rows: Sequence[Row], to: AgentState, now: datetime, items: Mapping[str, str]) -> None:
    """Change the state of several locked rows, in two statements. `items`: agent → item, of a state of WITH_ITEM."""
    for row in rows:
        change(agent(row), to, "system", now)
    if not rows:
        return
    on.connection.execute(LOG, [_ended(row, now) for row in rows])
    about = sa.case(items, value=AGENTS.c.id) if items else None
    values = {"state": to, "since": now, "reason": None, "by": "system", "item_id": about}
    on.connection.execute(AGENTS.update().where(AGENTS.c.id.in_([row.id for row in rows])).values(**values))
    for row in rows:
        on.tell("agent", agent=row.id)


def log(connection: Connection, row: Row, now: datetime) -> None:
    """The state of a row ends at this moment."""
    connection.execute(LOG, _ended(row, now))


def _ended(row: Row, now: datetime) -> dict[str, Any]:
    kept = {name: row._mapping[name] for name in ("state", "reason", "since", "by", "item_id")}
    return {"agent": row.id, "until": max(now, row.since), "held_seconds": held_seconds(row, now), **kept}


def held_seconds(row: Row, now: datetime) -> float | None:
    """For how long the caller of an agent's call has been on hold in it; None: not at all."""
    before: float | None = row.held_seconds
    if row.held is None:
        return before
    lasts: float = (max(now, row.held) - row.held).total_seconds()
    return (before or 0.0) + lasts


def take(on: Change, agent_id: str, item: str, now: datetime) -> None:
    """An item was given to somebody by hand: they are in that call, if they are an agent. A wrap-up ends with it.
    Raises StateError when they are not available."""
    row = enrolled(on.connection, agent_id)
    if row is None:
        return
    if row.state == "wrap_up":
        move(on, row, "available", "system", now)
        row = find(on.connection, agent_id, lock=True)
    if row.state != "available":
        raise StateError(
            f"agent {agent_id} is {row.state}; centralino agents state {agent_id} available, then take the call"
        )
    move(on, row, "in_call", "agent", now, item=item)


def let_go(on: Change, item: str, now: datetime, in_call: AgentState = "wrap_up", reason: str | None = None) -> None:
    """An item is no longer with its agent: who was being rung is available, who was in the call gets `in_call`."""
    for row in on.connection.execute(HOLDING, {"item": item}).all():
        if row.state == "reserved":
            move(on, row, "available", "system", now)
        else:
            move(on, row, in_call, "system", now, reason)
