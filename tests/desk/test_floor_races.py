"""Many agents, callers and distributors at once: nobody gets two calls, no call is with two people, none is lost."""

from __future__ import annotations

import asyncio
import random
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from multiprocessing.synchronize import Barrier

import pytest
import sqlalchemy as sa

from desk.database import Database
from desk.events import Events
from desk.floor.clock import FloorClock
from desk.floor.floor import Floor
from desk.floor.tables import AGENTS
from desk.queue.store import QueueStateError, QueueStore
from desk.routing.policy import Policy
from desk.routing.states import StateError
from desk.tables import ITEMS
from tests.desk.floors import HOLDER, arrive, call, floor, inconsistencies, later, queue
from tests.desk.postgres import Cluster
from tests.desk.samples import NOW, packet
from tests.desk.test_races import in_processes

pytestmark = pytest.mark.contract
AGENTS_EACH, CALLS = 3, 30
ALWAYS_RINGS = Policy(ring_seconds=1e6)


def _distribute(address: str, number: int, together: Barrier) -> list[str]:
    """Ticks while the agents of this process answer, finish, and are there again, until nothing is
    left."""
    database, done = Database(address), threading.Event()
    on, store = Floor(database, ALWAYS_RINGS), QueueStore(database)
    names = [f"agent-{number}-{n}" for n in range(AGENTS_EACH)]

    def ticks() -> None:
        while not done.wait(0.05):
            on.tick(NOW)

    def answer(name: str) -> list[str]:
        got: list[str] = []
        while not done.is_set() and (store.list("waiting") or store.list("offered")):
            item = on.item_of(name)
            if item is None:
                done.wait(0.1)
                continue
            on.accept(item.id, name, NOW)
            got.append(item.id)
            on.finish(item.id, name, NOW, "resolved")
            on.change(name, "available", "agent", NOW)
        return got

    def work(name: str) -> list[str]:
        try:
            return answer(name)
        except Exception:
            done.set()  # what it was offered would be waited for for ever
            raise

    together.wait(60)
    with ThreadPoolExecutor(AGENTS_EACH + 1) as pool:
        ticker = pool.submit(ticks)
        got = [item for items in pool.map(work, names) for item in items]
        done.set()
        ticker.result()
    return got


def test_two_processes_distribute_and_every_call_is_answered_once(address: str) -> None:
    database = Database(address)
    on = Floor(database)
    for number in range(2):
        for n in range(AGENTS_EACH):
            arrive(on, f"agent-{number}-{n}")
    placed = [call(database, f"call-{number}") for number in range(CALLS)]
    answered = Counter(item for got in in_processes(_distribute, address) for item in got)
    assert answered == Counter(placed)
    assert {item.state for item in queue(database).list(None)} == {"closed"}
    assert inconsistencies(database) == []
    database.close()


def _anything(address: str, number: int, together: Barrier) -> list[str]:
    """Whatever people and callers do, at random; what cannot be done any more is refused and not half done."""
    database = Database(address)
    on, store = Floor(database, Policy(ring_seconds=0.0)), QueueStore(database, clock=lambda: NOW)

    def act(seed: int) -> str:
        chance = random.Random(f"{number}-{seed}")
        name = f"agent-0-{chance.randrange(4)}"
        items = [item for item in store.list(None) if item.state != "closed"]
        item = chance.choice(items).id if items else ""
        acts = [
            lambda: on.tick(NOW),
            lambda: on.accept(item, name, NOW),
            lambda: on.pick(item, name, NOW),
            lambda: on.refuse(item, name, NOW),
            lambda: on.finish(item, name, NOW, "resolved"),
            lambda: on.pass_on(item, name, "sales", 1, "note", NOW),
            lambda: on.line_gone(item, NOW, "gone"),
            lambda: on.change(name, chance.choice(["available", "on_break"]), "supervisor", NOW, None),
            lambda: on.change(name, "on_break", "agent", NOW, "lunch"),
            lambda: on.connection_lost(name, NOW),
            lambda: on.change(name, "available", "agent", NOW),
            lambda: store.take(name, NOW),
            lambda: store.close(item, NOW),
            lambda: store.give_back(item),
            lambda: store.withdraw(item, NOW),
            lambda: on.waits(store.place(packet(f"call-{chance.randrange(30)}")).item_id, HOLDER, NOW),
        ]
        try:
            chance.choice(acts)()
        except (KeyError, QueueStateError, StateError):
            return "refused"
        return "done"

    together.wait(60)
    with ThreadPoolExecutor(6) as pool:
        return list(pool.map(act, range(150)))


