"""The durable queue: what waits for a person.

Every change is one transaction, and `place` returns only after the packet is on disk, so a caller is never told of a
place that a power cut could take away.
"""

from __future__ import annotations

import itertools
import json
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from desk.database import Database
from desk.events import Events
from desk.floor import staff, waits
from desk.floor.change import Change, changing
from desk.queue import statements
from desk.queue.booking import Booking
from desk.queue.item import PRIORITY, WITHDRAWN, Item, Placement, QueueStateError, find, item, update, update_from
from desk.queue.packet import Packet, PacketError, check
from desk.routing.model import Waiting
from desk.routing.policy import Policy
from desk.routing.states import StateError
from desk.tables import ITEMS

__all__ = ["WITHDRAWN", "Item", "Placement", "QueueStateError", "QueueStore"]


def utc_now() -> datetime:
    """The moment, aware, in UTC."""
    return datetime.now(UTC)


class QueueStore:
    """The queue of one site. Safe to use from several threads and processes at once."""

    def __init__(
        self,
        database: Database,
        agents: int = 3,
        policy: Policy | None = None,
        clock: Callable[[], datetime] = utc_now,
        prepare: Callable[[Packet], Packet] = lambda packet: packet,
    ) -> None:
        """`agents`: people who take calls in a department, for the wait estimate while nobody is enrolled as an agent.
        `policy`: how the desk distributes calls, for the wait estimate otherwise. `prepare`: gives a packet as it may
        be stored."""
        self._database, self._prepare = database, prepare
        self._reading = database.reading
        self._events = Events(database)
        self._waits = waits.Waits(database, policy or Policy(), agents)
        self._clock = clock

    def place(self, packet: Packet, tier: int = 1, booking: Booking | None = None) -> Placement:
        """Store the packet and return its place. A call that is already waiting keeps its place and gets the later
        packet. A callback gets the place of the call it replaces. What the caller is told is kept. `booking`: of a
        callback that an agent books. Raises PacketError, StoreError; of a booking KeyError, QueueStateError when the
        item is not with the agent, or somebody else has the callback in hand."""
        packet = self._prepare(packet)
        data = packet.to_dict()
        check(data)
        values = _columns(packet, data) | {"tier": tier}
        with self._changing() as on:
            connection, key = on.connection, {"call_id": packet.call_id, "kind": packet.kind}
            before = booking.allowed(connection, key) if booking else None
            if packet.kind == "callback":
                call = connection.execute(statements.OF_CALL, {**key, "kind": "call"}).first()
                values["queued_at"] = call.queued_at if call else values["created"]
            connection.execute(statements.PLACE, values)
            row = connection.execute(statements.OF_CALL, key).one()
            again = row.id != values["id"]
            if again:
                staff.let_go(on, row.id, self._clock())
            on.tell("returned" if again else "placed", row.id)
            if booking:
                booking.placed(on, before, row, again, self._clock())
            placed = self._waits.placement(connection, row, self._clock())
            waits.announce(connection, placed, self._clock())
            return placed

    def estimate(self, department: str, language: str = "en") -> tuple[int, int | None]:
        """Position and seconds that a normal call placed now would get; None when nobody is at work who may take it.
        Raises StoreError."""
        now = self._clock()
        with self._reading() as connection:
            return self._waits.of_new(connection, Waiting("", language, department, now), now)

    def placement(self, item_id: str) -> Placement:
        """Where an item stands now. Raises KeyError, StoreError."""
        with self._reading() as connection:
            return self._waits.placement(connection, find(connection, item_id), self._clock())

    def list(self, state: str | None = "waiting", department: str | None = None) -> list[Item]:
        """Items in the order in which they will be taken. Raises StoreError."""
        query = sa.select(ITEMS).order_by(*statements.IN_ORDER)
        if state:
            query = query.where(ITEMS.c.state == state)
        if department:
            query = query.where(ITEMS.c.department == department)
        with self._reading() as connection:
            return [item(row) for row in connection.execute(query)]

    def show(self, item_id: str) -> Item:
        """One item by its id or the beginning of it. Raises KeyError when none or several fit, StoreError."""
        with self._reading() as connection:
            return item(find(connection, item_id))

    def of_call(self, call_id: str, kind: str = "call") -> Item | None:
        """What a call has in the queue, in whatever state. Raises StoreError."""
        with self._reading() as connection:
            row = connection.execute(statements.OF_CALL, {"call_id": call_id, "kind": kind}).first()
        return item(row) if row else None

    def take(self, agent: str, now: datetime, item_id: str | None = None, department: str | None = None) -> Item | None:
        """Give the next waiting item (or the named one) to `agent`; None when nobody waits. Two agents never get the
        same; who is enrolled has to be available, and is in a call then. Raises KeyError, QueueStateError,
        StoreError."""
        # What is locked is being taken by another, or placed again. So that agents do not wait for one another it is
        # passed over; if there is nothing else, it is waited for, in a transaction that holds no locks yet: those of
        # items that have just gone to others would make it block itself with its like (deadlock).
        for pass_over in itertools.cycle((True, False)):
            with self._changing() as on:
                row = (
                    find(on.connection, item_id) if item_id else _next(on.connection, department, skip_locked=pass_over)
                )
                if row is not None:
                    return self._take(on, row, agent, now)
                if _next(on.connection, department) is None:
                    return None
        raise AssertionError("a cycle has no end")

    def _take(self, on: Change, row: Row, agent: str, now: datetime) -> Item:
        taken = {"state": "taken", "agent": agent, "taken": now, "answered": row.answered or now, "at_head": False}
        if not update_from(on.connection, row.id, "waiting", **taken):
            raise QueueStateError(f"item {row.id[:8]} is {find(on.connection, row.id).state}, not waiting")
        try:
            staff.take(on, agent, row.id, now)
        except StateError as error:
            raise QueueStateError(str(error)) from error
        on.tell("taken", row.id)
        return item(row, taken)

    def give_back(self, item_id: str) -> bool:
        """Nobody answered who had taken it: it waits again, at the head; the agent gets a break. False when it is not
        taken. Raises StoreError."""
        with self._changing() as on:
            given = bool(on.connection.execute(statements.GIVE_BACK, {"item": item_id}).rowcount)
            if given:
                staff.let_go(on, item_id, self._clock(), "on_break", "no_answer")
                on.tell("returned", item_id)
            return given

    def close(self, item_id: str, now: datetime, note: str | None = None) -> Item:
        """A person is done with it. Raises KeyError, QueueStateError, StoreError."""
        with self._changing() as on:
            row = find(on.connection, item_id)
            done = {"state": "closed", "closed": now, "note": note}
            if not update_from(on.connection, row.id, "taken", **done):
                state = find(on.connection, row.id).state
                raise QueueStateError(f"item {row.id[:8]} is {state}, not taken; take it first")
            staff.let_go(on, row.id, now)
            on.tell("closed", row.id)
            return item(row, done)

    def withdraw(self, item_id: str, now: datetime, note: str = WITHDRAWN) -> bool:
        """The caller took it back, or hung up, before anybody took it. False when it was too late. Raises
        StoreError."""
        with self._changing() as on:
            row = on.connection.execute(sa.select(ITEMS).where(ITEMS.c.id == item_id).with_for_update()).first()
            if row is None or row.state not in ("waiting", "offered"):
                return False
            withdraw(on, row, now, note)
            return True

    def _changing(self) -> AbstractContextManager[Change]:
        return changing(self._database, self._events)


