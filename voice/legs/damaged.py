"""A line on which the caller is hard to hear: noise all through the call, and the band of a telephone."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from voice.audio import FRAME_SAMPLES, RATE
from voice.audio.frames import Framer
from voice.audio.g711 import TELEPHONE_RATE, decode, encode
from voice.audio.resample import Resampler
from voice.legs.protocol import Incoming, Leg

Samples = NDArray[np.int16]


class DamagedLeg:
    """Another leg, with the caller's sound damaged on the way in; the bot's is left as it is."""

    def __init__(self, leg: Leg, noise: Samples | None = None, phone: bool = False) -> None:
        """`noise`: mono at 16 kHz, added from the call's beginning and begun again at its end. `phone`: the caller's
        sound goes down to 8 kHz, through µ-law and up again, which holds it back by two frames (40 ms)."""
        self.pace = leg.pace
        self._leg = leg
        self._noise = noise if noise is not None and len(noise) else None
        self._at = 0
        self._phone = _Telephone() if phone else None

    async def open(self) -> None:
        """See Leg."""
        await self._leg.open()

    async def read(self) -> Incoming | None:
        """See Leg."""
        incoming = await self._leg.read()
        if incoming is None:
            return None
        samples = self._noisy(incoming.samples)
        return Incoming(self._phone.through(samples) if self._phone else samples, incoming.keys)

    def write(self, samples: Samples | None) -> None:
        """See Leg."""
        self._leg.write(samples)

    def flush(self) -> None:
        """See Leg."""
        self._leg.flush()

    async def close(self) -> None:
        """See Leg."""
        await self._leg.close()

    def _noisy(self, samples: Samples) -> Samples:
        if self._noise is None:
            return samples
        under = np.take(self._noise, np.arange(self._at, self._at + len(samples)), mode="wrap")
        self._at = (self._at + len(samples)) % len(self._noise)
        mixed: Samples = np.clip(samples.astype(np.int32) + under, -32768, 32767).astype(np.int16)
        return mixed


class _Telephone:
    """8 kHz, µ-law and back, frame by frame."""

    def __init__(self) -> None:
        self._down, self._up = Resampler(RATE, TELEPHONE_RATE), Resampler(TELEPHONE_RATE, RATE)
        self._framer = Framer()
        # Both resamplers hold back a little at the beginning: so much is always there.
        self._ready = list(self._framer.feed(np.zeros(2 * FRAME_SAMPLES, dtype=np.int16)))

    def through(self, samples: Samples) -> Samples:
        """A frame in, the frame of 40 ms before out."""
        self._ready += self._framer.feed(self._up.process(decode(encode(self._down.process(samples)))))
        return self._ready.pop(0)
