"""The tables of the own customer records."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from desk.tables import METADATA, Moment


def _account(**options: bool) -> sa.Column:
    return sa.Column("account", sa.String(32), sa.ForeignKey("crm_accounts.number"), nullable=False, **options)


def _imported() -> sa.Column:
    """The row of the file it came from, as JSON: only what differs in the next file is changed by it."""
    return sa.Column("imported", sa.Text)


ACCOUNTS = sa.Table(
    "crm_accounts",
    METADATA,
    sa.Column("number", sa.String(32), primary_key=True),
    sa.Column("first_name", sa.String(100), nullable=False),
    sa.Column("last_name", sa.String(100), nullable=False),
    sa.Column("company", sa.String(100), nullable=False),
    sa.Column("language", sa.String(8), nullable=False),
    sa.Column("country", sa.String(2), nullable=False),
    sa.Column("phone", sa.String(20), nullable=False, index=True),
    sa.Column("email", sa.String(254), nullable=False, index=True),
    sa.Column("street", sa.String(200), nullable=False),
    sa.Column("postcode", sa.String(16), nullable=False),
    sa.Column("city", sa.String(100), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("changed", Moment, nullable=False, index=True),
    _imported(),
)
CONTACTS = sa.Table(
    "crm_contacts",
    METADATA,
    sa.Column("number", sa.String(32), primary_key=True),
    _account(index=True),
    sa.Column("first_name", sa.String(100), nullable=False),
    sa.Column("last_name", sa.String(100), nullable=False),
    sa.Column("role", sa.String(100), nullable=False),
    sa.Column("phone", sa.String(20), nullable=False, index=True),
    sa.Column("email", sa.String(254), nullable=False, index=True),
    sa.Column("changed", Moment, nullable=False, index=True),
    _imported(),
)
ORDERS = sa.Table(
    "crm_orders",
    METADATA,
    sa.Column("number", sa.String(32), primary_key=True),
    _account(index=True),
    sa.Column("product", sa.String(64), nullable=False),
    sa.Column("status", sa.String(32), nullable=False),
    sa.Column("ordered", sa.Date, nullable=False),
    sa.Column("expected", sa.Date),
    sa.Column("delivered", sa.Date),
    sa.Column("carrier", sa.String(64), nullable=False),
    sa.Column("tracking", sa.String(64), nullable=False),
    sa.Column("changed", Moment, nullable=False),
    _imported(),
)
CONTRACTS = sa.Table(
    "crm_contracts",
    METADATA,
    sa.Column("number", sa.String(32), primary_key=True),
    _account(index=True),
    sa.Column("product", sa.String(64), nullable=False),
    sa.Column("status", sa.String(32), nullable=False),
    sa.Column("started", sa.Date, nullable=False),
    sa.Column("ends", sa.Date),
    sa.Column("monthly", sa.String(16), nullable=False),
    sa.Column("currency", sa.String(3), nullable=False),
    sa.Column("changed", Moment, nullable=False),
    _imported(),
)
CASES = sa.Table(
    "crm_cases",
    METADATA,
    sa.Column("number", sa.String(32), primary_key=True),
    _account(index=True),
    sa.Column("department", sa.String(64), nullable=False),
    sa.Column("topic", sa.String(32), nullable=False),
    sa.Column("status", sa.String(32), nullable=False),
    sa.Column("opened", sa.Date, nullable=False),
    sa.Column("promised", sa.Date),
    sa.Column("text", sa.Text, nullable=False),
    # An agent's; imported ones have none of these.
    sa.Column("opened_at", Moment),
    sa.Column("opened_by", sa.String(64), nullable=False),
    sa.Column("key", sa.String(64), unique=True),
    sa.Column("changed", Moment, nullable=False),
    _imported(),
)
NOTES = sa.Table(
    "crm_notes",
    METADATA,
    sa.Column("id", sa.String(64), primary_key=True),
    _account(index=True),
    sa.Column("at", Moment, nullable=False),
    sa.Column("author", sa.String(64), nullable=False),
    sa.Column("text", sa.Text, nullable=False),
)
CALLS = sa.Table(
    "crm_calls",
    METADATA,
    sa.Column("call_id", sa.String(128), primary_key=True),
    _account(index=True),
    sa.Column("at", Moment, nullable=False),
    sa.Column("agent", sa.String(64), nullable=False),
    sa.Column("text", sa.Text, nullable=False),
)
# Of accounts here and of those of an outside CRM, so without a foreign key.
CHANGES = sa.Table(
    "crm_changes",
    METADATA,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("account", sa.String(128), nullable=False, index=True),
    sa.Column("at", Moment, nullable=False),
    sa.Column("by", sa.String(64), nullable=False),
    sa.Column("field", sa.String(32), nullable=False),
    sa.Column("before", sa.Text, nullable=False),
    sa.Column("after", sa.Text, nullable=False),
    sa.Column("salt", sa.String(32), nullable=False),
)


def alone(connection: Connection) -> None:
    """Whoever would change customers waits until this transaction ends; whoever reads does not. On SQLite a
    transaction has the write lock anyway."""
    if connection.dialect.name == "postgresql":
        # Accounts last: who adds an order or case locks that table first, and then the account that it refers to.
        tables = ", ".join(table.name for table in (CASES, CONTACTS, ORDERS, CONTRACTS, NOTES, CALLS, ACCOUNTS))
        connection.exec_driver_sql(f"LOCK TABLE {tables} IN EXCLUSIVE MODE")
