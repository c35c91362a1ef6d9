"""The audit trail: every change that somebody may have to answer for, one row each, in one order."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from desk.audit import chain
from desk.audit.chain import Entry, Head
from desk.audit.tables import HEAD, TRAIL
from desk.audit.verify import Verified, Written, verify
from desk.database import Database
from desk.tables import text

ONE = 1
"""Id of the only row of HEAD."""


class Trail:
    """The trail of one database. Safe to use from several threads and processes at once."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def record(
        self,
        connection: Connection,
        who: str,
        action: str,
        what: str,
        details: Mapping[str, str],
        now: datetime,
    ) -> None:
        """Add an entry in the caller's transaction: the change and its entry are both stored, or neither.

        The head of the trail stays locked until that transaction ends, so record last in it: others wait, and who then
        wanted a row that one of those holds would wait for ever. Details are kept for ever: ids and names of fields,
        no secrets and nothing that a caller may want erased. Raises ValueError for what is no plain text."""
        chain.check(who, action, what, details)
        # On SQLite the transaction itself has the write lock.
        row = connection.execute(sa.select(HEAD).where(HEAD.c.id == ONE).with_for_update()).one()
        number, words = row.number + 1, chain.canonical(details)
        digest = chain.digest(number, text(now), who, action, what, words, row.hash)
        entry = {"who": who, "action": action, "what": what, "details": words, "previous": row.hash, "hash": digest}
        connection.execute(TRAIL.insert().values(number=number, at=now, **entry))
        connection.execute(HEAD.update().where(HEAD.c.id == ONE).values(number=number, hash=digest))

    def entries(
        self,
        limit: int = 100,
        before: int | None = None,
        who: str | None = None,
        action: str | None = None,
        what: str | None = None,
        rooms: Collection[str] | None = None,
    ) -> list[Entry]:
        """The latest first. `before`: only those with a lower number, for the next page. `rooms`: only actions that
        begin with one of these and a dot. Raises StoreError."""
        query = sa.select(TRAIL).order_by(TRAIL.c.number.desc()).limit(limit)
        if before is not None:
            query = query.where(TRAIL.c.number < before)
        for column, wanted in ((TRAIL.c.who, who), (TRAIL.c.action, action), (TRAIL.c.what, what)):
            if wanted is not None:
                query = query.where(column == wanted)
        if rooms is not None:
            query = query.where(sa.or_(*(TRAIL.c.action.startswith(f"{room}.", autoescape=True) for room in rooms)))
        with self._database.reading() as connection:
            return [_entry(row) for row in connection.execute(query)]

    def head(self) -> Head:
        """The end of the trail, to be noted where nobody who can write to the database can change it. Raises
        StoreError."""
        with self._database.reading() as connection:
            return _head(connection) or Head()

    def verify(self, expected: Head | None = None) -> Verified:
        """Whether every entry is as it was written and none is missing. `expected`: a head that was noted earlier; it
        alone shows that somebody wrote the trail anew from some entry on. Raises StoreError."""
        with self._database.reading() as connection:
            if not self._database.on_file:
                # Head and entries of one moment.
                connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            return verify(self._rows(connection), _head(connection), _finder(connection), expected)

    def _rows(self, connection: Connection) -> Iterator[Written]:
        # On SQLite a time is a text, and somebody may have written there what is none.
        at = sa.type_coerce(TRAIL.c.at, sa.String) if self._database.on_file else TRAIL.c.at
        columns = [at.label("at") if column is TRAIL.c.at else column for column in TRAIL.c]
        query = sa.select(*columns).order_by(TRAIL.c.number).execution_options(stream_results=True)
        for row in connection.execute(query).yield_per(1000):
            values = dict(row._mapping)
            values["at"] = row.at if isinstance(row.at, str) else text(row.at)
            yield Written(**values)


def _head(connection: Connection) -> Head | None:
    row = connection.execute(sa.select(HEAD).where(HEAD.c.id == ONE)).first()
    return Head(row.number, row.hash) if row else None


def _finder(connection: Connection) -> Callable[[str], int | None]:
    def find(digest: str) -> int | None:
        row = connection.execute(sa.select(TRAIL.c.number).where(TRAIL.c.hash == digest).limit(1)).first()
        return row.number if row else None

    return find


def _entry(row: Row) -> Entry:
    try:
        details = json.loads(row.details)
    except ValueError:
        # Somebody was at it; verify says so.
        details = {"unreadable": row.details}
    return Entry(row.number, row.at, row.who, row.action, row.what, details, row.previous, row.hash)
