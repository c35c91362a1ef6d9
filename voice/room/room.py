"""A room in which people talk: one clock, everybody's sound in, what each of them hears out."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from voice.audio import FRAME_SAMPLES
from voice.legs.pace import LivePace, Pace, RealPace
from voice.legs.protocol import Incoming, LegError
from voice.room.mixing import Role, mix, together
from voice.room.music import Music
from voice.room.protocol import RoomLeg
from voice.room.script import Script
from voice.session.tape import Tape

Samples = NDArray[np.int16]
NOTHING: Samples = np.zeros(0, dtype=np.int16)
SILENCE: Samples = np.zeros(FRAME_SAMPLES, dtype=np.int16)


class Member:
    """One person in a room."""

    def __init__(self, leg: RoomLeg, role: Role, pressed: Callable[[str], None] | None = None) -> None:
        self.leg, self.role = leg, role
        self.gone: asyncio.Future[str | None] = asyncio.get_running_loop().create_future()
        """Done when the leg has ended: None when the person hung up, otherwise what broke. Not done by `leave`."""
        self._pressed = pressed
        self._prompt, self._heard = NOTHING, asyncio.Event()

    async def say(self, samples: Samples) -> None:
        """Say something to this person alone, who hears nothing else meanwhile; returns when it was said, or when the
        person is gone. What was being said is cut off."""
        self._prompt, self._heard = samples, asyncio.Event()
        await self._heard.wait()

    def take(self, incoming: Incoming) -> Samples:
        """20 ms from this person."""
        if incoming.keys and self._pressed is not None:
            self._pressed(incoming.keys)
        return incoming.samples

    def hear(self, samples: Samples | None) -> None:
        """20 ms for this person, unless something is being said."""
        if len(self._prompt):
            frame, self._prompt = self._prompt[:FRAME_SAMPLES], self._prompt[FRAME_SAMPLES:]
            samples = np.pad(frame, (0, FRAME_SAMPLES - len(frame)))
        if not len(self._prompt):
            self._heard.set()
        self.leg.write(samples)

    def hush(self) -> None:
        """Say nothing more."""
        self._prompt = NOTHING
        self._heard.set()


class Room:
    """People come and go at any time. Nobody's leg disturbs the others by ending."""

    def __init__(self, pace: Pace | None = None) -> None:
        self._pace = pace or RealPace()
        self._members: list[Member] = []
        self._music: Music | None = None
        self._tape: Tape | None = None
        self._script: Script | None = None

    @property
    def members(self) -> tuple[Member, ...]:
        """Those who are here."""
        return tuple(self._members)

    @property
    def held(self) -> bool:
        """Whether callers hear music."""
        return self._music is not None

    def join(self, leg: RoomLeg, role: Role, pressed: Callable[[str], None] | None = None) -> Member:
        """Let in a leg that is open; from here on the room's clock is its own. `pressed` is told of keys."""
        leg.keep_time(LivePace())
        member = Member(leg, role, pressed)
        self._members.append(member)
        return member

    def leave(self, member: Member) -> None:
        """Let go of a leg, which stays open. Again is harmless."""
        if member in self._members:
            self._members.remove(member)
            member.hush()

    def hold(self, on: bool) -> None:
        """Callers hear music and are not heard, or talk again."""
        self._music = (self._music or Music()) if on else None

    def record(self, tape: Tape | None) -> None:
        """Keep callers on the left and agents on the right from here on; None: no more. The tape is not closed."""
        self._tape = tape

    def write_down(self, script: Script | None) -> None:
        """What callers and agents say from here on; None: no more. The script is not closed."""
        self._script = script

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            await self._pace.frame()
            await self.tick()

    async def tick(self) -> None:
        """20 ms of everybody."""
        voices = [(member, member.take(incoming)) for member, incoming in await self._read() if incoming is not None]
        said = [(member.role, samples) for member, samples in voices]
        heard = mix(said, self._music.frame() if self._music is not None else None)
        for (member, _), samples in zip(voices, heard, strict=True):
            member.hear(samples)
        if self._tape is not None:
            self._keep(self._tape, said)
        if self._script is not None:
            # Whoever is on hold was told that nobody hears them, and the agent may speak with somebody else.
            here = [] if self.held else said
            self._script.write(together(here, "caller"), together(here, "agent"))

    async def _read(self) -> list[tuple[Member, Incoming | None]]:
        return [(member, await self._frame(member)) for member in tuple(self._members)]

    async def _frame(self, member: Member) -> Incoming | None:
        broken: str | None = None
        try:
            incoming = await member.leg.read()
            if incoming is not None:
                return incoming
        except LegError as error:
            broken = str(error)
        self.leave(member)
        if not member.gone.done():
            member.gone.set_result(broken)
        return None

    def _keep(self, tape: Tape, said: list[tuple[Role, Samples]]) -> None:
        caller, agent = together(said, "caller"), together(said, "agent")
        if self.held:
            # Whoever is on hold was told that nobody hears them.
            caller = None
        tape.write(SILENCE if caller is None else caller, agent)
