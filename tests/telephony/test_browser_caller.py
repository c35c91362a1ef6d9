"""Callers from web pages and agents at SIP phones, through a real Asterisk."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.directory import company
from centralino.agent_phones import AgentPhones
from centralino.settings import Settings
from centralino.telephone import Telephone
from desk.context import ContextStore
from desk.database import Database
from desk.floor.floor import Floor
from tests.centralino.lines import Site, hears, music, now, site, told, until
from tests.telephony.conftest import NewPhone
from tests.telephony.pbx import Pbx
from tests.telephony.phone import Phone
from tests.voice.browser_peer import Page
from voice.legs.audiosocket_server import AudioSocketServer
from voice.legs.protocol import Leg
from voice.telephony.ari import Ari
from voice.telephony.exchange import Exchange

pytestmark = pytest.mark.telephony

CALLER, AGENT = 440, 1000


@dataclass
class Office:
    """Maria, at the phone 2001."""

    site: Site
    floor: Floor
    contexts: ContextStore

    async def ring(self) -> Page:
        """A caller on a page waits, and is offered to her."""
        caller = await self.site.page("/audio/call?language=it", CALLER)
        await told(caller, "state", state="waiting")
        await asyncio.to_thread(self.floor.tick, now())
        await told(caller, "state", state="ringing", agent="maria")
        return caller

    async def becomes(self, state: str, reason: str | None = None) -> None:
        async def look() -> bool:
            maria = await asyncio.to_thread(self.floor.agent, "maria")
            return (maria.state, maria.reason) == (state, reason)

        await until(look, f"maria is {state}")


@asynccontextmanager
async def office(pbx: Pbx, folder: Path) -> AsyncIterator[Office]:
    database = Database(folder / "queue.db")
    floor, contexts = Floor(database), ContextStore(database)
    floor.enrol("maria", ["it"], ["sales"], 1, now())
    floor.change("maria", "available", "agent", now())
    async with (
        site(database) as running,
        Ari(pbx.ari_url, pbx.ari_user, pbx.ari_password, "centralino") as ari,
    ):
        calls = Telephone(
            running.parts, Settings(), company(), lambda: running.store, contexts, folder / "briefings",
            lambda _info: running.events.append, lambda _kind, _status: None, running.desk, running.people,
        )  # fmt: skip

        async def serve(call_id: str, leg: Leg) -> None:
            await exchange.serve(call_id, leg)

        server = AudioSocketServer(serve, port=pbx.media_port)
        exchange = Exchange(ari, server, calls)
        running.people.phones = AgentPhones({"maria": "2001"}, exchange.phones, contexts)
        await server.start()
        following = asyncio.create_task(exchange.run())
        try:
            await until(lambda: ari.connected, "connected")
            yield Office(running, floor, contexts)
        finally:
            following.cancel()
            await server.close()


async def answered(phone: Phone, caller: Page) -> None:
    await asyncio.to_thread(phone.wait, "CALL_ESTABLISHED")
    await told(caller, "state", state="agent", agent="maria")
    await hears(caller, AGENT, 1000)
    await until(lambda: phone.hears_tone(CALLER), "the agent hears the caller")


async def test_the_phone_rings_both_talk_and_the_agent_hangs_up(pbx: Pbx, phone: NewPhone, tmp_path: Path) -> None:
    maria = await asyncio.to_thread(lambda: phone("2001", tone=AGENT))
    async with office(pbx, tmp_path) as there:
        caller = await there.ring()
        await answered(maria, caller)
        token = await asyncio.to_thread(maria.header, "X-Centralino-Context")
        item = await there.site.item()
        packet = await asyncio.to_thread(there.contexts.open, token or "", now())
        assert packet is not None
        assert packet["call_id"] == item.call_id
        await there.becomes("in_call")
        maria.hang_up()
        await told(caller, "state", state="ended")
        item = await there.site.item()
        assert (item.state, item.agent, item.note) == ("closed", "maria", "answered by phone")
        await there.becomes("wrap_up")


async def test_a_caller_who_hangs_up_frees_the_phone(pbx: Pbx, phone: NewPhone, tmp_path: Path) -> None:
    maria = await asyncio.to_thread(lambda: phone("2001", tone=AGENT))
    async with office(pbx, tmp_path) as there:
        caller = await there.ring()
        await answered(maria, caller)
        await caller.send(hang_up=True)
        await asyncio.to_thread(maria.wait, "CALL_CLOSED")
        await there.becomes("wrap_up")
        assert (await there.site.item()).state == "closed"


@pytest.mark.parametrize("how", ["declined", "not answered", "not registered"])
async def test_whom_nobody_answers_is_at_the_head_again_and_the_agent_on_a_break(
    pbx: Pbx, phone: NewPhone, tmp_path: Path, how: str
) -> None:
    if how == "not answered":
        pbx.set_global("EXTENSION_SECONDS", 2)
    async with office(pbx, tmp_path) as there:
        if how == "not registered":
            caller = await there.ring()
        else:
            maria = await asyncio.to_thread(lambda: phone("2001", answers=False))
            caller = await there.ring()
            await asyncio.to_thread(maria.wait, "CALL_INCOMING")
            await music(caller)
            if how == "declined":
                maria.hang_up()
        await there.becomes("on_break", "no_answer")
        await told(caller, "state", 2, state="waiting")
        item = await there.site.item()
        assert (item.state, item.at_head, item.excluded) == ("waiting", True, ("maria",))


async def test_a_caller_who_hangs_up_while_it_rings_stops_it(pbx: Pbx, phone: NewPhone, tmp_path: Path) -> None:
    maria = await asyncio.to_thread(lambda: phone("2001", answers=False))
    async with office(pbx, tmp_path) as there:
        caller = await there.ring()
        await asyncio.to_thread(maria.wait, "CALL_INCOMING")
        await caller.send(hang_up=True)
        await asyncio.to_thread(maria.wait, "CALL_CLOSED")
        await there.becomes("available")
