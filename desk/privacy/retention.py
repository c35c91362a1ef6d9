"""Deleting on time: each kind of data has a period, and a rule that knows what is too old."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from sqlalchemy.engine import Connection

from desk.database import Database, StoreError
from desk.privacy.personal import Record
from desk.privacy.vault import VaultError

LOG = logging.getLogger(__name__)
BATCH = 200
"""Rows of one transaction: others never wait long for it."""
WHO = "retention"


class Rule(Protocol):
    """What is deleted of one kind."""

    @property
    def kind(self) -> str:
        """For people and the audit trail: [a-z_]+."""
        ...

    def count(self, connection: Connection, now: datetime) -> int:
        """How much is too old."""
        ...

    def delete(self, connection: Connection, now: datetime, limit: int) -> int:
        """Delete or empty `limit` of them at most; returns how many. What is done in files may be done before the
        transaction is stored: a second time it finds them gone. Raises VaultError, OSError."""
        ...


@dataclass(frozen=True)
class Deleted:
    """What one run has done."""

    counts: dict[str, int] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)
    """Kind → why; the others went on."""


class Retention:
    """The rules of one site. It may be stopped at any point and run again, and run in several processes at once."""

    def __init__(self, database: Database, rules: Sequence[Rule], record: Record, batch: int = BATCH) -> None:
        self._database, self._rules, self._record, self._batch = database, tuple(rules), record, batch

    def due(self, now: datetime) -> dict[str, int]:
        """How much would be deleted. Raises StoreError."""
        with self._database.reading() as connection:
            return {rule.kind: rule.count(connection, now) for rule in self._rules}

    def run(self, now: datetime) -> Deleted:
        """Delete all that is too old. One kind that fails does not keep the others; raises nothing."""
        done = Deleted()
        for rule in self._rules:
            done.counts[rule.kind] = 0
            try:
                while deleted := self._batch_of(rule, now):
                    done.counts[rule.kind] += deleted
                    if deleted < self._batch:
                        break
            except (StoreError, VaultError, OSError) as error:
                LOG.error("what is too old of %s is not deleted: %s", rule.kind, error)
                done.failed[rule.kind] = str(error)
        return done

    def _batch_of(self, rule: Rule, now: datetime) -> int:
        """In one transaction with its entry in the audit trail."""
        with self._database.transaction() as connection:
            deleted = rule.delete(connection, now, self._batch)
            if deleted:
                self._record(connection, WHO, "privacy.retention", rule.kind, {"deleted": str(deleted)}, now)
            return deleted
