"""Tokens that open packets, and what became of transfers."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from desk.database import Database
from desk.privacy.personal import Erased, File, Subject
from desk.privacy.stores.items import ERASED, plain
from desk.tables import TOKENS, TRANSFERS


class TokensPersonal:
    """See Personal."""

    name = "context_tokens"

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, _subject: Subject) -> frozenset[str]:
        """See Personal: it knows calls alone."""
        return frozenset()

    def export(self, subject: Subject) -> list[dict[str, Any]]:
        """See Personal. Without the hash, which tells the caller nothing."""
        query = sa.select(TOKENS.c.call_id, TOKENS.c.expires).where(TOKENS.c.call_id.in_(sorted(subject.calls)))
        with self._database.reading() as connection:
            return [plain(row) for row in connection.execute(query)]

    def files(self, _subject: Subject) -> Iterator[File]:
        """See Personal."""
        return iter(())

    def erase(self, subject: Subject, _now: datetime) -> Erased:
        """See Personal."""
        with self._database.transaction() as connection:
            deleted = connection.execute(TOKENS.delete().where(TOKENS.c.call_id.in_(sorted(subject.calls))))
            return Erased(deleted.rowcount)


class TransfersPersonal:
    """See Personal. That a call was put through stays, without whose call it was."""

    name = "transfers"

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, _subject: Subject) -> frozenset[str]:
        """See Personal: it knows calls alone."""
        return frozenset()

    def export(self, subject: Subject) -> list[dict[str, Any]]:
        """See Personal."""
        query = sa.select(TRANSFERS).where(TRANSFERS.c.call_id.in_(sorted(subject.calls))).order_by(TRANSFERS.c.id)
        with self._database.reading() as connection:
            return [plain(row) for row in connection.execute(query)]

    def files(self, _subject: Subject) -> Iterator[File]:
        """See Personal."""
        return iter(())

    def erase(self, subject: Subject, _now: datetime) -> Erased:
        """See Personal."""
        values = {"call_id": f"{ERASED}{uuid.uuid4()}"}
        where = TRANSFERS.c.call_id.in_(sorted(subject.calls))
        with self._database.transaction() as connection:
            return Erased(connection.execute(TRANSFERS.update().where(where).values(**values)).rowcount)
