"""What is too old, in the record of calls."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from desk.calls.tables import CALLS, OF_A_CALL, REVIEWS
from desk.privacy.rules import count_rows, delete_rows


class PartsRule:
    """What was said or understood on calls, by when that part of the call began. Also of calls whose record is gone:
    words may come after it."""

    def __init__(self, kind: str, table: sa.Table, period: timedelta) -> None:
        """`table`: of the record of calls, with call_id, leg and number."""
        self.kind, self._table, self._period = kind, table, period

    def count(self, connection: Connection, now: datetime) -> int:
        """See Rule."""
        return count_rows(connection, self._table, self._old(now))

    def delete(self, connection: Connection, now: datetime, limit: int) -> int:
        """See Rule."""
        key = self._table.primary_key.columns
        rows = connection.execute(sa.select(*key).where(self._old(now)).limit(limit)).all()
        if not rows:
            return 0
        these = sa.tuple_(*key).in_([tuple(row) for row in rows])
        return int(connection.execute(self._table.delete().where(these)).rowcount)

    def _old(self, now: datetime) -> sa.sql.ColumnElement:
        return self._table.c.leg <= int((now - self._period).timestamp() * 1000)


class CommentsRule:
    """What supervisors wrote about calls, which tells what was said on them. The marks stay."""

    kind = "review_comments"

    def __init__(self, period: timedelta) -> None:
        self._period = period

    def count(self, connection: Connection, now: datetime) -> int:
        """See Rule."""
        return count_rows(connection, REVIEWS, self._old(now))

    def delete(self, connection: Connection, now: datetime, limit: int) -> int:
        """See Rule."""
        rows = connection.execute(sa.select(*REVIEWS.primary_key.columns).where(self._old(now)).limit(limit)).all()
        for row in rows:
            this = (REVIEWS.c.call_id == row.call_id) & (REVIEWS.c.reviewer == row.reviewer)
            connection.execute(REVIEWS.update().where(this).values(comment=""))
        return len(rows)

    def _old(self, now: datetime) -> sa.sql.ColumnElement:
        return (REVIEWS.c.at <= now - self._period) & (REVIEWS.c.comment != "")


class CallersRule:
    """Who called. That there was a call stays."""

    kind = "callers"

    def __init__(self, period: timedelta) -> None:
        self._period = period

    def count(self, connection: Connection, now: datetime) -> int:
        """See Rule."""
        return count_rows(connection, CALLS, self._old(now))

    def delete(self, connection: Connection, now: datetime, limit: int) -> int:
        """See Rule."""
        ids = connection.execute(sa.select(CALLS.c.id).where(self._old(now)).limit(limit)).scalars().all()
        connection.execute(CALLS.update().where(CALLS.c.id.in_(ids)).values(caller=None))
        return len(ids)

    def _old(self, now: datetime) -> sa.sql.ColumnElement:
        return _over(now - self._period) & CALLS.c.caller.isnot(None)


class CallsRule:
    """The whole record, with surveys and reviews."""

    kind = "calls"

    def __init__(self, period: timedelta) -> None:
        self._period = period

    def count(self, connection: Connection, now: datetime) -> int:
        """See Rule."""
        return count_rows(connection, CALLS, _over(now - self._period))

    def delete(self, connection: Connection, now: datetime, limit: int) -> int:
        """See Rule."""
        query = sa.select(CALLS.c.id).where(_over(now - self._period)).limit(limit)
        ids = connection.execute(query).scalars().all()
        for table in OF_A_CALL:
            connection.execute(table.delete().where(table.c.call_id.in_(ids)))
        return delete_rows(connection, CALLS, CALLS.c.id, ids)


def _over(moment: datetime) -> sa.sql.ColumnElement:
    """Before it. One that nobody has ended is not still going on after all that time."""
    return (CALLS.c.ended <= moment) | (CALLS.c.ended.is_(None) & (CALLS.c.began <= moment))
