"""The own customer records: accounts with their contacts, orders, contracts, cases, notes and calls."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from desk.customers import erasing
from desk.customers.tables import ACCOUNTS, CALLS, CHANGES, CONTACTS, alone
from desk.database import Database
from desk.privacy.personal import Erased, File, Subject
from desk.privacy.stores.items import plain


class CustomersPersonal:
    """See Personal. An account is the caller's by its number or by its own telephone; of an account that only has the
    caller among its contacts, only that contact is theirs. Of an outside CRM there is nothing here but what agents
    changed in it: its other data are erased by those who keep it."""

    name = "customers"

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, subject: Subject) -> frozenset[str]:
        """See Personal."""
        with self._database.reading() as connection:
            theirs = CALLS.c.account.in_(_accounts(connection, subject))
            return frozenset(connection.execute(sa.select(CALLS.c.call_id).where(theirs)).scalars())

    def export(self, subject: Subject) -> list[dict[str, Any]]:
        """See Personal."""
        with self._database.reading() as connection:
            accounts = _accounts(connection, subject)
            found = [_account(connection, number) for number in accounts]
            contacts, calls = _contacts(connection, subject, accounts), _calls(subject, accounts)
            found += [
                {"contact": _plain(row)}
                for row in connection.execute(sa.select(CONTACTS).where(CONTACTS.c.number.in_(contacts)))
            ]
            found += [{"call": _plain(row)} for row in connection.execute(sa.select(CALLS).where(calls))]
            return found

    def files(self, _subject: Subject) -> Iterator[File]:
        """See Personal."""
        return iter(())

    def erase(self, subject: Subject, _now: datetime) -> Erased:
        """See Personal."""
        with self._database.transaction() as connection:
            alone(connection)
            accounts = _accounts(connection, subject)
            contacts, calls = _contacts(connection, subject, accounts), _calls(subject, accounts)
            gone = connection.execute(CONTACTS.delete().where(CONTACTS.c.number.in_(contacts))).rowcount
            gone += connection.execute(CALLS.delete().where(calls)).rowcount
            for number in accounts:
                erasing.erase(connection, number)
        return Erased(len(accounts) + gone)


def _accounts(connection: Connection, subject: Subject) -> list[str]:
    """Their numbers; also of an outside CRM's, where agents changed them."""
    numbers = set[str]()
    if subject.phone is not None:
        phones = connection.execute(sa.select(ACCOUNTS.c.number, ACCOUNTS.c.phone))
        numbers |= {row.number for row in phones if subject.has_phone(row.phone)}
    if subject.customer:
        for column in (ACCOUNTS.c.number, CHANGES.c.account):
            numbers |= set(connection.execute(sa.select(column).where(column == subject.customer)).scalars())
    return sorted(numbers)


def _contacts(connection: Connection, subject: Subject, accounts: list[str]) -> list[str]:
    """Those of other accounts."""
    if subject.phone is None:
        return []
    query = sa.select(CONTACTS.c.number, CONTACTS.c.phone).where(CONTACTS.c.account.notin_(accounts))
    return [row.number for row in connection.execute(query) if subject.has_phone(row.phone)]


def _calls(subject: Subject, accounts: list[str]) -> sa.sql.ColumnElement:
    """Those of other accounts."""
    return CALLS.c.call_id.in_(sorted(subject.calls)) & CALLS.c.account.notin_(accounts)


def _account(connection: Connection, number: str) -> dict[str, Any]:
    found: dict[str, Any] = {"account": number}
    own = sa.select(ACCOUNTS).where(ACCOUNTS.c.number == number)
    for table, query in (
        (ACCOUNTS, own),
        *((other, _of(other, number)) for other in (*erasing.OF_AN_ACCOUNT, CHANGES)),
    ):
        if rows := connection.execute(query).all():
            found[table.name] = [_plain(row) for row in rows]
    return found


def _of(table: sa.Table, number: str) -> sa.sql.Select:
    return sa.select(table).where(table.c.account == number).order_by(*table.primary_key.columns)


def _plain(row: sa.engine.Row) -> dict[str, Any]:
    """Without what only the import needs and holds the same again."""
    values = {name: value for name, value in plain(row).items() if name not in ("imported", "salt", "key")}
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}
