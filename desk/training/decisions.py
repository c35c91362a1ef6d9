"""What trainers decide on utterances: into the training data, into the test set, or neither; and taking it back."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from desk.database import Database, StoreError
from desk.privacy.personal import Record
from desk.training import claims, holding
from desk.training.asked import Asked, DecisionError
from desk.training.ports import DataError, Example, LanguageData, Written
from desk.training.tables import DECISIONS
from desk.training.told import Decision, WrittenText, told

PATIENCE_SECONDS = 10.0
"""For the same decision, asked for by a second click, to be written, and for the same text to be taken out."""
LOOK_SECONDS = 0.1
STANDING = ("done", "undoing")
"""States of decisions that can be taken back."""
Ended = frozenset[tuple[int, str]]
"""See holding.ended."""


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
            self._write(claimed.decision, asked, by, now)
        except BaseException:
            self._release(claimed.decision)
            raise
        return self.show(claimed.decision)

    def _write(self, decision: int, asked: Asked, by: str, now: datetime) -> None:
        """What stands there already is looked for again where somebody may have taken it out since."""
        written = self._add(asked.examples(), asked, by, now)
        waited, seen = 0.0, Ended()
        try:
            while (ended := self._settle(decision, asked, written, seen, by, now)) is not None:
                if waited >= PATIENCE_SECONDS:
                    raise DecisionError("one of the texts is being taken out; look again in a moment", "busy")
                self._wait(LOOK_SECONDS)
                waited, seen = waited + LOOK_SECONDS, ended
                again = iter(self._add([one.example for one in written if one.before], asked, by, now))
                written = tuple(next(again) if one.before else one for one in written)
        except (DataError, DecisionError, StoreError):
            self._take_back(self._not_held(decision, asked, written), by, now)
            raise

    def _add(self, examples: Sequence[Example], asked: Asked, by: str, now: datetime) -> tuple[Written, ...]:
        return self._data.add(examples, by, now, asked.note) if examples else ()

    def _not_held(self, decision: int, asked: Asked, written: Sequence[Written]) -> list[str]:
        """Ids of what was written and nobody has found there since."""
        try:
            with self._database.transaction() as connection:
                held = holding.held(holding.akin(connection, asked.to, asked.intent), decision)
        except StoreError:
            held = set()
        return [one.id for one in reversed(written) if one.id and _text(one).same not in held]

    def _awaited(self, decision: int) -> Decision:
        waited = 0.0
        while (found := self.show(decision)).state == "writing":
            if waited >= PATIENCE_SECONDS:
                raise DecisionError("the same decision is being written; look again in a moment", "busy")
            self._wait(LOOK_SECONDS)
            waited += LOOK_SECONDS
        return found

    def _settle(
        self, decision: int, asked: Asked, written: Sequence[Written], seen: Ended, by: str, now: datetime
    ) -> Ended | None:
        """None: it is done. Otherwise what may have taken some of it out since it was looked for; `seen` had come to
        its end before that. Raises StoreError."""
        texts = [_text(one) for one in written]
        rows = json.dumps([asdict(text) for text in texts], ensure_ascii=False)
        with self._database.transaction() as connection:
            there = {text.same for text in texts if not text.id}
            ended = holding.ended(holding.akin(connection, asked.to, asked.intent), there) if there else Ended()
            if ended - seen or any(state == "undoing" for _, state in ended):
                return ended
            this = (DECISIONS.c.id == decision) & (DECISIONS.c.state == "writing")
            if not connection.execute(DECISIONS.update().where(this).values(state="done", written=rows)).rowcount:
                raise StoreError("the decision took too long and was given up; decide again")
            count = connection.execute(sa.select(DECISIONS.c.utterances).where(DECISIONS.c.id == decision)).scalar()
            details = {"to": asked.to, "utterances": str(count), "texts": str(len(written))}
            details |= {"intent": asked.intent} if asked.intent else {}
            self._record(connection, by, "training.decided", _what(decision), details, now)
        return None

    def _release(self, decision: int) -> None:
        with self._database.transaction() as connection:
            claims.release(connection, decision)
            connection.execute(DECISIONS.delete().where(DECISIONS.c.id == decision))

    def undo(self, decision: int, by: str, now: datetime) -> Decision:
        """Its utterances are open again, and its texts out of the language data where no other decision holds them. A
        second time changes nothing. Raises KeyError, DecisionError, DataError, StoreError."""
        found = self.show(decision)
        if found.state == "undone":
            return found
        if found.state == "writing":
            raise DecisionError("the decision is being written; look again in a moment", "busy")
        this = (DECISIONS.c.id == decision) & DECISIONS.c.state.in_(STANDING)
        try:
            self._take_back(self._leave(found, by, now), by, now)
        except BaseException:
            with self._database.transaction() as connection:
                connection.execute(DECISIONS.update().where(this).values(state="done", undone=None, undone_by=None))
            raise
        with self._database.transaction() as connection:
            undone = DECISIONS.update().where(this).values(state="undone", undone=now, undone_by=by)
            if connection.execute(undone).rowcount:
                claims.release(connection, decision)
                self._record(connection, by, "training.undone", _what(decision), {"to": found.to}, now)
        return self.show(decision)

    def _leave(self, found: Decision, by: str, now: datetime) -> Sequence[str]:
        """From here on it holds nothing. Returns ids of what leaves the language data with it."""
        this = (DECISIONS.c.id == found.id) & DECISIONS.c.state.in_(STANDING)
        with self._database.transaction() as connection:
            decisions = holding.akin(connection, found.to, found.intent) if found.written else []
            begun = DECISIONS.update().where(this).values(state="undoing", undone=now, undone_by=by)
            return holding.leaves(decisions, found.id) if connection.execute(begun).rowcount else ()

    def _take_back(self, ids: Sequence[str], by: str, now: datetime) -> None:
        for one in ids:
            try:
                self._data.take_back(one, by, now)
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


def _text(one: Written) -> WrittenText:
    example, place = one.example, one.place
    return WrittenText(
        one.id, example.language, example.text, example.intent, place.file, place.line, one.commit, one.uncommitted,
        one.key,
    )  # fmt: skip


def give_up(connection: Connection, now: datetime) -> int:
    """Release what a process that died was deciding; returns how many decisions. What it may have written stays in the
    language data: the same decision made again finds it there. What it was taking back stands again."""
    before = now - claims.LONGEST
    stale = sa.select(DECISIONS.c.id).where(DECISIONS.c.state == "writing", DECISIONS.c.at <= before)
    given_up = list(connection.execute(stale).scalars())
    for decision in given_up:
        claims.release(connection, decision)
        connection.execute(DECISIONS.delete().where(DECISIONS.c.id == decision))
    halfway = DECISIONS.update().where(DECISIONS.c.state == "undoing", DECISIONS.c.undone <= before)
    connection.execute(halfway.values(state="done", undone=None, undone_by=None))
    return len(given_up)
