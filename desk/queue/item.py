"""One entry of the queue, and how it lies in the database."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from desk.routing.model import Waiting
from desk.tables import ITEMS, text

PRIORITY = {"high": 0, "normal": 1}
"""Sort order: high first, then first come, first served."""
NAMES = {rank: name for name, rank in PRIORITY.items()}
WITHDRAWN = "withdrawn by the caller"
"""Note of an item that its caller took back."""
ID_LENGTH = 36
NAMES_OF_COLUMNS = tuple(column.name for column in ITEMS.c)
ONE = sa.select(ITEMS).where(ITEMS.c.id == sa.bindparam("item"))
LOCKED = ONE.with_for_update()
MOMENTS = ("created", "taken", "closed", "queued_at", "due", "offered", "answered")


class QueueStateError(ValueError):
    """The item is not in a state in which this can be done; the message says which."""


@dataclass(frozen=True)
class Placement:
    """A place in the queue."""

    item_id: str
    position: int
    """1 = next."""
    wait_seconds: int | None
    """None when nobody is at work who may take it."""


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
    """`waiting`, `offered` (the phone of `agent` rings), `taken` or `closed`."""
    created: str
    """ISO 8601 in UTC, as the times below."""
    taken: str | None
    closed: str | None
    agent: str | None
    note: str | None
    packet: dict[str, Any]
    queued_at: str
    """The moment that its place counts from: a callback has that of the call it replaces."""
    tier: int
    at_head: bool
    """It was offered to an agent who did not answer."""
    excluded: tuple[str, ...]
    """Agents who did not answer it."""
    due: str | None
    """A callback at a chosen time is not offered before it."""
    offered: str | None
    answered: str | None
    """When a person took it for the first time."""
    outcome: str | None
    """Code of the agent's wrap-up."""
    line: str | None
    """None: the caller is not with us; `pbx`: in the PBX's own queue; `desk`: on our line; `lost`: who held it died."""
    holder: str | None
    """The process that has the line."""


def item(row: Row, changes: Mapping[str, Any] | None = None) -> Item:
    """Of a row with all columns of the table, others left out. `changes`: columns that were updated since."""
    values = {name: row._mapping[name] for name in NAMES_OF_COLUMNS} | dict(changes or {})
    values["priority"] = NAMES[values["priority"]]
    values["packet"] = json.loads(values["packet"])
    values["excluded"] = tuple(json.loads(values["excluded"]))
    for name in MOMENTS:
        values[name] = text(values[name]) if values[name] else None
    return Item(**values)


def waiting(row: Row) -> Waiting:
    """As call distribution sees it; the packet need not be among the columns."""
    return Waiting(
        row.id,
        row.language,
        row.department,
        row.queued_at,
        row.kind,
        row.tier,
        NAMES[row.priority],  # type: ignore[arg-type]
        row.at_head,
        row.due,
        frozenset(json.loads(row.excluded)),
    )


def find(connection: Connection, item_id: str, lock: bool = False) -> Row:
    """By its id or the beginning of it. Raises KeyError when none or several fit."""
    if len(item_id) == ID_LENGTH:
        row = connection.execute(LOCKED if lock else ONE, {"item": item_id}).first()
        if row is None:
            raise KeyError(item_id)
        return row
    query = sa.select(ITEMS).where(ITEMS.c.id.startswith(item_id, autoescape=True)).limit(2)
    rows = connection.execute(query).all()
    if len(rows) != 1 or not item_id:
        raise KeyError(item_id)
    return find(connection, rows[0].id, lock) if lock else rows[0]


def update(connection: Connection, item_id: str, **values: Any) -> None:
    """Of a row that is locked."""
    parameters = {f"new_{name}": value for name, value in values.items()}
    connection.execute(_update(tuple(values)), {"item": item_id, **parameters})


def update_from(connection: Connection, item_id: str, before: str, **values: Any) -> bool:
    """Only if the item is still in the state `before`."""
    parameters = {f"new_{name}": value for name, value in values.items()}
    done = connection.execute(_update(tuple(values), True), {"item": item_id, "before": before, **parameters})
    return bool(done.rowcount)


@lru_cache(maxsize=64)
def _update(names: tuple[str, ...], conditional: bool = False) -> sa.sql.Update:
    """Kept, because making it takes longer than the database does."""
    new = {name: sa.bindparam(f"new_{name}", type_=ITEMS.c[name].type) for name in names}
    made = ITEMS.update().where(ITEMS.c.id == sa.bindparam("item")).values(new)
    return made.where(ITEMS.c.state == sa.bindparam("before")) if conditional else made
