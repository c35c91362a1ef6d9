"""What is kept of calls in the browser, and who is told of it: over real WebSockets, into a real sealed store."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
import soundfile

from bot.messages import CallerTurn, CallInfo
from centralino.call_sink import CallSinks
from centralino.recording import Recorder
from centralino.recording_words import words
from desk.calls.book import CallBook
from desk.database import Database
from desk.privacy.consent import Policy
from desk.privacy.recordings import Recordings
from desk.privacy.vault import Vault, load_keyring
from tests.centralino.lines import AGENT, CALLER, SPOKEN_HZ, Site, connected, hears, site, strength, take, told, until
from tests.voice.browser_peer import Page
from voice.session.tape import Tape

pytestmark = pytest.mark.unit


@pytest.fixture
def recordings(local: Database, tmp_path: Path) -> Recordings:
    """Kept for 30 days."""
    return Recordings(local, Vault(tmp_path / "sound", load_keyring(tmp_path / "key")), timedelta(days=30))


async def recorded(running: Site) -> tuple[Page, Page, str]:
    """A caller who has heard the notice and whom an agent has taken, and the call."""
    agent = await running.page("/audio/agent", AGENT, "maria")
    await told(agent, "ready")
    caller = await running.page("/audio/call?language=it", CALLER)
    call: str = (await told(caller, "state", state="bot"))["call"]
    await until(lambda: any(event.kind == "recording" for event in running.events), "the notice was heard")
    await caller.send(key="0")
    await take(running, caller)
    return caller, agent, call


async def test_a_conversation_may_be_kept_with_the_caller_left_and_the_agent_right(
    local: Database, tmp_path: Path
) -> None:
    calls: list[str] = []

    def tape(call_id: str, _agent: str) -> Tape:
        calls.append(call_id)
        return Tape(tmp_path / "kept.wav")

    async with site(local, tape=tape) as running:
        _, agent = await connected(running)
        await asyncio.sleep(2)
        await agent.send(hang_up=True)
        await told(agent, "left")
        await until(lambda: running.calls.running == 0, "the call is over")
        assert calls == [(await running.item()).call_id]
    sound, _ = soundfile.read(tmp_path / "kept.wav", dtype="int16")
    parts = [sound[at : at + 4800] for at in range(0, len(sound) - 4800, 1600)]
    assert any(strength(part[:, 0], CALLER) > 3000 and strength(part[:, 1], AGENT) > 3000 for part in parts)
    assert all(strength(part[:, 0], AGENT) < 100 and strength(part[:, 1], CALLER) < 100 for part in parts)


async def test_a_caller_in_the_browser_is_told_of_the_recording_and_recorded(
    local: Database, recordings: Recordings, tmp_path: Path
) -> None:
    recorder = Recorder(Policy("notice"), lambda: recordings)
    async with site(local, final="listens", recorder=recorder) as running:
        caller = await running.page("/audio/call?language=it", CALLER)
        call = (await told(caller, "state", state="bot"))["call"]
        await until(lambda: any(event.kind == "recording" for event in running.events), "the notice was heard")
        assert running.voice.spoken[0][0] == words()["it"].said["notice"]
        await asyncio.sleep(1)
        await caller.send(hang_up=True)
        await until(lambda: [one for one in recordings.of_call(call) if one.seconds], "the recording is finished")
    (recording,) = recordings.of_call(call)
    assert recording.consent == "notice"
    stored = tmp_path / "out.wav"
    stored.write_bytes(b"".join(recordings.wav(recording.id)))
    sound, rate = soundfile.read(stored, dtype="int16")
    assert strength(sound[:, 0].astype(float)[:rate], CALLER) > 1000


async def test_a_call_is_recorded_from_the_bot_to_the_end_of_the_talk_with_the_agent(
    local: Database, recordings: Recordings, tmp_path: Path
) -> None:
    book = CallBook(local)
    records = CallSinks(lambda change: book.write([change]), "test")
    recorder = Recorder(
        Policy("notice"), lambda: recordings, told=lambda call, recording, _agent: records.recorded(call, recording)
    )
    async with site(local, final="asks", recorder=recorder, tape=recorder.talk, watch=records.sink) as running:
        caller, agent, call = await recorded(running)
        await told(agent, "joined")
        await hears(caller, AGENT)
        await agent.send(hang_up=True)
        await told(caller, "state", state="ended")
        await until(lambda: all(one.seconds for one in recordings.of_call(call)), "both parts are finished")
    bot, talk = recordings.of_call(call)
    await until(lambda: book.show(call).recording_id == talk.id, "the record of the call knows it")
    found = recordings.of(call, datetime.now(UTC))
    assert found is not None
    stored = tmp_path / "out.wav"
    stored.write_bytes(b"".join(found.read(0, found.size)))
    sound, rate = soundfile.read(stored, dtype="int16")
    assert bot.seconds is not None
    with_bot, with_agent = np.split(sound.astype(float), [round(bot.seconds * rate)])
    assert loudest(with_bot[:, 1], SPOKEN_HZ) > 3000
    assert loudest(with_bot[:, 1], AGENT) < 500
    assert loudest(with_agent[:, 1], AGENT) > 3000
    assert min(loudest(part[:, 0], CALLER) for part in (with_bot, with_agent)) > 3000


async def test_an_agent_whom_the_caller_tells_so_has_all_of_the_recording_deleted(
    local: Database, recordings: Recordings, tmp_path: Path
) -> None:
    told_of: list[tuple[str, str | None, str]] = []
    recorder = Recorder(Policy("notice"), lambda: recordings, told=lambda *what: told_of.append(what))
    async with site(local, final="asks", recorder=recorder, tape=recorder.talk) as running:
        caller, agent, call = await recorded(running)
        assert (await told(agent, "joined"))["recorded"]
        await until(lambda: len(recordings.of_call(call)) == 2, "both parts are there")
        await agent.send(record=False)
        await told(agent, "recording", recorded=False)
        await until(lambda: not recordings.of_call(call), "they are deleted")
        await hears(caller, AGENT)
        await caller.send(hang_up=True)
        await told(agent, "left")
    assert list((tmp_path / "sound").iterdir()) == []
    assert told_of[-1] == (call, None, "maria")


def loudest(sound: np.ndarray, hertz: float) -> float:
    """Of all tenths of a second."""
    return max(strength(sound[at : at + 1600], hertz) for at in range(0, len(sound) - 1600, 800))


async def test_who_objects_is_recorded_in_no_talk_either(recordings: Recordings) -> None:
    told_of: list[tuple[str, str | None, str]] = []
    recorder = Recorder(Policy("notice"), lambda: recordings, told=lambda *what: told_of.append(what))
    info = CallInfo("call-1", "en", None, "browser")
    recording = recorder.of(info)
    assert recording is not None
    assert recorder.talk("call-1", "maria") is None, "nothing has been said about it yet"
    assert recording.due("en") == "notice"
    recording.told()
    talk = recorder.talk("call-1", "maria")
    assert talk is not None
    talk.write(np.ones(320, np.int16), None)
    talk.close()
    assert recording.objects(CallerTurn("speech", "please don't record me"), "en")
    await until(lambda: told_of and told_of[-1] == ("call-1", None, ""), "it is deleted")
    assert (recordings.of_call("call-1"), recorder.talk("call-1", "maria")) == ([], None)


async def test_callers_in_the_browser_are_asked_nothing_where_nobody_is_recorded(local: Database) -> None:
    async with site(local, final="listens") as running:
        caller = await running.page("/audio/call?language=it", CALLER)
        await told(caller, "said")
        assert running.voice.spoken[0][0] == "Come posso aiutarla?"
        await caller.send(hang_up=True)
