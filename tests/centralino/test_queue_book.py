"""Callers who are with a person, or gone, wait no more."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from centralino.queue_book import ANSWERED, HUNG_UP, QueueBook
from desk.database import Database
from desk.queue.packet import Packet, Summary
from desk.queue.store import Item, QueueStore

pytestmark = pytest.mark.unit

NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)


class Clock:
    """A minute a question."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        self.now += timedelta(minutes=1)
        return self.now


@pytest.fixture
def store(tmp_path: Path) -> QueueStore:
    return QueueStore(Database(tmp_path / "queue.db"))


@pytest.fixture
def book(store: QueueStore) -> QueueBook:
    return QueueBook(lambda: store, Clock())


def placed(store: QueueStore, call_id: str = "call-1", kind: str = "call") -> None:
    store.place(Packet(call_id, NOW.isoformat(), "en", "sales", "routed", Summary("x", "x"), kind=kind))


def item(store: QueueStore, kind: str = "call") -> Item:
    found = store.of_call("call-1", kind)
    assert found is not None
    return found


def test_an_answered_call_is_taken_and_its_end_is_known(store: QueueStore, book: QueueBook) -> None:
    placed(store)
    book.answered("call-1", "queue sales")
    assert (item(store).state, item(store).agent) == ("taken", "queue sales")
    book.over("call-1")
    done = item(store)
    assert (done.state, done.note) == ("closed", ANSWERED)
    assert done.taken
    assert done.closed
    assert datetime.fromisoformat(done.closed) - datetime.fromisoformat(done.taken) == timedelta(minutes=1)


def test_who_hangs_up_first_waits_no_more(store: QueueStore, book: QueueBook) -> None:
    placed(store)
    book.over("call-1")
    assert (item(store).state, item(store).note, item(store).agent) == ("closed", HUNG_UP, None)
    placed(store, "call-2")
    assert store.estimate("sales")[0] == 2


def test_what_a_person_of_the_desk_has_taken_is_theirs_to_close(store: QueueStore, book: QueueBook) -> None:
    placed(store)
    store.take("maria", NOW)
    book.answered("call-1", "extension 2001")
    book.over("call-1")
    assert (item(store).state, item(store).agent) == ("taken", "maria")


def test_callbacks_and_messages_wait_on(store: QueueStore, book: QueueBook) -> None:
    placed(store, kind="callback")
    placed(store, kind="voicemail")
    book.over("call-1")
    assert {item(store, kind).state for kind in ("callback", "voicemail")} == {"waiting"}


def test_a_call_that_nobody_has_to_take_is_no_matter(store: QueueStore, book: QueueBook) -> None:
    book.answered("call-1", "queue sales")
    book.over("call-1")
    assert store.list(state=None) == []


def test_a_caller_who_comes_back_and_is_answered_elsewhere(store: QueueStore, book: QueueBook) -> None:
    placed(store)
    placed(store)
    book.answered("call-1", "extension 401")
    book.answered("call-1", "extension 401")
    book.over("call-1")
    assert (item(store).state, item(store).agent) == ("closed", "extension 401")
