"""How long reports take on many calls, as a ratio to reading the same rows.

    python -m bench.board [sqlite postgresql] [--calls 1000000] [--repeats 3]

A year of calls spread over its days, two thirds of which went to people. For each report the fastest of the repeats;
`reading` is the same query, its rows fetched and dropped, in the same process. The server is one of the tests' own, on
the same machine.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from bench.desk import DEPARTMENTS, place
from desk.board import export, reading
from desk.board.board import Board
from desk.board.groups import By
from desk.board.reading import Filter
from desk.calls.book import CallBook
from desk.calls.surveys import Surveys
from desk.calls.tables import CALLS
from desk.database import Database
from desk.floor.tables import CHANGES
from desk.tables import ITEMS
from tests.desk.samples import packet

ZONE = ZoneInfo("Europe/Copenhagen")
BEGIN = datetime(2026, 1, 1, tzinfo=ZONE).astimezone(UTC)
YEAR, DAY = timedelta(days=365), timedelta(days=1)
CHUNK = 20_000
FINALS = ("answered", "routed", "handoff")
LANGUAGES = ("fr", "nl", "it", "da", "en")


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("kinds", nargs="*", default=["sqlite", "postgresql"])
    parser.add_argument("--calls", type=int, default=1_000_000)
    parser.add_argument("--repeats", type=int, default=3)
    args = parser.parse_args()
    for kind in args.kinds:
        with place(kind) as address:
            database = Database(address)
            fill(database, args.calls)
            measure(kind, database, args)
            database.close()
    return 0


def fill(database: Database, calls: int) -> None:
    """A year of them."""
    rng, item = random.Random(4), json.dumps(packet("x").to_dict())
    for first in range(0, calls, CHUNK):
        rows = [_call(number, calls, rng) for number in range(first, min(first + CHUNK, calls))]
        items = [_item(row, rng, item) for row in rows if row["item_id"]]
        with database.transaction() as connection:
            connection.execute(CALLS.insert(), rows)
            connection.execute(ITEMS.insert(), items)
            connection.execute(CHANGES.insert(), [_wrap_up(row) for row in items])
    if not database.on_file:
        # As the server does by itself a little later.
        with database.transaction() as connection:
            connection.execute(sa.text("ANALYZE"))


def _call(number: int, calls: int, rng: random.Random) -> dict[str, Any]:
    began, final = BEGIN + YEAR * (number / calls), FINALS[number % 3]
    ended = began + timedelta(seconds=rng.uniform(20, 400))
    language = rng.choice(LANGUAGES)
    row: dict[str, Any] = dict.fromkeys(column.name for column in CALLS.c)
    row |= {"id": f"call-{number}", "channel": "phone", "language": language, "languages": language, "holder": "media"}
    row |= {"began": began, "bot_answered": began, "ended": ended, "bot_ended": ended, "ended_by": "bot"}
    row |= {"final": final, "department": rng.choice(DEPARTMENTS), "caller": f"+4520{number:06d}"}
    row |= {"reason": None if number % 3 == 0 else "routed", "item_id": f"{number:036d}" if number % 3 else None}
    return row


def _item(call: dict[str, Any], rng: random.Random, text: str) -> dict[str, Any]:
    queued = call["began"] + timedelta(seconds=30)
    taken = queued + timedelta(seconds=rng.expovariate(1 / 20))
    return {
        "id": call["item_id"], "call_id": call["id"], "kind": "call", "department": call["department"],
        "language": call["language"], "priority": 1, "reason": "routed", "state": "closed", "created": queued,
        "queued_at": queued, "taken": taken, "answered": taken, "agent": "mette", "packet": text,
        "closed": taken + timedelta(seconds=rng.uniform(30, 400)),
    }  # fmt: skip


def _wrap_up(item: dict[str, Any]) -> dict[str, Any]:
    until = item["closed"] + timedelta(seconds=30)
    row = {"agent": "mette", "state": "wrap_up", "reason": "resolved", "by": "agent", "item_id": item["id"]}
    return row | {"since": item["closed"], "until": until}


def measure(kind: str, database: Database, args: argparse.Namespace) -> None:
    """One line a report."""
    board, book = Board(database), CallBook(database)
    day, end = BEGIN + timedelta(days=200), BEGIN + YEAR
    reports: list[tuple[str, datetime, datetime, By]] = [
        ("a day by quarter of an hour", day, day + DAY, "quarter"),
        ("a day by department", day, day + DAY, "department"),
        ("a year by day", BEGIN, end, "day"),
        ("a year by language", BEGIN, end, "language"),
    ]
    print(f"{kind}, {args.calls} calls, best of {args.repeats}", flush=True)
    live = fastest(args.repeats, lambda: board.live(day + DAY / 2, ZONE))
    print(f"  the live board at noon: {live:.3f} s", flush=True)
    for name, begin, until, by in reports:
        read = fastest(args.repeats, lambda b=begin, u=until: drain(database, b, u))
        # A board that remembers nothing, as after a start; and the same once more.
        took = fastest(args.repeats, lambda b=begin, u=until, y=by: Board(database).history(b, u, y, ZONE, end))
        board.history(begin, until, by, ZONE, end)
        again = fastest(1, lambda b=begin, u=until, y=by: board.history(b, u, y, ZONE, end))
        print(f"  {name}: {took:.3f} s; reading {read:.3f} s; ratio {took / read:.2f}; again {again:.3f} s", flush=True)
    took = fastest(1, lambda: consume(export.calls(book, Surveys(database), day, day + timedelta(days=30), ZONE)))
    print(f"  30 days of calls as CSV: {took:.3f} s", flush=True)


def drain(database: Database, begin: datetime, end: datetime) -> None:
    """Read what a report reads."""
    with database.reading() as connection:
        rows = reading.rows(connection, begin, end, Filter())
        for kind in (rows.calls, rows.items, rows.wrap_ups, rows.surveys, rows.talks, rows.told):
            for _ in kind:
                pass


def consume(pieces: Iterator[bytes]) -> None:
    """To the end."""
    for _ in pieces:
        pass


def fastest(repeats: int, do: Callable[[], object]) -> float:
    """Seconds."""
    best = float("inf")
    for _ in range(repeats):
        begun = time.perf_counter()
        do()
        best = min(best, time.perf_counter() - begun)
    return best


if __name__ == "__main__":
    raise SystemExit(main())
