"""One person behind a web page: a real WebSocket whose other end behaves well or badly, as the call sees it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator

import numpy as np
import pytest

from tests.voice.audiosocket_peer import pitch, tone
from tests.voice.browser_peer import Front
from voice.audio import FRAME_SAMPLES
from voice.audio.frames import frames
from voice.legs.browser import DEAD_SECONDS, MOST_BYTES, BrowserLeg
from voice.legs.flow import Flow
from voice.legs.pace import LivePace
from voice.legs.protocol import LegError

pytestmark = pytest.mark.unit


@pytest.fixture
async def front() -> AsyncIterator[Front]:
    async with Front() as running:
        yield running


async def hear(leg: BrowserLeg, ticks: int, voice: np.ndarray | None = None) -> tuple[np.ndarray, str]:
    """The caller's sound and keys of so many frames, while the bot says `voice`."""
    says = list(frames(voice)) if voice is not None else []
    heard, keys = [np.zeros(0, dtype=np.int16)], ""
    for tick in range(ticks):
        incoming = await leg.read()
        if incoming is None:
            break
        heard.append(incoming.samples)
        keys += incoming.keys
        leg.write(says[tick] if tick < len(says) else None)
    return np.concatenate(heard), keys


@pytest.mark.parametrize("size", [128, 320, 441, 1600])
async def test_both_sides_are_heard_whatever_the_size_of_the_pieces(front: Front, size: int) -> None:
    leg, page = await front.lay()
    talking = asyncio.create_task(page.speak(tone(1.2), size))
    listening = asyncio.create_task(page.listen())
    await leg.open()
    caller, _ = await hear(leg, 45, tone(0.8, hertz=1000))
    await leg.close()
    await asyncio.gather(talking, listening)
    assert pitch(caller[4800:], 16_000) == pytest.approx(440, abs=5)
    assert np.abs(caller[4800:]).max() == pytest.approx(8000, rel=0.05)
    assert {len(frame) for frame in page.heard} == {2 * FRAME_SAMPLES}
    assert len(page.heard) == 45
    assert pitch(page.sounds()[3200:12_000], 16_000) == pytest.approx(1000, abs=5)
    assert page.told[-1] == {"event": "closing"}
    assert page.socket.close_code == 1000


async def test_keys_come_in_order_and_only_those_of_a_telephone(front: Front) -> None:
    leg, page = await front.lay()
    await leg.open()
    for key in ("1", "2", "A", 3, None, "#", "12"):
        await page.send(key=key)
    _, keys = await hear(leg, 10)
    assert keys == "12#"


async def test_frames_leave_every_20_ms_also_while_the_bot_is_silent(front: Front) -> None:
    leg, page = await front.lay()
    listening = asyncio.create_task(page.listen())
    talking = asyncio.create_task(page.speak(tone(3.2)))
    await leg.open()
    await hear(leg, 150, tone(1.0))
    await leg.close()
    await asyncio.gather(listening, talking)
    gaps = np.diff(page.times) * 1000
    assert len(page.heard) == 150
    assert np.percentile(gaps, 50) == pytest.approx(20, abs=4)
    assert not page.sounds()[20_000:].any(), "silence after the bot's second"


@pytest.mark.parametrize(("how", "end"), [("asks", "hung_up"), ("closes", "hung_up"), ("goes", "left")])
async def test_hanging_up_ends_the_call_after_the_last_word(front: Front, how: str, end: str) -> None:
    leg, page = await front.lay()
    await leg.open()
    await asyncio.gather(page.speak(tone(0.3)), hear(leg, 15))
    await page.socket.send_bytes(tone(0.06).tobytes())
    if how == "asks":
        await page.send(hang_up=True)
    else:
        closing = asyncio.create_task(page.socket.close(code=1000 if how == "closes" else 1001))
    last = [np.zeros(0, dtype=np.int16)]
    while (incoming := await leg.read()) is not None:
        last.append(incoming.samples)
        leg.write(None)
    assert np.abs(np.concatenate(last)).max() > 7000
    assert leg.end == end
    assert await leg.read() is None
    if how != "asks":
        await closing


async def test_a_browser_that_vanishes_breaks_the_leg(front: Front) -> None:
    leg, page = await front.lay()
    await leg.open()
    await asyncio.gather(page.speak(tone(0.2)), hear(leg, 10))
    page.vanish()
    with pytest.raises(LegError, match="lost"):
        await hear(leg, 100)
    assert leg.end == "broke"


async def test_a_browser_that_falls_silent_is_dead(front: Front) -> None:
    leg, page = await front.lay(dead_seconds=0.6)
    await leg.open()
    await asyncio.gather(page.speak(tone(0.4)), hear(leg, 20))
    with pytest.raises(LegError, match="sent nothing"):
        await hear(leg, 500)


