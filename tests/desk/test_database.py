"""The database is found, opened and named, and no password is told when that fails."""

from __future__ import annotations

import multiprocessing
import sqlite3
import threading
import traceback
from pathlib import Path

import pytest
import sqlalchemy as sa

from desk import engines
from desk.database import Database, StoreError, revision
from desk.queue.store import QueueStore
from tests.desk.postgres import Cluster
from tests.desk.samples import packet

pytestmark = pytest.mark.contract
SECRET = "vErYsEcReT"


def told(error: BaseException) -> str:
    """All that a log or a terminal may show of it."""
    return "".join(traceback.format_exception(error)) + repr(error)


@pytest.mark.parametrize(
    "address",
    [
        f"postgresql://desk:{SECRET}@127.0.0.1:1/desk",
        f"postgresql://desk:{SECRET}@127.0.0.1:port/desk",
        f"postgresql://desk:p@{SECRET}@127.0.0.1/desk",
        f"postgresql://desk:p/{SECRET}@127.0.0.1/desk",
        f"postgresql://desk:p:{SECRET}@127.0.0.1:x/desk",
        f"postgresql://127.0.0.1:1/desk?user=desk&password={SECRET}",
        f"postgresql://desk:{SECRET}@no.such.host.invalid/desk",
        f"mysql://desk:{SECRET}@127.0.0.1/desk",
        f"nonsense://{SECRET}",
    ],
)
def test_what_cannot_be_opened_is_told_in_one_line_without_the_password(address: str) -> None:
    with pytest.raises(StoreError) as error:
        Database(address)
    assert SECRET not in told(error.value)
    assert "\n" not in str(error.value)


def test_wrong_password_and_missing_database(postgres: Cluster) -> None:
    with pytest.raises(StoreError, match="cannot open the queue postgresql://centralino@") as error:
        Database(postgres.url("postgres").replace(postgres.password, SECRET))
    assert SECRET not in told(error.value)
    assert "password authentication failed" in str(error.value)
    with pytest.raises(StoreError, match='database "nowhere" does not exist; see desk'):
        Database(postgres.url("nowhere"))


def test_a_password_may_hold_anything(postgres: Cluster) -> None:
    with postgres.database() as url:
        postgres.execute("CREATE ROLE odd SUPERUSER LOGIN PASSWORD 'p@ss:w/rd%20'")
        opened = Database(url.replace(f"centralino:{postgres.password}", "odd:p%40ss%3Aw%2Frd%2520"))
        assert opened.name == url.replace(f"centralino:{postgres.password}", "odd")
        assert QueueStore(opened).list() == []
        opened.close()


def test_unwritable_folder_says_so() -> None:
    with pytest.raises(StoreError, match="is its folder writable"):
        Database(Path("/proc/nowhere/queue.db"))


def test_what_callers_said_is_in_no_error(database: Database) -> None:
    with database.transaction() as connection:
        connection.execute(sa.text("ALTER TABLE queue_items RENAME TO former"))
        connection.execute(sa.text("CREATE TABLE queue_items (id VARCHAR(36) PRIMARY KEY CHECK (length(id) < 3))"))
    with pytest.raises(StoreError) as error:
        QueueStore(database).place(packet("call-1"))
    assert "fiber" not in str(error.value)


def test_details_of_the_server_are_not_told(postgres: Cluster) -> None:
    with postgres.database() as url:
        database = Database(url)
        item = QueueStore(database).place(packet("call-1")).item_id
        for statement in (
            "INSERT INTO queue_items SELECT * FROM queue_items",  # its detail line holds the key
            "UPDATE queue_items SET packet = NULL",  # its detail line holds the whole row
            "SELECT packet::int FROM queue_items",  # its first line holds the value
        ):
            with pytest.raises(StoreError) as error, database.transaction() as connection:
                connection.execute(sa.text(statement))
            assert item not in str(error.value)
            assert "fiber" not in str(error.value)


def test_one_pool_a_process_and_address(address: str) -> None:
    first, second = Database(address), Database(address)
    assert engines.engine(first.url) is engines.engine(second.url)
    context = multiprocessing.get_context("fork")
    received, sent = context.Pipe(False)
    child = context.Process(target=_list, args=(first, sent))
    child.start()
    assert received.recv() == []
    child.join()
    assert QueueStore(second).list() == []
    first.close()


def _list(database: Database, answer: multiprocessing.connection.Connection) -> None:
    answer.send(QueueStore(database).list())


def test_a_restarted_server_is_met_again_without_an_error(postgres: Cluster) -> None:
    with postgres.database() as url:
        store = QueueStore(Database(url))
        store.place(packet("a"))
        postgres.stop()
        with pytest.raises(StoreError):
            store.place(packet("b"))
        postgres.start()
        assert [item.call_id for item in store.list()] == ["a"]


def test_more_threads_than_connections(address: str) -> None:
    database, counted = Database(address), list[int]()

    def look() -> None:
        for _ in range(5):
            counted.append(len(QueueStore(database).list()))

    threads = [threading.Thread(target=look) for _ in range(engines.POOL * 4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counted == [0] * engines.POOL * 20
    database.close()


def test_looking_at_the_revision_makes_nothing(address: str) -> None:
    assert revision(address) is None
    if "://" not in address:
        assert not Path(address).exists()


def test_a_file_that_another_process_is_just_making_is_waited_for(tmp_path: Path) -> None:
    file = tmp_path / "queue.db"
    other = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    other.execute("CREATE TABLE first (number)")
    ready = threading.Timer(0.5, other.close)
    ready.start()
    database = Database(file)
    ready.join()
    assert QueueStore(database).list(state=None) == []
    database.close()
