"""Deleting a customer with everything that is kept here of them."""

from __future__ import annotations

from sqlalchemy.engine import Connection

from desk.customers import changes
from desk.customers.tables import ACCOUNTS, CALLS, CASES, CONTACTS, CONTRACTS, NOTES, ORDERS

OF_AN_ACCOUNT = (CONTACTS, ORDERS, CONTRACTS, CASES, NOTES, CALLS)
"""Each has its account."""


def erase(connection: Connection, account_id: str) -> None:
    """In a transaction that is `alone`. One that there is not is nothing to erase."""
    for table in OF_AN_ACCOUNT:
        connection.execute(table.delete().where(table.c.account == account_id))
    connection.execute(ACCOUNTS.delete().where(ACCOUNTS.c.number == account_id))
    changes.erase(connection, account_id)
