"""A caller behind a PBX, over one AudioSocket connection.

Asterisk passes jitter on as it comes and plays what it gets when it gets it, so the leg does both: it evens out the
caller's sound and sends the bot's in step.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket

import numpy as np
from numpy.typing import NDArray

from voice.audio import FRAME_MS, FRAME_SAMPLES, RATE
from voice.audio.frames import Framer
from voice.audio.resample import Resampler
from voice.legs.audiosocket_frames import Decoder, Failure, Frame, HangUp, Identity, Key, Sound, encode
from voice.legs.jitter import JitterBuffer
from voice.legs.pace import Pace, RealPace
from voice.legs.protocol import Incoming, LegError
from voice.legs.schedule import Schedule

FIRST_RATE = 8_000
"""Every version of Asterisk understands it; some end the call at a frame of another rate than the channel's."""
FIRST_SOUND_SECONDS = 0.2
"""The call begins when the caller's first sound has shown the line's rate, and without it after so long."""
DEAD_SECONDS = 35.0
"""A peer that sends nothing or takes nothing for so long is dead. Asterisk passes a frame each 20 ms, but none while
the caller's phone is on hold or its network is down; it ends such calls itself after 30 s (rtp_timeout), and then
this connection, which tells more than a guess of ours."""
CLOSE_SECONDS = 1.0
"""How long a peer may take to close its side after our hang-up."""
SEND_BUFFER = 32 * 1024
"""Bytes, of which Linux makes twice as much: two seconds of sound at 16 kHz. The usual megabytes would play a minute
of old prompts after the network stood still. What the peer's own system holds for a PBX that does not read (up to its
tcp_rmem, measured) cannot be seen from here; such a PBX sends nothing either, which is seen."""
READ_BYTES = 16 * 1024
KEYS = "0123456789*#"
MOST_KEYS = 64
"""Keys kept until they are read; nobody presses more in the moment of a stall."""

Samples = NDArray[np.int16]
QUIET: Samples = np.zeros(FRAME_SAMPLES, dtype=np.int16)


