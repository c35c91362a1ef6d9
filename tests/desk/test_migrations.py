"""A database of any age becomes one of today, whole, once, with its rows; one of tomorrow is refused."""

from __future__ import annotations

import importlib
import multiprocessing
import pkgutil
from datetime import UTC, datetime
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

import desk
from desk import engines, migrations
from desk.audit.trail import Trail
from desk.calls.book import CallBook
from desk.context import ContextStore
from desk.database import Database, StoreError, revision
from desk.queue.store import QueueStore
from desk.tables import METADATA
from tests.desk.samples import PROCESSES, packet

pytestmark = pytest.mark.contract
for _module in pkgutil.walk_packages(desk.__path__, "desk."):
    if _module.name.endswith(".tables"):
        importlib.import_module(_module.name)
OLD_TABLES = (Path(__file__).parent / "before_revisions.sql").read_text("utf-8")
"""What the version before revisions made, on SQLite, with rows."""


def make_old(address: str) -> None:
    # PostgreSQL had no such version; it is given the same tables, with its own word for a number that counts up.
    script = OLD_TABLES.replace("id INTEGER NOT NULL", "id SERIAL") if "://" in address else OLD_TABLES
    with engines.engine(engines.address(address)).begin() as connection:
        for statement in script.split(";\n"):
            if statement.strip():
                connection.exec_driver_sql(statement)


def _ours(_object: object, name: str, *_rest: object) -> bool:
    return name != "sqlite_sequence"


def test_tables_are_those_of_the_code(database: Database) -> None:
    with database.transaction() as connection:
        options = {"compare_type": True, "compare_server_default": True, "include_object": _ours}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, METADATA) == []


def test_revisions_are_those_of_the_files() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    found = [script.revision for script in ScriptDirectory.from_config(config).walk_revisions()]
    assert tuple(reversed(found)) == migrations.REVISIONS


def test_a_database_of_before_revisions_is_taken_over_with_its_rows(address: str) -> None:
    make_old(address)
    assert revision(address) is None
    database = Database(address)
    assert revision(address) == migrations.HEAD
    items = QueueStore(database).list(state=None)
    assert [(item.call_id, item.state, item.created) for item in items] == [
        ("call-2", "waiting", "2026-03-02T08:59:00.000000+00:00"),
        ("call-1", "closed", "2026-03-02T09:00:00.000000+00:00"),
        ("call-3", "waiting", "2026-03-02T09:00:00.500000+00:00"),
    ]
    assert items[1].closed == "2026-03-02T09:06:40.000000+00:00"
    assert items[0].packet["summary"]["english"] == "The caller wants to buy fibre."
    contexts = ContextStore(database)
    assert [(row.call_id, row.status) for row in contexts.transfers()] == [("call-1", "answered")]
    assert contexts.forget_expired(datetime(2026, 3, 3, 9, 0, 1, tzinfo=UTC)) == 1
    contexts.record_transfer("call-3", "desk", "", "busy", datetime(2026, 3, 3, tzinfo=UTC))
    test_tables_are_those_of_the_code(database)
    database.close()


def test_a_newer_database_is_refused_in_one_line(address: str) -> None:
    database = Database(address)
    with database.transaction() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match=r"newer Centralino \(revision 9999, this one knows \d+\); update") as error:
        Database(address)
    assert database.name in str(error.value)
    assert "\n" not in str(error.value)
    database.close()


def test_a_step_that_fails_leaves_the_database_as_it_was(address: str) -> None:
    make_old(address)
    with engines.engine(engines.address(address)).begin() as connection:
        connection.exec_driver_sql("CREATE INDEX ix_queue_items_closed ON queue_items (closed)")
    with pytest.raises(StoreError, match="already exists"):
        Database(address)
    assert revision(address) is None
    with engines.engine(engines.address(address)).begin() as connection:
        connection.exec_driver_sql("DROP INDEX ix_queue_items_closed")
        kept = connection.exec_driver_sql("SELECT created FROM queue_items ORDER BY call_id").scalars().all()
        assert kept == ["2026-03-02T09:00:00+00:00", "2026-03-02T10:59:00+02:00", "2026-03-02T09:00:00.500000+00:00"]
    database = Database(address)
    assert len(QueueStore(database).list(state=None)) == 3
    database.close()


def test_lists_of_one_agent_and_of_one_thing_are_read_by_an_index(tmp_path: Path) -> None:
    database = Database(tmp_path / "queue.db")
    plans = list[str]()
    engine = engines.engine(database.url)

    def explain(_connection: object, cursor: Any, statement: str, parameters: Any, *_rest: object) -> None:
        cursor.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
        if plan := " ".join(str(row[-1]) for row in cursor.fetchall()):
            plans.append(plan)

    sa.event.listen(engine, "before_cursor_execute", explain)
    day = datetime(2026, 3, 2, tzinfo=UTC)
    CallBook(database).between(day, day, agent="mette")
    Trail(database).entries(what="call-1")
    sa.event.remove(engine, "before_cursor_execute", explain)
    assert ["ix_calls_agent" in plans[0], "ix_audit_trail_what" in plans[1]] == [True, True], plans
    assert not any("TEMP B-TREE" in plan for plan in plans), "in the order in which they are told"
    database.close()


@pytest.mark.parametrize("old", [False, True], ids=["new", "old"])
def test_processes_that_open_it_at_once(address: str, old: bool) -> None:
    if old:
        make_old(address)
        engines.close(engines.address(address))
    together, results = PROCESSES.Barrier(4), PROCESSES.Queue()
    children = [PROCESSES.Process(target=_open, args=(address, together, results, n)) for n in range(4)]
    for child in children:
        child.start()
    assert [results.get(timeout=60) for _ in children] == ["ok"] * 4
    for child in children:
        child.join()
    database = Database(address)
    assert len(QueueStore(database).list(state=None)) == (7 if old else 4)
    database.close()


def _open(address: str, together: Barrier, results: multiprocessing.Queue[str], number: int) -> None:
    together.wait(60)
    try:
        QueueStore(Database(address)).place(packet(f"new-{number}"))
    except StoreError as error:
        results.put(str(error))
    else:
        results.put("ok")
