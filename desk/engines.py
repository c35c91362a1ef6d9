"""The way to a database: its address, and one pool of connections a process and address."""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import URL, Connection, Engine, make_url

from desk.turns import Turns

HOW = "postgresql://user:password@host:5432/name"
WAIT_SECONDS = 10
"""For a lock or a free connection, then the change fails: a caller is on the line."""
LOOK_SECONDS = 0.001
"""Between two looks whether another process has let go of a file: a change takes some milliseconds."""
CONNECT_SECONDS = 5
POOL = 10
"""Connections that stay open; as many again come and go. PostgreSQL allows 100 to all its clients by default."""

_ENGINES: dict[tuple[int, str], Engine] = {}
_WRITERS: dict[tuple[int, str], Turns] = {}
_LOCK = threading.Lock()


def address(where: Path | str) -> URL:
    """Of a file, or as in HOW. Raises ValueError, which never tells the password."""
    text = str(where)
    if "://" not in text:
        return URL.create("sqlite", database=str(Path(text).absolute()))
    try:
        url = make_url(text.replace("postgres://", "postgresql://", 1))
    except (sa.exc.ArgumentError, ValueError):
        url = None
    # With an @ in the password, the rest of it would pass for the host.
    if url is None or "@" in (url.host or ""):
        raise ValueError(f"the database's address cannot be read; write {HOW}, in a password %40 %3A %2F for @ : /")
    if url.get_backend_name() not in ("postgresql", "sqlite"):
        raise ValueError(f"no such database: {url.get_backend_name()}; use a file or postgresql://user@host/name")
    return url


def shown(url: URL) -> str:
    """The address as it may be told: without password and options."""
    if url.get_backend_name() == "sqlite":
        return str(url.database)
    user = f"{url.username}@" if url.username else ""
    port = f":{url.port}" if url.port else ""
    return f"postgresql://{user}{url.host or ''}{port}/{url.database or ''}"


def engine(url: URL) -> Engine:
    """The one of this process. A process that was forked gets its own: connections cannot be shared."""
    key = _key(url)
    with _LOCK:
        if key not in _ENGINES:
            _ENGINES[key] = _sqlite(url) if url.get_backend_name() == "sqlite" else _postgresql(url)
        return _ENGINES[key]


def close(url: URL) -> None:
    """Ends the connections of this process that are not in use."""
    with _LOCK:
        found = _ENGINES.pop(_key(url), None)
    if found is not None:
        found.dispose()


@contextmanager
def turn(url: URL) -> Iterator[None]:
    """To write to a file: the threads of this process go one by one. SQLite lets those who wait look again at times of
    their own, the longer they have waited the more rarely, so that among many one could wait until it failed. Raises
    sqlalchemy.exc.TimeoutError after WAIT_SECONDS."""
    with _LOCK:
        writer = _WRITERS.setdefault(_key(url), Turns())
    if not writer.acquire(WAIT_SECONDS):
        raise sa.exc.TimeoutError(f"the file has been written to by others for {WAIT_SECONDS} s")
    try:
        yield
    finally:
        writer.release()


def _key(url: URL) -> tuple[int, str]:
    return os.getpid(), url.render_as_string(hide_password=False)


def _postgresql(url: URL) -> Engine:
    """A connection that has died, as by a restart of the server, is replaced before it is used."""
    connect = {
        "connect_timeout": CONNECT_SECONDS,
        "application_name": "centralino",
        "options": f"-c lock_timeout={WAIT_SECONDS}s -c idle_in_transaction_session_timeout=60s",
        # A server that is cut off without a word is given up after as long.
        "tcp_user_timeout": WAIT_SECONDS * 1000,
        "keepalives_idle": 30,
        "keepalives_interval": 10,
        "keepalives_count": 3,
    }
    return sa.create_engine(
        url,
        connect_args={name: value for name, value in connect.items() if name not in url.query},
        pool_pre_ping=True,
        pool_size=POOL,
        max_overflow=POOL,
        pool_timeout=WAIT_SECONDS,
        future=True,
    )


def _write_ahead(connection: sqlite3.Connection) -> None:
    """SQLite does not wait for others at this one statement: two processes may be making the file at once."""
    ends = time.monotonic() + WAIT_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > ends:
                raise
            time.sleep(0.02)


def _sqlite(url: URL) -> Engine:
    """Write-ahead log with full sync; a transaction takes the write lock at once, unless it only reads."""
    made = sa.create_engine(url, connect_args={"timeout": WAIT_SECONDS}, future=True)

    @sa.event.listens_for(made, "connect")  # type: ignore[untyped-decorator]
    def _pragmas(connection: Any, _record: Any) -> None:
        _write_ahead(connection)
        connection.execute("PRAGMA synchronous=FULL")
        # The driver would begin lazily with a read lock and fail on upgrading it; see begin below.
        connection.isolation_level = None

    @sa.event.listens_for(made, "begin")  # type: ignore[untyped-decorator]
    def _begin(connection: Connection) -> None:
        if connection.get_execution_options().get("reading"):
            connection.exec_driver_sql("BEGIN")
        else:
            _begin_writing(connection)

    return made


def _begin_writing(connection: Connection) -> None:
    """Beside other processes. SQLite itself looks again ever more rarely, at last each 100 ms: a process whose threads
    hand the file on to one another would leave no moment for that."""
    ends = time.monotonic() + WAIT_SECONDS
    connection.exec_driver_sql("PRAGMA busy_timeout = 0")
    while True:
        try:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            break
        except sa.exc.OperationalError as error:
            if "locked" not in str(error.orig) or time.monotonic() > ends:
                raise
            time.sleep(LOOK_SECONDS)
    connection.exec_driver_sql(f"PRAGMA busy_timeout = {WAIT_SECONDS * 1000}")
