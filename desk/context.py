"""Context for people behind another telephone system: short tokens that open a call's packet, and what became of each
transfer. Both lie in the queue's database.

A token travels in SIP headers, which leak; so it is random, lives for a day, and only its hash is stored: who reads the
database cannot open packets with it.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, cast, get_args

import sqlalchemy as sa

from desk.database import Database
from desk.tables import ITEMS, TOKENS, TRANSFERS, text

LIFETIME = timedelta(hours=24)
"""A token opens its packet for so long, unless told otherwise."""
TOKEN_BYTES = 24
"""Random bytes of a token: 32 characters of [A-Za-z0-9_-], 64 octets as hex in User-to-User (RFC 7433 allows 128)."""

TransferKind = Literal["queue", "extension", "outside", "desk"]
TransferStatus = Literal["answered", "busy", "refused", "no_answer", "unavailable", "abandoned", "failed"]
"""`unavailable`: no phone is registered; `abandoned`: the caller hung up while it rang; `failed`: anything else."""
TRANSFER_KINDS: tuple[TransferKind, ...] = get_args(TransferKind)
TRANSFER_STATUSES: tuple[TransferStatus, ...] = get_args(TransferStatus)


@dataclass(frozen=True)
class Transfer:
    """One attempt to put a caller through."""

    call_id: str
    kind: TransferKind
    target: str
    """Department key, extension or E.164 number."""
    status: TransferStatus
    at: str
    """When that was known, ISO 8601 in UTC."""


class ContextStore:
    """Tokens and transfers of one site. Safe to use from several threads and processes at once."""

    def __init__(self, database: Database, lifetime: timedelta = LIFETIME) -> None:
        """`database`: the one that the queue is in."""
        self._lifetime = lifetime
        self._transaction = database.transaction
        self._reading = database.reading

    def issue(self, call_id: str, item_id: str, now: datetime) -> str:
        """A new token for the packet of a queue item. Raises KeyError when there is no such item, StoreError."""
        token = secrets.token_urlsafe(TOKEN_BYTES)
        with self._transaction() as connection:
            if connection.execute(sa.select(ITEMS.c.id).where(ITEMS.c.id == item_id)).first() is None:
                raise KeyError(item_id)
            row = {"hash": _hash(token), "call_id": call_id, "item_id": item_id, "expires": now + self._lifetime}
            connection.execute(TOKENS.insert().values(**row))
        return token

    def open(self, token: str, now: datetime) -> dict[str, Any] | None:
        """The packet behind a token, as it is now; None when the token is unknown or too old. Raises StoreError."""
        valid = (TOKENS.c.hash == _hash(token)) & (TOKENS.c.expires > now)
        query = sa.select(ITEMS.c.packet).join(TOKENS, TOKENS.c.item_id == ITEMS.c.id).where(valid)
        with self._reading() as connection:
            row = connection.execute(query).first()
        return cast(dict[str, Any], json.loads(row.packet)) if row else None

    def forget_expired(self, now: datetime) -> int:
        """Delete the tokens that are too old; returns how many. Raises StoreError."""
        with self._transaction() as connection:
            return int(connection.execute(TOKENS.delete().where(TOKENS.c.expires <= now)).rowcount)

    def record_transfer(
        self, call_id: str, kind: TransferKind, target: str, status: TransferStatus, now: datetime
    ) -> None:
        """Keep what became of a transfer. Raises ValueError for an unknown kind or status, StoreError."""
        if kind not in TRANSFER_KINDS or status not in TRANSFER_STATUSES:
            raise ValueError(f"no such transfer: {kind!r}, {status!r}")
        row = {"call_id": call_id, "kind": kind, "target": target, "status": status, "at": now}
        with self._transaction() as connection:
            connection.execute(TRANSFERS.insert().values(**row))

    def transfers(self, call_id: str | None = None, limit: int = 100) -> list[Transfer]:
        """The transfers of a call, or of all calls, latest first. Raises StoreError."""
        query = sa.select(TRANSFERS).order_by(TRANSFERS.c.at.desc(), TRANSFERS.c.id.desc()).limit(limit)
        if call_id is not None:
            query = query.where(TRANSFERS.c.call_id == call_id)
        with self._reading() as connection:
            rows = connection.execute(query).all()
        return [Transfer(row.call_id, row.kind, row.target, row.status, text(row.at)) for row in rows]


def _hash(token: str) -> str:
    # 192 random bits cannot be guessed from their hash, so neither salt nor a slow hash is needed. Headers come from
    # outside: whatever is in them hashes to something.
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).hexdigest()
