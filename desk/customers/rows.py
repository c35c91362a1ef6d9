"""Rows of the own tables as what they mean."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from desk.customers.model import Account, Call, Case, Contact, Contract, File, Note, Order
from desk.customers.tables import CALLS, CASES, CONTACTS, CONTRACTS, NOTES, ORDERS
from desk.tables import text


def account(row: Row) -> Account:
    """Of ACCOUNTS."""
    values = _plain(row)
    return Account(id=values["number"], **values | {"version": str(values["version"])})


def contact(row: Row) -> Contact:
    """Of CONTACTS."""
    values = _plain(row)
    return Contact(id=values.pop("number"), **values)


def case(row: Row) -> Case:
    """Of CASES."""
    values = _plain(row)
    values.pop("key", None)
    return Case(**values | {"opened": values.pop("opened_at") or values["opened"]})


def note(row: Row) -> Note:
    """Of NOTES."""
    return Note(**_plain(row))


def file(connection: Connection, found: Account) -> File:
    """Everything on an account."""
    return File(
        found,
        tuple(contact(row) for row in _of(connection, CONTACTS, found.id, CONTACTS.c.last_name, CONTACTS.c.number)),
        tuple(Order(**_plain(row)) for row in _of(connection, ORDERS, found.id, ORDERS.c.ordered.desc())),
        tuple(Contract(**_plain(row)) for row in _of(connection, CONTRACTS, found.id, CONTRACTS.c.started.desc())),
        tuple(
            case(row)
            for row in _of(connection, CASES, found.id, CASES.c.opened.desc(), CASES.c.opened_at.desc(), CASES.c.number)
        ),
        tuple(note(row) for row in _of(connection, NOTES, found.id, NOTES.c.at.desc(), NOTES.c.id)),
        tuple(
            Call(values.pop("call_id"), **values)
            for values in map(_plain, _of(connection, CALLS, found.id, CALLS.c.at.desc()))
        ),
    )


def _of(connection: Connection, table: sa.Table, number: str, *order: Any) -> list[Row]:
    query = sa.select(table).where(table.c.account == number).order_by(*order)
    return list(connection.execute(query))


def _plain(row: Row) -> dict[str, Any]:
    """Days and moments as texts; without what only the store needs."""
    values = {name: value for name, value in row._mapping.items() if name not in ("imported", "changed")}
    for name, value in values.items():
        if hasattr(value, "isoformat"):
            values[name] = text(value) if hasattr(value, "hour") else value.isoformat()
    return values
