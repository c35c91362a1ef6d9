"""Where an item may be passed on to, and what awaits its caller there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.engine import Connection, Row

from desk.floor import staff
from desk.floor.change import Room
from desk.floor.waits import Waits, competing
from desk.queue.item import QueueStateError, find, waiting
from desk.routing.model import ANY, Agent, Waiting
from desk.routing.policy import Policy
from desk.routing.skills import Floor


class DestinationError(QueueStateError):
    """It cannot be passed on to there: it would wait for nobody."""

    def __init__(self, code: str, message: str) -> None:
        """`code`: `nobody` or `closed`."""
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class Destination:
    """A tier of a department, for one item."""

    department: str
    tier: int
    open: bool
    """A call may be given to somebody there now; what is no call waits until it opens."""
    enrolled: int
    """Agents of the department who are of this tier or a higher one, at work or not."""
    staffed: int
    """At work, speaking the caller's language; without the one who passes it on."""
    available: int
    """Of those, free at this moment."""
    seconds: int | None
    """As the caller would be told; None: that cannot be told."""
    refused: str | None
    """Code of DestinationError; None: it may go there."""


class Destinations(Room):
    """See desk.floor.floor."""

    _policy: Policy
    _estimates: Waits

    def destinations(
        self, item_id: str, agent_id: str, departments: Iterable[str], tiers: Sequence[int], now: datetime
    ) -> list[Destination]:
        """For an item that an agent has. Raises KeyError, StoreError."""
        with self._database.reading() as connection:
            row, agents = find(connection, item_id), staff.everybody(connection)
            floor, others = Floor(agents, self._policy), competing(connection)
            return [
                self._destination(connection, _moved(row, department, tier, agent_id), others, agents, floor, now)
                for department in departments
                for tier in tiers
            ]

    def _destination(
        self,
        connection: Connection,
        item: Waiting,
        others: Sequence[Waiting],
        agents: Sequence[Agent],
        floor: Floor,
        now: datetime,
    ) -> Destination:
        able = floor.candidates(item).own - item.excluded
        free = sum(agent.id in able and agent.state == "available" for agent in agents)
        open_ = self._policy.is_open(item.department, now)
        found = self._estimates.estimate(connection, item, now, agents, others) if able else None
        return Destination(
            item.department, item.tier, open_, len(_enrolled(agents, item)), len(able), free,
            found.announced if found else None, refusal(item, agents, self._policy, now),
        )  # fmt: skip


def refusal(item: Waiting, agents: Sequence[Agent], policy: Policy, now: datetime) -> str | None:
    """Why an item cannot go where it says: `nobody` of the department is of its tier or a higher one, or the caller
    would wait on the line for a department that is `closed`. None: it can."""
    if not _enrolled(agents, item):
        return "nobody"
    return "closed" if item.kind == "call" and not policy.assignable(item, now) else None


def check(connection: Connection, row: Row, department: str, tier: int, policy: Policy, now: datetime) -> None:
    """Raises DestinationError."""
    code = refusal(_moved(row, department, tier, ""), staff.everybody(connection), policy, now)
    if code == "nobody":
        raise DestinationError(code, f"nobody of {department} is of line {tier} or a higher one: choose another")
    if code == "closed":
        raise DestinationError(code, f"{department} is closed: choose another, or agree on a callback")


def _moved(row: Row, department: str, tier: int, agent_id: str) -> Waiting:
    """As it would wait there."""
    excluded = frozenset({agent_id})
    return replace(waiting(row), department=department, tier=tier, at_head=False, excluded=excluded)


def _enrolled(agents: Sequence[Agent], item: Waiting) -> list[Agent]:
    here = {item.department, ANY}
    return [agent for agent in agents if agent.tier >= item.tier and not here.isdisjoint(agent.departments)]
