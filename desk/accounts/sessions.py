"""Sessions of browsers, and the browsers that are known. Who reads the database can use neither: only hashes lie there.

A session's token is always made here, at the log-in, and never taken from the browser: nobody can plant one (session
fixation, OWASP Session Management Cheat Sheet).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from desk.accounts.rules import Rules
from desk.accounts.tables import DEVICES, SESSIONS, USERS
from desk.accounts.users import User, from_row

TOKEN_BYTES = 32
TOUCH = timedelta(minutes=1)
"""That a session is in use is written down once in so long: each request would cost a write otherwise."""


@dataclass(frozen=True)
class Session:
    """Somebody who is logged in."""

    token: str = field(repr=False)
    """For the cookie `centralino_session`."""
    user: User
    csrf: str = field(repr=False)
    """What the page sends with every unsafe request: reckoned from the token, from which it cannot be reckoned back."""
    expires: datetime
    """Unless it is used before."""
    device: str = field(default="", repr=False)
    """After a log-in: for a cookie of 90 days, `centralino_device`; to be shown at the next log-in."""


def open_session(connection: Connection, user: User, now: datetime, rules: Rules, device: str) -> Session:
    """A new one."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    connection.execute(SESSIONS.insert().values(hash=hashed(token), name=user.name, created=now, seen=now))
    return Session(token, user, csrf(token), _expires(now, now, rules), device)


def find(connection: Connection, token: str, now: datetime, rules: Rules) -> tuple[Session, bool] | None:
    """The session of a token, and whether its use should be written down; None when there is none, or it has expired,
    or its user is disabled."""
    query = sa.select(USERS, SESSIONS.c.created.label("begun"), SESSIONS.c.seen)
    query = query.join(SESSIONS, SESSIONS.c.name == USERS.c.name)
    row = connection.execute(query.where(SESSIONS.c.hash == hashed(token), ~USERS.c.disabled)).first()
    if row is None or _expires(row.begun, row.seen, rules) <= now:
        return None
    stale = now - row.seen >= TOUCH
    expires = _expires(row.begun, now if stale else row.seen, rules)
    return Session(token, from_row(row), csrf(token), expires), stale


def touch(connection: Connection, token: str, now: datetime) -> None:
    """It is in use."""
    used = (SESSIONS.c.hash == hashed(token)) & (SESSIONS.c.seen < now)
    connection.execute(SESSIONS.update().where(used).values(seen=now))


def end(connection: Connection, token: str) -> str | None:
    """Returns whose it was; None when there was none."""
    found = SESSIONS.c.hash == hashed(token)
    row: Row | None = connection.execute(sa.select(SESSIONS.c.name).where(found).with_for_update()).first()
    connection.execute(SESSIONS.delete().where(found))
    return row.name if row else None


def end_all(connection: Connection, name: str) -> int:
    """Of a user; returns how many."""
    return int(connection.execute(SESSIONS.delete().where(SESSIONS.c.name == name)).rowcount)


def known(connection: Connection, device: str, name: str, now: datetime) -> bool:
    """Whether the user has logged in from this browser before."""
    mine = (DEVICES.c.hash == hashed(device)) & (DEVICES.c.name == name) & (DEVICES.c.expires > now)
    return connection.execute(sa.select(DEVICES.c.hash).where(mine)).first() is not None


def remember(connection: Connection, device: str | None, name: str, now: datetime, rules: Rules) -> str:
    """The token of a browser from which the user has just logged in: that which is known, or a new one."""
    expires = now + rules.device
    if device is not None:
        mine = (DEVICES.c.hash == hashed(device)) & (DEVICES.c.name == name)
        if connection.execute(DEVICES.update().where(mine).values(expires=expires)).rowcount:
            return device
    device = secrets.token_urlsafe(TOKEN_BYTES)
    connection.execute(DEVICES.insert().values(hash=hashed(device), name=name, expires=expires))
    return device


def forget_devices(connection: Connection, name: str) -> None:
    """Of a user."""
    connection.execute(DEVICES.delete().where(DEVICES.c.name == name))


def forget(connection: Connection, now: datetime, rules: Rules) -> int:
    """Delete what has expired; returns how many."""
    old = (SESSIONS.c.seen <= now - rules.idle) | (SESSIONS.c.created <= now - rules.longest)
    gone = connection.execute(SESSIONS.delete().where(old)).rowcount
    return int(gone + connection.execute(DEVICES.delete().where(DEVICES.c.expires <= now)).rowcount)


def csrf(token: str) -> str:
    """Of a session: the same each time, and another for each session."""
    made = hmac.new(token.encode("utf-8", "surrogatepass"), b"centralino csrf", hashlib.sha256)
    return base64.urlsafe_b64encode(made.digest()).decode().rstrip("=")


def hashed(token: str) -> str:
    """As it is stored. 256 random bits cannot be guessed from it, so neither salt nor a slow hash is needed."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def _expires(begun: datetime, seen: datetime, rules: Rules) -> datetime:
    return min(seen + rules.idle, begun + rules.longest)
