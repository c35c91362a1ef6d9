"""The groups as they are stored, and what is put into them: one process at a time, the others wait or leave it."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from desk.calls.statements import upsert
from desk.database import Database
from desk.training import calls
from desk.training.calls import Ended, Found
from desk.training.grouping import Groups
from desk.training.tables import GATHERED, GATHERER, GROUPS, UTTERANCES
from desk.training.vectors import Floats, packed

LEASE = timedelta(seconds=90)
"""Whoever gathers says within it that they still do, or has died."""
ONE = 1
"""Id of the only row of GATHERER."""
_FIRST, _GATHERED = upsert(GATHERER, ()), upsert(GATHERED)


class LeaseLostError(RuntimeError):
    """Another process gathers."""


class Shelf:
    """The groups of one database, as one process sees them."""

    def __init__(self, database: Database, space: str) -> None:
        """`space`: of the vectors."""
        self._database, self._space = database, space
        self._holder = uuid.uuid4().hex
        self._seen = -1
        self._groups: dict[str, Groups] = {}

    def hold(self, now: datetime) -> bool:
        """Be the one who gathers; False where another does. Raises StoreError."""
        with self._database.transaction() as connection:
            empty = {"id": ONE, "holder": "", "until": now, "changes": 0}
            connection.execute(_FIRST, empty)
            free = (GATHERER.c.holder == self._holder) | (GATHERER.c.until <= now)
            mine = GATHERER.update().where(GATHERER.c.id == ONE, free)
            if not connection.execute(mine.values(holder=self._holder, until=now + LEASE)).rowcount:
                return False
            changes = int(connection.execute(sa.select(GATHERER.c.changes)).scalar_one())
        self._trust(changes)
        return True

    def let_go(self, now: datetime) -> None:
        """Another may gather. Raises StoreError."""
        mine = (GATHERER.c.id == ONE) & (GATHERER.c.holder == self._holder)
        with self._database.transaction() as connection:
            connection.execute(GATHERER.update().where(mine).values(until=now))

    def _trust(self, changes: int) -> None:
        """What is remembered is as it is stored, or is forgotten."""
        if changes != self._seen:
            self._groups, self._seen = {}, changes

    def put(self, looked: Sequence[Ended], found: Sequence[Found], vectors: Floats, now: datetime) -> int:
        """These calls are gathered, and what was found in them is in its groups: all of it, or nothing. Returns how
        many utterances. Raises LeaseLostError, StoreError."""
        self._load({one.worth.turn.language for one in found})
        before, self._seen = self._seen, -1  # whatever fails from here on, what is remembered is wrong
        with self._database.transaction() as connection:
            self._renew(connection, before, now)
            there = calls.still(connection, looked)
            kept = [(one, vector) for one, vector in zip(found, vectors, strict=True) if one.call_id in there]
            self._store(connection, kept, now)
            for call in looked:
                if call.call_id in there:
                    connection.execute(_GATHERED, {"call_id": call.call_id, "ended": call.ended})
        self._seen = before + 1
        return len(kept)

    def _renew(self, connection: Connection, changes: int, now: datetime) -> None:
        mine = (GATHERER.c.id == ONE) & (GATHERER.c.holder == self._holder) & (GATHERER.c.changes == changes)
        values = {"changes": changes + 1, "until": now + LEASE}
        if not connection.execute(GATHERER.update().where(mine).values(**values)).rowcount:
            raise LeaseLostError("another process gathers by now")

    def _load(self, languages: set[str]) -> None:
        for language in languages - self._groups.keys():
            groups = Groups()
            ours = (GROUPS.c.language == language) & (GROUPS.c.space == self._space)
            with self._database.reading() as connection:
                for row in connection.execute(sa.select(GROUPS).where(ours).order_by(GROUPS.c.id)):
                    groups.add(row.id, np.frombuffer(row.sum, "<f4").astype(np.float32), row.count)
            self._groups[language] = groups

    def _store(self, connection: Connection, kept: Sequence[tuple[Found, Floats]], now: datetime) -> None:
        placed = [(one, vector, self._groups[one.worth.turn.language].place(vector)) for one, vector in kept]
        touched = {(one.worth.turn.language, place.index) for one, _, place in placed}
        for language, index in sorted(touched):
            self._save(connection, language, index, now)
        decided = _decided(connection, [one for one, _, _ in placed])
        rows = [
            _row(one, vector, self._groups[one.worth.turn.language].ids[place.index], place.likeness, decided)
            for one, vector, place in placed
        ]
        if rows:
            connection.execute(UTTERANCES.insert(), rows)

    def _save(self, connection: Connection, language: str, index: int, now: datetime) -> None:
        groups = self._groups[language]
        values = {"count": groups.counts[index], "sum": groups.sums[index].astype("<f4").tobytes()}
        group = groups.ids[index]
        if group is None:
            new = GROUPS.insert().values(language=language, space=self._space, made=now, **values)
            groups.ids[index] = int(connection.execute(new).inserted_primary_key[0])
        else:
            connection.execute(GROUPS.update().where(GROUPS.c.id == group).values(**values))


def _decided(connection: Connection, found: Sequence[Found]) -> dict[tuple[str, str], tuple[str, int]]:
    """Language and text → status and decision, of texts that somebody has decided on."""
    keys = sorted({one.key for one in found})
    columns = (UTTERANCES.c.language, UTTERANCES.c.text_key, UTTERANCES.c.status, UTTERANCES.c.decision_id)
    query = sa.select(*columns).where(UTTERANCES.c.text_key.in_(keys), UTTERANCES.c.decision_id.isnot(None))
    rows = connection.execute(query.order_by(UTTERANCES.c.id)) if keys else ()
    return {(row.language, row.text_key): (row.status, row.decision_id) for row in rows}


def _row(
    one: Found, vector: Floats, group: int | None, likeness: float, decided: dict[tuple[str, str], tuple[str, int]]
) -> dict[str, Any]:
    turn = one.worth.turn
    status, decision = decided.get((turn.language, one.key), ("open", None))
    return {
        "call_id": one.call_id, "leg": turn.leg, "number": turn.number, "at": one.at, "language": turn.language,
        "intent": turn.intent, "confidence": turn.confidence, "why": " ".join(one.worth.why),
        "meant": one.worth.meant, "text_key": one.key, "group_id": group, "likeness": likeness, "status": status,
        "decision_id": decision, "vector": packed(vector),
    }  # fmt: skip
