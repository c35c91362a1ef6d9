"""Callers by telephone and agents in the browser, through a real Asterisk."""

from __future__ import annotations

import asyncio
import io
from pathlib import Path
from typing import Any, cast

import pytest
import soundfile

from centralino.recording import Recorder
from desk.database import Database
from desk.privacy.consent import Policy
from desk.privacy.recordings import Recordings
from desk.privacy.vault import Vault, load_keyring
from tests.centralino.lines import Site, hears, now, silent, site, strength, told, until
from tests.telephony.exchanging import CALLER, exchanging, phoning
from tests.telephony.exchanging import hears as caller_hears
from tests.telephony.pbx import Pbx
from tests.telephony.rtp import RtpPeer

pytestmark = pytest.mark.telephony

AGENT = 1000


def hears_agent(peer: RtpPeer) -> bool:
    return caller_hears(peer, AGENT)


async def taken(running: Site, peer: RtpPeer) -> None:
    item = await running.item()
    before = len(running.events)
    assert before
    await until(lambda: "ended" in [event.kind for event in running.events], "the bot has done its part", 30)
    await asyncio.to_thread(running.store.take, "maria", now(), item.id)
    await until(lambda: hears_agent(peer), "the caller hears the agent", 30)


async def test_they_talk_recorded_and_the_agent_ends_it(pbx: Pbx, tmp_path: Path) -> None:
    database = Database(tmp_path / "queue.db")
    recordings = Recordings(database, Vault(tmp_path / "sound", load_keyring(tmp_path / "key")))
    recorder = Recorder(Policy("notice"), lambda: recordings)
    async with (
        site(database, "asks", tape=recorder.talk) as running,
        exchanging(pbx, running, database, tmp_path, recorder) as became,
    ):
        agent = await running.page("/audio/agent", AGENT, "maria")
        await told(agent, "ready")
        async with phoning(pbx, tmp_path) as peer:
            await until(lambda: any(one.kind == "recording" for one in running.events), "the notice was heard", 30)
            peer.interrupt("0")
            await taken(running, peer)
            await hears(agent, CALLER, 2500)
            await agent.send(hang_up=True)
            await told(agent, "left", by="agent")
            await until(lambda: became == [("desk", "answered")], f"the call is over: {became}")
        item = await running.item()
        assert item.state == "closed"
    found = recordings.of(item.call_id, now())
    assert found is not None
    sound, rate = soundfile.read(io.BytesIO(b"".join(found.read(0, found.size))), dtype="int16")
    bot, _talk = recordings.of_call(item.call_id)
    assert bot.seconds is not None
    with_agent = sound[round(bot.seconds * rate) :].astype(float)
    assert strength(with_agent[:8000, 0], CALLER) > 2000, "the caller is on the left"
    assert strength(with_agent[:8000, 1], AGENT) > 2000, "the agent is on the right"


async def test_an_agent_whose_connection_breaks_does_not_cost_the_call(pbx: Pbx, tmp_path: Path) -> None:
    database = Database(tmp_path / "queue.db")
    async with site(database) as running, exchanging(pbx, running, database, tmp_path) as became:
        agent = await running.page("/audio/agent", AGENT, "maria")
        await told(agent, "ready")
        async with phoning(pbx, tmp_path) as peer:
            await taken(running, peer)
            agent.vanish()

            async def waits() -> bool:
                return (await running.item()).state == "waiting"

            await until(waits, "the item waits again")
            await until(lambda: not hears_agent(peer), "the caller is on hold")
            again = await running.page("/audio/agent", AGENT, "maria")
            await told(again, "ready")
            await taken(running, peer)
            await hears(again, CALLER, 2500)
            await asyncio.to_thread(pbx.hang_up_all)
            await told(again, "left", by="caller")
            await silent(again, CALLER)
        assert cast(Any, became) == [("desk", "unavailable"), ("desk", "answered")]
