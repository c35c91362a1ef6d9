"""Many people at one queue: nobody gets what another has, no call is there twice."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier

import pytest
import sqlalchemy as sa

from desk import engines
from desk.database import Database
from desk.queue.store import QueueStateError, QueueStore
from desk.tables import ITEMS
from tests.desk.postgres import Cluster
from tests.desk.samples import NOW, PROCESSES, packet

pytestmark = pytest.mark.contract
THREADS, WORKERS, CALLS = 16, 2, 300


def in_processes(work: Callable[[str, int, Barrier], list[str]], address: str) -> list[list[str]]:
    """What `work` returns in each of WORKERS processes, begun at one moment."""
    together, pipes, children = PROCESSES.Barrier(WORKERS), [], []
    for number in range(WORKERS):
        received, sent = PROCESSES.Pipe(False)
        children.append(PROCESSES.Process(target=_child, args=(work, address, number, together, sent)))
        children[-1].start()
        # So that the end of a child is the end of its pipe.
        sent.close()
        pipes.append(received)
    results = [pipe.recv() for pipe in pipes]
    for child in children:
        child.join()
    return results


def _child(
    work: Callable[[str, int, Barrier], list[str]], address: str, number: int, together: Barrier, answer: Connection
) -> None:
    # Who gets what is looked at here, and not how long it takes on a machine that does much else.
    engines.WAIT_SECONDS = 300
    answer.send(work(address, number, together))


def _take_all(address: str, number: int, together: Barrier) -> list[str]:
    store = QueueStore(Database(address))

    def agent(name: str) -> list[str]:
        got = []
        while item := store.take(name, NOW):
            assert (item.agent, item.state) == (name, "taken")
            got.append(item.id)
        return got

    together.wait(60)
    with ThreadPoolExecutor(THREADS) as pool:
        return [found for got in pool.map(agent, [f"agent-{number}-{n}" for n in range(THREADS)]) for found in got]


def test_no_call_is_given_to_two_agents(address: str) -> None:
    database = Database(address)
    store = QueueStore(database)
    placed = {store.place(packet(f"call-{number}", number)).item_id for number in range(CALLS)}
    taken = Counter(item for got in in_processes(_take_all, address) for item in got)
    assert taken == Counter(placed)
    assert {item.state for item in store.list(state=None)} == {"taken"}
    database.close()


def _place_and_take(address: str, number: int, together: Barrier) -> list[str]:
    store = QueueStore(Database(address))

    def agent(call: int) -> str:
        store.place(packet(f"call-{number}-{call}", call % 50))
        item = store.take(f"agent-{number}", NOW)
        return item.id if item else "nobody"

    together.wait(60)
    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(agent, range(CALLS)))


def test_whoever_has_placed_a_call_finds_one_to_take(address: str) -> None:
    """Others may take that one, but then theirs is left: nobody is told that nobody waits while somebody does."""
    taken = Counter(item for got in in_processes(_place_and_take, address) for item in got)
    assert taken["nobody"] == 0
    assert set(taken.values()) == {1}
    assert len(taken) == WORKERS * CALLS


def _place_all(address: str, _number: int, together: Barrier) -> list[str]:
    store = QueueStore(Database(address))
    together.wait(60)
    with ThreadPoolExecutor(THREADS) as pool:
        calls = [f"call-{number % 20}" for number in range(200)]
        return [placed.item_id for placed in pool.map(lambda call: store.place(packet(call)), calls)]


def test_a_call_placed_by_two_processes_at_once_is_there_once(address: str) -> None:
    database = Database(address)
    results = in_processes(_place_all, address)
    items = QueueStore(database).list(state=None)
    assert len(items) == 20
    assert {item.id for item in items} == {item for result in results for item in result}
    database.close()


def test_one_named_item_and_many_agents(database: Database) -> None:
    store = QueueStore(database)
    item, got, refused = store.place(packet("a")).item_id, list[str](), list[str]()

    def agent(name: str) -> None:
        try:
            taken = store.take(name, NOW, item)
            assert taken is not None
            got.append(str(taken.agent))
        except QueueStateError as error:
            refused.append(str(error))

    threads = [threading.Thread(target=agent, args=(f"agent-{n}",)) for n in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert got == [store.show(item).agent]
    assert set(refused) == {f"item {item[:8]} is taken, not waiting"}


def test_a_call_that_is_being_placed_again_is_not_overlooked(database: Database) -> None:
    """Its row is locked by the other process at that moment."""
    store, taken = QueueStore(database), list[str]()
    item = store.place(packet("a")).item_id

    def agent() -> None:
        found = store.take("mette", NOW)
        taken.append(found.id if found else "nobody")

    thread = threading.Thread(target=agent)
    with database.transaction() as connection:
        connection.execute(ITEMS.update().where(ITEMS.c.id == item).values(reason="routed"))
        thread.start()
        thread.join(0.5)
        assert taken == []
    thread.join()
    assert taken == [item]


def test_takers_do_not_wait_for_one_another(postgres: Cluster) -> None:
    with postgres.database() as url:
        database = Database(url)
        store = QueueStore(database)
        store.place(packet("a"))
        second = store.place(packet("b", 1)).item_id
        with database.transaction() as connection:
            connection.execute(sa.select(ITEMS.c.id).where(ITEMS.c.call_id == "a").with_for_update()).one()
            taken = store.take("mette", NOW)
        assert taken is not None
        assert taken.id == second
        database.close()
