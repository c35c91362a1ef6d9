"""Callers from pages and agents at phones, with a real queue and real lines; the PBX alone is played. See
tests/telephony/test_browser_caller.py for the real one."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import pytest

from centralino.agent_phones import AgentPhones
from desk.context import ContextStore
from desk.database import Database
from desk.floor.floor import Floor
from tests.centralino.lines import Site, hears, music, now, site, strength, told, tone, until
from tests.voice.audiosocket_peer import Peer
from tests.voice.browser_peer import Page
from voice.legs.audiosocket_server import AudioSocketServer
from voice.legs.protocol import Leg
from voice.telephony.ari import Ari
from voice.telephony.phones import Phones

pytestmark = pytest.mark.unit

CALLER, AGENT = 440, 1000


@dataclass
class Played:
    """The PBX's side: what it was asked to ring."""

    rung: list[str] = field(default_factory=list)

    async def originate(self, channel: str, *_: object) -> None:
        self.rung.append(channel)

    async def follow(self, channel: str) -> None:
        """Nothing becomes of it but that it is answered."""


@dataclass
class Office:
    """A site with maria, whose phone is 2001, and that phone's end of the line."""

    site: Site
    floor: Floor
    pbx: Played
    port: int
    tasks: list[asyncio.Task[Any]] = field(default_factory=list)

    async def rings(self) -> None:
        """The caller who waits is offered to maria, whose phone rings."""

        async def look() -> bool:
            await asyncio.to_thread(self.floor.tick, now())
            return len(self.pbx.rung) == 1

        await until(look, "the phone rings")

    async def answer(self) -> Peer:
        phone = await Peer.connect(self.port, uuid.UUID(self.pbx.rung[-1]))
        self.tasks += [asyncio.create_task(work) for work in (phone.listen(), phone.speak(tone(60, AGENT)))]
        return phone


async def phone_hears(phone: Peer, hertz: float) -> None:
    def heard() -> bool:
        sound = phone.sounds()[-4800:]
        return len(sound) == 4800 and strength(sound, hertz) > 2500

    await until(heard, f"the phone hears {hertz} Hz")


@asynccontextmanager
async def office(folder: Path, limit: int = 100) -> AsyncIterator[Office]:
    database = Database(folder / "queue.db")
    floor, pbx = Floor(database), Played()
    floor.enrol("maria", ["it"], ["sales"], 1, now())
    floor.change("maria", "available", "agent", now())

    async def serve(call_id: str, leg: Leg) -> None:
        assert await phones.serve(call_id, leg)

    lines = AudioSocketServer(serve, port=0, limit=limit)
    phones = Phones(cast(Ari, pbx), lines)
    await lines.start()
    try:
        async with site(database) as running:
            running.people.phones = AgentPhones({"maria": "2001"}, phones, ContextStore(database))
            made = Office(running, floor, pbx, lines.port)
            yield made
            for task in made.tasks:
                task.cancel()
    finally:
        await lines.close()


async def talking(there: Office) -> tuple[Page, Peer]:
    caller = await there.site.page("/audio/call?language=it", CALLER)
    await told(caller, "state", state="waiting")
    await there.rings()
    phone = await there.answer()
    await told(caller, "state", state="agent", agent="maria")
    await hears(caller, AGENT)
    await phone_hears(phone, CALLER)
    return caller, phone


async def test_the_desk_holds_passes_on_and_the_phone_is_free_again(tmp_path: Path) -> None:
    async with office(tmp_path) as there:
        caller, phone = await talking(there)
        item = await there.site.item()
        line = there.site.lines.of("maria")
        assert line is not None
        line.hold(True)
        await told(caller, "state", state="held")
        await music(caller)
        line.hold(False)
        await hears(caller, AGENT)
        await asyncio.to_thread(there.floor.pass_on, item.id, "maria", "sales", 1, "", now())
        await until(phone.writer.is_closing, "the phone is hung up")
        await told(caller, "state", 2, state="waiting")
        assert (await there.site.item()).state == "waiting"


async def test_phones_of_agents_do_not_take_the_lines_of_callers(tmp_path: Path) -> None:
    async with office(tmp_path, limit=0) as there:
        await talking(there)
