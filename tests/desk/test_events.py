"""What has happened is heard by all who listen, in order, once it is stored; after an absence they are told to look."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from desk import events
from desk.database import Database, StoreError
from desk.events import RESYNC, Event, Events
from desk.events.numbers import HOLE_SECONDS, Numbers
from desk.events.protocol import LOOK_SECONDS
from desk.queue.store import QueueStore
from desk.tables import EVENTS
from tests.desk.postgres import Cluster
from tests.desk.samples import NOW, PROCESSES, packet

pytestmark = pytest.mark.contract
SECONDS = 10.0


async def heard(stream: AsyncIterator[Event], count: int) -> list[Event]:
    """The next `count` events."""
    async with asyncio.timeout(SECONDS):
        return [await anext(stream) for _ in range(count)]


def publish(database: Database, *kinds: str) -> None:
    told = Events(database)
    for kind in kinds:
        with database.transaction() as connection:
            told.publish(connection, kind, {"item": f"{kind}-1"})
        told.wake()


def event(kind: str) -> Event:
    return Event(kind, {"item": f"{kind}-1"})


async def test_all_who_listen_hear_all_in_order_from_then_on(database: Database) -> None:
    publish(database, "before")
    async with Events(database).subscribe() as first, Events(database).subscribe() as second:
        kinds = [f"kind{number}" for number in range(20)]
        await asyncio.to_thread(publish, database, *kinds)
        assert await heard(first, 20) == await heard(second, 20) == [event(kind) for kind in kinds]


def _place(address: str) -> None:
    QueueStore(Database(address)).place(packet("from-another-process"))


async def test_another_process_is_heard(address: str) -> None:
    database = Database(address)
    async with Events(database).subscribe() as stream:
        child = PROCESSES.Process(target=_place, args=(address,))
        child.start()
        (found,) = await heard(stream, 1)
        await asyncio.to_thread(child.join)
    item = QueueStore(database).of_call("from-another-process")
    assert item is not None
    assert found == Event("placed", {"item": item.id})
    database.close()


async def test_what_is_rolled_back_is_not_heard(database: Database) -> None:
    async with Events(database).subscribe() as stream:
        with contextlib.suppress(RuntimeError), database.transaction() as connection:
            Events(database).publish(connection, "lost", {"item": "lost-1"})
            raise RuntimeError
        publish(database, "kept")
        assert await heard(stream, 1) == [event("kept")]


async def test_nothing_is_heard_before_it_is_stored(database: Database) -> None:
    async with Events(database).subscribe() as stream:
        with database.transaction() as connection:
            Events(database).publish(connection, "late", {"item": "late-1"})
            waiting = asyncio.ensure_future(anext(stream))
            done, _ = await asyncio.wait({waiting}, timeout=0.6)
            assert not done
        assert await asyncio.wait_for(waiting, SECONDS) == event("late")


async def test_each_change_of_the_queue_is_told_by_id(database: Database) -> None:
    store = QueueStore(database)
    async with Events(database).subscribe() as stream:
        first = store.place(packet("a")).item_id
        store.place(packet("a", reason="explicit_request"))
        store.take("mette", NOW)
        assert store.give_back(first)
        assert not store.give_back(first)
        store.take("john", NOW)
        store.close(first, NOW + timedelta(minutes=3), "sold")
        second = store.place(packet("b")).item_id
        assert store.withdraw(second, NOW)
        assert not store.withdraw(second, NOW)
        found = await heard(stream, 8)
    kinds = ["placed", "returned", "taken", "returned", "taken", "closed", "placed", "withdrawn"]
    assert [row.kind for row in found] == kinds
    assert [row.data for row in found] == [{"item": first}] * 6 + [{"item": second}] * 2


async def test_a_refused_change_is_not_told(database: Database) -> None:
    store = QueueStore(database)
    item = store.place(packet("a")).item_id
    async with Events(database).subscribe() as stream:
        with pytest.raises(ValueError, match="take it first"):
            store.close(item, NOW)
        publish(database, "next")
        assert await heard(stream, 1) == [event("next")]


@pytest.mark.parametrize("data", [{"said": "jeg vil købe fiber"}, {"item": ""}, {"item": "x" * 65}, {"": "x"}])
def test_only_ids_are_told(database: Database, data: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="ids"), database.transaction() as connection:
        Events(database).publish(connection, "placed", data)


async def test_listening_ends_with_its_block(database: Database) -> None:
    async with Events(database).subscribe() as stream:
        publish(database, "one")
        assert await heard(stream, 1) == [event("one")]
    with pytest.raises(StopAsyncIteration):
        await anext(stream)


async def test_sqlite_that_was_away(tmp_path: Path) -> None:
    file, aside = tmp_path / "queue.db", tmp_path / "aside.db"
    database = Database(file)
    async with Events(database).subscribe() as stream:
        publish(database, "one")
        assert await heard(stream, 1) == [event("one")]
        waiting = asyncio.ensure_future(anext(stream))
        file.rename(aside)
        await asyncio.sleep(3 * LOOK_SECONDS)
        assert not waiting.done()
        aside.rename(file)
        assert await asyncio.wait_for(waiting, SECONDS) == RESYNC
        publish(database, "two")
        assert await heard(stream, 1) == [event("two")]


async def test_postgresql_that_was_away(postgres: Cluster) -> None:
    with postgres.database() as url:
        database = Database(url)
        async with Events(database).subscribe() as stream:
            publish(database, "one")
            assert await heard(stream, 1) == [event("one")]
            waiting = asyncio.ensure_future(anext(stream))
            await asyncio.sleep(0.05)
            await asyncio.to_thread(postgres.stop)
            await asyncio.sleep(0.3)
            assert not waiting.done()
            with pytest.raises(StoreError):
                async with Events(database).subscribe():
                    pass
            await asyncio.to_thread(postgres.start)
            assert await asyncio.wait_for(waiting, SECONDS) == RESYNC
            publish(database, "two")
            assert await heard(stream, 1) == [event("two")]
        database.close()


async def test_who_is_far_behind_is_told_to_look(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "KEPT", 20)
    monkeypatch.setattr(events, "PRUNE_EVERY", 10)
    async with Events(database).subscribe() as stream:
        with database.transaction() as connection:
            for _ in range(95):
                Events(database).publish(connection, "many", {})
            kept = connection.execute(sa.select(sa.func.count()).select_from(EVENTS)).scalar_one()
        assert 2 * 20 <= kept <= 2 * 20 + 10
        assert await heard(stream, 1) == [RESYNC]
        publish(database, "next")
        assert await heard(stream, 1) == [event("next")]


async def test_many_writers_and_nothing_is_missed(database: Database) -> None:
    """Transactions overlap, so numbers come out of order; some are rolled back, so others never come."""

    def write(number: int) -> None:
        for one in range(10):
            with contextlib.suppress(RuntimeError), database.transaction() as connection:
                Events(database).publish(connection, "many", {"item": f"{number}-{one}"})
                if one % 5 == 4:
                    raise RuntimeError

    async with Events(database).subscribe() as stream:
        writing = asyncio.gather(*(asyncio.to_thread(write, number) for number in range(12)))
        found = [row.data["item"] for row in await heard(stream, 12 * 8)]
        await writing
    assert sorted(found) == sorted(f"{number}-{one}" for number in range(12) for one in range(10) if one % 5 != 4)


async def test_the_earlier_number_may_be_stored_later(postgres: Cluster) -> None:
    with postgres.database() as url:
        database = Database(url)
        async with Events(database).subscribe() as stream:
            with database.transaction() as connection:
                Events(database).publish(connection, "early", {"item": "early-1"})
                await asyncio.to_thread(publish, database, "late")
                assert await heard(stream, 1) == [event("late")]
            assert await heard(stream, 1) == [event("early")]
        database.close()


async def test_what_was_under_way_at_the_beginning_is_heard(postgres: Cluster) -> None:
    with postgres.database() as url:
        database = Database(url)
        with database.transaction() as connection:
            Events(database).publish(connection, "early", {"item": "early-1"})
            await asyncio.to_thread(publish, database, "before")
            entered = Events(database).subscribe()
            stream = await entered.__aenter__()
        assert await heard(stream, 1) == [event("early")]
        await entered.__aexit__(None, None, None)
        database.close()


@contextlib.asynccontextmanager
async def waiting(cluster: Cluster, count: int) -> AsyncIterator[tuple[Database, asyncio.Future[list[Event]]]]:
    """A database, and somebody who already waits for so many events of it."""
    with cluster.database() as url:
        database = Database(url)
        async with Events(database).subscribe() as stream:
            listener = asyncio.ensure_future(heard(stream, count))
            await asyncio.sleep(0.3)
            yield database, listener
        database.close()


async def test_who_is_roused_hears_before_the_next_look(postgres: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desk.events.alarms.LOOK_SECONDS", 60.0)
    async with waiting(postgres, 1) as (database, listener):
        await asyncio.to_thread(publish, database, "now")
        assert await asyncio.wait_for(listener, 5) == [event("now")]


async def test_a_line_that_the_server_cuts_is_made_anew(postgres: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desk.events.alarms.LOOK_SECONDS", 60.0)
    async with waiting(postgres, 2) as (database, listener):
        postgres.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'")
        await asyncio.sleep(0.5)
        await asyncio.to_thread(publish, database, "one")
        await asyncio.sleep(0.3)
        await asyncio.to_thread(publish, database, "two")
        assert await asyncio.wait_for(listener, 5) == [event("one"), event("two")]


def test_missing_numbers_are_waited_for_and_then_given_up() -> None:
    numbers = Numbers(5)
    numbers.read([7, 10], 100.0)
    assert (numbers.last, numbers.missing(100.0)) == (10, [6, 8, 9])
    numbers.read([8, 11], 101.0)
    assert (numbers.last, numbers.missing(100.0 + HOLE_SECONDS - 0.1)) == (11, [6, 9])
    assert numbers.missing(100.0 + HOLE_SECONDS) == []
