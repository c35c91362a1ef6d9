"""The desk's database: SQLite or PostgreSQL, one transaction a change, on disk before anything is told."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import URL, Connection

from desk import engines, migrations

INVALID_DATA = "22"
"""Class of SQLSTATE whose messages repeat the values."""


class StoreError(RuntimeError):
    """The queue cannot be read or written. The message holds neither a password nor what callers said."""


class Database:
    """One site's database, which the stores share. Safe to use from several threads and processes at once."""

    def __init__(self, where: Path | str) -> None:
        """`where`: a file, which is made where it is missing, or postgresql://user:password@host/name. Tables are made
        or brought up to this code. Raises StoreError."""
        self.url = _url(where)
        self.name = engines.shown(self.url)
        """The address without password."""
        self.on_file = self.url.get_backend_name() == "sqlite"
        self._open()

    def _open(self) -> None:
        try:
            if self.on_file:
                Path(self.url.database).parent.mkdir(parents=True, exist_ok=True)
            migrations.bring_up(engines.engine(self.url))
        except migrations.NewerDatabaseError as error:
            raise StoreError(f"{self.name} {error}") from error
        except (OSError, sa.exc.SQLAlchemyError) as error:
            remedy = "is its folder writable?" if self.on_file else "see desk.database in centralino.yml"
            raise StoreError(f"cannot open the queue {self.name}: {_cause(error)}; {remedy}") from error

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """All of what is done within, or nothing. Raises StoreError."""
        try:
            with (
                engines.turn(self.url) if self.on_file else nullcontext(),
                engines.engine(self.url).begin() as connection,
            ):
                yield connection
        except sa.exc.SQLAlchemyError as error:
            raise StoreError(f"the queue cannot be used: {_cause(error)}") from error

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """For looking only: on SQLite it does not wait for those who write. Raises StoreError."""
        try:
            with engines.engine(self.url).execution_options(reading=True).begin() as connection:
                yield connection
        except sa.exc.SQLAlchemyError as error:
            raise StoreError(f"the queue cannot be read: {_cause(error)}") from error

    def own_connection(self) -> Any:
        """The driver's connection, out of the pool, for who keeps and closes it. Raises StoreError."""
        try:
            pooled = engines.engine(self.url).raw_connection()
        except sa.exc.SQLAlchemyError as error:
            raise StoreError(f"the queue cannot be reached: {_cause(error)}") from error
        pooled.detach()
        return pooled.dbapi_connection

    def close(self) -> None:
        """End the connections of this process; they are made anew when they are needed."""
        engines.close(self.url)


def name(where: Path | str) -> str:
    """An address as it may be told, without password. Raises StoreError."""
    return engines.shown(_url(where))


def revision(where: Path | str) -> str | None:
    """Of the tables as they are, without changing them; None where there are none yet. Raises StoreError."""
    url = _url(where)
    try:
        if url.get_backend_name() == "sqlite" and not Path(url.database).exists():
            return None
        with engines.engine(url).begin() as connection:
            return migrations.revision(connection)
    except (OSError, sa.exc.SQLAlchemyError) as error:
        raise StoreError(f"cannot read {engines.shown(url)}: {_cause(error)}") from error


def _url(where: Path | str) -> URL:
    try:
        return engines.address(where)
    except ValueError as error:
        raise StoreError(str(error)) from None


def _cause(error: Exception) -> str:
    """The driver's own words in one line, without the statement, its parameters and details: those hold what the caller
    said."""
    original = getattr(error, "orig", None)
    code = getattr(original, "pgcode", None)
    if original is None or (code or "").startswith(INVALID_DATA):
        return type(error).__name__
    words = original.diag.message_primary if code else str(original)
    return str(words).strip().partition("\n")[0]