def test_whatever_is_done_at_once_agents_and_items_agree(address: str) -> None:
    """A deadlock would be an error of the database, which is none of those that are expected."""
    database = Database(address)
    on = Floor(database)
    for n in range(4):
        arrive(on, f"agent-0-{n}")
    for number in range(20):
        call(database, f"call-{number}")
    results = Counter(word for got in in_processes(_anything, address) for word in got)
    assert results["done"] > 50
    assert inconsistencies(database) == []
    database.close()


def test_one_offered_call_and_many_who_answer(database: Database) -> None:
    """The phone is answered, refused and hung up on in one moment: one of these holds."""
    on = floor(database, "mette")
    item = call(database, "a")
    on.tick(NOW)
    together, outcomes = threading.Barrier(3), list[str]()

    def act(name: str) -> None:
        together.wait()
        try:
            if name == "accept":
                on.accept(item, "mette", NOW)
            elif name == "refuse":
                on.refuse(item, "mette", NOW)
            else:
                on.line_gone(item, NOW, "gone")
            outcomes.append(name)
        except QueueStateError:
            pass

    threads = [threading.Thread(target=act, args=(name,)) for name in ("accept", "refuse", "gone")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not {"accept", "refuse"} <= set(outcomes)
    assert inconsistencies(database) == []


def test_distribution_does_not_wait_for_what_somebody_has_locked(postgres: Cluster) -> None:
    with postgres.database() as url:
        database = Database(url)
        on = floor(database, "mette", "john")
        call(database, "a")
        second = call(database, "b", 1)
        on.beat(HOLDER, later(60))
        with database.transaction() as connection:
            connection.execute(sa.select(AGENTS).where(AGENTS.c.id == "mette").with_for_update()).one()
            connection.execute(sa.select(ITEMS.c.id).where(ITEMS.c.call_id == "a").with_for_update()).one()
            offered = on.tick(later(60)).offered
        assert [(one.item_id, one.agent_id) for one in offered] == [(second, "john")]
        assert [one.agent_id for one in on.tick(later(60)).offered] == ["mette"]
        database.close()


def test_the_clock_distributes_on_events(database: Database) -> None:
    """Long before its two seconds; several of them do no harm."""

    async def scene() -> str:
        now = datetime.now(UTC)
        on = Floor(database)
        on.enrol("mette", ["da"], ["sales"], 1, now)
        clocks = [FloorClock(Floor(database), Events(database), every=1e6) for _ in range(3)]
        running = [asyncio.create_task(clock.run()) for clock in clocks]
        await asyncio.sleep(0.5)
        await asyncio.to_thread(on.change, "mette", "available", "agent", now)
        item = await asyncio.to_thread(lambda: QueueStore(database).place(packet("a")).item_id)
        await asyncio.to_thread(on.waits, item, HOLDER, now)
        while on.agent("mette").state != "reserved":
            await asyncio.sleep(0.02)
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        rung = on.item_of("mette")
        assert rung is not None
        return "same" if rung.id == item else "other"

    assert asyncio.run(asyncio.wait_for(scene(), 60)) == "same"


@pytest.mark.parametrize("steps", range(6))
async def test_a_clock_that_is_stopped_as_something_happens_stops(database: Database, steps: int) -> None:
    clock = FloorClock(Floor(database), every=1e6)
    running = asyncio.create_task(clock.run())
    await asyncio.sleep(0.5)
    clock.rouse()
    for _ in range(steps):
        await asyncio.sleep(0)
    running.cancel()
    done, _ = await asyncio.wait({running}, timeout=10)
    assert done, "it ticks on"
