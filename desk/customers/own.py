"""The own customer records: tables beside the queue's."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Row

from desk.customers import changes, erasing, rows
from desk.customers.changes import keep
from desk.customers.checks import changed_fields, check_call, key_of, one_of, word, written
from desk.customers.fields import NUMBER, Problem
from desk.customers.model import (
    CASE_STATUSES,
    CASE_TOPICS,
    Account,
    Candidate,
    Case,
    Change,
    File,
    Happened,
    Note,
    time_line,
)
from desk.customers.own_finding import Finder
from desk.customers.protocol import LIMIT, ConflictError, FieldsError, Record
from desk.customers.tables import ACCOUNTS, CALLS, CASES, NOTES, alone
from desk.customers.wanted import wanted
from desk.database import Database
from desk.events import Events


class OwnCustomers:
    """See the protocol Customers. Each change is one transaction, with its entries in the audit trail."""

    outside = False

    def __init__(self, database: Database, record: Record, rng: random.Random | None = None) -> None:
        """`record`: writes to the audit trail; `rng`: of case numbers."""
        self._transaction, self._reading = database.transaction, database.reading
        self._events, self._finder = Events(database), Finder()
        self._record, self._rng = record, rng or random.SystemRandom()

    def find(
        self,
        number: str | None = None,
        phone: str | None = None,
        name: str | None = None,
        text: str | None = None,
        limit: int = LIMIT,
    ) -> list[Candidate]:
        """See Customers."""
        with self._reading() as connection:
            return self._finder.find(connection, wanted(number, phone, name, text), limit)

    def account(self, account_id: str) -> Account:
        """See Customers."""
        with self._reading() as connection:
            return rows.account(_account(connection, account_id))

    def file(self, account_id: str) -> File:
        """See Customers."""
        with self._reading() as connection:
            return rows.file(connection, rows.account(_account(connection, account_id)))

    def history(self, account_id: str) -> list[Happened]:
        """See Customers."""
        return list(time_line(self.file(account_id)))

    def update(self, account_id: str, changes: Mapping[str, str], by: str, now: datetime, version: str) -> Account:
        """See Customers."""
        with self._changing() as connection:
            before = rows.account(_account(connection, account_id, lock=True))
            changed = changed_fields(before, changes)
            if not changed:
                return before
            if before.version != version:
                raise ConflictError(before)
            values = {**changed, "version": int(before.version) + 1, "changed": now}
            connection.execute(ACCOUNTS.update().where(ACCOUNTS.c.number == account_id).values(**values))
            self._tell(connection, account_id)
            keep(connection, self._record, before, changed, by, now)
            return rows.account(_account(connection, account_id))

    def changes(self, account_id: str) -> list[Change]:
        """See Customers."""
        with self._reading() as connection:
            return changes.of(connection, account_id) if NUMBER.fullmatch(account_id) else []

    def add_note(self, account_id: str, text: str, by: str, now: datetime, key: str | None = None) -> Note:
        """See Customers."""
        values: dict[str, Any] = {"account": account_id, "at": now, "author": by, "text": written(text, required=True)}
        values["id"] = key_of(key)
        with self._changing() as connection:
            _account(connection, account_id)
            if _insert(connection, NOTES, values, NOTES.c.id):
                self._tell(connection, account_id)
                self._record(connection, by, "customer.note", account_id, {"note": values["id"]}, now)
            return rows.note(_mine(connection, NOTES.c.id == values["id"], account_id))

    def open_case(
        self,
        account_id: str,
        department: str,
        topic: str,
        by: str,
        now: datetime,
        text: str = "",
        key: str | None = None,
    ) -> Case:
        """See Customers. Its number is K and eight digits: callers will have to say it."""
        values: dict[str, Any] = {
            "account": account_id,
            "status": CASE_STATUSES[0],
            "opened": now.date(),
            "opened_at": now,
        }
        values |= {"opened_by": by, "changed": now, "key": key_of(key), "promised": None, "imported": None}
        values |= {"topic": one_of("topic", topic, CASE_TOPICS), "text": written(text)}
        values["department"] = word("department", department)
        with self._changing() as connection:
            _account(connection, account_id)
            values["number"] = self._case_number(connection)
            if _insert(connection, CASES, values, CASES.c.key):
                self._tell(connection, account_id)
                self._record(connection, by, "customer.case", account_id, {"case": values["number"]}, now)
            return rows.case(_mine(connection, CASES.c.key == values["key"], account_id))

    def _case_number(self, connection: Connection) -> str:
        while True:
            number = f"K{self._rng.randrange(10**7, 10**8)}"
            if connection.execute(sa.select(CASES.c.number).where(CASES.c.number == number)).first() is None:
                return number

    def change_case(self, number: str, status: str, by: str, now: datetime) -> Case:
        """See Customers."""
        status = one_of("status", status, CASE_STATUSES)
        if not NUMBER.fullmatch(number):
            raise KeyError(number)
        this = sa.select(CASES).where(CASES.c.number == number)
        with self._changing() as connection:
            row = connection.execute(this.with_for_update()).first()
            if row is None:
                raise KeyError(number)
            if row.status != status:
                values = {"status": status, "changed": now}
                connection.execute(CASES.update().where(CASES.c.number == number).values(**values))
                self._tell(connection, row.account)
                details = {"case": number, "field": "status", "before": row.status, "after": status}
                self._record(connection, by, "customer.case", row.account, details, now)
            return rows.case(connection.execute(this).one())

    def log_call(self, account_id: str, call_id: str, by: str, now: datetime, text: str = "") -> None:
        """See Customers."""
        values = {"account": account_id, "at": now, "agent": by, "text": written(text)}
        check_call(call_id)
        with self._changing() as connection:
            _account(connection, account_id)
            if not _insert(connection, CALLS, values | {"call_id": call_id}, CALLS.c.call_id):
                # It stays at its place in time.
                values.pop("at")
                connection.execute(CALLS.update().where(CALLS.c.call_id == call_id).values(**values))
            self._tell(connection, account_id)

    def forget_call(self, account_id: str, call_id: str) -> None:
        """See Customers."""
        this = (CALLS.c.call_id == call_id) & (CALLS.c.account == account_id)
        with self._changing() as connection:
            if connection.execute(CALLS.delete().where(this)).rowcount:
                self._tell(connection, account_id)

    def erase(self, account_id: str, by: str, now: datetime) -> None:
        """See Customers."""
        with self._changing() as connection:
            alone(connection)
            _account(connection, account_id)
            erasing.erase(connection, account_id)
            self._tell(connection, account_id)
            self._record(connection, by, "customer.erase", account_id, {}, now)

    @contextmanager
    def _changing(self) -> Iterator[Connection]:
        with self._transaction() as connection:
            yield connection
        self._events.wake()

    def _tell(self, connection: Connection, account_id: str) -> None:
        self._events.publish(connection, "customer", {"account": account_id})


def _account(connection: Connection, account_id: str, lock: bool = False) -> Row:
    if not NUMBER.fullmatch(account_id):
        raise KeyError(account_id)
    query = sa.select(ACCOUNTS).where(ACCOUNTS.c.number == account_id)
    row = connection.execute(query.with_for_update() if lock else query).first()
    if row is None:
        raise KeyError(account_id)
    return row


def _mine(connection: Connection, this: sa.sql.ColumnElement, account_id: str) -> Row:
    """The row of a key. Raises FieldsError when the key was used for another customer."""
    table = this.left.table
    row = connection.execute(sa.select(table).where(this)).one()
    if row.account != account_id:
        raise FieldsError({"key": Problem("unknown_word", "it was used for another customer; make up a new one")})
    return row


def _insert(connection: Connection, table: sa.Table, values: Mapping[str, object], key: sa.Column) -> bool:
    """False when there is a row with this key already, also one that another adds at this moment."""
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    statement = dialect.insert(table).values(**values).on_conflict_do_nothing(index_elements=[key])
    return bool(connection.execute(statement).rowcount)
