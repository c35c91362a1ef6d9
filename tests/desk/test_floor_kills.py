"""A desk that is killed at any moment loses no call and leaves no agent with half of one."""

from __future__ import annotations

import os
import random
import signal
import time
from contextlib import suppress
from multiprocessing.connection import Connection

import pytest

from desk.database import Database
from desk.floor.floor import Floor
from desk.queue.item import QueueStateError
from desk.queue.store import QueueStore
from desk.routing.states import StateError
from tests.desk.floors import HOLDER, arrive, inconsistencies
from tests.desk.samples import NOW, PROCESSES, packet

pytestmark = [pytest.mark.chaos, pytest.mark.slow]
KILLS = 50
"""On each of the two databases."""
MOST_WORDS, LONGEST_S = 12, 0.02
"""Until the kill: things that the process has told, and then a moment in the middle of the next one."""
AGENTS = ("mette", "john", "anna")
STATES = {"waiting": 0, "offered": 1, "taken": 2, "closed": 3}


def _serve(address: str, run: int, tell: Connection) -> None:
    """Calls come, are offered, answered, passed on and finished; each is told after it is done."""
    database = Database(address)
    on, store, number = Floor(database), QueueStore(database), 0
    tell.send(("begun", ""))
    while True:
        item = store.place(packet(f"call-{run}-{number}")).item_id
        tell.send(("waiting", item))
        on.waits(item, HOLDER, NOW)
        for one in on.tick(NOW).offered:
            tell.send(("offered", one.item_id))
        for name in AGENTS:
            # What the one before had sent to the server may be stored only now, in between.
            with suppress(QueueStateError, StateError):
                _work(on, name, number, tell)
        number += 1


def _work(on: Floor, name: str, number: int, tell: Connection) -> None:
    rung = on.item_of(name)
    if rung is not None and rung.state == "offered":
        on.accept(rung.id, name, NOW)
        tell.send(("taken", rung.id))
        on.note(rung.id, name, "a note", NOW)
    elif rung is not None and rung.state == "taken" and number % 4:
        on.finish(rung.id, name, NOW, "resolved")
        tell.send(("closed", rung.id))
    elif rung is not None and rung.state == "taken":
        on.pass_on(rung.id, name, "sales", 1, "passed on", NOW)
        tell.send(("passed", rung.id))
    if on.agent(name).state == "wrap_up":
        on.change(name, "available", "supervisor", NOW)


def _killed(address: str, run: int, words: int, after: float) -> dict[str, str]:
    """Item → the last that was told of it."""
    received, sent = PROCESSES.Pipe(False)
    child = PROCESSES.Process(target=_serve, args=(address, run, sent))
    child.start()
    sent.close()
    assert received.recv() == ("begun", "")
    told = {item: state for state, item in (received.recv() for _ in range(words))}
    time.sleep(after)
    assert child.pid is not None
    os.kill(child.pid, signal.SIGKILL)
    child.join()
    try:
        while received.poll():
            state, item = received.recv()
            told[item] = state
    except (EOFError, OSError):
        pass
    return told


def test_nothing_is_lost_whenever_the_desk_dies(address: str) -> None:
    database, chance, told = Database(address), random.Random(20261127), dict[str, str]()
    on = Floor(database)
    for name in AGENTS:
        arrive(on, name)
    for run in range(KILLS):
        told |= _killed(address, run, chance.randint(1, MOST_WORDS), chance.uniform(0, LONGEST_S))
        assert inconsistencies(database) == [], "after a kill, before anybody has mended anything"
    kept = {item.id: item for item in QueueStore(database).list(state=None)}
    assert len(told) > KILLS
    assert told.keys() <= kept.keys()
    behind = [item for item, state in told.items() if STATES[kept[item].state] < STATES.get(state, 0)]
    # What was taken may have been passed on, and then waits, without this having been told.
    assert [item for item in behind if not on.notes(item)] == []
    # Each kill may have left one call that was stored and not told.
    assert len(kept) - len(told) <= KILLS
    database.close()
