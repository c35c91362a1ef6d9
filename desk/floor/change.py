"""One change of the floor: a transaction, and what is told of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field

from sqlalchemy.engine import Connection

from desk.database import Database
from desk.events import Events

Witness = Callable[[Connection], None]
"""Writes down, in the transaction of a change and last in it, who has made it."""


@dataclass(frozen=True)
class Change:
    """A transaction that is under way. Rows of items are locked before those of agents: who does it the other way round
    may wait for one who waits for them."""

    connection: Connection
    told: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    """Events so far: published together, when all is done."""
    witnesses: list[Witness] = field(default_factory=list)
    """Called after that."""

    def tell(self, kind: str, item: str | None = None, agent: str | None = None) -> None:
        """Of an item, an agent, or both."""
        ids = {"item": item, "agent": agent}
        self.told.append((kind, {name: one for name, one in ids.items() if one}))


class Room:
    """What all parts of the floor have: one database and its events."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._events = Events(database)

    def _changing(self) -> AbstractContextManager[Change]:
        return changing(self._database, self._events)


@contextmanager
def changing(database: Database, events: Events) -> Iterator[Change]:
    """One transaction; whoever listens is roused after it. Raises StoreError."""
    with database.transaction() as connection:
        change = Change(connection)
        yield change
        if change.told:
            events.publish_all(connection, change.told)
        for witness in change.witnesses:
            witness(connection)
    if change.told:
        events.wake()
