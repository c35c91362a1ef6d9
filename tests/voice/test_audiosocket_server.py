"""The door for the PBX's calls: who comes in, who does not, and that nothing is left behind."""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import os
import time
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.voice.audiosocket_peer import Peer, tone
from voice.legs.audiosocket import AudioSocketLeg
from voice.legs.audiosocket_frames import Failure, HangUp, Sound, encode
from voice.legs.audiosocket_server import CODES, AudioSocketServer, Reason
from voice.legs.protocol import LegError

pytestmark = pytest.mark.telephony

Serve = Callable[[str, AudioSocketLeg], Awaitable[None]]


class Calls:
    """Serves calls by listening until they end, and keeps their ids."""

    def __init__(self) -> None:
        self.ids: list[str] = []
        self.ended: list[str] = []

    async def __call__(self, call_id: str, leg: AudioSocketLeg) -> None:
        self.ids.append(call_id)
        await leg.open()
        while await leg.read() is not None:
            leg.write(None)
        self.ended.append(call_id)


@asynccontextmanager
async def listening(serve: Serve, **settings: object) -> AsyncIterator[AudioSocketServer]:
    """A server on a free port."""
    server = AudioSocketServer(serve, port=0, **settings)  # type: ignore[arg-type]
    await server.start()
    try:
        yield server
    finally:
        await server.close()


async def until(condition: Callable[[], bool], seconds: float = 5.0) -> None:
    """Fails when it does not come true."""
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.01)


async def refusal(peer: Peer) -> Reason | None:
    """Why the server closed the connection, as the PBX learns it."""
    heard = await asyncio.wait_for(peer.listen(), 5)
    codes = [frame.code[0] for frame in heard if isinstance(frame, Failure)]
    return next((reason for reason, code in CODES.items() if [code] == codes), None)


async def test_an_announced_call_is_served_and_its_id_may_come_back() -> None:
    calls = Calls()
    async with listening(calls) as server:
        call = uuid.uuid4()
        server.announce(str(call).upper())
        for turn in (1, 2):
            peer = await Peer.connect(server.port, call)
            await until(lambda turn=turn: len(calls.ids) == turn)  # type: ignore[misc]
            assert server.traffic.running == 1
            peer.send(HangUp())
            await until(lambda: server.traffic.running == 0)
        assert calls.ids == [str(call)] * 2
        server.withdraw(str(call))
        assert await refusal(await Peer.connect(server.port, call)) == "unannounced"
        assert (server.traffic.accepted, server.traffic.refused) == (2, {"unannounced": 1})


async def test_the_uuid_may_come_byte_by_byte_with_sound_right_behind() -> None:
    heard = asyncio.Event()

    async def serve(_call_id: str, leg: AudioSocketLeg) -> None:
        await leg.open()
        while (incoming := await leg.read()) is not None:
            if incoming.samples.any():
                heard.set()

    async with listening(serve) as server:
        call = uuid.uuid4()
        server.announce(str(call))
        peer = await Peer.connect(server.port)
        for byte in b"\x01\x00\x10" + call.bytes + encode(Sound(16_000, tone(0.06).tobytes()))[:30]:
            peer.writer.write(bytes([byte]))
            await asyncio.sleep(0.001)
        peer.writer.write(encode(Sound(16_000, tone(0.06).tobytes()))[30:])
        await asyncio.wait_for(heard.wait(), 2)
        peer.close()


async def test_unannounced_and_doubled_ids_are_refused_without_naming_them(caplog: pytest.LogCaptureFixture) -> None:
    calls = Calls()
    async with listening(calls) as server:
        call, stranger = uuid.uuid4(), uuid.uuid4()
        server.announce(str(call))
        first = await Peer.connect(server.port, call)
        await until(lambda: len(calls.ids) == 1)
        with caplog.at_level(logging.INFO):
            assert await refusal(await Peer.connect(server.port, call)) == "in_use"
            assert await refusal(await Peer.connect(server.port, stranger)) == "unannounced"
        assert "unannounced" in caplog.text
        assert str(stranger) not in caplog.text
        assert stranger.hex not in caplog.text
        assert server.traffic.running == 1, "the first goes on"
        first.close()


@pytest.mark.parametrize(
    "data",
    [encode(HangUp()) * 7, encode(Sound(8000, bytes(320))), b"GET / HTTP/1.1\r\nHost: example\r\n\r\n", b"\x01\x00"],
)
async def test_what_does_not_begin_with_a_uuid_is_refused(data: bytes) -> None:
    calls = Calls()
    async with listening(calls) as server:
        peer = await Peer.connect(server.port)
        peer.writer.write(data)
        peer.writer.write_eof()
        assert await refusal(peer) == "no_uuid"
        assert not calls.ids


async def test_a_half_open_connection_is_closed_after_two_seconds() -> None:
    async with listening(Calls(), limit=2) as server:
        peers = [await Peer.connect(server.port) for _ in range(2)]
        peers[0].writer.write(b"\x01\x00\x10abc")
        started = time.monotonic()
        assert [await refusal(peer) for peer in peers] == ["no_uuid"] * 2
        assert 1.5 < time.monotonic() - started < 4
        assert server.traffic.refused == {"no_uuid": 2}
        call = uuid.uuid4()
        server.announce(str(call))
        peer = await Peer.connect(server.port, call)
        await until(lambda: server.traffic.running == 1)
        peer.close()


