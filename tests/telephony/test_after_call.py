"""Callers by telephone: what they hear while they wait, and the question once the person has hung up."""

from __future__ import annotations

import asyncio
import wave
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from centralino.hold_texts import place
from desk.calls.book import CallBook
from desk.calls.surveys import Surveys
from desk.database import Database
from tests.centralino.lines import SPOKEN_HZ, Site, now, site, until
from tests.telephony.conftest import NewPhone
from tests.telephony.exchanging import exchanging, hears, phoning
from tests.telephony.fake_bot import FakeBot
from tests.telephony.hearing import ALIKE, likeness
from tests.telephony.pbx import Pbx
from tests.telephony.phone import CODEC_HZ
from tests.telephony.rtp import RtpPeer
from tests.telephony.waiting import within
from voice.session import survey

pytestmark = pytest.mark.telephony

ITALIAN = survey.texts()["it"]
NEXT = place("it", 1, None)
PERSON = 880
"""Hz of the phone of whoever takes the call."""


def said(running: Site) -> list[str]:
    return [text for text, _ in running.voice.spoken]


async def answer(running: Site, peer: RtpPeer, database: Database, key: str) -> None:
    """The person has hung up: the caller is asked, and presses a key."""
    await until(lambda: ITALIAN.question in said(running), "the caller is asked")
    await until(lambda: hears(peer, SPOKEN_HZ, 1000), "the caller hears it")
    peer.hush()
    peer.press(key)
    call = (await running.item()).call_id
    await until(lambda: (found := Surveys(database).of(call)) and found.score == int(key), "the answer is kept")
    await until(lambda: ITALIAN.thanks in said(running), "thanks")


async def begun(running: Site, database: Database) -> None:
    """There is a record of the call."""
    item = await running.item()
    CallBook(database).begun(item.call_id, "phone", "it", None, None, now())


@pytest.mark.parametrize("people", ["desk", "humans"])
async def test_callers_are_told_where_they_stand_and_asked_how_it_was(
    pbx: Pbx, tmp_path: Path, phone: NewPhone, people: str
) -> None:
    database = Database(tmp_path / "queue.db")
    maria = await asyncio.to_thread(lambda: phone("2001", answers=False, tone=PERSON))
    telephone: dict[str, Any] = {"people": people, "agents": {"maria": "2001"}}
    async with (
        site(database, surveys=lambda: Surveys(database)) as running,
        exchanging(pbx, running, database, tmp_path, announce_seconds=2.0, **telephone) as became,
        phoning(pbx, tmp_path) as peer,
    ):
        await begun(running, database)
        await until(lambda: [text for text in said(running) if text.startswith(NEXT)], "told", 20)
        await until(lambda: hears(peer, SPOKEN_HZ, 1000), "the caller hears it")
        await until(lambda: not hears(peer, SPOKEN_HZ, 200), "and then the music alone")
        await until(lambda: hears(peer, 220, 200), "music")
        if people == "desk":
            await asyncio.to_thread(running.store.take, "maria", now(), (await running.item()).id)
        await asyncio.to_thread(maria.wait, "CALL_INCOMING", 15)

        async def talk() -> bool:
            # In the queue of the PBX her phone rings again and again.
            maria.command("accept")
            await asyncio.sleep(0.5)
            return hears(peer, PERSON, 1000)

        await until(talk, "they talk")
        await asyncio.to_thread(maria.hang_up)
        await answer(running, peer, database, "4")
        kind = "extension" if people == "desk" else "queue"
        await until(lambda: became == [(kind, "answered")], f"it is recorded: {became}")
        if people == "humans":
            assert (await running.item()).state == "closed"
        await until(lambda: no_channel(pbx), "the call is over")


def no_channel(pbx: Pbx) -> bool:
    return "0 active channels" in pbx.cli("core show channels count")


def test_a_bot_that_dies_at_the_question_leaves_the_caller_with_a_goodbye(pbx: Pbx, phone: NewPhone) -> None:
    person, someone = phone("2001", tone=PERSON), phone("2004")
    with FakeBot(pbx, {"CENTRALINO_NEXT": "queue", "CENTRALINO_TARGET": "humans"}, asks=True) as bot:
        someone.dial("1000")
        bot.wait(lambda: bot.lines, "the bot talks")
        bot.hang_up()
        within(15, lambda: someone.hears_tone(PERSON), "they talk")
        person.hang_up()
        bot.wait(lambda: len(bot.lines) == 2, "the bot asks")
        bot.die()
        someone.wait("CALL_CLOSED", 15)
    heard = np.round(someone.heard() * 32767).astype(np.int16)
    with wave.open(str(pbx.home / "prompts/en/centralino-goodbye.wav")) as file:
        goodbye = np.frombuffer(file.readframes(file.getnframes()), "<i2")
    assert likeness(heard, goodbye[CODEC_HZ // 2 : CODEC_HZ * 2]) >= ALIKE
