"""Who hears whom, and what becomes of the others when somebody goes."""

from __future__ import annotations

import asyncio
from pathlib import Path

import numpy as np
import pytest
import soundfile

from voice.audio import FRAME_SAMPLES
from voice.legs.pace import LivePace, Pace, RealPace
from voice.legs.protocol import Incoming, LegError
from voice.room import Role, Room
from voice.room.mixing import HIGHEST, LOWEST, mix
from voice.room.music import Music, tune
from voice.session.tape import Tape

pytestmark = pytest.mark.unit

VOICES: dict[Role, int] = {"caller": 1, "agent": 10, "listener": 100, "whisperer": 1000}


def level(value: int) -> np.ndarray:
    return np.full(FRAME_SAMPLES, value, dtype=np.int16)


def heard_by(roles: list[Role], hold: int | None = None) -> list[int | None]:
    mixed = mix([(role, level(VOICES[role])) for role in roles], None if hold is None else level(hold))
    return [None if samples is None else int(samples[0]) for samples in mixed]


def test_everybody_hears_whom_they_should() -> None:
    assert heard_by(["caller", "agent"]) == [10, 1]
    assert heard_by(["caller", "agent", "listener"]) == [10, 1, 11]
    assert heard_by(["caller", "agent", "whisperer"]) == [10, 1001, 11]
    assert heard_by(["caller", "agent", "listener", "whisperer"]) == [10, 1001, 11, 11]
    assert heard_by(["caller", "agent", "agent"]) == [20, 11, 11], "a second agent is heard by both"
    assert heard_by(["caller"]) == [None]


def test_on_hold_the_caller_hears_music_and_is_heard_by_nobody() -> None:
    assert heard_by(["caller", "agent", "listener", "whisperer"], hold=7) == [7, 1000, 10, 10]
    assert heard_by(["caller", "agent"], hold=7) == [7, None]


@pytest.mark.parametrize("sign", [1, -1])
def test_loud_voices_together_are_cut_off_at_the_edge(sign: int) -> None:
    loud = level(sign * 30_000)
    (listener,) = mix([("caller", loud), ("agent", loud), ("listener", level(0))])[2:]
    assert listener is not None
    assert set(listener) == {HIGHEST if sign > 0 else LOWEST}


