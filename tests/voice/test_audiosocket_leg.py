"""One caller over AudioSocket: a real connection to a PBX's end that behaves well or badly, as the call sees it."""

from __future__ import annotations

import asyncio
import socket
import time
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable

import numpy as np
import pytest

from tests.voice.audiosocket_peer import Peer, pitch, tone
from voice.audio import FRAME_SAMPLES
from voice.audio.frames import frames
from voice.legs.audiosocket import AudioSocketLeg
from voice.legs.audiosocket_frames import RATES, Failure, HangUp, Identity, Key, Sound, encode
from voice.legs.protocol import LegError

pytestmark = pytest.mark.telephony

Line = tuple[AudioSocketLeg, Peer]
Lay = Callable[..., Awaitable[Line]]


@pytest.fixture
async def lay() -> AsyncIterator[Lay]:
    """Lays a line: a leg that is not open yet, and the other end."""
    arrived: asyncio.Queue[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = asyncio.Queue()
    server = await asyncio.start_server(lambda *streams: arrived.put_nowait(streams), "127.0.0.1", 0)
    lines: list[Line] = []

    async def line(**settings: float) -> Line:
        peer = await Peer.connect(server.sockets[0].getsockname()[1])
        leg = AudioSocketLeg(*await arrived.get(), **settings)  # type: ignore[arg-type]
        lines.append((leg, peer))
        return leg, peer

    yield line
    for leg, peer in lines:
        peer.vanish()
        await leg.close()
    server.close()


async def hear(leg: AudioSocketLeg, ticks: int, voice: np.ndarray | None = None) -> tuple[np.ndarray, str]:
    """The caller's sound and keys of so many frames, while the bot says `voice`."""
    says = list(frames(voice)) if voice is not None else []
    heard, keys = [], ""
    for tick in range(ticks):
        incoming = await leg.read()
        if incoming is None:
            break
        heard.append(incoming.samples)
        keys += incoming.keys
        leg.write(says[tick] if tick < len(says) else None)
    return np.concatenate(heard) if heard else np.zeros(0, dtype=np.int16), keys


@pytest.mark.parametrize("rate", sorted(RATES.values()))
async def test_both_sides_are_heard_at_every_rate(lay: Lay, rate: int) -> None:
    leg, peer = await lay()
    talking = asyncio.create_task(peer.speak(tone(0.9, rate, 440), rate))
    listening = asyncio.create_task(peer.listen())
    await leg.open()
    caller, _ = await hear(leg, 40, tone(0.8, hertz=1000))
    await leg.close()
    await asyncio.gather(talking, listening)
    assert len(caller) == 40 * FRAME_SAMPLES
    assert pitch(caller[8000:], 16_000) == pytest.approx(440, abs=5)
    assert np.abs(caller[8000:]).max() == pytest.approx(8000, rel=0.1)
    sounds = [frame for frame in peer.heard if isinstance(frame, Sound)]
    assert {(frame.rate, len(frame.pcm)) for frame in sounds} == {(rate, 2 * rate // 50)}
    assert len(sounds) == 40
    assert pitch(peer.sounds()[rate // 4 : rate * 3 // 4], rate) == pytest.approx(1000, abs=5)
    assert peer.heard[-1] == HangUp()


async def test_pieces_clumps_and_unknown_types_make_no_difference(lay: Lay) -> None:
    leg, peer = await lay()
    voice = tone(0.6)
    data = bytearray()
    for index, frame in enumerate(frames(voice)):
        data += encode(Sound(16_000, frame.tobytes()))
        if index % 5 == 0:
            data += b"\x42\x00\x03abc" + encode(Key("5")) + encode(Identity(uuid.uuid4()))
    rng = np.random.default_rng(4)

    async def trickle() -> None:
        rest, started, count = bytes(data), time.monotonic(), len(data)
        while rest:
            size = int(rng.integers(1, 2500))
            peer.writer.write(rest[:size])
            rest = rest[size:]
            due = started + (count - len(rest)) / count * 0.6
            await asyncio.sleep(max(0.0, due - time.monotonic()))

    trickling = asyncio.create_task(trickle())
    await leg.open()
    caller, keys = await hear(leg, 35)
    await trickling
    assert keys == "555555"
    start = np.flatnonzero(np.abs(caller) > 4000)[0]
    assert np.abs(np.diff(caller[start : start + 6000].astype(int))).max() < 2500, "whole, in order, without a jump"
    assert pitch(caller[start : start + 6000], 16_000) == pytest.approx(440, abs=5)


async def test_keys_come_in_order_and_only_those_of_a_telephone(lay: Lay) -> None:
    leg, peer = await lay()
    await leg.open()
    peer.send(*(Key(key) for key in "12A3x"))
    _, first = await hear(leg, 3)
    peer.send(Key("#"))
    peer.send(Key("*"), Key("0"))
    _, second = await hear(leg, 5)
    assert (first, second) == ("123", "#*0")


async def test_frames_leave_every_20_ms_also_while_the_bot_is_silent(lay: Lay) -> None:
    leg, peer = await lay()
    listening = asyncio.create_task(peer.listen())
    talking = asyncio.create_task(peer.speak(tone(3.2)))
    await leg.open()
    started = time.monotonic()
    await hear(leg, 150, tone(1.0))
    assert time.monotonic() - started == pytest.approx(2.98, abs=0.15)
    await leg.close()
    await asyncio.gather(listening, talking)
    times = np.array([when for when, frame in zip(peer.times, peer.heard, strict=True) if isinstance(frame, Sound)])
    assert len(times) == 150
    gaps = np.diff(times) * 1000
    print(f"gap p50 {np.percentile(gaps, 50):.1f} p99 {np.percentile(gaps, 99):.1f} max {gaps.max():.1f} ms")
    assert np.percentile(gaps, 50) == pytest.approx(20, abs=3)
    assert np.percentile(gaps, 95) < 60
    assert not peer.sounds()[20_000:].any(), "silence after the bot's second"


async def test_hanging_up_and_closing_end_the_call_after_the_last_word(lay: Lay) -> None:
    for end in ("frame", "eof"):
        leg, peer = await lay()
        await leg.open()
        await asyncio.gather(peer.speak(tone(0.3)), hear(leg, 15))
        peer.send(Sound(16_000, tone(0.04).tobytes()), *([HangUp()] if end == "frame" else []))
        if end == "eof":
            peer.writer.write_eof()
        started, last = time.monotonic(), []
        while (incoming := await leg.read()) is not None:
            last.append(incoming.samples)
            leg.write(None)
        assert np.abs(np.concatenate(last)).max() > 7000
        assert time.monotonic() - started < 0.5
        assert await leg.read() is None


async def test_a_pbx_that_vanishes_has_hung_up(lay: Lay) -> None:
    leg, peer = await lay()
    await leg.open()
    await asyncio.gather(peer.speak(tone(0.2)), hear(leg, 10))
    peer.vanish()
    started = time.monotonic()
    while await leg.read() is not None:
        leg.write(tone(0.02))
    assert time.monotonic() - started < 0.5
    await leg.close()


async def test_a_pbx_that_falls_silent_is_dead(lay: Lay) -> None:
    leg, peer = await lay(dead_seconds=0.6)
    await leg.open()
    await asyncio.gather(peer.speak(tone(0.4)), hear(leg, 20))
    started = time.monotonic()
    with pytest.raises(LegError, match="sent nothing"):
        await hear(leg, 500)
    assert 0.4 < time.monotonic() - started < 1.2
    await leg.close()


async def test_a_pbx_that_sends_nothing_at_all_is_dead(lay: Lay) -> None:
    leg, _ = await lay(dead_seconds=0.4)
    await leg.open()
    with pytest.raises(LegError, match="sent nothing"):
        await hear(leg, 500)


async def test_a_pbx_that_does_not_read_loses_frames_then_the_call(lay: Lay) -> None:
    leg, peer = await lay(dead_seconds=0.6, rate=192_000)
    peer.writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    peer.writer.transport.pause_reading()  # type: ignore[attr-defined]
    talking = asyncio.create_task(peer.speak(np.zeros(192_000 * 20, dtype=np.int16), 192_000))
    await leg.open()
    transport, waiting = leg._writer.transport, []

    async def talk() -> None:
        while await leg.read() is not None:
            leg.write(tone(0.02))
            waiting.append(transport.get_write_buffer_size())

    with pytest.raises(LegError, match="took no sound"):
        await talk()
    assert max(waiting) <= 2 * 192_000 // 50 + 3, "never more than the frame under way"
    started = time.monotonic()
    await leg.close()
    assert time.monotonic() - started < 2
    talking.cancel()


async def test_a_pbx_that_pauses_gets_whole_frames_afterwards(lay: Lay) -> None:
    leg, peer = await lay(rate=96_000)
    peer.writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 32_768)
    peer.writer.transport.pause_reading()  # type: ignore[attr-defined]
    talking = asyncio.create_task(peer.speak(np.zeros(96_000 * 20, dtype=np.int16), 96_000))
    await leg.open()
    await hear(leg, 100, tone(2.0))
    peer.writer.transport.resume_reading()  # type: ignore[attr-defined]
    listening = asyncio.create_task(peer.listen())
    await hear(leg, 40)
    await leg.close()
    talking.cancel()
    await listening
    sounds = [frame for frame in peer.heard if isinstance(frame, Sound)]
    assert {len(frame.pcm) for frame in sounds} == {2 * 96_000 // 50}
    assert 40 <= len(sounds) < 100, "old prompts are lost, not late"
    assert not any(sounds[-1].pcm), "and the present is heard"
    assert peer.heard[-1] == HangUp()


async def test_an_error_of_the_pbx_breaks_the_leg(lay: Lay) -> None:
    leg, peer = await lay()
    await leg.open()
    peer.send(Failure(b"\x04"))
    with pytest.raises(LegError, match="code 04"):
        await hear(leg, 50)


async def test_flushing_leaves_silence(lay: Lay) -> None:
    leg, peer = await lay(rate=8000)
    listening = asyncio.create_task(peer.listen())
    await leg.open()
    await hear(leg, 10, tone(0.2))
    leg.flush()
    await hear(leg, 5)
    await leg.close()
    await listening
    assert peer.sounds()[:1600].any()
    assert not peer.sounds()[1600:].any()


async def test_closing_again_before_and_after_is_harmless(lay: Lay) -> None:
    leg, _ = await lay()
    await leg.close()
    await leg.close()
    assert await leg.read() is None
    leg.write(tone(0.02))
    leg.flush()


async def test_a_call_begins_with_the_first_sound_and_soon_without_it(lay: Lay) -> None:
    leg, peer = await lay()
    peer.send(Sound(16_000, tone(0.02).tobytes()))
    started = time.monotonic()
    await leg.open()
    assert time.monotonic() - started < 0.1
    mute, _ = await lay()
    started = time.monotonic()
    await mute.open()
    assert time.monotonic() - started < 0.4


async def test_a_stall_of_our_own_costs_none_of_the_callers_words(lay: Lay) -> None:
    leg, peer = await lay()
    await leg.open()
    voice = np.repeat(np.arange(1, 101, dtype=np.int16) * 100, FRAME_SAMPLES)
    process = asyncio.create_task(_speak_elsewhere(peer, voice))
    heard, _ = await hear(leg, 40)
    # A thread that holds the interpreter: the caller goes on talking meanwhile.
    time.sleep(0.6)
    rest, _ = await hear(leg, 65)
    await process
    levels = np.concatenate([heard, rest]).reshape(-1, FRAME_SAMPLES)[:, 160]
    spoken = [int(level) // 100 for level in levels if level]
    assert spoken == sorted(spoken)
    # A first frame or two may have come before the first tick: those were for nobody.
    assert spoken[0] <= 3
    assert set(range(spoken[0], spoken[-1] + 1)) - set(spoken) == set()
    assert spoken[-1] >= 95


async def _speak_elsewhere(peer: Peer, voice: np.ndarray) -> None:
    """From a thread with a socket of its own pace, which a stall of the loop does not stop."""
    sock = peer.writer.get_extra_info("socket")
    copy = socket.socket(fileno=socket.dup(sock.fileno()))

    def run() -> None:
        started = time.monotonic()
        for index, frame in enumerate(frames(voice)):
            copy.sendall(encode(Sound(16_000, frame.tobytes())))
            time.sleep(max(0.0, started + (index + 1) * 0.02 - time.monotonic()))

    await asyncio.to_thread(run)
    copy.close()
