"""Agents whose consoles are gone: they are offered nothing more."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from datetime import datetime

import sqlalchemy as sa

from desk.floor.agents import GONE, Agents
from desk.floor.tables import AGENTS

MISSED = ("available", "reserved", "wrap_up", "on_break")
"""States that end when the console is gone. That of a call ends with the line on which they talk, and not before."""


class Presence(Agents):
    """See desk.floor.floor."""

    def seen(self, agents: Collection[str], now: datetime) -> None:
        """The consoles of these are open. Whoever is logged out is not missed, and needs no mark. Raises StoreError."""
        here = AGENTS.update().where(AGENTS.c.id.in_(list(agents)), AGENTS.c.state != "logged_out")
        if agents:
            with self._database.transaction() as connection:
                connection.execute(here.values(seen=now))

    def give_up_absent(self, before: datetime, now: datetime, but: Collection[str] = ()) -> tuple[str, ...]:
        """Log out those whose console was open and has not been heard of since `before`: what rings at them goes back
        to the head of the queue. Their ids. Agents who never had one open, and those in `but`, are not missed. Raises
        StoreError."""
        absent = sa.select(AGENTS.c.id).where(AGENTS.c.seen < before, AGENTS.c.state.in_(MISSED))
        with self._database.reading() as connection:
            found = [one for one in connection.execute(absent).scalars() if one not in but]
        return tuple(one for one in found if self._give_up(one, before, now))

    def _give_up(self, agent_id: str, before: datetime, now: datetime) -> bool:
        """False when they are back, or in a call, meanwhile."""
        with suppress(KeyError), self._with_item(agent_id) as (on, row):
            if row.seen is not None and row.seen < before and row.state in MISSED:
                self._become(on, row, "logged_out", "system", now, GONE)
                return True
        return False