def test_the_music_repeats_without_a_click_and_leaves_room_for_nothing_louder() -> None:
    music = Music()
    twice = np.concatenate([music.frame() for _ in range(2 * len(tune()) // FRAME_SAMPLES)])
    assert np.array_equal(twice[: len(tune())], twice[len(tune()) :])
    steps = np.abs(np.diff(twice.astype(int)))
    assert steps[len(tune()) - 2 : len(tune()) + 2].max() <= 3
    assert steps.max() < 1500
    assert 3000 < np.abs(twice).max() < 12_000


class Leg:
    """A person who makes one sound all the time."""

    def __init__(self, value: int, frames: int | None = None, breaks: bool = False, keys: str = "") -> None:
        self.pace: Pace = RealPace()
        self.value, self.left, self.breaks, self.keys = value, frames, breaks, keys
        self.heard: list[int | None] = []
        self.closed = False

    async def open(self) -> None:
        pass

    async def read(self) -> Incoming | None:
        await self.pace.frame()
        if self.left is not None:
            self.left -= 1
            if self.left < 0:
                if self.breaks:
                    raise LegError("the line broke")
                return None
        keys, self.keys = self.keys, ""
        return Incoming(level(self.value), keys)

    def write(self, samples: np.ndarray | None) -> None:
        assert samples is None or samples.shape == (FRAME_SAMPLES,)
        self.heard.append(None if samples is None else int(samples[0]))

    def keep_time(self, pace: Pace) -> None:
        self.pace = pace

    def flush(self) -> None:
        pass

    async def close(self) -> None:
        self.closed = True


async def ticks(room: Room, count: int) -> None:
    for _ in range(count):
        await room.tick()
        await asyncio.sleep(0)


async def test_people_come_and_go_at_any_time() -> None:
    room = Room(LivePace())
    caller, agent, boss = Leg(1), Leg(10), Leg(1000)
    room.join(caller, "caller")
    await ticks(room, 2)
    room.join(agent, "agent")
    await ticks(room, 2)
    whispering = room.join(boss, "whisperer")
    await ticks(room, 2)
    room.leave(whispering)
    room.leave(whispering)
    await ticks(room, 1)
    assert caller.heard == [None, None, 10, 10, 10, 10, 10]
    assert agent.heard == [1, 1, 1001, 1001, 1]
    assert boss.heard == [11, 11]
    assert not boss.closed


@pytest.mark.parametrize("breaks", [True, False])
async def test_a_leg_that_ends_leaves_the_others(breaks: bool) -> None:
    room = Room(LivePace())
    caller, agent, listener = Leg(1), Leg(10, frames=3, breaks=breaks), Leg(100)
    members = [room.join(leg, role) for leg, role in ((caller, "caller"), (agent, "agent"), (listener, "listener"))]
    await ticks(room, 5)
    assert caller.heard == [10, 10, 10, None, None]
    assert listener.heard == [11, 11, 11, 1, 1]
    assert members[1].gone.result() == ("the line broke" if breaks else None)
    assert not members[0].gone.done()
    assert [member.role for member in room.members] == ["caller", "listener"]


async def test_holding_and_resuming() -> None:
    room = Room(LivePace())
    caller, agent = Leg(1), Leg(10)
    room.join(caller, "caller")
    room.join(agent, "agent")
    room.hold(True)
    await ticks(room, 20)
    assert room.held
    assert caller.heard == [int(frame[0]) for frame in np.split(tune()[: 20 * FRAME_SAMPLES], 20)]
    assert agent.heard == [None] * 20
    room.hold(False)
    await ticks(room, 1)
    assert (caller.heard[-1], agent.heard[-1]) == (10, 1)


async def test_what_is_said_to_one_person_is_heard_by_that_person_alone() -> None:
    room = Room(LivePace())
    caller, agent = Leg(1), Leg(10)
    room.join(caller, "caller")
    told = room.join(agent, "agent")
    saying = asyncio.create_task(told.say(np.full(3 * FRAME_SAMPLES - 100, 77, dtype=np.int16)))
    await asyncio.sleep(0)
    await ticks(room, 2)
    assert not saying.done()
    await ticks(room, 2)
    await asyncio.wait_for(saying, 1)
    assert agent.heard == [77, 77, 77, 1]
    assert caller.heard == [10] * 4


@pytest.mark.parametrize("how", ["breaks", "leaves"])
async def test_whoever_goes_while_something_is_said_keeps_nobody_waiting(how: str) -> None:
    room = Room(LivePace())
    member = room.join(Leg(1, frames=2, breaks=True) if how == "breaks" else Leg(1), "agent")
    saying = asyncio.create_task(member.say(np.ones(100 * FRAME_SAMPLES, dtype=np.int16)))
    await asyncio.sleep(0)
    await ticks(room, 3)
    if how == "leaves":
        room.leave(member)
    await asyncio.wait_for(saying, 1)


async def test_keys_are_told() -> None:
    room, pressed = Room(LivePace()), list[str]()
    room.join(Leg(1, keys="12"), "caller", pressed.append)
    await ticks(room, 2)
    assert pressed == ["12"]


async def test_the_tape_keeps_the_caller_left_and_the_agent_right(tmp_path: Path) -> None:
    room, path = Room(LivePace()), tmp_path / "call.wav"
    tape = Tape(path)
    room.record(tape)
    room.join(Leg(1), "caller")
    agent = room.join(Leg(10), "agent")
    room.join(Leg(1000), "whisperer")
    await ticks(room, 2)
    room.hold(True)
    await ticks(room, 1)
    room.hold(False)
    room.leave(agent)
    await ticks(room, 1)
    room.record(None)
    await ticks(room, 5)
    tape.close()
    sound, rate = soundfile.read(path, dtype="int16")
    assert rate == 16_000
    assert sound[::FRAME_SAMPLES].tolist() == [[1, 10], [1, 10], [0, 10], [1, 0]]


async def test_the_room_has_the_only_clock() -> None:
    """Two legs with clocks of their own would wait for one another."""
    room, caller, agent = Room(), Leg(1), Leg(10)
    room.join(caller, "caller")
    room.join(agent, "agent")
    running = asyncio.create_task(room.run())
    await asyncio.sleep(0.5)
    running.cancel()
    assert 20 <= len(caller.heard) <= 27
    assert len(agent.heard) == len(caller.heard)
