"""What trainers decide on utterances: into the training data, into the test set, or neither; and taking it back."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from desk.database import Database, StoreError
from desk.privacy.personal import Record
from desk.training import claims
from desk.training.asked import Asked, DecisionError
from desk.training.ports import DataError, Example, LanguageData, Written
from desk.training.tables import DECISIONS
from desk.training.told import Decision, told

PATIENCE_SECONDS = 10.0
"""For the same decision, asked for by a second click, to be written."""
LOOK_SECONDS = 0.1


class Decisions:
    """Of one database. Safe to use from several threads and processes at once."""

    def __init__(
        self, database: Database, data: LanguageData, record: Record, wait: Callable[[float], None] = time.sleep
    ) -> None:
        """`record`: writes to the audit trail."""
        self._database, self._data, self._record, self._wait = database, data, record, wait

    def decide(self, asked: Asked, by: str, now: datetime) -> Decision:
        """All of it is done, or nothing. What is asked for a second time is what was decided the first time. Raises
        DecisionError, DataError, KeyError where there is no such utterance, StoreError."""
        asked.check()
        with self._database.transaction() as connection:
            claimed = claims.claim(connection, asked, by, now)
        if not claimed.new:
            return self._awaited(claimed.decision)
        try:
            written = self._data.add(asked.examples(), by, now, asked.note) if asked.texts else ()
        except BaseException:
            self._release(claimed.decision)
            raise
        try:
            self._settle(claimed.decision, asked, written, by, now)
        except StoreError:
            self._take_back(written, by, now)
            self._release(claimed.decision)
            raise
        return self.show(claimed.decision)

    def _awaited(self, decision: int) -> Decision:
        waited = 0.0
        while (found := self.show(decision)).state == "writing":
            if waited >= PATIENCE_SECONDS:
                raise DecisionError("the same decision is being written; look again in a moment", "busy")
            self._wait(LOOK_SECONDS)
            waited += LOOK_SECONDS
        return found

    def _settle(self, decision: int, asked: Asked, written: Sequence[Written], by: str, now: datetime) -> None:
        rows = json.dumps([_row(one) for one in written], ensure_ascii=False)
        with self._database.transaction() as connection:
            this = (DECISIONS.c.id == decision) & (DECISIONS.c.state == "writing")
            if not connection.execute(DECISIONS.update().where(this).values(state="done", written=rows)).rowcount:
                raise StoreError("the decision took too long and was given up; decide again")
            count = connection.execute(sa.select(DECISIONS.c.utterances).where(DECISIONS.c.id == decision)).scalar()
            details = {"to": asked.to, "utterances": str(count), "texts": str(len(written))}
            details |= {"intent": asked.intent} if asked.intent else {}
            self._record(connection, by, "training.decided", _what(decision), details, now)

    def _release(self, decision: int) -> None:
        with self._database.transaction() as connection:
            claims.release(connection, decision)
            connection.execute(DECISIONS.delete().where(DECISIONS.c.id == decision))

    def undo(self, decision: int, by: str, now: datetime) -> Decision:
        """Its texts are out of the language data again and its utterances open. A second time changes nothing. Raises
        KeyError, DecisionError, DataError, StoreError."""
        found = self.show(decision)
        if found.state == "undone":
            return found
        if found.state == "writing":
            raise DecisionError("the decision is being written; look again in a moment", "busy")
        self._take_back(found.written, by, now)
        this = (DECISIONS.c.id == decision) & (DECISIONS.c.state == "done")
        with self._database.transaction() as connection:
            undone = DECISIONS.update().where(this).values(state="undone", undone=now, undone_by=by)
            if connection.execute(undone).rowcount:
                claims.release(connection, decision)
                self._record(connection, by, "training.undone", _what(decision), {"to": found.to}, now)
        return self.show(decision)

    def _take_back(self, written: Sequence[Any], by: str, now: datetime) -> None:
        for one in reversed(written):
            try:
                if one.id:
                    self._data.take_back(one.id, by, now)
            except DataError as error:
                # Somebody has taken it out with an editor, or an earlier attempt has.
                if error.code != "unknown":
                    raise

    def show(self, decision: int) -> Decision:
        """Raises KeyError, StoreError."""
        found = self._list(DECISIONS.c.id == decision, 1)
        if not found:
            raise KeyError(decision)
        return found[0]

    def latest(self, limit: int = 50, before: int | None = None) -> list[Decision]:
        """The latest first, `before` one of them. Raises StoreError."""
        return self._list(sa.true() if before is None else DECISIONS.c.id < before, limit)

    def _list(self, where: Any, limit: int) -> list[Decision]:
        query = sa.select(DECISIONS).where(where).order_by(DECISIONS.c.id.desc()).limit(limit)
        with self._database.reading() as connection:
            return [told(row) for row in connection.execute(query)]


def _what(decision: int) -> str:
    return f"decision {decision}"


def _row(one: Written) -> dict[str, Any]:
    example: Example = one.example
    return {
        "id": one.id, "language": example.language, "text": example.text, "intent": example.intent,
        "file": one.place.file, "line": one.place.line, "commit": one.commit,
        "uncommitted": one.uncommitted,
    }  # fmt: skip


def give_up(connection: Connection, now: datetime) -> int:
    """Release what a process that died was deciding; returns how many decisions. What it may have written stays in the
    language data: the same decision made again finds it there."""
    stale = sa.select(DECISIONS.c.id).where(DECISIONS.c.state == "writing", DECISIONS.c.at <= now - claims.LONGEST)
    given_up = list(connection.execute(stale).scalars())
    for decision in given_up:
        claims.release(connection, decision)
        connection.execute(DECISIONS.delete().where(DECISIONS.c.id == decision))
    return len(given_up)