async def test_other_networks_are_refused() -> None:
    async with listening(Calls(), networks=[ipaddress.ip_network("192.0.2.0/24")]) as server:
        assert await refusal(await Peer.connect(server.port, uuid.uuid4())) == "network"
        assert server.traffic.refused == {"network": 1}


async def test_an_error_ends_its_call_and_no_other(caplog: pytest.LogCaptureFixture) -> None:
    calls = Calls()

    async def serve(call_id: str, leg: AudioSocketLeg) -> None:
        if len(calls.ids) == 1:
            calls.ids.append(call_id)
            raise LegError("the PBX sent nothing for 5 s")
        await calls(call_id, leg)

    async with listening(serve) as server:
        ids = [uuid.uuid4() for _ in range(3)]
        peers = []
        for call in ids:
            server.announce(str(call))
            peers.append(await Peer.connect(server.port, call))
            await until(lambda: server.traffic.accepted == len(peers))
        await asyncio.wait_for(peers[1].listen(), 3)
        assert "sent nothing" in caplog.text
        assert server.traffic.running == 2
        for peer in peers:
            peer.close()
        await until(lambda: server.traffic.running == 0)
        assert calls.ended == [str(ids[0]), str(ids[2])] or calls.ended == [str(ids[2]), str(ids[0])]


async def test_a_flood_is_refused_clearly_and_the_calls_within_the_limit_are_served() -> None:
    calls = Calls()
    async with listening(calls, limit=20) as server:
        ids = [uuid.uuid4() for _ in range(300)]
        for call in ids:
            server.announce(str(call))
        peers = await asyncio.gather(*(Peer.connect(server.port, call) for call in ids))
        endings = [asyncio.create_task(refusal(peer)) for peer in peers]
        await until(lambda: sum(ending.done() for ending in endings) == 280)
        await until(lambda: server.traffic.running == 20)
        assert {ending.result() for ending in endings if ending.done()} == {"busy"}
        assert server.traffic.refused == {"busy": 280}
        await asyncio.sleep(0.5)
        served = [peer for peer, ending in zip(peers, endings, strict=True) if not ending.done()]
        assert min(len(peer.heard) for peer in served) > 10, "each of the 20 gets its sound"
        for peer in served:
            peer.close()
        await until(lambda: server.traffic.running == 0)
        assert sorted(calls.ended) == sorted(calls.ids)
        late = await Peer.connect(server.port, ids[-1])
        await until(lambda: server.traffic.running == 1)
        late.close()
        await asyncio.gather(*endings)


async def test_draining_lets_running_calls_finish_and_takes_no_others() -> None:
    calls = Calls()
    async with listening(calls) as server:
        ids = [uuid.uuid4() for _ in range(3)]
        for call in ids:
            server.announce(str(call))
        finishes, stays = [await Peer.connect(server.port, call) for call in ids[:2]]
        await until(lambda: server.traffic.running == 2)
        waits = await Peer.connect(server.port)
        await asyncio.sleep(0.05)
        draining = asyncio.create_task(server.drain(1.5))
        await asyncio.sleep(0.1)
        with pytest.raises(ConnectionRefusedError):
            await Peer.connect(server.port, ids[2])
        waits.writer.write(b"\x01\x00\x10" + ids[2].bytes)
        assert await refusal(waits) == "draining"
        talking = asyncio.create_task(stays.speak(tone(5)))
        listening_on = asyncio.create_task(stays.listen())
        await asyncio.sleep(0.3)
        finishes.send(HangUp())
        await until(lambda: calls.ended == [str(ids[0])])
        assert not draining.done()
        await asyncio.wait_for(draining, 5)
        await asyncio.wait_for(listening_on, 2)
        assert stays.heard[-1] == HangUp(), "the last one is told"
        assert server.traffic.running == 0
        talking.cancel()


async def test_draining_without_calls_is_over_at_once() -> None:
    async with listening(Calls()) as server:
        await asyncio.wait_for(server.drain(30), 1)


def _resident_kb() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") // 1024


def _open_files() -> int:
    return len(os.listdir("/proc/self/fd"))


async def test_two_thousand_calls_leave_nothing_behind() -> None:
    calls = Calls()

    async def one(server: AudioSocketServer, number: int) -> None:
        call = uuid.uuid4()
        server.announce(str(call))
        peer = await Peer.connect(server.port, call)
        listening_on = asyncio.create_task(peer.listen())
        peer.send(*(Sound(8000 if number % 2 else 16_000, bytes(320)) for _ in range(4)))
        await until(lambda: str(call) in calls.ids)
        await asyncio.sleep(0.06)
        if number % 3 == 0:
            peer.vanish()
        else:
            peer.send(HangUp())
        await asyncio.wait_for(listening_on, 5)
        server.withdraw(str(call))

    async with listening(calls, limit=60) as server:
        marks = []
        for hundred in range(21):
            for start in range(0, 100, 25):
                await asyncio.gather(*(one(server, hundred * 100 + start + index) for index in range(25)))
                await until(lambda: server.traffic.running == 0)
            marks.append((_resident_kb(), _open_files(), len(asyncio.all_tasks())))
        assert server.traffic.accepted == len(calls.ended) == 2100
        assert not server.traffic.refused
    (before, files, tasks), (after, files_now, tasks_now) = marks[0], marks[-1]
    print(f"RSS {before} → {after} KB, files {files} → {files_now}, tasks {tasks} → {tasks_now}")
    assert after - before < 8_000, "4 KB a call would be a leak"
    assert files_now <= files + 2
    assert tasks_now <= tasks + 2
