"""The door: who shows a name and its password comes in.

Unknown name, wrong password and disabled user get the same answer after the same work; how often may be tried is in
lockout.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.engine import Connection, Row

from desk.accounts import lockout, sessions, users
from desk.accounts.errors import LoginRefused
from desk.accounts.lockout import Counters, Marks
from desk.accounts.passwords import Hasher
from desk.accounts.rules import Rules
from desk.accounts.sessions import Session
from desk.accounts.tables import USERS
from desk.audit.trail import Trail
from desk.database import Database

STRANGER = "stranger"
"""In the trail: who tried is not known."""
NOBODY = "unknown"
"""In the trail, for a name that no user has: it may be a password typed into the wrong field."""


@dataclass(frozen=True)
class Try:
    """One attempt, which has been counted."""

    name: str
    address: str
    device: str | None
    """The token of a browser that is known as this user's."""
    counters: Counters
    marks: Marks
    stored: str | None
    """Hash of the password; None when there is no such user."""
    disabled: bool

    @property
    def own(self) -> str:
        """The counter of the browser, where it is known, else of the name."""
        return lockout.of_device(self.device) if self.device else lockout.of_name(self.name)


class Door:
    """Of one site. Safe to use from several threads and processes at once."""

    def __init__(self, database: Database, rules: Rules, hasher: Hasher, trail: Trail) -> None:
        self._database, self._rules, self._hasher, self._trail = database, rules, hasher, trail

    def enter(self, name: str, password: str, address: str, now: datetime, device: str | None) -> Session:
        """A new session. Raises LoginRefused, StoreError."""
        attempt = self._prove(name, password, address, now, device)
        assert attempt.stored is not None
        newer = self._hasher.hash(password) if self._hasher.outdated(attempt.stored) else None
        with self._database.transaction() as connection:
            row = self._still(connection, attempt, password)
            lockout.succeeded(connection, attempt.counters, attempt.own, attempt.marks, now)
            values = {"logged_in": now, "password": newer or row.password}
            connection.execute(USERS.update().where(USERS.c.name == attempt.name).values(**values))
            known = sessions.remember(connection, attempt.device, attempt.name, now, self._rules)
            session = sessions.open_session(connection, users.from_row(row), now, self._rules, known)
            self._trail.record(connection, attempt.name, "login", attempt.name, {"address": attempt.address}, now)
        return session

    def prove(self, name: str, password: str, address: str, now: datetime, device: str | None) -> None:
        """The password is right; opens nothing. Raises LoginRefused, StoreError."""
        attempt = self._prove(name, password, address, now, device)
        with self._database.transaction() as connection:
            self._still(connection, attempt, password)
            lockout.succeeded(connection, attempt.counters, attempt.own, attempt.marks, now)

    def _prove(self, name: str, password: str, address: str, now: datetime, device: str | None) -> Try:
        attempt = self._count(users.spelled(name), _short(address), now, device)
        right = self._hasher.fits(attempt.stored, password)
        if not right or attempt.disabled:
            raise LoginRefused(self._refuse(attempt, now))
        return attempt

    def _count(self, name: str, address: str, now: datetime, device: str | None) -> Try:
        """Before the password is looked at. Raises LoginRefused for who has to wait."""
        with self._database.reading() as connection:
            row = users.find(connection, name)
            known = device if device and row and sessions.known(connection, device, row.name, now) else None
            counters = self._counters(name, address, known)
            # Who does not wait costs no write.
            seconds = lockout.wait(connection, counters, now)
        if seconds:
            raise LoginRefused(seconds)
        with self._database.transaction() as connection:
            marks = lockout.enter(connection, counters, now)
        return Try(name, address, known, counters, marks, row.password if row else None, bool(row and row.disabled))

    def _counters(self, name: str, address: str, known: str | None) -> Counters:
        if known:
            return {lockout.of_device(known): self._rules.name_pace}
        return {
            lockout.of_name(name): self._rules.name_pace,
            lockout.of_address(address): self._rules.address_pace,
        }

    def _still(self, connection: Connection, attempt: Try, password: str) -> Row:
        """While the password was looked at, it may have been changed, or the user disabled. Raises LoginRefused."""
        row = users.find(connection, attempt.name, lock=True)
        if row is None or row.disabled:
            raise LoginRefused
        # Another log-in may just have hashed the same password anew.
        if row.password != attempt.stored and not self._hasher.fits(row.password, password):
            raise LoginRefused
        return row

    def _refuse(self, attempt: Try, now: datetime) -> int:
        """Into the trail; returns the seconds to wait now."""
        cause = "unknown name" if attempt.stored is None else "disabled" if attempt.disabled else "wrong password"
        what = NOBODY if attempt.stored is None else attempt.name
        details = {"address": attempt.address, "cause": cause}
        with self._database.transaction() as connection:
            seconds = lockout.wait(connection, attempt.counters, now)
            self._trail.record(connection, STRANGER, "login_failed", what, details, now)
            if seconds:
                waiting = {"address": attempt.address, "seconds": str(seconds)}
                self._trail.record(connection, STRANGER, "lockout", what, waiting, now)
        return seconds


def _short(address: str) -> str:
    """As it may stand in the trail."""
    return "".join(filter(str.isprintable, address))[:64]
