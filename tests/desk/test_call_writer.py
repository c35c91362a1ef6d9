"""What happens on calls is stored without holding up a call, through outages and restarts."""

from __future__ import annotations

import logging
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
import sqlalchemy as sa

from centralino import call_spool, call_writer
from centralino.call_writer import CallWriter
from desk.calls import writing
from desk.calls.book import CallBook
from desk.calls.messages import Begun, Change, Left, Over, Recorded, Said, Settled, Spoke, Understood
from desk.database import Database
from desk.privacy.masking import Masker
from tests.desk.postgres import Cluster
from tests.desk.samples import NOW, PROCESSES

pytestmark = pytest.mark.contract
LEG = int(NOW.timestamp() * 1000)


def call(name: str, lines: int = 5) -> list[Change]:
    said = [Said(name, LEG, number, number * 100, "caller", f"ligne {number} é", "fr", 0.5) for number in range(lines)]
    begun = Begun(name, NOW, "phone", "fr", "+33199001000", None, "media-1")
    return [begun, *said, Left(name, NOW + timedelta(seconds=9), "bot", "answered", language="fr")]


def wait_until(true: Callable[[], bool], seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until, "it took too long"
        time.sleep(0.02)


@contextmanager
def away(database: Database, request: pytest.FixtureRequest) -> Iterator[None]:
    """The database cannot be reached within."""
    if database.on_file:
        file = Path(database.name)
        aside = [(path, path.with_name("aside-" + path.name)) for path in file.parent.glob(file.name + "*")]
        for path, other in aside:
            path.rename(other)
        yield
        for path in file.parent.glob(file.name + "*"):
            path.unlink()
        for path, other in aside:
            other.rename(path)
    else:
        server: Cluster = request.getfixturevalue("postgres")
        server.stop()
        yield
        server.start()


@pytest.fixture
def spool(tmp_path: Path) -> Path:
    return tmp_path / "var" / "calls.spool"


@pytest.fixture
def book(database: Database) -> CallBook:
    return CallBook(database)


def whole(book: CallBook, names: list[str], lines: int = 5) -> bool:
    calls = [book.show(name) for name in names]
    return all(len(found.transcript) == lines and found.final == "answered" for found in calls)


def test_all_is_stored_when_the_process_ends(book: CallBook, spool: Path) -> None:
    writer = CallWriter(book, "media-1", spool)
    writer.start()
    names = [f"call-{number}" for number in range(40)]
    for name in names:
        for change in call(name):
            writer.put(change)
    writer.close(60)
    assert whole(book, names)
    assert not spool.exists()


def test_a_call_can_be_followed_while_it_runs(book: CallBook, spool: Path) -> None:
    writer = CallWriter(book, "media-1", spool)
    writer.start()
    changes = call("call-1")
    for change in changes[:3]:
        writer.put(change)
    wait_until(lambda: writer.waiting == 0)
    assert [line.text for line in book.show("call-1").transcript] == ["ligne 0 é", "ligne 1 é"]
    assert book.show("call-1").ended is None
    writer.close(60)
    assert book.show("call-1").ended_by == "lost", "the process has ended and the call with it"


def test_a_database_that_was_away_is_caught_up_with(
    database: Database,
    book: CallBook,
    spool: Path,
    request: pytest.FixtureRequest,
    caplog: pytest.LogCaptureFixture,
) -> None:
    writer = CallWriter(book, "media-1", spool)
    writer.start()
    first, second = call("call-1"), call("call-2")
    for change in first[:2]:
        writer.put(change)
    wait_until(lambda: writer.waiting == 0)
    with caplog.at_level(logging.WARNING), away(database, request):
        for change in [*first[2:], *second]:
            writer.put(change)
        wait_until(lambda: "not recorded until" in caplog.text)
    wait_until(lambda: writer.waiting == 0)
    writer.close(60)
    assert whole(book, ["call-1", "call-2"])
    assert caplog.text.count("not recorded until") == 1
    assert "ligne" not in caplog.text, "what was said is in no log"


def test_a_process_that_ends_while_the_database_is_away_leaves_a_file_for_the_next(
    database: Database, spool: Path, request: pytest.FixtureRequest
) -> None:
    class Hides(Masker):
        def add(self, speaker: str, text: str) -> dict[int, str]:
            return {n: shown.replace("ligne", "[masked]") for n, shown in super().add(speaker, text).items()}

    book = CallBook(database, Hides)
    writer = CallWriter(book, "media-1", spool)
    with away(database, request):
        writer.start()
        for change in call("call-1"):
            writer.put(change)
        writer.close(0.3)
        assert "[masked]" in spool.read_text()
        assert "ligne" not in spool.read_text()
        assert spool.stat().st_mode & 0o077 == 0, "nobody else may read it"
        # The next one does not get further, and nothing is lost by that either.
        again = CallWriter(book, "media-2", spool)
        again.start()
        for change in call("call-2"):
            again.put(change)
        again.close(0.3)
    last = CallWriter(book, "media-3", spool)
    last.start()
    last.close(60)
    assert whole(book, ["call-1", "call-2"])
    assert not spool.exists()


def test_one_entry_that_cannot_be_stored_holds_up_no_other(
    book: CallBook, spool: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    apply = writing.apply

    def fails(connection: sa.engine.Connection, change: Change) -> str | None:
        if isinstance(change, Said) and "2" in change.text:
            raise RuntimeError("a line that fails")
        return apply(connection, change)

    monkeypatch.setattr(writing, "apply", fails)
    writer = CallWriter(book, "media-1", spool)
    writer.start()
    for change in call("call-1"):
        writer.put(change)
    writer.close(60)
    assert whole(book, ["call-1"], lines=4)


def test_memory_is_bounded_and_the_frame_of_a_call_outlives_its_words(
    database: Database, book: CallBook, spool: Path, request: pytest.FixtureRequest
) -> None:
    writer = CallWriter(book, "media-1", spool, most=10)
    with away(database, request):
        writer.start()
        for change in call("call-1", lines=1000):
            writer.put(change)
        assert writer.waiting <= 11
        for number in range(100):
            writer.put(Over(f"call-{number}", NOW))
        assert writer.waiting <= 20
    wait_until(lambda: writer.waiting == 0)
    writer.close(60)
    assert 8 <= len(book.show("call-1").transcript) <= 11
    assert book.show("call-1").final == "answered"


def test_putting_does_not_wait_while_the_database_hangs(database: Database, book: CallBook, spool: Path) -> None:
    writer = CallWriter(book, "media-1", spool)
    writer.start()
    with database.transaction() as connection:
        # Nobody else can write meanwhile.
        connection.execute(sa.text("CREATE TABLE hold (x INT)" if database.on_file else "LOCK TABLE calls"))
        writer.put(call("call-1")[0])
        time.sleep(0.3)
        for change in call("call-1", lines=500)[1:]:
            writer.put(change)
        assert writer.waiting >= 500, "all was taken while nothing could be stored"
    writer.close(60)
    assert whole(book, ["call-1"], 500)


def test_the_file_keeps_every_sort_of_entry(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    changes: list[Change] = [
        *call("call-1"),
        Spoke("call-1", "it"),
        Understood("call-1", LEG, 9, 5, "opening_hours", 0.5, True),
        Settled("call-1", "voicemail", "silence", "sales", "item"),
        Recorded("call-1", "sound"),
        Over("call-1", datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "caller"),
    ]
    file = tmp_path / "spool"
    call_spool.save(file, changes)
    assert call_spool.load(file) == changes
    file.write_text('{"kind": "Over"}\nhalf a li\n[]\n' + file.read_text())
    assert call_spool.load(file) == changes
    assert "3 entries" in caplog.text
    assert call_spool.load(tmp_path / "none") == []


def _hold(address: str, folder: Path, tell: Connection) -> None:
    writer = CallWriter(CallBook(Database(address)), "media-dies", folder / "spool")
    writer.start()
    writer.put(Begun("call-1", datetime.now(UTC), "phone", "fr", None, None, "media-dies"))
    wait_until(lambda: writer.waiting == 0)
    tell.send("on the line")
    time.sleep(60)


def test_calls_of_a_killed_process_are_ended_by_another(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = Database(address)
    book = CallBook(database)
    received, sent = PROCESSES.Pipe(False)
    child = PROCESSES.Process(target=_hold, args=(address, tmp_path, sent))
    child.start()
    assert received.recv() == "on the line"
    assert child.pid is not None
    os.kill(child.pid, signal.SIGKILL)
    child.join()
    monkeypatch.setattr(call_writer, "BEAT_SECONDS", 0.2)
    # The clock of the other one runs ahead, so that nobody has to wait half a minute.
    other = CallWriter(book, "media-2", tmp_path / "spool", now=lambda: datetime.now(UTC) + timedelta(seconds=40))
    other.start()
    wait_until(lambda: book.show("call-1").ended_by == "lost")
    other.close(60)
    assert book.show("call-1").final == "lost"
    database.close()
