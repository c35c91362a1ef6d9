"""Callers on hold with the agent who talks with them, and for how long."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from desk.floor import staff
from desk.floor.offers import Offers
from desk.floor.tables import AGENTS, CHANGES


@dataclass(frozen=True)
class Hold:
    """Of an item."""

    since: datetime | None = None
    """None: the caller is not on hold now."""
    seconds: float = 0.0
    """All told, with every agent."""


class Holds(Offers):
    """See desk.floor.floor."""

    def hold(self, item_id: str, agent_id: str, wanted: bool, now: datetime) -> bool:
        """The agent puts the caller on hold, or comes back; False when it was so already. Raises KeyError,
        QueueStateError when they are not in this call, StoreError."""
        with self._both(item_id, agent_id, "taken") as (on, row, agent):
            if wanted == (agent.held is not None):
                return False
            before = agent.held_seconds if wanted else staff.held_seconds(agent, now)
            values = {"held": now if wanted else None, "held_seconds": before}
            on.connection.execute(AGENTS.update().where(AGENTS.c.id == agent.id).values(**values))
            on.tell("held" if wanted else "resumed", row.id, agent.id)
            return True

    def hold_of(self, item_id: str, now: datetime) -> Hold:
        """Raises StoreError."""
        past = sa.select(sa.func.sum(CHANGES.c.held_seconds)).where(CHANGES.c.item_id == item_id)
        present = sa.select(AGENTS).where(AGENTS.c.item_id == item_id, AGENTS.c.state == "in_call")
        with self._database.reading() as connection:
            before: float = connection.execute(past).scalar() or 0.0
            row = connection.execute(present).first()
        return Hold(seconds=before) if row is None else Hold(row.held, before + (staff.held_seconds(row, now) or 0.0))
