"""What agents changed of accounts: before and after of each field.

The audit trail keeps its entries for ever, and what it says of a customer could never be erased. So the values lie in a
table beside it, and the trail holds a seal over them: while they are there, the seal shows that nobody altered them;
once they are erased, it tells nothing.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import uuid
from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from desk.customers.model import Account, Change
from desk.customers.protocol import Record
from desk.customers.tables import CHANGES
from desk.tables import text

UPDATED = "customer.update"
"""The action of their entries."""
SALT_BYTES = 16
"""Without it, a phone number could be guessed from its seal."""


def keep(
    connection: Connection, record: Record, before: Account, changed: Mapping[str, str], by: str, now: datetime
) -> None:
    """Each field with its entry in the trail, in the transaction of the connection. To be done last in it."""
    entries: list[dict[str, str]] = []
    for name, after in changed.items():
        old, salt, change = str(getattr(before, name)), secrets.token_hex(SALT_BYTES), uuid.uuid4().hex
        row = {"id": change, "account": before.id, "at": now, "by": by, "field": name}
        connection.execute(CHANGES.insert().values(**row, before=old, after=after, salt=salt))
        entries.append({"field": name, "change": change, "seal": seal(salt, old, after)})
    for details in entries:
        record(connection, by, UPDATED, before.id, details, now)


def seal(salt: str, before: str, after: str) -> str:
    """What the trail holds of a change."""
    return hashlib.sha256(json.dumps([salt, before, after]).encode()).hexdigest()


def of(connection: Connection, account_id: str) -> list[Change]:
    """The latest first."""
    query = sa.select(CHANGES).where(CHANGES.c.account == account_id)
    rows = connection.execute(query.order_by(CHANGES.c.at.desc(), CHANGES.c.field)).all()
    return [Change(row.id, text(row.at), row.by, row.field, row.before, row.after, row.salt) for row in rows]


def erase(connection: Connection, account_id: str) -> None:
    """The values; the entries in the trail stay, and tell nothing of them."""
    connection.execute(CHANGES.delete().where(CHANGES.c.account == account_id))
