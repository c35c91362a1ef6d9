"""Sound in real browsers, measured both ways: what is said into the microphone of one page arrives where it should,
with its pitch and its level, and what is sent back comes out of the loudspeaker."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import numpy as np
import pytest
from aiohttp import web

from bot.messages import Outcome
from desk.database import Database
from tests.browser import Speaker, chromium, site
from tests.centralino import lines
from tests.centralino.lines import strength, tone, until
from voice.audio import RATE
from voice.audio.frames import frames
from voice.legs.browser import MESSAGE_BYTES, BrowserLeg

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CALLER, AGENT = 440, 1000
"""Hz. The tones of tests are no voices: noise suppression would take them away, so pages leave the sound alone."""


def sweep(low: float, high: float, seconds: float) -> np.ndarray:
    """Amplitude 8000, rising evenly from `low` to `high` Hz."""
    at = np.arange(round(seconds * 48_000)) / 48_000
    return (8000 * np.sin(2 * np.pi * (low * at + (high - low) * at**2 / (2 * seconds)))).astype(np.int16)


class Line:
    """One leg that says something and keeps what it hears."""

    def __init__(self, says: np.ndarray) -> None:
        self.says, self.heard, self.keys = says, list[np.ndarray](), ""
        self.end = ""

    async def serve(self, request: web.Request) -> web.StreamResponse:
        socket = web.WebSocketResponse(compress=False, max_msg_size=MESSAGE_BYTES)
        await socket.prepare(request)
        assert request.transport is not None
        leg = BrowserLeg(socket, request.transport)
        await leg.open()
        for frame in frames(self.says):
            if (incoming := await leg.read()) is None:
                break
            self.heard.append(incoming.samples)
            self.keys += incoming.keys
            leg.write(frame)
        await leg.close()
        self.end = leg.end
        return socket

    def sound(self) -> np.ndarray:
        return np.concatenate(self.heard)


@asynccontextmanager
async def call(line: Line, voice: np.ndarray, rate: int = RATE) -> AsyncIterator[Speaker]:
    async with site([web.get("/audio/call", line.serve)]) as url, chromium(voice, rate=rate) as page:
        yield Speaker(page, url)


def steady(sound: np.ndarray, hertz: float) -> None:
    """A second in the middle is this tone at the level of `tone`, without a gap or a click in it."""
    middle = sound[len(sound) // 2 - RATE // 2 : len(sound) // 2 + RATE // 2]
    assert strength(middle, hertz) == pytest.approx(4000, rel=0.05)
    rest = np.sqrt(np.mean(middle.astype(float) ** 2) - strength(middle, hertz) ** 2 / 2)
    assert rest < 400, "nothing but the tone: -17 dB under it are 565"


async def hears(page: Speaker, hertz: float) -> bool:
    """Whether within the last second there is this tone at the level of `tone`. Two browsers on a busy machine stutter,
    so it is looked for in pieces of 0.2 s."""
    sound = await page.heard(last=1.0)
    pieces = [sound[at : at + RATE // 5] for at in range(0, len(sound) - RATE // 5 + 1, RATE // 20)]
    return any(strength(piece, hertz) == pytest.approx(4000, rel=0.05) for piece in pieces)


async def test_a_tone_arrives_with_its_pitch_and_level_both_ways() -> None:
    line = Line(tone(5, AGENT))
    async with call(line, tone(20, CALLER)) as page:
        assert await page.open("/audio/call", processing=False) is None

        async def levels() -> bool:
            return bool(await page.page.evaluate("line.level > 0.5 && line.heard > 0.5"))

        await until(levels, "both levels move")
        closed = await page.event("closed")
        heard = await page.heard()
    assert closed["clean"] is True
    steady(line.sound(), CALLER)
    steady(heard, AGENT)
    assert len(heard) / RATE > 4.5, "what was said last was heard before the line closed"


async def test_what_a_telephone_cannot_carry_does_not_come_back_as_another_tone() -> None:
    """9 to 20 kHz in the microphone would fold down to 1 to 7 kHz without a filter."""
    line = Line(tone(5, AGENT))
    high = np.concatenate([sweep(9_000, 20_000, 6.0), np.zeros(48_000, np.int16)])
    async with call(line, high, rate=48_000) as page:
        assert await page.open("/audio/call", processing=False) is None
        await page.event("closed")
    assert np.sqrt(np.mean(line.sound()[RATE : 4 * RATE].astype(float) ** 2)) < 30, "under -45 dB of what was said"


async def test_keys_are_sent_and_hanging_up_is_understood() -> None:
    line = Line(tone(20, AGENT))
    async with call(line, tone(20, CALLER)) as page:
        assert await page.open("/audio/call") is None
        await page.press("1x*#")
        await until(lambda: line.keys == "1*#", "the keys")
        await page.hang_up()
        await until(lambda: line.end == "hung_up", "hung up")
        assert (await page.event("closed"))["clean"] is True
        assert await page.page.evaluate("line.microphone.getTracks().every(track => track.readyState === 'ended')")


async def test_a_muted_microphone_is_silent_and_the_line_stays() -> None:
    line = Line(tone(6, AGENT))
    async with call(line, tone(20, CALLER)) as page:
        assert await page.open("/audio/call", processing=False) is None
        await until(lambda: len(line.heard) > 50, "a second")
        await page.page.evaluate("line.mute(true)")
        await page.event("closed")
    sound = line.sound()
    assert strength(sound[RATE // 2 : RATE], CALLER) > 1000, "the tone, whatever a busy machine has left out of it"
    assert not sound[-2 * RATE : -RATE].any()


async def test_why_a_line_cannot_be_opened_is_told() -> None:
    line = Line(tone(1, AGENT))
    async with site([web.get("/audio/call", line.serve)]) as url:
        async with chromium(tone(1, CALLER), "--deny-permission-prompts") as page:
            await page.context.clear_permissions()
            await page.add_init_script(
                "navigator.mediaDevices.getUserMedia = async () => { throw new DOMException('', 'NotAllowedError') }"
            )
            refused = await Speaker(page, url).open("/audio/call")
            assert refused is not None
            assert refused["code"] == "denied"
        async with chromium(tone(1, CALLER)) as page:
            await page.add_init_script(
                "navigator.mediaDevices.getUserMedia = async () => { throw new DOMException('', 'NotFoundError') }"
            )
            refused = await Speaker(page, url).open("/audio/call")
            assert refused is not None
            assert refused["code"] == "no_microphone"
            await page.add_init_script("Object.defineProperty(globalThis, 'isSecureContext', { value: false })")
            refused = await Speaker(page, url).open("/audio/call")
            assert refused is not None
            assert refused["code"] == "insecure"
    assert line.heard == []


@pytest.fixture
def database(tmp_path: Path) -> Database:
    return Database(tmp_path / "queue.db")


async def test_what_the_house_answers_is_told(database: Database) -> None:
    async with lines.site(database, rate=0.001, burst=0) as running, browser(running, tone(1, CALLER)) as page:
        refused = await page.open("/audio/call?language=it")
        assert refused is not None
        assert refused["code"] == "too_many_calls"
        assert refused["retryAfter"] > 100
        refused = await page.open("/audio/agent")
        assert refused is not None
        assert refused["code"] == "unauthorised"
        assert await page.events() == []


@asynccontextmanager
async def browser(running: lines.Site, voice: np.ndarray, user: str = "") -> AsyncIterator[Speaker]:
    async with chromium(voice, loop=True) as page:
        await page.context.add_cookies([{"name": "user", "value": user, "url": running.url}] if user else [])
        yield Speaker(page, running.url)


async def test_caller_and_agent_in_two_browsers_hear_one_another(database: Database) -> None:
    async with (
        lines.site(database) as running,
        browser(running, tone(10, CALLER)) as caller,
        browser(running, tone(10, AGENT), "maria") as agent,
    ):
        assert await agent.open("/audio/agent", processing=False) is None
        await agent.event("ready")
        assert await caller.open("/audio/call?language=it", processing=False) is None
        waiting = await caller.event("state", state="waiting", seconds=90)
        assert waiting["position"] == 1
        item = await running.item()
        await asyncio.to_thread(running.store.take, "maria", lines.now(), item.id)
        await caller.event("state", state="agent", agent="maria")
        await agent.event("joined", item=item.id)
        await until(lambda: hears(caller, AGENT), "the caller hears the agent", 30)
        await until(lambda: hears(agent, CALLER), "the agent hears the caller", 30)
        await agent.send(hold=True)
        await agent.event("hold", hold=True)
        await asyncio.sleep(1)
        assert strength(await agent.heard(last=0.5), CALLER) < 100
        assert strength(await caller.heard(last=0.5), AGENT) < 100
        assert np.abs(await caller.heard(last=0.5)).max() > 500, "music"
        await agent.send(hold=False)
        await until(lambda: hears(caller, AGENT), "the caller hears the agent again", 30)
        await agent.send(hang_up=True)
        assert (await caller.event("state", state="ended"))["final"] == Outcome("handoff").final
        await caller.event("closed")
        await agent.event("left", by="agent")
