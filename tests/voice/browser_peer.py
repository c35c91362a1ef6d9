"""The browser's end of a line, without a browser: for tests of what browsers do not do on purpose."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import numpy as np
from aiohttp import web

from voice.audio.frames import frames
from voice.legs.browser import MESSAGE_BYTES, BrowserLeg

Serve = Callable[[BrowserLeg], Awaitable[None]]


@dataclass
class Page:
    """What a page's sound does, as far as the other side can tell."""

    socket: aiohttp.ClientWebSocketResponse
    heard: list[bytes] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    told: list[dict[str, Any]] = field(default_factory=list)
    polite: bool = True
    """Closes when it is asked to."""

    async def speak(self, samples: np.ndarray, size: int = 320) -> None:
        """In pieces of `size` samples, in real time."""
        started = time.monotonic()
        for index, piece in enumerate(frames(samples, size)):
            if self.socket.closed:
                return
            await self.socket.send_bytes(piece.astype("<i2").tobytes())
            await asyncio.sleep(max(0.0, started + (index + 1) * size / 16_000 - time.monotonic()))

    async def send(self, **message: Any) -> None:
        """A JSON object."""
        await self.socket.send_json(message)

    async def listen(self) -> None:
        """Until the line ends."""
        async for message in self.socket:
            if message.type is aiohttp.WSMsgType.BINARY:
                self.heard.append(message.data)
                self.times.append(time.monotonic())
            elif message.type is aiohttp.WSMsgType.TEXT:
                self.told.append(json.loads(message.data))
                if self.told[-1]["event"] == "closing" and self.polite:
                    await self.socket.close()

    def sounds(self) -> np.ndarray:
        """All that was heard."""
        return np.frombuffer(b"".join(self.heard), dtype="<i2")

    def events(self, kind: str) -> list[dict[str, Any]]:
        """What it was told of a kind."""
        return [event for event in self.told if event["event"] == kind]

    def vanish(self) -> None:
        """As a laptop that is switched off, or a browser that is killed."""
        transport = self.socket.get_extra_info("socket")
        assert transport is not None
        self.socket._response.connection.transport.abort()  # type: ignore[union-attr]


class Front:
    """`async with Front() as front:` a web server that lays lines."""

    async def __aenter__(self) -> Front:
        self._arrived: asyncio.Queue[tuple[web.WebSocketResponse, asyncio.Transport]] = asyncio.Queue()
        self._done = asyncio.Event()
        app = web.Application()
        app.add_routes([web.get("/line", self._line)])
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self._http = aiohttp.ClientSession()
        self._legs: list[BrowserLeg] = []
        return self

    async def __aexit__(self, *_: object) -> None:
        for leg in self._legs:
            await leg.close()
        self._done.set()
        await self._http.close()
        await self._runner.cleanup()

    async def lay(self, **settings: Any) -> tuple[BrowserLeg, Page]:
        """A leg that is not open yet, and the other end."""
        host, port = self._runner.addresses[0][:2]
        socket = await self._http.ws_connect(f"http://{host}:{port}/line", autoping=True)
        leg = BrowserLeg(*await self._arrived.get(), **settings)
        self._legs.append(leg)
        return leg, Page(socket)

    async def _line(self, request: web.Request) -> web.StreamResponse:
        socket = web.WebSocketResponse(compress=False, max_msg_size=MESSAGE_BYTES, timeout=1.0)
        await socket.prepare(request)
        assert request.transport is not None
        self._arrived.put_nowait((socket, request.transport))
        await self._done.wait()
        return socket
