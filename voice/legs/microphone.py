"""The local microphone and loudspeaker as a leg.

Two PortAudio streams, one each way: a stream for both gives up behind PulseAudio at the first underrun (measured).
"""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from typing import Any

import numpy as np
from numpy.typing import NDArray

from voice.audio import FRAME_MS, FRAME_SAMPLES, RATE
from voice.legs.echo import Canceller
from voice.legs.pace import LivePace, Pace
from voice.legs.protocol import Incoming, LegError

AHEAD = 5
"""Frames of the bot that may wait for the loudspeaker: enough against jitter, and soon silent after an interruption."""
PLAYED = 3
"""Frames just played that wait to be taken out of the microphone; more of them would be later than their echo."""
STALLED_SECONDS = 3.0
"""A microphone that gives nothing for so long is gone."""

Samples = NDArray[np.int16]
SILENCE = np.zeros(FRAME_SAMPLES, dtype=np.int16)


class MicrophoneLeg:
    """The sound card. `press` and `hang_up` come from the keyboard, from any thread."""

    def __init__(self, canceller: Canceller, device: Any = None) -> None:
        """`device`: as sounddevice names it, (input, output); None = the system's defaults."""
        self.pace: Pace = LivePace()
        self._canceller, self._device = canceller, device
        self._streams: list[Any] = []
        self._loop: asyncio.AbstractEventLoop | None = None
        self._heard: asyncio.Queue[Samples | None] = asyncio.Queue()
        self._keys: deque[str] = deque()
        self._lock = threading.Lock()
        self._to_say: deque[Samples] = deque()
        self._played: deque[Samples] = deque(maxlen=PLAYED)

    async def open(self) -> None:
        """Open the devices. Raises LegError naming the remedy."""
        self._loop = asyncio.get_running_loop()
        try:
            import sounddevice
        except OSError as error:
            raise LegError("PortAudio is missing; install it with: apt-get install libportaudio2") from error
        common = {"samplerate": RATE, "blocksize": FRAME_SAMPLES, "dtype": "int16", "channels": 1, "latency": "low"}
        source, sink = self._device or (None, None)
        try:
            self._streams.append(sounddevice.OutputStream(device=sink, callback=self._play, **common))
            self._streams.append(sounddevice.InputStream(device=source, callback=self._hear, **common))
            for stream in self._streams:
                stream.start()
        except (sounddevice.PortAudioError, ValueError) as error:
            reason = " ".join(str(error).split())
            raise LegError(f"no microphone and loudspeaker can be opened ({reason}); plug in a sound card") from error

    async def read(self) -> Incoming | None:
        """See Leg."""
        try:
            async with asyncio.timeout(STALLED_SECONDS):
                samples = await self._heard.get()
        except TimeoutError as error:
            raise LegError("the microphone gives no sound any more; was it unplugged?") from error
        if samples is None:
            return None
        return Incoming(samples, self._keys.popleft() if self._keys else "")

    def write(self, samples: Samples | None) -> None:
        """See Leg."""
        with self._lock:
            if samples is not None and len(self._to_say) < AHEAD:
                self._to_say.append(samples)

    def flush(self) -> None:
        """See Leg."""
        with self._lock:
            self._to_say.clear()

    async def close(self) -> None:
        """See Leg."""
        streams, self._streams = self._streams, []
        if streams:
            await asyncio.sleep(AHEAD * FRAME_MS / 1000)
        for stream in streams:
            await asyncio.to_thread(stream.close)

    def press(self, key: str) -> None:
        """The caller presses a key."""
        self._keys.append(key)

    def hang_up(self) -> None:
        """The caller leaves."""
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._heard.put_nowait, None)

    def _play(self, played: Samples, _frames: int, _time: object, _status: object) -> None:
        """PortAudio's callback: 20 ms for the loudspeaker."""
        with self._lock:
            far = self._to_say.popleft() if self._to_say else SILENCE
            self._played.append(far)
        played[:, 0] = far

    def _hear(self, heard: Samples, _frames: int, _time: object, _status: object) -> None:
        """PortAudio's callback: 20 ms from the microphone."""
        with self._lock:
            far = self._played.popleft() if self._played else SILENCE
        near = self._canceller.process(np.ascontiguousarray(heard[:, 0]), far)
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._heard.put_nowait, near)


def probe() -> None:
    """Whether this machine has a microphone and a loudspeaker. Raises LegError naming the remedy."""
    try:
        import sounddevice
    except OSError as error:
        raise LegError("PortAudio is missing; install it with: apt-get install libportaudio2") from error
    try:
        sounddevice.query_devices(kind="input")
        sounddevice.query_devices(kind="output")
    except (sounddevice.PortAudioError, ValueError) as error:
        raise LegError("this machine has no microphone and loudspeaker") from error
