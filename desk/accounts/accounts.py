"""Who may use the desk. Every change, and every log-in, stands in the audit trail."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import cast

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from desk.accounts import api_tokens, lockout, passwords, sessions, users
from desk.accounts.api_tokens import ApiToken
from desk.accounts.errors import AccountError, LoginRefused
from desk.accounts.login import Door
from desk.accounts.passwords import Hasher
from desk.accounts.roles import Role
from desk.accounts.rules import Rules
from desk.accounts.sessions import Session
from desk.accounts.tables import USERS
from desk.accounts.users import User
from desk.audit.trail import Trail
from desk.database import Database

__all__ = ["AccountError", "Accounts", "ApiToken", "LoginRefused", "Role", "Rules", "Session", "User"]

CLI = "cli"
"""Who makes a change on the machine itself."""
TOKEN_LIFETIME = timedelta(days=90)


class Accounts:
    """The users of one site. Safe to use from several threads and processes at once."""

    def __init__(self, database: Database, rules: Rules = Rules()) -> None:  # noqa: B008
        self._database, self._rules = database, rules
        self._trail, self._hasher = Trail(database), Hasher(rules.cost)
        self._door = Door(database, rules, self._hasher, self._trail)

    # Users

    def add(self, name: str, password: str, role: str, language: str, now: datetime, by: str = CLI) -> User:
        """A new user. Raises AccountError, StoreError."""
        users.check(name, role, language)
        passwords.check(password, name, self._rules.password_length)
        stored = self._hasher.hash(password)
        user = User(name, cast(Role, role), language, False, now, None)
        values = {"name": name, "role": role, "language": language, "password": stored, "disabled": False}
        with self._database.transaction() as connection:
            if users.find(connection, name) is not None:
                raise AccountError("name_taken", f"there is a user {name} already; choose another name")
            connection.execute(USERS.insert().values(**values, created=now, logged_in=None))
            self._trail.record(connection, by, "user_added", name, {"role": role, "language": language}, now)
        return user

    def users(self) -> list[User]:
        """All, by name. Raises StoreError."""
        with self._database.reading() as connection:
            rows = connection.execute(sa.select(USERS)).all()
        return sorted(map(users.from_row, rows), key=lambda user: user.name)

    def user(self, name: str) -> User:
        """Raises KeyError, StoreError."""
        with self._database.reading() as connection:
            row = users.find(connection, name)
        if row is None:
            raise KeyError(name)
        return users.from_row(row)

    def set_password(self, name: str, password: str, now: datetime, by: str = CLI) -> None:
        """Ends all sessions of the user, and the delays of failed log-ins. Raises KeyError, AccountError,
        StoreError."""
        passwords.check(password, name, self._rules.password_length)
        stored = self._hasher.hash(password)
        with self._changing(name, "password_changed", {}, now, by) as connection:
            users.get(connection, name)
            connection.execute(USERS.update().where(USERS.c.name == name).values(password=stored))
            sessions.end_all(connection, name)
            lockout.clear(connection, name)

    def set_role(self, name: str, role: str, now: datetime, by: str = CLI) -> User:
        """Holds from the next request on, also for who is logged in. Raises KeyError, AccountError, StoreError."""
        users.check_role(role)
        with self._changing(name, "role_changed", {"role": role}, now, by) as connection:
            if role == "admin":
                users.get(connection, name)
            else:
                users.get_unless_last_admin(connection, name)
            connection.execute(USERS.update().where(USERS.c.name == name).values(role=role))
        return self.user(name)

    def set_language(self, name: str, language: str, now: datetime, by: str | None = None) -> User:
        """`by`: the user, if nobody else. Raises KeyError, AccountError, StoreError."""
        users.check_language(language)
        with self._changing(name, "language_changed", {"language": language}, now, by or name) as connection:
            users.get(connection, name)
            connection.execute(USERS.update().where(USERS.c.name == name).values(language=language))
        return self.user(name)

    def disable(self, name: str, now: datetime, by: str = CLI) -> User:
        """Ends all sessions, tokens and known browsers of the user. Raises KeyError, AccountError for the last admin,
        StoreError."""
        with self._changing(name, "user_disabled", {}, now, by) as connection:
            users.get_unless_last_admin(connection, name)
            connection.execute(USERS.update().where(USERS.c.name == name).values(disabled=True))
            sessions.end_all(connection, name)
            sessions.forget_devices(connection, name)
            api_tokens.revoke_all(connection, name)
        return self.user(name)

    def enable(self, name: str, now: datetime, by: str = CLI) -> User:
        """May log in again; ends the delays of failed log-ins too. Raises KeyError, StoreError."""
        with self._changing(name, "user_enabled", {}, now, by) as connection:
            users.get(connection, name)
            connection.execute(USERS.update().where(USERS.c.name == name).values(disabled=False))
            lockout.clear(connection, name)
        return self.user(name)

    # Log-in

    def log_in(self, name: str, password: str, address: str, now: datetime, device: str | None = None) -> Session:
        """`address`: from which it is tried; `device`: the token of a browser that a session told before, if it has
        one. Takes as long as a hash does, 50 ms: in a thread. Raises LoginRefused, StoreError."""
        return self._door.enter(name, password, address, now, device)

    def change_password(
        self, name: str, password: str, new: str, address: str, now: datetime, device: str | None = None
    ) -> Session:
        """A user's own: the old one is asked for like at a log-in, all sessions end, and a new one begins. Raises
        LoginRefused, AccountError, StoreError."""
        self._door.prove(name, password, address, now, device)
        name = users.spelled(name)
        self.set_password(name, new, now, by=name)
        return self._door.enter(name, new, address, now, device)

    def session(self, token: str, now: datetime, used: bool = True) -> Session | None:
        """The session behind a cookie; None when it is unknown, has expired, or its user is disabled. `used`: that
        keeps it alive; not so for what a page asks by itself, such as its stream of events. Raises StoreError."""
        with self._database.reading() as connection:
            found = sessions.find(connection, token, now, self._rules)
        if found is None:
            return None
        session, stale = found
        if used and stale:
            with self._database.transaction() as connection:
                sessions.touch(connection, token, now)
        return session

    def log_out(self, token: str, now: datetime) -> None:
        """Ends a session, if there is one. Raises StoreError."""
        with self._database.transaction() as connection:
            name = sessions.end(connection, token)
            if name is not None:
                self._trail.record(connection, name, "logout", name, {}, now)

    # Tokens of other systems

    def add_token(
        self,
        name: str,
        label: str,
        scopes: Collection[str],
        now: datetime,
        lifetime: timedelta = TOKEN_LIFETIME,
        by: str = CLI,
    ) -> tuple[ApiToken, str]:
        """A token that acts for a user, and its secret, which is told here only. Raises KeyError, AccountError,
        StoreError."""
        with self._database.transaction() as connection:
            user = users.from_row(users.get(connection, name))
            if user.disabled:
                raise AccountError("disabled", f"{name} is disabled; enable the user first, or choose another")
            token, secret = api_tokens.add(connection, user, label, scopes, lifetime, now)
            details = {"token": token.id, "label": label, "scopes": " ".join(sorted(token.scopes))}
            self._trail.record(connection, by, "token_added", name, details, now)
        return token, secret

    def tokens(self, name: str | None = None) -> list[ApiToken]:
        """Of a user, or all. Raises StoreError."""
        with self._database.reading() as connection:
            return api_tokens.listed(connection, name)

    def token(self, secret: str, now: datetime) -> ApiToken | None:
        """The token behind `Authorization: Bearer`; None when it is unknown, has expired, or its user is disabled.
        Raises StoreError."""
        with self._database.reading() as connection:
            found = api_tokens.find(connection, secret, now)
        if found is None:
            return None
        token, stale = found
        if stale:
            with self._database.transaction() as connection:
                api_tokens.touch(connection, token.id, now)
        return token

    def revoke_token(self, token_id: str, now: datetime, by: str = CLI) -> None:
        """Raises KeyError, StoreError."""
        with self._database.transaction() as connection:
            token = api_tokens.revoke(connection, token_id)
            details = {"token": token.id, "label": token.label}
            self._trail.record(connection, by, "token_revoked", token.user.name, details, now)

    def forget_expired(self, now: datetime) -> int:
        """Delete sessions, browsers, tokens and delays that have expired; returns how many. Raises StoreError."""
        with self._database.transaction() as connection:
            gone = sessions.forget(connection, now, self._rules)
            return gone + api_tokens.forget(connection, now) + lockout.forget(connection, now)

    @contextmanager
    def _changing(
        self, name: str, action: str, details: Mapping[str, str], now: datetime, by: str
    ) -> Iterator[Connection]:
        """A change of a user and its entry, both or neither."""
        with self._database.transaction() as connection:
            yield connection
            self._trail.record(connection, by, action, name, details, now)
