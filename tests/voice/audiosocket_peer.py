"""The PBX's end of an AudioSocket connection, for tests."""

from __future__ import annotations

import asyncio
import contextlib
import time
import uuid
from dataclasses import dataclass, field

import numpy as np

from voice.legs.audiosocket_frames import Decoder, Frame, HangUp, Identity, Sound, encode


@dataclass
class Peer:
    """A connection to the server, whatever it sends."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    heard: list[Frame] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    """When each of `heard` came, monotonic seconds."""

    @classmethod
    async def connect(cls, port: int, call: uuid.UUID | None = None) -> Peer:
        """With its UUID, if one is given."""
        peer = cls(*await asyncio.open_connection("127.0.0.1", port))
        if call is not None:
            peer.send(Identity(call))
        return peer

    def send(self, *frames: Frame) -> None:
        """At once, in one piece; nothing once the connection is closed (uvloop would raise, asyncio does not)."""
        if not self.writer.is_closing():
            self.writer.write(b"".join(encode(frame) for frame in frames))

    async def speak(self, samples: np.ndarray, rate: int = 16_000) -> None:
        """In frames of 20 ms, in real time."""
        size = rate // 50
        start = time.monotonic()
        for index in range(len(samples) // size):
            self.send(Sound(rate, samples[index * size : (index + 1) * size].astype("<i2").tobytes()))
            await asyncio.sleep(max(0.0, start + (index + 1) * 0.02 - time.monotonic()))

    async def listen(self) -> list[Frame]:
        """Until the connection ends; what was heard."""
        decoder = Decoder()
        with contextlib.suppress(ConnectionResetError):
            while data := await self.reader.read(65_536):
                for frame in decoder.feed(data):
                    self.heard.append(frame)
                    self.times.append(time.monotonic())
                    if isinstance(frame, HangUp):
                        self.close()
        self.close()
        return self.heard

    def sounds(self) -> np.ndarray:
        """The bot's voice so far."""
        pcm = b"".join(frame.pcm for frame in self.heard if isinstance(frame, Sound))
        return np.frombuffer(pcm, dtype="<i2")

    def close(self) -> None:
        """Hang up by closing."""
        self.writer.close()

    def vanish(self) -> None:
        """As a process that is killed: the connection is reset."""
        self.writer.transport.abort()


def tone(seconds: float, rate: int = 16_000, hertz: float = 440.0, level: int = 8000) -> np.ndarray:
    """A sine, int16."""
    return (level * np.sin(2 * np.pi * hertz * np.arange(round(seconds * rate)) / rate)).astype(np.int16)


def pitch(samples: np.ndarray, rate: int) -> float:
    """The strongest frequency, Hz."""
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    return float(np.argmax(spectrum) * rate / len(samples))
