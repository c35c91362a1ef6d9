"""Queue operations a second, and whether any item went to two agents.

    python -m bench.desk [sqlite postgresql] [--calls 1500] [--processes 2] [--threads 8] [--history 10000]
                         [--agents 12] [--seconds 10] [--only queue|floor]

Each thread places a call, takes whoever is next and closes that: three operations, each a transaction that is on disk
(full sync). The server is one of the tests' own, on the same machine. `--history`: closed calls of the departments
that lie in the queue beforehand. Then the floor: see bench.floor.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import multiprocessing
import os
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import TypeVar

import numpy as np

from bench import floor
from desk.database import Database
from desk.queue.store import QueueStore
from desk.tables import ITEMS
from tests.desk.postgres import cluster
from tests.desk.samples import NOW, packet

TARGET = 500
"""Operations a second on PostgreSQL."""
DEPARTMENTS = ("sales", "billing", "technical_support")
T = TypeVar("T")
OPERATIONS = ("place", "take", "close")


@dataclasses.dataclass(frozen=True)
class Result:
    """Of one process."""

    taken: list[str]
    seconds: dict[str, list[float]]
    """Operation → how long each took."""


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("kinds", nargs="*", default=["sqlite", "postgresql"])
    sizes = {"calls": 1500, "processes": 2, "threads": 8, "history": 10_000, "agents": 12, "seconds": 10}
    for name, default in sizes.items():
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--only", choices=("queue", "floor"))
    args = parser.parse_args()
    print(f"the disk syncs {syncs():.0f} times a second", flush=True)
    for kind in args.kinds:
        with place(kind) as address:
            fill(Database(address), args.history)
            if args.only != "floor":
                measure(kind, address, args)
            if args.only != "queue":
                floor.measure(kind, address, args)
    return 0


def syncs(seconds: float = 1.0) -> float:
    """Writes of 8 kB that are on disk, a second: as fast as changes of one writer can be."""
    with tempfile.NamedTemporaryFile() as file:
        begun, count = time.perf_counter(), 0
        while time.perf_counter() - begun < seconds:
            os.pwrite(file.fileno(), bytes(8192), 0)
            os.fdatasync(file.fileno())
            count += 1
        return count / (time.perf_counter() - begun)


@contextmanager
def place(kind: str) -> Iterator[str]:
    """Where a database may be made."""
    if kind == "sqlite":
        with tempfile.TemporaryDirectory() as folder:
            yield str(Path(folder) / "queue.db")
    else:
        with cluster(durable=True) as server, server.database() as url:
            yield url


def measure(kind: str, address: str, args: argparse.Namespace) -> None:
    """One database, all processes at once."""
    processes = multiprocessing.get_context("forkserver")
    together, results, share = processes.Barrier(args.processes + 1), [], args.calls // args.processes
    for number in range(args.processes):
        received, sent = processes.Pipe(False)
        processes.Process(target=work, args=(address, number, share, args.threads, together, sent)).start()
        results.append(received)
    together.wait()
    begun = time.perf_counter()
    found = [result.recv() for result in results]
    took = time.perf_counter() - begun
    report(kind, found, took, args)
    Database(address).close()


def fill(database: Database, history: int) -> None:
    """Closed calls of past days."""
    old = json.dumps(packet("old").to_dict())
    rows = [
        {
            "id": f"{number:036d}", "call_id": f"old-{number}", "kind": "call", "language": "da", "priority": 1,
            "department": DEPARTMENTS[number % 3], "reason": "routed", "state": "closed", "agent": "mette",
            "created": NOW - timedelta(minutes=number + 5), "taken": NOW - timedelta(minutes=number + 4),
            "closed": NOW - timedelta(minutes=number), "packet": old,
        }
        for number in range(history)
    ]  # fmt: skip
    if rows:
        with database.transaction() as connection:
            connection.execute(ITEMS.insert(), rows)


def work(address: str, process: int, calls: int, threads: int, together: Barrier, answer: Connection) -> None:
    """The share of one process."""
    store, seconds, taken = QueueStore(Database(address)), {name: list[float]() for name in OPERATIONS}, list[str]()

    def timed(name: str, do: Callable[[], T]) -> T:
        begun = time.perf_counter()
        result = do()
        seconds[name].append(time.perf_counter() - begun)
        return result

    def call(number: int) -> None:
        placed = packet(f"{process}-{number}", number % 600, department=DEPARTMENTS[number % 3])
        timed("place", lambda: store.place(placed))
        if item := timed("take", lambda: store.take(f"agent-{process}", NOW)):
            taken.append(item.id)
            timed("close", lambda: store.close(item.id, NOW + timedelta(minutes=4), "done"))

    with ThreadPoolExecutor(threads) as pool:
        together.wait()
        list(pool.map(call, range(calls)))
    answer.send(Result(taken, seconds))


def report(kind: str, results: list[Result], took: float, args: argparse.Namespace) -> None:
    """One line, and the time of each operation."""
    taken = Counter(item for result in results for item in result.taken)
    times = {name: [s for result in results for s in result.seconds[name]] for name in OPERATIONS}
    count = sum(map(len, times.values()))
    doubles = sum(number > 1 for number in taken.values())
    target = f" (target {TARGET})" if kind == "postgresql" else ""
    print(f"{kind}: {count / took:.0f} operations/s{target}, n = {count} in {took:.1f} s", flush=True)
    print(f"  {len(taken)} items taken, {doubles} of them by two agents", flush=True)
    print(f"  {args.processes} processes × {args.threads} threads, {args.history} closed calls beforehand", flush=True)
    for name, found in times.items():
        middle, high = np.percentile(np.array(found) * 1000, (50, 95))
        print(f"  {name:<6} n = {len(found)}: p50 {middle:.1f} ms, p95 {high:.1f} ms", flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
