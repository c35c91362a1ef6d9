"""The durable queue: what waits for a person, in SQLite.

Every change is one transaction, and `place` returns only after the packet is on disk (journal with full sync), so a
caller is never told of a place that a power cut could take away.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine, Row

from desk.queue import estimate
from desk.queue.packet import Packet, check

RECENT = 50
"""Finished calls that the handling time is taken from."""
WITHDRAWN = "withdrawn by the caller"
"""Note of an item that its caller took back."""
PRIORITY = {"high": 0, "normal": 1}
"""Sort order: high first, then first come, first served."""

METADATA = sa.MetaData()
ITEMS = sa.Table(
    "queue_items",
    METADATA,
    sa.Column("id", sa.String(36), primary_key=True),
    sa.Column("call_id", sa.String(128), nullable=False),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("department", sa.String(64), nullable=False, index=True),
    sa.Column("language", sa.String(8), nullable=False),
    sa.Column("priority", sa.Integer, nullable=False),
    sa.Column("reason", sa.String(32), nullable=False),
    sa.Column("state", sa.String(16), nullable=False, index=True),
    sa.Column("created", sa.String(40), nullable=False),
    sa.Column("taken", sa.String(40)),
    sa.Column("closed", sa.String(40)),
    sa.Column("agent", sa.String(128)),
    sa.Column("note", sa.Text),
    sa.Column("packet", sa.Text, nullable=False),
    sa.UniqueConstraint("call_id", "kind", name="one_item_a_call_and_kind"),
)


class StoreError(RuntimeError):
    """The queue cannot be read or written."""


class QueueStateError(ValueError):
    """The item is not in a state in which this can be done; the message says which."""


@dataclass(frozen=True)
class Placement:
    """A place in the queue."""

    item_id: str
    position: int
    """1 = next."""
    wait_seconds: int


@dataclass(frozen=True)
class Item:
    """One entry of the queue."""

    id: str
    call_id: str
    kind: str
    department: str
    language: str
    priority: str
    reason: str
    state: str
    """`waiting`, `taken` or `closed`."""
    created: str
    taken: str | None
    closed: str | None
    agent: str | None
    note: str | None
    packet: dict[str, Any]


class QueueStore:
    """The queue of one site. Safe to use from several processes at once."""

    def __init__(self, path: Path, agents: int = 3) -> None:
        """`agents`: people who take calls in a department, for the wait estimate. Raises StoreError."""
        self._agents = agents
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._engine = _open(path)
            METADATA.create_all(self._engine)
        except (OSError, sa.exc.SQLAlchemyError) as error:
            raise StoreError(f"cannot open the queue {path}: {_cause(error)}; is its folder writable?") from error

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        try:
            with self._engine.begin() as connection:
                yield connection
        except sa.exc.SQLAlchemyError as error:
            raise StoreError(f"the queue cannot be used: {_cause(error)}") from error

    def place(self, packet: Packet) -> Placement:
        """Store the packet and return its place. A call that is already waiting keeps its place and gets the later
        packet. Raises PacketError, StoreError."""
        data = packet.to_dict()
        check(data)
        values = _columns(packet, data)
        with self._transaction() as connection:
            same = (ITEMS.c.call_id == packet.call_id) & (ITEMS.c.kind == packet.kind)
            found = connection.execute(sa.select(ITEMS.c.id).where(same)).first()
            if found:
                reopened = {"state": "waiting", "taken": None, "closed": None, "agent": None, "note": None}
                connection.execute(ITEMS.update().where(same).values(**values, **reopened))
                item_id = str(found.id)
            else:
                item_id = str(uuid.uuid4())
                row = {"id": item_id, "state": "waiting", "created": packet.created}
                connection.execute(ITEMS.insert().values(**values, **row))
            return self._placement(connection, item_id)

    def _placement(self, connection: Connection, item_id: str) -> Placement:
        row = connection.execute(sa.select(ITEMS).where(ITEMS.c.id == item_id)).one()
        ahead = sa.or_(
            ITEMS.c.priority < row.priority,
            sa.and_(ITEMS.c.priority == row.priority, ITEMS.c.created < row.created),
        )
        waiting = (ITEMS.c.state == "waiting") & (ITEMS.c.department == row.department) & (ITEMS.c.id != item_id)
        position = 1 + int(connection.execute(sa.select(sa.func.count()).where(waiting & ahead)).scalar_one())
        return Placement(item_id, position, self._wait(connection, row.department, position))

    def _wait(self, connection: Connection, department: str, position: int) -> int:
        done = (ITEMS.c.department == department) & ITEMS.c.closed.isnot(None) & ITEMS.c.taken.isnot(None)
        rows = connection.execute(
            sa.select(ITEMS.c.taken, ITEMS.c.closed).where(done).order_by(ITEMS.c.closed.desc()).limit(RECENT)
        )
        times = [(datetime.fromisoformat(r.closed) - datetime.fromisoformat(r.taken)).total_seconds() for r in rows]
        return estimate.wait(position, estimate.handling_time(times), self._agents)

    def estimate(self, department: str) -> tuple[int, int]:
        """Position and seconds that a normal call placed now would get. Raises StoreError."""
        with self._transaction() as connection:
            waiting = (ITEMS.c.state == "waiting") & (ITEMS.c.department == department)
            position = 1 + int(connection.execute(sa.select(sa.func.count()).where(waiting)).scalar_one())
            return position, self._wait(connection, department, position)

    def placement(self, item_id: str) -> Placement:
        """Where an item stands now. Raises KeyError, StoreError."""
        self.show(item_id)
        with self._transaction() as connection:
            return self._placement(connection, item_id)

    def list(self, state: str | None = "waiting", department: str | None = None) -> list[Item]:
        """Items in the order in which they will be taken. Raises StoreError."""
        query = sa.select(ITEMS).order_by(ITEMS.c.priority, ITEMS.c.created)
        if state:
            query = query.where(ITEMS.c.state == state)
        if department:
            query = query.where(ITEMS.c.department == department)
        with self._transaction() as connection:
            return [_item(row) for row in connection.execute(query)]

    def show(self, item_id: str) -> Item:
        """One item by its id or the beginning of it. Raises KeyError when none or several fit, StoreError."""
        with self._transaction() as connection:
            pattern = item_id.replace("%", "") + "%"
            rows = connection.execute(sa.select(ITEMS).where(ITEMS.c.id.like(pattern)).limit(2)).all()
        if len(rows) != 1 or not item_id:
            raise KeyError(item_id)
        return _item(rows[0])

    def take(self, agent: str, now: datetime, item_id: str | None = None, department: str | None = None) -> Item | None:
        """Give the next waiting item (or the named one) to `agent`; None when nobody waits. Two agents never get the
        same: the change is conditional on the state. Raises KeyError, QueueStateError, StoreError."""
        candidates = [self.show(item_id)] if item_id else self.list("waiting", department)
        for item in candidates:
            change: dict[str, str | None] = {"state": "taken", "agent": agent, "taken": now.astimezone(UTC).isoformat()}
            if self._change(item.id, "waiting", change):
                return self.show(item.id)
        if item_id:
            raise QueueStateError(f"item {candidates[0].id[:8]} is {candidates[0].state}, not waiting")
        return None

    def close(self, item_id: str, now: datetime, note: str | None = None) -> Item:
        """A person is done with it. Raises KeyError, QueueStateError, StoreError."""
        item = self.show(item_id)
        change: dict[str, str | None] = {"state": "closed", "closed": now.astimezone(UTC).isoformat(), "note": note}
        if not self._change(item.id, "taken", change):
            raise QueueStateError(f"item {item.id[:8]} is {item.state}, not taken; take it first")
        return self.show(item.id)

    def withdraw(self, item_id: str, now: datetime) -> bool:
        """The caller took it back before anybody took it. False when it was too late. Raises StoreError."""
        change: dict[str, str | None] = {
            "state": "closed",
            "closed": now.astimezone(UTC).isoformat(),
            "note": WITHDRAWN,
        }
        return self._change(item_id, "waiting", change)

    def _change(self, item_id: str, state: str, values: dict[str, str | None]) -> bool:
        with self._transaction() as connection:
            where = (ITEMS.c.id == item_id) & (ITEMS.c.state == state)
            return bool(connection.execute(ITEMS.update().where(where).values(**values)).rowcount)


def _open(path: Path) -> Engine:
    engine = sa.create_engine(f"sqlite:///{path}", connect_args={"timeout": 10}, future=True)

    @sa.event.listens_for(engine, "connect")  # type: ignore[untyped-decorator]
    def _pragmas(connection: Any, _record: Any) -> None:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        # The driver would begin lazily with a read lock and fail on upgrading it; see begin below.
        connection.isolation_level = None

    @sa.event.listens_for(engine, "begin")  # type: ignore[untyped-decorator]
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def _columns(packet: Packet, data: dict[str, Any]) -> dict[str, Any]:
    return {
        "call_id": packet.call_id,
        "kind": packet.kind,
        "department": packet.department,
        "language": packet.language,
        "priority": PRIORITY[packet.priority],
        "reason": packet.reason,
        "packet": json.dumps(data, ensure_ascii=False),
    }


def _item(row: Row) -> Item:
    values = dict(row._mapping)
    values["priority"] = next(name for name, rank in PRIORITY.items() if rank == values["priority"])
    values["packet"] = json.loads(values["packet"])
    return Item(**values)


def _cause(error: Exception) -> str:
    """The driver's own words, without the statement and its parameters: those hold what the caller said."""
    return str(getattr(error, "orig", None) or type(error).__name__)
