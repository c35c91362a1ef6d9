"""The record of every call, while it runs and afterwards."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from desk.calls import statements, writing
from desk.calls.masking import Masks, NewMasker, plain
from desk.calls.messages import PEOPLE, Begun, CallRecord, Change, Channel, Intent, Left, Line
from desk.calls.tables import CALLS, HOLDERS, INTENTS, LINES, OF_A_CALL
from desk.database import Database
from desk.events import Events
from desk.events.protocol import ID

SILENT = timedelta(seconds=30)
"""A process that has not been heard of for so long has lost its calls."""
REMEMBERED = timedelta(days=2)
"""No call is older; what a process may have lost is looked for no further back."""


class CallBook:
    """The calls of one site. Safe to use from several threads and processes at once."""

    def __init__(self, database: Database, masker: NewMasker = plain) -> None:
        """`masker`: makes one for each call; it is given all that was said before it is stored."""
        self._masks = Masks(masker)
        self._transaction, self._reading = database.transaction, database.reading
        self._events = Events(database)

    def write(self, changes: Sequence[Change]) -> None:
        """Store what happened, in its order: all of it or nothing. What was stored already stays as it is, so that who
        does not know whether it was may write it again. Raises StoreError."""
        masked = self.masked(changes)
        with self._transaction() as connection:
            told = dict[tuple[str, str], None]()
            for change in masked:
                kind = writing.apply(connection, change)
                if kind is not None:
                    told[kind, change.call_id] = None
            self._tell(connection, told)
        self._masks.stored(masked)
        self._events.wake()

    def masked(self, changes: Iterable[Change]) -> list[Change]:
        """As they will be stored, with what has to be replaced of what was stored before."""
        return self._masks.masked(changes)

    def begun(
        self,
        call_id: str,
        channel: Channel,
        language: str,
        caller: str | None,
        dialled: str | None,
        now: datetime,
        holder: str = "",
    ) -> None:
        """The bot has a caller on the line. Raises StoreError."""
        self.write([Begun(call_id, now, channel, language, caller, dialled, holder)])

    def ended(
        self,
        call_id: str,
        final: str,
        reason: str | None,
        department: str | None,
        language: str,
        now: datetime,
        by: str = "bot",
        item: str | None = None,
    ) -> None:
        """The bot's part is over, and the call with it unless it goes to a person: then Over ends it. Raises
        StoreError."""
        goes_on = final in PEOPLE and by != "caller"
        self.write([Left(call_id, now, by, final, reason, department, item, language, goes_on)])

    def beat(self, holder: str, now: datetime) -> None:
        """The process `holder` lives; to be called every few seconds. Raises StoreError."""
        with self._transaction() as connection:
            heard = HOLDERS.update().where(HOLDERS.c.id == holder).values(beat=now)
            if not connection.execute(heard).rowcount:
                connection.execute(statements.BEAT, {"id": holder, "beat": now})
                _find_again(connection, holder, now)

    def gone(self, holder: str, now: datetime) -> list[str]:
        """The process ends: what it still has on the line is lost. Returns their ids. Raises StoreError."""
        return self._lose(CALLS.c.holder == holder, HOLDERS.c.id == holder, now)

    def end_lost(self, now: datetime) -> list[str]:
        """End the calls whose process has died; returns their ids. Raises StoreError."""
        silent = HOLDERS.c.beat < now - SILENT
        alive = sa.select(HOLDERS.c.id).where(~silent)
        # One that has begun a call has not been able to say that it lives for a moment at most.
        dead = CALLS.c.holder.notin_(alive) & (CALLS.c.holder != "")
        return self._lose(dead & (CALLS.c.began < now - SILENT), silent, now)

    def _lose(self, theirs: sa.sql.ColumnElement, holders: sa.sql.ColumnElement, now: datetime) -> list[str]:
        with self._transaction() as connection:
            last = sa.select(HOLDERS.c.beat).where(HOLDERS.c.id == CALLS.c.holder).scalar_subquery()
            end = sa.func.coalesce(last, sa.literal(now, CALLS.c.ended.type))
            lost = list(connection.execute(sa.select(CALLS.c.id).where(CALLS.c.ended.is_(None), theirs)).scalars())
            values = {"ended": end, "ended_by": "lost", "final": sa.func.coalesce(CALLS.c.final, "lost")}
            changed = CALLS.update().where(CALLS.c.id.in_(lost), CALLS.c.ended.is_(None))
            if lost:
                connection.execute(changed.values(values), execution_options={"synchronize_session": False})
            connection.execute(HOLDERS.delete().where(holders))
            self._tell(connection, [(writing.ENDED, call_id) for call_id in lost])
        self._events.wake()
        return lost

    def show(self, call_id: str) -> CallRecord:
        """A call with all that was said until now. Raises KeyError, StoreError."""
        with self._reading() as connection:
            row = connection.execute(sa.select(CALLS).where(CALLS.c.id == call_id)).first()
            if row is None:
                raise KeyError(call_id)
            lines = connection.execute(_of(LINES, call_id)).all()
            intents = connection.execute(_of(INTENTS, call_id)).all()
        return dataclasses.replace(
            _record(row),
            transcript=tuple(Line(_since(row, at), at.speaker, at.text, at.language, at.confidence) for at in lines),
            intents=tuple(Intent(_since(row, at), at.intent, at.confidence, at.fallback) for at in intents),
        )

    def between(
        self,
        begin: datetime,
        end: datetime,
        limit: int = 100,
        before: tuple[datetime, str] | None = None,
        **equal: str,
    ) -> list[CallRecord]:
        """Calls that began in [begin, end), latest first, without what was said. `before`: began and id of the last one
        of the page before. `equal`: values of columns, such as department. Raises StoreError."""
        query = sa.select(CALLS).where(CALLS.c.began >= begin, CALLS.c.began < end)
        if before is not None:
            moment, call_id = before
            earlier = (CALLS.c.began < moment) | ((CALLS.c.began == moment) & (CALLS.c.id < call_id))
            query = query.where(CALLS.c.began <= moment, earlier)
        for name, value in equal.items():
            query = query.where(CALLS.c[name] == value)
        with self._reading() as connection:
            query = query.order_by(CALLS.c.began.desc(), CALLS.c.id.desc()).limit(limit)
            return [_record(row) for row in connection.execute(query)]

    def of_caller(self, caller: str, limit: int = 20) -> list[CallRecord]:
        """The latest calls from a number. Raises StoreError."""
        query = sa.select(CALLS).where(CALLS.c.caller == caller).order_by(CALLS.c.began.desc()).limit(limit)
        with self._reading() as connection:
            return [_record(row) for row in connection.execute(query)]

    def forget(self, call_ids: Iterable[str]) -> int:
        """Delete calls and all that goes with them; returns how many there were. Raises StoreError."""
        with self._transaction() as connection:
            ids = list(call_ids)
            for table in OF_A_CALL:
                connection.execute(table.delete().where(table.c.call_id.in_(ids)))
            return int(connection.execute(CALLS.delete().where(CALLS.c.id.in_(ids))).rowcount)

    def _tell(self, connection: Connection, told: Iterable[tuple[str, str]]) -> None:
        for kind, call_id in told:
            # A PBX may name its calls as it likes.
            if ID.fullmatch(call_id):
                self._events.publish(connection, kind, {"call": call_id})


def _find_again(connection: Connection, holder: str, now: datetime) -> None:
    """It was only cut off from the database: its calls go on."""
    its = (CALLS.c.holder == holder) & (CALLS.c.ended_by == "lost") & (CALLS.c.ended > now - REMEMBERED)
    final = sa.case((CALLS.c.final == "lost", None), else_=CALLS.c.final)
    connection.execute(CALLS.update().where(its).values(ended=None, ended_by=None, final=final))


def _of(table: sa.Table, call_id: str) -> sa.sql.Select:
    return sa.select(table).where(table.c.call_id == call_id).order_by(table.c.leg, table.c.number)


def _since(call: Row, row: Row) -> int:
    """Milliseconds since the call began."""
    return int(row.at_ms) + max(0, int(row.leg) - int(call.began.timestamp() * 1000))


def _record(row: Row) -> CallRecord:
    values = dict(row._mapping)
    return CallRecord(**values | {"languages": tuple(values["languages"].split())})
