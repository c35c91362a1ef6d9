"""What callers thought of their call: one question, 1 to 5."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import sqlalchemy as sa

from desk.calls import statements
from desk.calls.tables import CALLS, SURVEYS
from desk.database import Database

How = Literal["key", "word"]
WORST, BEST = 1, 5


@dataclass(frozen=True)
class Survey:
    """The question to one caller."""

    call_id: str
    asked: datetime
    language: str
    """In which it was asked."""
    score: int | None
    """WORST to BEST; None: no answer."""
    how: str | None


class Surveys:
    """The surveys of one site. Safe to use from several threads and processes at once."""

    def __init__(self, database: Database) -> None:
        """`database`: the one that the calls are in."""
        self._transaction, self._reading = database.transaction, database.reading

    def asked(self, call_id: str, language: str, now: datetime) -> None:
        """The caller is being asked. A second time changes nothing. Raises KeyError where there is no such call,
        StoreError."""
        with self._transaction() as connection:
            if connection.execute(sa.select(CALLS.c.id).where(CALLS.c.id == call_id)).first() is None:
                raise KeyError(call_id)
            row = {"call_id": call_id, "asked": now, "language": language, "score": None, "how": None}
            connection.execute(statements.ASK, row)

    def scored(self, call_id: str, score: int, how: How) -> None:
        """The caller's answer; a later one counts. Raises ValueError, KeyError when nobody asked, StoreError."""
        if not WORST <= score <= BEST:
            raise ValueError(f"a score is {WORST} to {BEST}")
        change = SURVEYS.update().where(SURVEYS.c.call_id == call_id).values(score=score, how=how)
        with self._transaction() as connection:
            if not connection.execute(change).rowcount:
                raise KeyError(call_id)

    def scores(self, call_ids: Iterable[str]) -> dict[str, int]:
        """Call → score, of those whose callers gave one. Raises StoreError."""
        of_these = SURVEYS.c.call_id.in_(list(call_ids)) & SURVEYS.c.score.isnot(None)
        with self._reading() as connection:
            rows = connection.execute(sa.select(SURVEYS.c.call_id, SURVEYS.c.score).where(of_these))
            return {row.call_id: row.score for row in rows}

    def of(self, call_id: str) -> Survey | None:
        """Raises StoreError."""
        with self._reading() as connection:
            row = connection.execute(sa.select(SURVEYS).where(SURVEYS.c.call_id == call_id)).first()
        return Survey(**row._mapping) if row else None
