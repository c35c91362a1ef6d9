"""Tokens with which other systems act for a user, within that user's role."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from desk.accounts.errors import AccountError
from desk.accounts.roles import READING, SCOPES, Permission, Scope
from desk.accounts.sessions import TOKEN_BYTES, TOUCH, hashed
from desk.accounts.tables import API_TOKENS, USERS
from desk.accounts.users import User, from_row

PREFIX = "centralino_"
"""So that programs which look for secrets in files know one."""
LONGEST = timedelta(days=366)
LABEL = 64


@dataclass(frozen=True)
class ApiToken:
    """A token, without its secret: that is told once, when it is made."""

    id: str
    user: User
    """For whom it acts."""
    label: str
    """What it is for."""
    scopes: frozenset[Scope]
    created: datetime
    expires: datetime
    used: datetime | None
    """Last; to a minute."""

    def may(self, permission: Permission) -> bool:
        """Whether its user may do it, and its scopes hold it: `act` everything, `read` what changes nothing."""
        return self.user.may(permission) and ("act" in self.scopes or ("read" in self.scopes and permission in READING))


def add(
    connection: Connection, user: User, label: str, scopes: Collection[str], lifetime: timedelta, now: datetime
) -> tuple[ApiToken, str]:
    """A new one, and its secret. Raises AccountError."""
    _check(label, scopes, lifetime)
    secret, token_id = PREFIX + secrets.token_urlsafe(TOKEN_BYTES), secrets.token_hex(4)
    values = {"id": token_id, "hash": hashed(secret), "name": user.name, "label": label, "scopes": _text(scopes)}
    connection.execute(API_TOKENS.insert().values(**values, created=now, expires=now + lifetime, used=None))
    return ApiToken(token_id, user, label, _scopes(_text(scopes)), now, now + lifetime, None), secret


def listed(connection: Connection, name: str | None) -> list[ApiToken]:
    """Of a user, or all; those that expire first before."""
    query = _joined().order_by(API_TOKENS.c.expires, API_TOKENS.c.id)
    if name is not None:
        query = query.where(API_TOKENS.c.name == name)
    return [_from_row(row) for row in connection.execute(query)]


def find(connection: Connection, secret: str, now: datetime) -> tuple[ApiToken, bool] | None:
    """The one with this secret, and whether its use should be written down; None when there is none, or it has
    expired, or its user is disabled."""
    valid = (API_TOKENS.c.hash == hashed(secret)) & (API_TOKENS.c.expires > now) & ~USERS.c.disabled
    row = connection.execute(_joined().where(valid)).first()
    if row is None:
        return None
    return _from_row(row), row.used is None or now - row.used >= TOUCH


def touch(connection: Connection, token_id: str, now: datetime) -> None:
    """It has been used."""
    connection.execute(API_TOKENS.update().where(API_TOKENS.c.id == token_id).values(used=now))


def revoke(connection: Connection, token_id: str) -> ApiToken:
    """It is valid no more. Raises KeyError."""
    row = connection.execute(_joined().where(API_TOKENS.c.id == token_id)).first()
    if row is None or not connection.execute(API_TOKENS.delete().where(API_TOKENS.c.id == token_id)).rowcount:
        raise KeyError(token_id)
    return _from_row(row)


def revoke_all(connection: Connection, name: str) -> int:
    """Of a user; returns how many."""
    return int(connection.execute(API_TOKENS.delete().where(API_TOKENS.c.name == name)).rowcount)


def forget(connection: Connection, now: datetime) -> int:
    """Delete what has expired; returns how many."""
    return int(connection.execute(API_TOKENS.delete().where(API_TOKENS.c.expires <= now)).rowcount)


def _check(label: str, scopes: Collection[str], lifetime: timedelta) -> None:
    if not label.strip() or len(label) > LABEL or not label.isprintable():
        raise AccountError("bad_label", f"say in at most {LABEL} characters what the token is for")
    if not scopes or not set(scopes) <= set(SCOPES):
        raise AccountError("bad_scope", f"the scopes of a token are {' and '.join(SCOPES)}, one at least")
    if not timedelta(0) < lifetime <= LONGEST:
        raise AccountError("bad_lifetime", f"a token is valid for 1 to {LONGEST.days} days")


def _joined() -> sa.sql.Select:
    tokens = (column.label(f"token_{column.name}") for column in API_TOKENS.c if column.name != "used")
    return sa.select(USERS, *tokens, API_TOKENS.c.used).join(API_TOKENS, API_TOKENS.c.name == USERS.c.name)


def _from_row(row: Row) -> ApiToken:
    times = (row.token_created, row.token_expires, row.used)
    return ApiToken(row.token_id, from_row(row), row.token_label, _scopes(row.token_scopes), *times)


def _text(scopes: Collection[str]) -> str:
    return " ".join(scope for scope in SCOPES if scope in scopes)


def _scopes(text: str) -> frozenset[Scope]:
    return frozenset(scope for scope in SCOPES if scope in text.split())
