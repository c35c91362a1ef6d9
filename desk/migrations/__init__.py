"""Brings a database up to the tables of this code, when it is opened.

A new revision: a file in versions/ (the next number), REVISIONS up to it, the change in desk/tables.py.
"""

from __future__ import annotations

import threading
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

REVISIONS = tuple(f"{number:04}" for number in range(1, 16))
"""Oldest first. Written here because reading them from the files takes a third of a second of each command."""
HEAD = REVISIONS[-1]
ADVISORY_LOCK = 0x43454E54
"""Of PostgreSQL, for the one who migrates: any number that no other program uses on this database."""

# Alembic keeps what it works on in global variables.
_ONE_AT_A_TIME = threading.Lock()


class NewerDatabaseError(RuntimeError):
    """The database was made by a later version of this program."""


def revision(connection: Connection) -> str | None:
    """Of the tables as they are; None where there are none, or those of the time before revisions."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()
    return found


def bring_up(engine: Engine) -> None:
    """All steps in one transaction, by one process while others wait. Raises NewerDatabaseError, SQLAlchemyError."""
    with engine.begin() as connection:
        if _is_current(connection):
            return
    with _ONE_AT_A_TIME, engine.begin() as connection:
        # On SQLite the transaction itself has the write lock.
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql("SET LOCAL lock_timeout = 0")
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(ADVISORY_LOCK)))
        if not _is_current(connection):
            _upgrade(connection)


def _is_current(connection: Connection) -> bool:
    found = revision(connection)
    if found is not None and found not in REVISIONS:
        raise NewerDatabaseError(
            f"was made by a newer Centralino (revision {found}, this one knows {HEAD}); update Centralino"
        )
    return found == HEAD


def _upgrade(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, HEAD)
