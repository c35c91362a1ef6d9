"""Users, as they lie in the database."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from desk.accounts.errors import AccountError
from desk.accounts.roles import ROLES, Permission, Role, may
from desk.accounts.tables import USERS

NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
LANGUAGES = ("fr", "nl", "it", "da", "en")


@dataclass(frozen=True)
class User:
    """Somebody who may log in."""

    name: str
    """Also the id of an agent."""
    role: Role
    language: str
    """In which the desk speaks to them."""
    disabled: bool
    created: datetime
    logged_in: datetime | None
    """The last time."""

    def may(self, permission: Permission) -> bool:
        """Whether they may do something."""
        return not self.disabled and may(self.role, permission)


def from_row(row: Row) -> User:
    """Of USERS."""
    return User(row.name, row.role, row.language, bool(row.disabled), row.created, row.logged_in)


def check(name: str, role: str, language: str) -> None:
    """Raises AccountError."""
    if not NAME.fullmatch(name):
        words = "a name has a-z 0-9 . _ - and begins with a letter or digit, 64 at most"
        raise AccountError("bad_name", f"{name[:80]!r}: {words}")
    check_role(role)
    check_language(language)


def check_role(role: str) -> None:
    """Raises AccountError."""
    if role not in ROLES:
        raise AccountError("bad_role", f"no such role: {role!r}; choose one of {', '.join(ROLES)}")


def check_language(language: str) -> None:
    """Raises AccountError."""
    if language not in LANGUAGES:
        raise AccountError("bad_language", f"no such language: {language!r}; choose one of {', '.join(LANGUAGES)}")


def spelled(name: str) -> str:
    """A name as people type it, as it is stored."""
    return name.strip().lower()


def find(connection: Connection, name: str, lock: bool = False) -> Row | None:
    """The row of a user. `lock`: until the transaction ends nobody else changes it."""
    if not NAME.fullmatch(name):
        return None
    query = sa.select(USERS).where(USERS.c.name == name)
    return connection.execute(query.with_for_update() if lock else query).first()


def get(connection: Connection, name: str) -> Row:
    """The row of a user, locked. Raises KeyError."""
    row = find(connection, name, lock=True)
    if row is None:
        raise KeyError(name)
    return row


def get_unless_last_admin(connection: Connection, name: str) -> Row:
    """The row of a user who is about to be no admin any more, or disabled, locked. Raises KeyError, and AccountError
    when no other admin could log in."""
    admin = (USERS.c.role == "admin") & ~USERS.c.disabled
    # Two admins who end each other at one moment wait here for one another, in one order.
    query = sa.select(USERS).where(admin | (USERS.c.name == name)).order_by(USERS.c.name).with_for_update()
    rows = {row.name: row for row in connection.execute(query)}
    if name not in rows:
        raise KeyError(name)
    if [other for other, row in rows.items() if row.role == "admin" and not row.disabled] == [name]:
        raise AccountError("last_admin", f"{name} is the only admin; make another one first")
    return rows[name]
