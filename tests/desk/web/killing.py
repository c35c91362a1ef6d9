"""A desk that is killed while it serves, agents who go on after each outage from what the desk says then, and what has
to hold of all that they were told. For the tests, and for bench/desk_kills.py."""

from __future__ import annotations

import asyncio
import os
import random
import signal
from collections import defaultdict
from collections.abc import Awaitable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from unittest.mock import patch

from centralino import desk_process
from desk.database import Database
from desk.floor.floor import Floor
from desk.queue.item import Item
from desk.queue.store import QueueStore
from tests.desk.floors import inconsistencies
from tests.desk.samples import packet
from tests.desk.web.front import Front
from tests.desk.web.site import LINE

LONGEST_SECONDS = 1.5
"""From when the desk answers to the kill."""
BEAT_SECONDS, AGAIN_SECONDS = 5.0, 0.05
SETTLES_SECONDS = 0.1
"""What a killed process had sent to the database's server may be stored only now."""
REFUSED = 0.1
"""Share of calls that ring and are not taken."""


@contextmanager
def started_again_at_once() -> Iterator[None]:
    """A desk that has died, however often."""
    with patch.object(desk_process, "SHORTEST_SECONDS", 0.05), patch.object(desk_process, "STEADY_SECONDS", 0.0):
        yield


@dataclass
class Told:
    """What the desk has acknowledged."""

    placed: list[str] = field(default_factory=list)
    accepted: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """Item → agents, as the three below."""
    refused: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    finished: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    notes: list[tuple[str, str]] = field(default_factory=list)
    """Item and text."""

    @property
    def writes(self) -> int:
        """How many."""
        agents = (self.accepted, self.refused, self.finished)
        return len(self.notes) + sum(len(names) for one in agents for names in one.values())


class Outages:
    """Agents at work on a desk that dies again and again."""

    def __init__(self, running: Front, database: Database, agents: Sequence[str], chance: random.Random) -> None:
        """`agents` are enrolled and have accounts."""
        self._running, self._database, self._agents = running, database, agents
        # Apart, so that a seed gives the same moments whoever asks first.
        self._moments, self._chance = chance, random.Random(chance.random())
        self._queue, self._floor = QueueStore(database), Floor(database)
        self.told = Told()
        self.found: list[str] = []
        """What was inconsistent after a kill, before anybody had mended anything."""
        self._over = False

    async def run(self, kills: int) -> None:
        """So many, and then until all calls are finished."""
        for name in self._agents:
            await self._running.log_in(name)
        beating = asyncio.create_task(self._beat())
        try:
            async with asyncio.TaskGroup() as tasks:
                for name in self._agents:
                    tasks.create_task(self._work(name))
                tasks.create_task(self._callers())
                for number in range(kills):
                    await self._kill(number)
                self._over = True
        finally:
            beating.cancel()

    async def _kill(self, number: int) -> None:
        await self._running.ready()
        await asyncio.sleep(self._moments.uniform(0, LONGEST_SECONDS))
        pid = self._running.child.pid
        assert pid is not None, "it has ended by itself"
        os.kill(pid, signal.SIGKILL)
        await asyncio.sleep(SETTLES_SECONDS)
        wrong = await asyncio.to_thread(inconsistencies, self._database)
        self.found += [f"after kill {number + 1}: {one}" for one in wrong]
        while self._running.child.pid == pid:
            await asyncio.sleep(0.01)

    async def _beat(self) -> None:
        """The process that has the callers' lines lives."""
        while True:
            await asyncio.to_thread(self._floor.beat, LINE, _now())
            await asyncio.sleep(BEAT_SECONDS)

    async def _callers(self) -> None:
        """More of them wait than agents can take at once."""
        while not self._over:
            if len(await asyncio.to_thread(self._queue.list, "waiting")) <= 2 * len(self._agents):
                await asyncio.to_thread(self._call)
            else:
                await asyncio.sleep(AGAIN_SECONDS)

    def _call(self) -> None:
        now = _now()
        item = self._queue.place(packet(f"call-{len(self.told.placed)}", created=now.isoformat())).item_id
        self.told.placed.append(item)
        self._floor.waits(item, LINE, now)

    async def _work(self, name: str) -> None:
        while True:
            status, me = await self._running.ask(name, "GET", "/me")
            if status != 200:
                await asyncio.sleep(AGAIN_SECONDS)
                continue
            state, item = me["agent"]["state"], (me["item"] or {}).get("id")
            if state == "reserved":
                await self._answer(name, item)
            elif state == "in_call":
                await self._talk(name, item)
            elif state == "wrap_up":
                await self._running.ask(name, "PUT", "/me/state", {"state": "wrap_up", "reason": "resolved"})
                await self._running.ask(name, "PUT", "/me/state", {"state": "available"})
            elif state != "available":
                await self._running.ask(name, "PUT", "/me/state", {"state": "available"})
            elif self._over and not await asyncio.to_thread(self._open):
                return
            else:
                await asyncio.sleep(AGAIN_SECONDS)

    async def _answer(self, name: str, item: str) -> None:
        refuses = self._chance.random() < REFUSED
        told = self.told.refused if refuses else self.told.accepted
        asked = self._running.ask(name, "POST", f"/queue/{item}/{'refuse' if refuses else 'accept'}")
        await self._do(asked, told[item], name)

    async def _talk(self, name: str, item: str) -> None:
        text = f"{name} {self._chance.getrandbits(64):x}"
        if (await self._running.ask(name, "POST", f"/queue/{item}/notes", {"text": text}))[0] == 200:
            self.told.notes.append((item, text))
        asked = self._running.ask(name, "POST", f"/queue/{item}/finish", {"outcome": "resolved"})
        await self._do(asked, self.told.finished[item], name)

    async def _do(self, asked: Awaitable[tuple[int, Any]], told: set[str], name: str) -> None:
        if (await asked)[0] == 200:
            told.add(name)

    def _open(self) -> bool:
        return any(self._queue.list(state) for state in ("waiting", "offered", "taken"))


def lost(database: Database, told: Told) -> list[str]:
    """What was placed or acknowledged and is not stored, and calls that went to two agents; once all are finished."""
    queue, floor = QueueStore(database), Floor(database)
    kept = {item.id: item for item in queue.list(state=None)}
    found = [f"{item} is lost" for item in told.placed if item not in kept]
    found += [f"{item} was placed by nobody" for item in kept if item not in set(told.placed)]
    for item in kept.values():
        found += _wrong(item, told)
    notes = {item: {note.text for note in floor.notes(item)} for item in kept}
    found += [f"a note of {item} is lost" for item, text in told.notes if text not in notes.get(item, ())]
    return found + inconsistencies(database)


def _wrong(item: Item, told: Told) -> list[str]:
    given = told.accepted[item.id] | told.finished[item.id] | ({item.agent} if item.agent else set())
    found = [f"{item.id} was given to {sorted(given)}"] if len(given) > 1 else []
    if item.state != "closed" or item.outcome != "resolved":
        found.append(f"{item.id} is {item.state} with outcome {item.outcome}")
    if not told.refused[item.id] <= set(item.excluded):
        found.append(f"{item.id}: a refusal is lost")
    return found


def _now() -> datetime:
    return datetime.now(UTC)
