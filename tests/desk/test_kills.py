"""A process that is killed while it writes takes nothing with it and leaves nothing by halves."""

from __future__ import annotations

import json
import os
import random
import signal
import time
from datetime import timedelta
from multiprocessing.connection import Connection

import pytest

from desk.database import Database
from desk.queue.packet import check
from desk.queue.store import Item, QueueStore
from tests.desk.samples import NOW, PROCESSES, packet

pytestmark = [pytest.mark.chaos, pytest.mark.slow]
KILLS = 30
LONGEST_S = 0.4
"""Until the kill, from the first word of the process on."""
STATES = {"waiting": 0, "taken": 1, "closed": 2}


def _write(address: str, run: int, tell: Connection) -> None:
    """Calls come, are taken and closed; each is told after it is done."""
    store, number = QueueStore(Database(address)), 0
    tell.send(("begun", ""))
    while True:
        tell.send(("waiting", store.place(packet(f"call-{run}-{number}", number)).item_id))
        if number % 3:
            taken = store.take("mette", NOW)
            assert taken is not None
            tell.send(("taken", taken.id))
            if number % 3 == 1:
                tell.send(("closed", store.close(taken.id, NOW + timedelta(minutes=5), "sold").id))
        number += 1


def _killed(address: str, run: int, after: float) -> dict[str, str]:
    """Item → the last that was told of it."""
    received, sent = PROCESSES.Pipe(False)
    child = PROCESSES.Process(target=_write, args=(address, run, sent))
    child.start()
    sent.close()
    assert received.recv() == ("begun", "")
    time.sleep(after)
    assert child.pid is not None
    os.kill(child.pid, signal.SIGKILL)
    child.join()
    told = {}
    try:
        while received.poll():
            state, item = received.recv()
            told[item] = state
    except (EOFError, OSError):
        pass
    return told


def _whole(item: Item) -> bool:
    check(item.packet)
    if item.state == "waiting":
        return (item.agent, item.taken, item.closed, item.note) == (None, None, None, None)
    taken = bool(item.agent and item.taken)
    return taken and (item.closed is None if item.state == "taken" else bool(item.closed and item.note == "sold"))


def test_nothing_is_lost_and_nothing_is_half_done(address: str) -> None:
    chance, told = random.Random(20261126), dict[str, str]()
    for run in range(KILLS):
        told |= _killed(address, run, chance.uniform(0, LONGEST_S))
    database = Database(address)
    kept = {item.id: item for item in QueueStore(database).list(state=None)}
    assert len(told) > KILLS
    assert told.keys() <= kept.keys()
    assert [item for item, state in told.items() if STATES[kept[item].state] < STATES[state]] == []
    assert [item for item in kept.values() if not _whole(item)] == []
    # Each kill may have left one call that was stored and not told.
    assert len(kept) - len(told) <= KILLS
    assert json.dumps([item.packet for item in kept.values()]).count('"call_id"') == len(kept)
    database.close()
