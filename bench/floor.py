"""Floor operations a second, and whether any call went to two agents; run by `python -m bench.desk`.

Agents answer as soon as their phone rings and finish at once, so that nothing but the desk takes time. An operation is
an offer, an answer or an end of a call, each on disk before it is told; the wrap-up that ends with each tick and the
calls that come are not counted. Two processes distribute at once, and their agents get calls from either.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import multiprocessing
import queue
import threading
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier
from typing import TypeVar

import numpy as np
import sqlalchemy as sa

from desk.database import Database
from desk.floor.floor import Floor
from desk.routing.policy import Policy
from desk.tables import ITEMS
from tests.desk.samples import NOW, packet

TARGET = 500
"""Operations a second on PostgreSQL."""
DEPARTMENTS = ("sales", "billing", "technical_support")
WAITING = 60
"""Calls that wait at a time, about: those of a very bad hour."""
POLICY = Policy(wrap_up_seconds=0.0, ring_seconds=1e6)
T = TypeVar("T")
Offers = list["Queue[tuple[str, str] | None]"]


def measure(kind: str, address: str, args: argparse.Namespace) -> None:
    """One database, all processes at once."""
    database = Database(address)
    names = [[f"agent-{process}-{number}" for number in range(args.agents)] for process in range(args.processes)]
    enrol(database, [name for those in names for name in those])
    processes = multiprocessing.get_context("forkserver")
    together, results = processes.Barrier(args.processes + 1), []
    offers: Offers = [processes.Queue() for _ in names]
    for number, those in enumerate(names):
        received, sent = processes.Pipe(False)
        work = (address, number, those, offers, args.seconds, together, sent)
        processes.Process(target=serve, args=work).start()
        results.append(received)
    together.wait()
    begun = time.perf_counter()
    together.wait()
    found = [result.recv() for result in results]
    report(kind, found, time.perf_counter() - begun, args)
    database.close()


def enrol(database: Database, names: list[str]) -> None:
    """Everybody speaks and does everything, and is there."""
    on = Floor(database)
    for name in names:
        on.enrol(name, ["da"], ["*"], 1, NOW)
        on.change(name, "available", "agent", NOW)


def feed(database: Database, count: int, numbers: list[int]) -> None:
    """Calls on our line, as many as are missing. `numbers`: of the last one."""
    with database.transaction() as connection:
        query = sa.select(sa.func.count()).where(ITEMS.c.state == "waiting")
        missing = count - int(connection.execute(query).scalar_one())
        if missing <= count // 2:
            return
        body = json.dumps(packet("x").to_dict())
        numbers[0] += missing
        rows = [
            {
                "id": f"f{number:035d}", "call_id": f"floor-{number}", "kind": "call", "language": "da", "priority": 1,
                "department": DEPARTMENTS[number % 3], "reason": "routed", "state": "waiting", "created": NOW,
                "packet": body, "line": "desk", "holder": "bench",
            }
            for number in range(numbers[0] - missing, numbers[0])
        ]  # fmt: skip
        connection.execute(ITEMS.insert(), rows)


class Agents:
    """Of one process."""

    def __init__(self, on: Floor, names: list[str]) -> None:
        self._on, self.seconds, self.answered = on, {"offer": [], "accept": [], "finish": []}, list[str]()
        self.rings: dict[str, queue.SimpleQueue[str | None]] = {name: queue.SimpleQueue() for name in names}
        self._lock = threading.Lock()

    def timed(self, name: str, do: Callable[[], T], per: Callable[[T], int] = lambda _: 1) -> T:
        """Keep how long it took, shared by those that were done at once."""
        begun = time.perf_counter()
        result = do()
        took = time.perf_counter() - begun
        with self._lock:
            self.seconds[name] += [took] * per(result)
        return result

    def work(self, name: str) -> None:
        """Answer and finish until there is None."""
        while (item := self.rings[name].get()) is not None:
            ringing = item
            self.timed("accept", lambda: self._on.accept(ringing, name, datetime.now(UTC)))  # noqa: B023
            self.answered.append(ringing)
            self.timed("finish", lambda: self._on.finish(ringing, name, datetime.now(UTC), "resolved"))  # noqa: B023


def serve(
    address: str, process: int, names: list[str], offers: Offers, seconds: float, together: Barrier, answer: Connection
) -> None:
    """The share of one process: distributes to all, answers for its own."""
    database = Database(address)
    on, numbers = Floor(database, POLICY), [0]
    agents = Agents(on, names)
    threads = [threading.Thread(target=agents.work, args=(name,)) for name in names]
    for thread in threads:
        thread.start()

    def deliver() -> None:
        while (ringing := offers[process].get()) is not None:
            agents.rings[ringing[1]].put(ringing[0])

    delivery = threading.Thread(target=deliver)
    delivery.start()
    together.wait()
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        if process == 0:
            feed(database, WAITING, numbers)
        ticked = agents.timed("offer", lambda: on.tick(datetime.now(UTC)), lambda done: len(done.offered))
        for one in ticked.offered:
            offers[int(one.agent_id.split("-")[1])].put((one.item_id, one.agent_id))
        if not ticked.offered:
            time.sleep(0.002)
    together.wait()  # whoever was offered something late has it delivered
    time.sleep(0.2)
    offers[process].put(None)
    delivery.join()
    for name in names:
        agents.rings[name].put(None)
    for thread in threads:
        thread.join()
    answer.send((agents.seconds, agents.answered))
    with contextlib.suppress(OSError):
        answer.close()


def report(
    kind: str, results: list[tuple[dict[str, list[float]], list[str]]], took: float, args: argparse.Namespace
) -> None:
    """One line, and the time of each operation."""
    answered = Counter(item for _, items in results for item in items)
    times = {name: [s for seconds, _ in results for s in seconds[name]] for name in results[0][0]}
    count = sum(map(len, times.values()))
    doubles = sum(number > 1 for number in answered.values())
    target = f" (target {TARGET})" if kind == "postgresql" else ""
    print(f"{kind}: {count / took:.0f} floor operations/s{target}, n = {count} in {took:.1f} s", flush=True)
    print(f"  {len(answered)} calls answered, {doubles} of them by two agents", flush=True)
    print(f"  {args.processes} processes × {args.agents} agents, about {WAITING} calls waiting", flush=True)
    for name, found in times.items():
        middle, high = np.percentile(np.array(found) * 1000, (50, 95))
        print(f"  {name:<6} n = {len(found)}: p50 {middle:.1f} ms, p95 {high:.1f} ms", flush=True)
