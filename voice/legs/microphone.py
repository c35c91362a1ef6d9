"""The local microphone and loudspeaker as a leg: both directions at once, in one PortAudio stream."""

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
STALLED_SECONDS = 1.5
"""A microphone that gives nothing for so long has stalled: PortAudio gives up a stream after an underrun of a busy
machine, so it is opened again."""
REOPENED = 2
"""Stalls in a row after which it is gone."""

Samples = NDArray[np.int16]
SILENCE = np.zeros(FRAME_SAMPLES, dtype=np.int16)


class MicrophoneLeg:
    """The sound card. `press` and `hang_up` come from the keyboard, from any thread."""

    def __init__(self, canceller: Canceller, device: Any = None) -> None:
        """`device`: as sounddevice names it, (input, output); None = the system's defaults."""
        self.pace: Pace = LivePace()
        self._canceller, self._device = canceller, device
        self._stream: Any = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._heard: asyncio.Queue[Samples | None] = asyncio.Queue()
        self._keys: deque[str] = deque()
        self._lock = threading.Lock()
        self._to_say: deque[Samples] = deque()
        self._stalls = 0

    async def open(self) -> None:
        """Open the devices. Raises LegError naming the remedy."""
        self._loop = asyncio.get_running_loop()
        self._open()

    def _open(self) -> None:
        try:
            import sounddevice
        except OSError as error:
            raise LegError("PortAudio is missing; install it with: apt-get install libportaudio2") from error
        try:
            self._stream = sounddevice.Stream(
                samplerate=RATE, blocksize=FRAME_SAMPLES, dtype="int16", channels=1, device=self._device,
                latency="low", callback=self._exchange,
            )  # fmt: skip
            self._stream.start()
        except (sounddevice.PortAudioError, ValueError) as error:
            reason = " ".join(str(error).split())
            raise LegError(f"no microphone and loudspeaker can be opened ({reason}); plug in a sound card") from error

    async def read(self) -> Incoming | None:
        """See Leg."""
        while True:
            try:
                samples = await asyncio.wait_for(self._heard.get(), STALLED_SECONDS)
                break
            except TimeoutError as error:
                self._stalls += 1
                if self._stalls > REOPENED:
                    raise LegError("the microphone gives no sound any more; was it unplugged?") from error
                await asyncio.to_thread(self._reopen)
        self._stalls = 0
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
        stream, self._stream = self._stream, None
        if stream is not None:
            await asyncio.sleep(AHEAD * FRAME_MS / 1000)
            await asyncio.to_thread(stream.close)

    def _reopen(self) -> None:
        if self._stream is not None:
            self._stream.close(ignore_errors=True)
        self._open()

    def press(self, key: str) -> None:
        """The caller presses a key."""
        self._keys.append(key)

    def hang_up(self) -> None:
        """The caller leaves."""
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._heard.put_nowait, None)

    def _exchange(self, heard: Samples, played: Samples, _frames: int, _time: object, _status: object) -> None:
        """PortAudio's callback: 20 ms each way."""
        with self._lock:
            far = self._to_say.popleft() if self._to_say else SILENCE
        played[:, 0] = far
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
