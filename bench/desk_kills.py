"""Whether anything is lost or given twice when the serving desk is killed (SIGKILL) again and again under load.

    python -m bench.desk_kills [sqlite postgresql] [--kills 100] [--agents 6] [--seed N]

The desk's web process behind its front, as `centralino serve` runs it, is killed at a random moment within 1.5 s of its
answering again, while agents accept, refuse, note and finish over HTTP and callers keep coming. Everything that it has
acknowledged is compared with what is stored.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import random
import secrets
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from bench.desk import place
from centralino import desk_process
from desk.accounts.accounts import Accounts
from desk.database import Database
from desk.floor.floor import Floor
from tests.desk.web.front import front
from tests.desk.web.killing import Outages, Told, lost, started_again_at_once
from tests.desk.web.site import PASSWORD


def main() -> int:
    """Measure and print; fails when anything was lost."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("kinds", nargs="*", default=["sqlite", "postgresql"])
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--agents", type=int, default=6)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(1 << 32))
    args = parser.parse_args()
    print(f"seed {args.seed}", flush=True)
    logging.getLogger(desk_process.__name__).setLevel(logging.CRITICAL)  # it tells of each death
    wrong = [measure(kind, args) for kind in args.kinds]
    return int(any(wrong))


def measure(kind: str, args: argparse.Namespace) -> bool:
    """One database; whether anything is wrong."""
    with place(kind) as address, tempfile.TemporaryDirectory() as folder:
        database = Database(address)
        agents = [f"agent-{number}" for number in range(args.agents)]
        staff(database, agents)
        begun = time.monotonic()
        outages = asyncio.run(killed(Path(folder), address, database, agents, args))
        wrong = outages.found + lost(database, outages.told)
        report(kind, args.kills, outages.told, time.monotonic() - begun)
        database.close()
    for one in wrong:
        print(f"  WRONG: {one}", flush=True)
    return bool(wrong)


def staff(database: Database, agents: Sequence[str]) -> None:
    """They all take every call."""
    accounts, floor, now = Accounts(database), Floor(database), datetime.now(UTC)
    for name in agents:
        accounts.add(name, PASSWORD, "agent", "en", now)
        floor.enrol(name, ["da"], ["*"], 1, now)


async def killed(
    folder: Path, address: str, database: Database, agents: Sequence[str], args: argparse.Namespace
) -> Outages:
    """What was told, and what was found after each kill."""
    with started_again_at_once():
        async with front(folder, address) as running:
            outages = Outages(running, database, agents, random.Random(args.seed))
            await outages.run(args.kills)
            return outages


def report(kind: str, kills: int, told: Told, took: float) -> None:
    """What was at stake."""
    accepted, refused, finished = (sum(map(len, one.values())) for one in (told.accepted, told.refused, told.finished))
    print(f"{kind}: {kills} kills in {took:.0f} s, {len(told.placed)} calls", flush=True)
    print(
        f"  acknowledged: {told.writes} writes: {accepted} accepts, {refused} refusals, {len(told.notes)} notes, "
        f"{finished} ends",
        flush=True,
    )


if __name__ == "__main__":
    raise SystemExit(main())