async def test_a_browser_that_does_not_read_loses_frames_then_the_call(front: Front) -> None:
    leg, page = await front.lay(dead_seconds=1.0)
    page.socket._response.connection.transport.pause_reading()  # type: ignore[union-attr]
    waiting: list[int] = []

    async def talk() -> None:
        while True:
            await leg.read()
            leg._unheard = 0  # it goes on talking
            leg.write(tone(0.02))
            waiting.append(leg._transport.get_write_buffer_size() + sum(map(len, leg._outbox)))
            await asyncio.sleep(0)

    await leg.open()
    leg.keep_time(LivePace())
    with pytest.raises(LegError, match="took no sound"):
        await asyncio.wait_for(talk(), 30)
    assert max(waiting) <= 2 * (2 * FRAME_SAMPLES + 4), "never more than the frame under way"
    started = time.monotonic()
    await leg.close()
    assert time.monotonic() - started < 5


async def test_an_interruption_lets_the_page_drop_what_it_has(front: Front) -> None:
    leg, page = await front.lay()
    listening = asyncio.create_task(page.listen())
    await leg.open()
    await hear(leg, 10, tone(0.2))
    leg.flush()
    await hear(leg, 5)
    await leg.close()
    await listening
    assert [event["event"] for event in page.told] == ["flush", "closing"]
    assert page.sounds()[:3200].any()
    assert not page.sounds()[3200:].any()


@pytest.mark.parametrize(
    "message",
    [bytes(MOST_BYTES + 2), b"odd", "no JSON", "[1]", '"text"'],
    ids=["long", "odd", "text", "list", "string"],
)
async def test_what_no_page_of_ours_sends_ends_the_line(front: Front, message: bytes | str) -> None:
    leg, page = await front.lay()
    await leg.open()
    await (page.socket.send_bytes(message) if isinstance(message, bytes) else page.socket.send_str(message))
    with pytest.raises(LegError, match="the browser sent"):
        await hear(leg, 50)


async def test_a_flood_ends_the_line(front: Front) -> None:
    leg, page = await front.lay()
    await leg.open()

    async def flood() -> None:
        for _ in range(400):
            await page.socket.send_bytes(bytes(MOST_BYTES))

    flooding = asyncio.create_task(flood())
    with pytest.raises(LegError, match="more than a voice"):
        await hear(leg, 100)
    flooding.cancel()


def test_a_voice_after_a_network_that_stood_still_is_no_flood() -> None:
    flow = Flow()
    assert all(flow.admit(0.02, 0.02 * tick) for tick in range(1000))
    stall = DEAD_SECONDS - 0.1
    assert all(flow.admit(0.02, 20 + stall) for _ in range(int(stall * 50))), "all of it in one piece"
    fast = Flow()
    assert not all(fast.admit(0.02, 0.01 * tick) for tick in range(5000))
    tiny = Flow()
    assert not all(tiny.admit(0.0, 0.001 * tick) for tick in range(20_000)), "messages without sound are a flood too"


async def test_other_controls_are_for_whoever_asked_for_them(front: Front) -> None:
    asked = []

    def control(message: object) -> bool:
        asked.append(message)
        return "hold" in message  # type: ignore[operator]

    leg, page = await front.lay(control=control)
    await leg.open()
    await page.send(hold=True, hang_up=True)
    await page.send(key="7")
    _, keys = await hear(leg, 5)
    assert keys == "7"
    assert leg.end == ""
    assert asked == [{"hold": True, "hang_up": True}, {"key": "7"}]


async def test_closing_again_before_and_after_is_harmless(front: Front) -> None:
    leg, page = await front.lay()
    await leg.close()
    await leg.close()
    assert await leg.read() is None
    leg.write(tone(0.02))
    leg.flush()
    leg.tell({"event": "state"})
    assert page.heard == []


async def test_a_stall_of_our_own_costs_none_of_the_callers_words(front: Front) -> None:
    """What came in while the process stood still is played, and not cut down to a buffer's length."""
    leg, page = await front.lay()
    await leg.open()
    await asyncio.gather(page.speak(tone(0.3)), hear(leg, 15))
    level = np.repeat(np.arange(1, 26, dtype=np.int16) * 100, FRAME_SAMPLES)
    for piece in frames(level, 1600):
        await page.socket.send_bytes(piece.tobytes())
    time.sleep(0.5)
    heard, _ = await hear(leg, 40)
    spoken = {int(value) // 100 for value in heard.reshape(-1, FRAME_SAMPLES)[:, 160] if 0 < value <= 2500}
    assert spoken == set(range(1, 26))
