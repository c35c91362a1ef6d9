"""A person behind a web page, over one WebSocket: binary messages are sound, texts are JSON.

Both ways mono int16 little-endian at 16 kHz; in pieces of any length up to 100 ms from the browser, of 20 ms to it.
From the browser also {"key": "5"} and {"hang_up": true}; to it {"event": …}. Of those, two belong to the leg: `flush`,
drop what was not heard yet, and `closing`, let the rest be heard and close.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import time
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any, Literal

import numpy as np
from aiohttp import WSMessage, WSMsgType, web
from numpy.typing import NDArray

from voice.audio import FRAME_MS, FRAME_SAMPLES, RATE
from voice.legs.flow import Flow
from voice.legs.jitter import JitterBuffer
from voice.legs.pace import Pace, RealPace
from voice.legs.protocol import Incoming, LegError
from voice.legs.schedule import Schedule

FIRST_SOUND_SECONDS = 0.5
"""The call begins with the first sound, and without it after so long."""
DEAD_SECONDS = 15.0
"""A browser sends sound without a pause, muted or not; one that sends or takes nothing for so long is gone. Changing
from one wireless network cell to the next takes seconds, and callers wait no longer than this in silence."""
CLOSE_SECONDS = 1.5
"""How long the browser may play what it still has before it closes its side."""
SEND_BUFFER = 32 * 1024
"""Bytes, of which Linux makes twice as much: two seconds. See AudioSocketLeg."""
MOST_BYTES = 2 * RATE // 10
"""Of one message: 100 ms."""
MESSAGE_BYTES = 2 * MOST_BYTES
"""For max_msg_size of the WebSocket: anything longer is not even read."""
MOST_TEXTS = 200
"""Events that may wait for a browser that does not read."""
KEYS = frozenset("0123456789*#")
MOST_KEYS = 64
LEFT_ON_PURPOSE = (0, 1000)
"""Close codes (RFC 6455, 7.4.1) of a page that hung up; 0 stands for none. 1001: the page was closed or loaded anew."""

End = Literal["", "hung_up", "left", "broke"]
"""Of the line: not yet, on purpose, with the page, or without a word."""
Samples = NDArray[np.int16]
Control = Callable[[Mapping[str, Any]], bool]
"""Sees each JSON object from the browser first; True when it was meant for it."""
SILENCE = bytes(2 * FRAME_SAMPLES)


class BrowserLeg:
    """One WebSocket that is prepared already. To be made within a running event loop."""

    def __init__(
        self,
        connection: web.WebSocketResponse,
        transport: asyncio.Transport,
        control: Control | None = None,
        dead_seconds: float = DEAD_SECONDS,
    ) -> None:
        """`transport`: of the request."""
        self.pace: Pace = RealPace()
        self.end: End = ""
        self._connection, self._transport, self._control = connection, transport, control
        self._dead_ticks = round(dead_seconds * 1000 / FRAME_MS)
        self._jitter, self._schedule, self._flow = JitterBuffer(), Schedule(), Flow()
        self._keys = ""
        self._sounding, self._wake = asyncio.Event(), asyncio.Event()
        self._outbox: deque[bytes | str] = deque()
        self._pump: asyncio.Task[None] | None = None
        self._sender: asyncio.Task[None] | None = None
        self._closed = False
        self._broken = ""
        self._unheard = self._untaken = 0

    async def open(self) -> None:
        """See Leg: begins to take in the caller's sound. Once is enough; again is harmless."""
        if self._pump is not None:
            return
        with contextlib.suppress(OSError, AttributeError):
            self._transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
        self._pump = asyncio.create_task(self._take_in())
        self._sender = asyncio.create_task(self._send_out())
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
        if self.end or self._closed:
            samples = None if self._closed else self._jitter.rest()
            return Incoming(samples, keys) if samples is not None else None
        return Incoming(self._jitter.pull(self._schedule.overdue()), keys)

    def write(self, samples: Samples | None) -> None:
        """See Leg. A frame that the browser's full buffer leaves no room for is lost, as it would be late."""
        if self._closed or self.end:
            return
        waits = any(isinstance(message, bytes) for message in self._outbox)
        if waits or self._transport.get_write_buffer_size():
            self._untaken += 1
            return
        self._untaken = 0
        self._put(SILENCE if samples is None else samples.astype("<i2").tobytes())

    def tell(self, event: Mapping[str, Any]) -> None:
        """Send a JSON object. Never waits."""
        if self._closed or self.end:
            return
        if len(self._outbox) >= MOST_TEXTS:
            self._broken = "the browser does not read what it is told"
            return
        self._put(json.dumps(event, ensure_ascii=False))

    def keep_time(self, pace: Pace) -> None:
        """See voice.room.protocol.RoomLeg."""
        self.pace, self._schedule = pace, Schedule()

    def flush(self) -> None:
        """See Leg."""
        self._outbox = deque(waiting for waiting in self._outbox if isinstance(waiting, str))
        self.tell({"event": "flush"})

    async def close(self) -> None:
        """See Leg."""
        if self._closed:
            return
        self.tell({"event": "closing"})
        self._closed = True
        try:
            if self._pump is not None and not self.end:
                await asyncio.wait({self._pump}, timeout=CLOSE_SECONDS)
        finally:
            for task in (self._pump, self._sender):
                if task is not None:
                    task.cancel()
            with contextlib.suppress(Exception):
                async with asyncio.timeout(CLOSE_SECONDS):
                    await self._connection.close()
            self._transport.abort()

    def _put(self, message: bytes | str) -> None:
        self._outbox.append(message)
        self._wake.set()

    async def _send_out(self) -> None:
        # What is wrong with the connection shows on its other side: see _take_in.
        with contextlib.suppress(ConnectionError, RuntimeError):
            while True:
                await self._wake.wait()
                self._wake.clear()
                while self._outbox:
                    message = self._outbox[0]
                    if isinstance(message, str):
                        await self._connection.send_str(message)
                    else:
                        await self._connection.send_bytes(message)
                    if self._outbox and self._outbox[0] is message:
                        self._outbox.popleft()

    def _check(self) -> None:
        """Raises LegError."""
        self._unheard += 1
        if self._broken:
            self.end = self.end or "broke"
            raise LegError(self._broken)
        if self.end or self._closed:
            return
        for count, did in ((self._unheard, "sent nothing"), (self._untaken, "took no sound")):
            if count > self._dead_ticks:
                self.end = "broke"
                raise LegError(f"the browser {did} for {self._dead_ticks * FRAME_MS / 1000:g} s")

    async def _take_in(self) -> None:
        try:
            while not self.end and not self._broken:
                message = await self._connection.receive()
                self._unheard = 0
                self._take(message)
        finally:
            self._sounding.set()

    def _take(self, message: WSMessage) -> None:
        match message.type:
            case WSMsgType.BINARY:
                self._hear(message.data)
            case WSMsgType.TEXT:
                self._read(message.data)
            case WSMsgType.CLOSE:
                self.end = "hung_up" if message.data in LEFT_ON_PURPOSE else "left"
            case _:
                self._broken = "the connection to the browser was lost"

    def _hear(self, pcm: bytes) -> None:
        if len(pcm) > MOST_BYTES or len(pcm) % 2:
            self._broken = (
                f"the browser sent {len(pcm)} bytes of sound at once; up to {MOST_BYTES} and even are allowed"
            )
        elif self._admit(len(pcm) / 2 / RATE):
            self._jitter.put(np.frombuffer(pcm, dtype="<i2").astype(np.int16))
            self._sounding.set()

    def _read(self, text: str) -> None:
        if not self._admit(0.0):
            return
        try:
            said = json.loads(text)
        except ValueError:
            said = None
        if not isinstance(said, dict):
            self._broken = "the browser sent a text that is no JSON object"
        elif self._control is not None and self._control(said):
            pass
        elif said.get("hang_up") is True:
            self.end = "hung_up"
        elif said.get("key") in KEYS and len(self._keys) < MOST_KEYS:
            self._keys += said["key"]

    def _admit(self, seconds: float) -> bool:
        if not self._flow.admit(seconds, time.monotonic()):
            self._broken = "the browser sent more than a voice makes"
        return not self._broken
