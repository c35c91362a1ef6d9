"""The record of calls: what was said and understood, what callers thought of it, what supervisors wrote about it."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from desk.calls.tables import CALLS, OF_A_CALL, REVIEWS, WORDS
from desk.database import Database
from desk.privacy.personal import Erased, File, Subject
from desk.privacy.stores.items import ERASED, plain
from desk.training.tables import UTTERANCES


class CallsPersonal:
    """See Personal. What counts calls (times, department, outcome, intents, marks) stays, without whose call it was."""

    name = "calls"

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, subject: Subject) -> frozenset[str]:
        """See Personal."""
        if subject.phone is None:
            return frozenset()
        numbers = sa.select(CALLS.c.caller).where(CALLS.c.caller.isnot(None)).distinct()
        with self._database.reading() as connection:
            theirs = [number for number in connection.execute(numbers).scalars() if subject.has_phone(number)]
            return frozenset(connection.execute(sa.select(CALLS.c.id).where(CALLS.c.caller.in_(theirs))).scalars())

    def export(self, subject: Subject) -> list[dict[str, Any]]:
        """See Personal."""
        query = sa.select(CALLS).where(CALLS.c.id.in_(sorted(subject.calls))).order_by(CALLS.c.began, CALLS.c.id)
        with self._database.reading() as connection:
            return [plain(row) | _attached(connection, row.id) for row in connection.execute(query).all()]

    def files(self, _subject: Subject) -> Iterator[File]:
        """See Personal."""
        return iter(())

    def erase(self, subject: Subject, _now: datetime) -> Erased:
        """See Personal. Calls that run stay: more is being said."""
        query = sa.select(CALLS.c.id, CALLS.c.ended).where(CALLS.c.id.in_(sorted(subject.calls)))
        with self._database.transaction() as connection:
            rows = connection.execute(query.with_for_update()).all()
            over = [row.id for row in rows if row.ended is not None]
            running = {row.id for row in rows} - set(over)
            decisions = _decisions(connection, sorted(subject.calls - running))
            for call_id in over:
                _anonymise(connection, call_id)
            # Words that came after the record had been erased.
            late = sorted(subject.calls - running)
            for table in WORDS:
                connection.execute(table.delete().where(table.c.call_id.in_(late)))
        return Erased(len(over), len(running), decisions)


def _decisions(connection: Connection, calls: Sequence[str]) -> tuple[int, ...]:
    """Made by trainers on utterances of these calls."""
    made = UTTERANCES.c.decision_id
    query = sa.select(made).where(UTTERANCES.c.call_id.in_(calls), made.isnot(None)).distinct().order_by(made)
    return tuple(connection.execute(query).scalars())


def _anonymise(connection: Connection, call_id: str) -> None:
    new = f"{ERASED}{uuid.uuid4()}"
    for table in WORDS:
        connection.execute(table.delete().where(table.c.call_id == call_id))
    connection.execute(REVIEWS.update().where(REVIEWS.c.call_id == call_id).values(comment=""))
    for table in OF_A_CALL:
        connection.execute(table.update().where(table.c.call_id == call_id).values(call_id=new))
    values = {"id": new, "caller": None, "recording_id": None}
    connection.execute(CALLS.update().where(CALLS.c.id == call_id).values(**values))


def _attached(connection: Connection, call_id: str) -> dict[str, Any]:
    found = {}
    for table in OF_A_CALL:
        # Vectors say nothing to a person that the text beside them does not.
        columns = [column for column in table.c if not isinstance(column.type, sa.LargeBinary)]
        query = sa.select(*columns).where(table.c.call_id == call_id).order_by(*table.primary_key.columns)
        if rows := connection.execute(query).all():
            found[table.name] = [plain(row) for row in rows]
    return found
