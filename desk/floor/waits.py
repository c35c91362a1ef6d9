"""How long callers will wait, and what they were told of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import numpy as np
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from desk.database import Database
from desk.floor import staff
from desk.floor.measured import measured
from desk.floor.tables import ANNOUNCED
from desk.queue import estimate as by_head
from desk.queue import statements
from desk.queue.item import Placement, waiting
from desk.routing.estimate import Estimate, estimate
from desk.routing.model import Agent, Waiting
from desk.routing.policy import Policy
from desk.tables import ITEMS

BRIEF = [ITEMS.c[name] for name in ("id", "language", "department", "queued_at", "kind", "tier", "priority")]
BRIEF += [ITEMS.c.at_head, ITEMS.c.due, ITEMS.c.excluded]
"""What call distribution looks at."""
LOST = sa.and_(ITEMS.c.kind == "call", sa.func.coalesce(ITEMS.c.line, "") == "lost")
COMPETING = sa.select(*BRIEF).where(ITEMS.c.state == "waiting", sa.not_(LOST))
"""A call whose line was lost waits for an agent to call back from the list."""
ANNOUNCE = ANNOUNCED.insert()
TOLD = sa.select(ANNOUNCED.c.id).where(ANNOUNCED.c.item_id == sa.bindparam("item")).limit(1)


class Waits:
    """Estimates for one database. Everything runs in the transaction of whoever asks."""

    def __init__(
        self, database: Database, policy: Policy, per_department: int = 3, rng: np.random.Generator | None = None
    ) -> None:
        """`per_department`: agents of a department, while none are enrolled."""
        self._name, self._policy, self._per_department = database.name, policy, per_department
        self._rng = rng or np.random.default_rng()

    def placement(self, connection: Connection, row: Row, now: datetime) -> Placement:
        """Where an item stands. Where nobody is enrolled the calls are the PBX's: then its wait is that of its
        department with `per_department` agents."""
        agents = staff.everybody(connection)
        if agents:
            found = self.estimate(connection, waiting(row), now, agents)
            if found is not None:
                return Placement(row.id, found.position, found.announced)
        position = 1 + self._ahead(connection, row)
        seconds = None if agents else self._by_head(connection, row.department, position)
        return Placement(row.id, position, seconds)

    def of_new(self, connection: Connection, item: Waiting, now: datetime) -> tuple[int, int | None]:
        """Position and seconds of an item that is not there yet; None when nobody is at work who may take it."""
        agents = staff.everybody(connection)
        if agents and (found := self.estimate(connection, item, now, agents)) is not None:
            return found.position, found.announced
        position = 1 + int(connection.execute(statements.COUNT, {"department": item.department}).scalar_one())
        return position, None if agents else self._by_head(connection, item.department, position)

    def estimate(
        self,
        connection: Connection,
        item: Waiting,
        now: datetime,
        agents: Sequence[Agent],
        others: Sequence[Waiting] | None = None,
    ) -> Estimate | None:
        """None when nobody at work may take it, or its department is closed. `others`: of `competing`, where several
        are asked for."""
        others = competing(connection) if others is None else others
        records = measured(connection, self._name, now)
        return estimate(item, others, agents, now, self._policy, records, self._rng)

    def _ahead(self, connection: Connection, row: Row) -> int:
        names = ("department", "at_head", "priority", "queued_at", "id")
        return int(connection.execute(statements.AHEAD, {name: row._mapping[name] for name in names}).scalar_one())

    def _by_head(self, connection: Connection, department: str, position: int) -> int:
        rows = connection.execute(statements.FINISHED, {"department": department})
        times = [(row.closed - row.taken).total_seconds() for row in rows]
        return by_head.wait(position, by_head.handling_time(times), self._per_department)


def competing(connection: Connection) -> list[Waiting]:
    """Items that others wait behind."""
    return [waiting(row) for row in connection.execute(COMPETING)]


def announce(connection: Connection, placement: Placement, now: datetime) -> None:
    """Keep what a caller is told. Where no wait can be told there is nothing to be wrong about."""
    if placement.wait_seconds is not None:
        values = {"item_id": placement.item_id, "position": placement.position, "seconds": placement.wait_seconds}
        connection.execute(ANNOUNCE, {"at": now, **values})


def was_told(connection: Connection, item_id: str) -> bool:
    """Whether a wait was told for an item before."""
    return connection.execute(TOLD, {"item": item_id}).first() is not None
