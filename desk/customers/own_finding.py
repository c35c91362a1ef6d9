"""Finding in the own tables."""

from __future__ import annotations

import threading
from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from desk.customers import rows
from desk.customers.evidence import Evidence, weigh
from desk.customers.model import Account, Candidate, Contact, Why
from desk.customers.names import Named, NameIndex
from desk.customers.tables import ACCOUNTS, CASES, CONTACTS, CONTRACTS, ORDERS
from desk.customers.wanted import Wanted, international

STATE = tuple(
    sa.select(sa.func.count(), sa.func.max(table.c.changed), *more)
    for table, more in ((ACCOUNTS, [sa.func.sum(ACCOUNTS.c.version)]), (CONTACTS, []))
)
"""Changes whenever a name may have."""
COUNTRIES = sa.select(ACCOUNTS.c.country).distinct()
NUMBERED: tuple[tuple[sa.Table, Why], ...] = ((ORDERS, "order"), (CONTRACTS, "contract"), (CASES, "case"))
MOST_NUMBERS = 20
"""Of a sentence that are looked for."""


class Finder:
    """Keeps the names in memory, and reads them anew when they have changed. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._state: object = None
        self._index = NameIndex(())

    def find(self, connection: Connection, asked: Wanted, limit: int) -> list[Candidate]:
        """See Customers.find."""
        if asked.empty:
            return []
        accounts, contacts = _reached(connection, asked)
        index = self._names(connection) if asked.names or asked.words else NameIndex(())
        evidence = weigh(accounts, contacts, asked, index)
        _by_number(connection, asked.numbers[:MOST_NUMBERS], evidence)
        best = [account for account, _, _ in evidence.best(limit)]
        known = _accounts(connection, ACCOUNTS.c.number.in_(best))
        return evidence.candidates(known, limit)

    def _names(self, connection: Connection) -> NameIndex:
        state = [tuple(connection.execute(query).one()) for query in STATE]
        with self._lock:
            if state != self._state:
                self._index, self._state = NameIndex(_read(connection), self._index), state
            return self._index


def _read(connection: Connection) -> list[Named]:
    columns = (ACCOUNTS.c.number, ACCOUNTS.c.first_name, ACCOUNTS.c.last_name, ACCOUNTS.c.company)
    names: list[Named] = []
    for number, first, last, company in connection.execute(sa.select(*columns)):
        names.append(Named(number, "name", first, last))
        if company:
            names.append(Named(number, "company", "", company))
    people = sa.select(CONTACTS.c.account, CONTACTS.c.first_name, CONTACTS.c.last_name)
    return names + [Named(number, "contact", first, last) for number, first, last in connection.execute(people)]


def _reached(connection: Connection, asked: Wanted) -> tuple[list[Account], list[Contact]]:
    """Accounts, and contacts, that the phone numbers, addresses and customer numbers belong to."""
    phones = set[str]()
    if asked.phones:
        abroad = all(given.startswith("+") for given in asked.phones)
        countries = ["ZZ"] if abroad else connection.execute(COUNTRIES).scalars().all()
        phones = {found for given in asked.phones for found in international(given, countries).values()}
    emails = [given.lower() for given in asked.emails]
    people = [
        rows.contact(row)
        for row in connection.execute(
            sa.select(CONTACTS).where(CONTACTS.c.phone.in_(phones) | CONTACTS.c.email.in_(emails))
        )
    ]
    these = (
        ACCOUNTS.c.phone.in_(phones)
        | ACCOUNTS.c.email.in_(emails)
        | ACCOUNTS.c.number.in_([*_spelled(asked.numbers[:MOST_NUMBERS]), *(person.account for person in people)])
    )
    return list(_accounts(connection, these).values()), people


def _accounts(connection: Connection, these: sa.sql.ColumnElement) -> dict[str, Account]:
    return {row.number: rows.account(row) for row in connection.execute(sa.select(ACCOUNTS).where(these))}


def _by_number(connection: Connection, numbers: Iterable[str], evidence: Evidence) -> None:
    for table, why in NUMBERED:
        for number in numbers:
            # Callers leave out the letters: C70008 is "seventy thousand and eight".
            lettered = [table.c.number.like(f"{blank}{number}") for blank in ("_", "__")] if number.isdecimal() else []
            these = sa.or_(table.c.number.in_(_spelled([number])), *lettered)
            for found in connection.execute(sa.select(table.c.account, table.c.number).where(these)):
                if found.number.upper() == number or found.number[:1].isalpha():
                    evidence.add(found.account, why)


def _spelled(numbers: Iterable[str]) -> list[str]:
    return [spelling for number in numbers for spelling in {number, number.lower()}]