class AudioSocketLeg:
    """One connection, from after its UUID to hang-up. To be made within a running event loop."""

    def __init__(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        rate: int = FIRST_RATE,
        dead_seconds: float = DEAD_SECONDS,
    ) -> None:
        """`rate`: of the bot's sound until the peer's shows the line's rate, samples a second."""
        self.pace: Pace = RealPace()
        self._reader, self._writer = reader, writer
        self._outlet = Outlet(rate)
        self._dead_ticks = round(dead_seconds * 1000 / FRAME_MS)
        self._jitter = JitterBuffer()
        self._inlet, self._inlet_rate = Resampler(RATE, RATE), RATE
        self._keys = ""
        self._sounding = asyncio.Event()
        self._pump: asyncio.Task[None] | None = None
        self._schedule = Schedule()
        self._hung_up = self._closed = False
        self._broken = ""
        self._unheard = self._untaken = 0

    async def open(self) -> None:
        """See Leg: begins to take in the caller's sound. Once is enough; again is harmless."""
        if self._pump is not None:
            return
        with contextlib.suppress(OSError):
            self._writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
        self._pump = asyncio.get_running_loop().create_task(self._take_in())
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(FIRST_SOUND_SECONDS):
                await self._sounding.wait()

    async def read(self) -> Incoming | None:
        """See Leg."""
        if self._closed:
            return None
        await self.pace.frame()
        self._check()
        keys, self._keys = self._keys, ""
        if self._hung_up or self._closed:
            # The caller's last word is still in the buffer.
            samples = None if self._closed else self._jitter.rest()
            return Incoming(samples, keys) if samples is not None else None
        return Incoming(self._jitter.pull(self._schedule.overdue()), keys)

    def write(self, samples: Samples | None) -> None:
        """See Leg. A frame that the peer's full buffer leaves no room for is lost, as it would be late."""
        if self._closed or self._hung_up or self._writer.is_closing():
            return
        pcm = self._outlet.frame(samples)
        if self._writer.transport.get_write_buffer_size():
            self._untaken += 1
            return
        self._untaken = 0
        self._writer.write(encode(Sound(self._outlet.rate, pcm)))

    def keep_time(self, pace: Pace) -> None:
        """See voice.room.protocol.RoomLeg."""
        self.pace, self._schedule = pace, Schedule()

    def flush(self) -> None:
        """See Leg. Sound leaves as it is written: all that waits is what the resampler holds back, 3 ms."""
        self._outlet = Outlet(self._outlet.rate)

    async def close(self) -> None:
        """See Leg."""
        if self._closed:
            return
        self._closed = True
        try:
            if self._pump is not None and not self._hung_up and not self._writer.is_closing():
                await self._part(self._pump)
        finally:
            if self._pump is not None:
                self._pump.cancel()
            self._writer.transport.abort()

    async def _part(self, pump: asyncio.Task[None]) -> None:
        """Hang up and wait for the peer to do so: closing on unread sound would take our last frames back."""
        with contextlib.suppress(OSError, RuntimeError):
            self._writer.write(encode(HangUp()))
            self._writer.write_eof()
        await asyncio.wait({pump}, timeout=CLOSE_SECONDS)

    def _check(self) -> None:
        """Raises LegError."""
        self._unheard += 1
        if self._broken:
            raise LegError(self._broken)
        if self._hung_up or self._closed:
            return
        if self._unheard > self._dead_ticks:
            raise LegError(f"the PBX sent nothing for {self._dead_ticks * FRAME_MS / 1000:g} s")
        if self._untaken > self._dead_ticks:
            raise LegError(f"the PBX took no sound for {self._dead_ticks * FRAME_MS / 1000:g} s")

    async def _take_in(self) -> None:
        decoder = Decoder()
        # A PBX that closes while our sound is on its way resets the connection: that is a hang-up as any other.
        try:
            while not self._hung_up and (data := await self._reader.read(READ_BYTES)):
                for frame in decoder.feed(data):
                    self._unheard = 0
                    self._take(frame)
        except OSError:
            pass
        finally:
            self._hung_up = True
            self._sounding.set()

    def _take(self, frame: Frame) -> None:
        match frame:
            case Sound(rate, pcm) if not self._closed:
                self._hear(rate, np.frombuffer(pcm, dtype="<i2").astype(np.int16))
            case Key(key) if key in KEYS and len(self._keys) < MOST_KEYS:
                self._keys += key
            case HangUp():
                self._hung_up = True
            case Failure(code):
                self._broken = f"the PBX reported an error (code {code[:4].hex() or 'none'})"
            case Identity() | _:
                pass

    def _hear(self, rate: int, samples: Samples) -> None:
        if rate != self._inlet_rate:
            self._inlet, self._inlet_rate = Resampler(rate, RATE), rate
        if rate != self._outlet.rate:
            self._outlet = Outlet(rate)
        if len(samples):
            self._jitter.put(self._inlet.process(samples))
        self._sounding.set()


class Outlet:
    """The bot's sound at the line's rate, one frame for each 20 ms."""

    def __init__(self, rate: int) -> None:
        self.rate = rate
        self._resampler = Resampler(RATE, rate)
        self._framer = Framer(rate * FRAME_MS // 1000)
        self._silence = bytes(2 * rate * FRAME_MS // 1000)
        self._quiet_frames = 0
        if rate != RATE:
            # The resampler holds back up to 2.5 ms: with so much in hand each 20 ms in give exactly 20 ms out.
            self._framer.feed(np.zeros(rate * 3 // 1000, dtype=np.int16))

    def frame(self, samples: Samples | None) -> bytes:
        """Mono int16 little-endian; silence for None."""
        self._quiet_frames = self._quiet_frames + 1 if samples is None else 0
        if self._quiet_frames > 1:
            # Nothing is left in the resampler: the same silence without its work (60 µs a frame at 8 kHz).
            return self._silence
        (ready,) = self._framer.feed(self._resampler.process(QUIET if samples is None else samples))
        return ready.astype("<i2").tobytes()
