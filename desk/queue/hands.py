"""In whose hands an item is."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from desk.floor.tables import AGENTS

IN_HAND = frozenset({"offered", "taken"})
"""States in which an item is with one agent."""
WRAPPING = sa.select(AGENTS.c.id).where(AGENTS.c.id == sa.bindparam("agent"), AGENTS.c.item_id == sa.bindparam("item"))


def is_with(connection: Connection, agent: str, row: Row) -> bool:
    """Whether an item rings at somebody's, is theirs, or is being wrapped up by them."""
    if row.state in IN_HAND and row.agent == agent:
        return True
    return connection.execute(WRAPPING, {"agent": agent, "item": row.id}).first() is not None