def withdraw(on: Change, row: Row, now: datetime, note: str) -> None:
    """Close a locked row that nobody has taken; whose phone rang for it is available again."""
    update(on.connection, row.id, state="closed", closed=now, note=note, agent=None, offered=None)
    staff.let_go(on, row.id, now)
    on.tell("withdrawn", row.id)


def _next(connection: Connection, department: str | None, **lock: bool) -> Row | None:
    """`lock`: see with_for_update; SQLite has one writer at a time anyway."""
    query = statements.NEXT_OF if department else statements.NEXT
    values = {"department": department} if department else {}
    return connection.execute(query.with_for_update(**lock) if lock else query, values).first()


def _columns(packet: Packet, data: dict[str, Any]) -> dict[str, Any]:
    new: dict[str, Any] = dict.fromkeys(column.name for column in ITEMS.c)
    created, callback = _moment(packet.created, "created"), packet.callback
    return new | {
        "id": str(uuid.uuid4()),
        "state": "waiting",
        "created": created,
        "queued_at": created,
        "due": _moment(callback.time, "callback/time") if callback and callback.time else None,
        "tier": 1,
        "at_head": False,
        "excluded": "[]",
        "call_id": packet.call_id,
        "kind": packet.kind,
        "department": packet.department,
        "language": packet.language,
        "priority": PRIORITY[packet.priority],
        "reason": packet.reason,
        "packet": json.dumps(data, ensure_ascii=False),
    }


def _moment(written: str, where: str) -> datetime:
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        raise PacketError(f"{where}: not a time in ISO 8601") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
