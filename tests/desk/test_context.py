"""A token opens the packet of its call for a while, and nothing else does; transfers are remembered."""

from __future__ import annotations

import re
import threading
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from desk.context import ContextStore, Transfer
from desk.database import Database
from desk.queue.packet import Packet, Summary, check
from desk.queue.store import QueueStore
from desk.tables import METADATA

pytestmark = pytest.mark.unit
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def item(database: Database) -> str:
    return QueueStore(database).place(packet()).item_id


def packet(english: str = "The caller wants to buy fibre.") -> Packet:
    summary = Summary("Kunden vil købe fiber.", english)
    return Packet("call-1", NOW.isoformat(), "da", "sales", "routed", summary, caller="+4520304050")


def test_a_token_opens_the_packet_as_it_stands(database: Database, item: str) -> None:
    store = ContextStore(database)
    token = store.issue("call-1", item, NOW)
    QueueStore(database).place(packet("The caller wants to cancel."))
    opened = store.open(token, NOW + timedelta(hours=23))
    assert opened is not None
    check(opened)
    assert opened["caller"] == "+4520304050"
    assert opened["summary"]["english"] == "The caller wants to cancel."


def test_a_token_fits_into_the_headers_of_a_call(database: Database, item: str) -> None:
    store = ContextStore(database)
    tokens = {store.issue("call-1", item, NOW) for _ in range(50)}
    assert len(tokens) == 50
    for token in tokens:
        assert re.fullmatch(r"[A-Za-z0-9_-]{20,64}", token)
        assert len(f"{token.encode().hex()};encoding=hex") <= 128, "RFC 7433"


def test_a_token_is_worthless_after_its_time(database: Database, item: str) -> None:
    store = ContextStore(database, lifetime=timedelta(minutes=10))
    token = store.issue("call-1", item, NOW)
    assert store.open(token, NOW + timedelta(minutes=9, seconds=59)) is not None
    assert store.open(token, NOW + timedelta(minutes=10)) is None


def test_forgetting_takes_the_expired_alone(database: Database, item: str) -> None:
    store = ContextStore(database)
    old = store.issue("call-1", item, NOW - timedelta(hours=25))
    new = store.issue("call-1", item, NOW)
    assert store.forget_expired(NOW) == 1
    assert store.open(new, NOW) is not None
    assert store.open(old, NOW - timedelta(hours=24)) is None


@pytest.mark.parametrize("guess", ["", "x", "' OR 1=1 --", "%", "\udcff", "é" * 5000])
def test_a_guess_opens_nothing(database: Database, item: str, guess: str) -> None:
    store = ContextStore(database)
    store.issue("call-1", item, NOW)
    assert store.open(guess, NOW) is None


def test_who_reads_the_database_finds_no_token(database: Database, item: str) -> None:
    token = ContextStore(database).issue("call-1", item, NOW)
    with database.transaction() as connection:
        rows = [str(connection.execute(sa.select(table)).all()) for table in METADATA.sorted_tables]
    assert any("call-1" in row for row in rows)
    assert not any(token in row for row in rows)


def test_there_is_no_token_for_a_packet_that_is_not_there(database: Database, item: str) -> None:
    with pytest.raises(KeyError):
        ContextStore(database).issue("call-1", item[:-1] + "x", NOW)


def test_transfers_latest_first(database: Database) -> None:
    store = ContextStore(database)
    store.record_transfer("call-1", "extension", "210", "busy", NOW)
    store.record_transfer("call-2", "outside", "+4570000000", "no_answer", NOW + timedelta(seconds=5))
    store.record_transfer("call-1", "queue", "technical_support", "answered", NOW + timedelta(seconds=9))
    store.record_transfer("call-1", "desk", "", "abandoned", NOW + timedelta(seconds=9))
    assert [(row.kind, row.status) for row in store.transfers("call-1")] == [
        ("desk", "abandoned"),
        ("queue", "answered"),
        ("extension", "busy"),
    ]
    assert [row.call_id for row in store.transfers(limit=3)] == ["call-1", "call-1", "call-2"]
    at = "2026-03-02T09:00:00.000000+00:00"
    assert store.transfers()[-1] == Transfer("call-1", "extension", "210", "busy", at)


def test_a_transfer_of_an_unknown_sort_is_refused(database: Database) -> None:
    store = ContextStore(database)
    with pytest.raises(ValueError, match="no such transfer"):
        store.record_transfer("call-1", "queue", "sales", "lost", NOW)  # type: ignore[arg-type]
    assert store.transfers() == []


def test_many_threads_at_once(database: Database, item: str) -> None:
    store, opened = ContextStore(database), list[bool]()

    def work(number: int) -> None:
        token = store.issue(f"call-{number}", item, NOW)
        store.record_transfer(f"call-{number}", "queue", "sales", "answered", NOW)
        opened.append(store.open(token, NOW) is not None)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert opened == [True] * 16
    assert len(store.transfers()) == 16
