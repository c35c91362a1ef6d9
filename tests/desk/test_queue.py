"""The queue keeps what it was given, in order, once, whatever happens to the process."""

from __future__ import annotations

from datetime import timedelta

import pytest

from desk.database import Database
from desk.queue import estimate
from desk.queue.packet import Packet, PacketError, check
from desk.queue.store import QueueStateError, QueueStore
from tests.desk.samples import NOW, packet

pytestmark = pytest.mark.unit


@pytest.fixture
def store(database: Database) -> QueueStore:
    return QueueStore(database)


def test_first_come_first_served_but_high_priority_first(store: QueueStore) -> None:
    assert store.place(packet("a")).position == 1
    assert store.place(packet("b", 1)).position == 2
    assert store.place(packet("fraud", 2, priority="high", reason="priority_topic")).position == 1
    assert [item.call_id for item in store.list()] == ["fraud", "a", "b"]


def test_departments_wait_apart(store: QueueStore) -> None:
    store.place(packet("a"))
    assert store.place(packet("b", 1, department="billing")).position == 1
    assert [item.call_id for item in store.list(department="billing")] == ["b"]


def test_same_call_keeps_its_place_and_gets_the_later_packet(store: QueueStore) -> None:
    first = store.place(packet("a"))
    store.place(packet("b", 1))
    again = store.place(packet("a", 2, reason="explicit_request"))
    assert (again.item_id, again.position) == (first.item_id, 1)
    assert store.show(first.item_id).packet["reason"] == "explicit_request"


def test_packet_survives_the_round_trip(store: QueueStore) -> None:
    sent = packet("a")
    placed = store.place(sent)
    assert Packet.from_dict(store.show(placed.item_id[:8]).packet) == sent


def test_take_then_close_and_nothing_else(store: QueueStore) -> None:
    item = store.place(packet("a")).item_id
    with pytest.raises(QueueStateError, match="take it first"):
        store.close(item, NOW)
    taken = store.take("mette", NOW)
    assert taken is not None
    assert (taken.id, taken.agent) == (item, "mette")
    assert store.take("john", NOW) is None
    with pytest.raises(QueueStateError, match="taken, not waiting"):
        store.take("john", NOW, item)
    assert store.close(item, NOW, "sold").note == "sold"


def test_packet_that_breaks_the_schema_is_refused_without_repeating_it(store: QueueStore) -> None:
    with pytest.raises(PacketError, match=r"^reason: ") as error:
        store.place(packet("a", reason="secret words"))
    assert "secret words" not in str(error.value)
    assert store.list() == []


def test_schema_names_every_field_of_the_packet() -> None:
    data = packet("a").to_dict()
    check(data)
    with pytest.raises(PacketError, match="additionalProperties"):
        check({**data, "mood": "angry"})


def test_measured_handling_time_replaces_the_assumption(store: QueueStore) -> None:
    assert store.estimate("sales") == (1, 90)
    for number in range(60):
        item = store.place(packet(f"c{number}", number)).item_id
        store.take("mette", NOW, item)
        store.close(item, NOW + timedelta(seconds=600))
    position, wait = store.estimate("sales")
    assert position == 1
    assert wait == estimate.wait(1, (240 * 5 + 600 * 50) / 55, 3) == 210
