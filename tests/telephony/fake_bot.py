"""The contract's other side, as small as it can be: ARI application and AudioSocket peer."""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
import uuid
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from tests.telephony.pbx import Pbx
from tests.telephony.tones import tone_of

APPLICATION = "centralino"
HANG_UP, UUID, KEY = 0x00, 0x01, 0x03
TONE_HZ = 660
SLIN16_HZ = 16_000


@dataclass
class FakeBot:
    """`with FakeBot(pbx) as bot:` takes calls, sounds a tone of 660 Hz and leads them on by `onward`."""

    pbx: Pbx
    onward: dict[str, str] = field(default_factory=dict)
    """Channel variables that it sets when the bot is done: CENTRALINO_NEXT and what goes with it."""
    asks: bool = False
    """Whether it asks callers whom a person has left."""
    answers: bool = True
    """False: it takes calls from the PBX and then does nothing with them."""
    arrived: list[tuple[str, str]] = field(default_factory=list)
    """Dialled number and caller's number."""
    lines: list[str] = field(default_factory=list)
    """UUIDs with which AudioSocket connected."""
    returned: list[tuple[str, str]] = field(default_factory=list)
    """Kind and status of transfers that did not come about."""
    at_desk: list[str] = field(default_factory=list)
    """Channels that wait at the desk."""
    keys: str = ""
    kinds: set[int] = field(default_factory=set)
    """AudioSocket frame types that came."""

    def __enter__(self) -> FakeBot:
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._writers: set[asyncio.StreamWriter] = set()
        self._numbers: dict[str, str] = {}
        threading.Thread(target=self._loop.run_forever, daemon=True).start()
        self._main = asyncio.run_coroutine_threadsafe(self._serve(), self._loop)
        assert self._ready.wait(10), "the ARI of the PBX does not answer"
        return self

    def __exit__(self, *_: object) -> None:
        self.die()

    def hang_up(self) -> None:
        """The bot is done with every call it has: their lines close."""
        self._do(self._close_lines())

    def die(self) -> None:
        """Everything closes at once, as when the process is killed."""
        self._main.cancel()
        with contextlib.suppress(BaseException):
            self._main.result(5)

    def stop_listening(self) -> None:
        """AudioSocket is refused from now on, while ARI lives."""
        self._do(self._close_server())

    def connect_person(self, caller: str, device: str) -> None:
        """A person of the desk takes a caller who waits: both in one bridge."""
        self._do(self._connect_person(caller, device))

    def wait(self, done: Callable[[], object], what: str, seconds: float = 10) -> None:
        """Until `done`."""
        until = time.monotonic() + seconds
        while not done():
            assert time.monotonic() < until, f"{what} did not happen within {seconds} s"
            time.sleep(0.02)

    def ari(self, method: str, path: str, **parameters: str) -> int:
        """One command; its HTTP status."""
        return asyncio.run_coroutine_threadsafe(self._request(method, path, **parameters), self._loop).result(5)

    def _do(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(5)

    async def _serve(self) -> None:
        auth = aiohttp.BasicAuth(self.pbx.ari_user, self.pbx.ari_password)
        self._server = await asyncio.start_server(self._line, "127.0.0.1", self.pbx.media_port)
        try:
            async with aiohttp.ClientSession(auth=auth) as self._session:
                url = f"{self.pbx.ari_url}/ari/events?app={APPLICATION}"
                async with self._session.ws_connect(url) as events:
                    self._ready.set()
                    async for message in events:
                        event = message.json()
                        if event["type"] == "StasisStart" and self.answers:
                            await self._step(event["channel"]["id"], event["channel"], *event["args"])
        finally:
            self._server.close()
            for writer in self._writers:
                writer.transport.abort()

    async def _step(self, channel: str, about: dict[str, Any], step: str, *arguments: str) -> None:
        if step == "arrive":
            self.arrived.append((arguments[0], arguments[1]))
            self._numbers[channel] = about["dialplan"]["exten"]
            await self._set(channel, {"CENTRALINO_CALL": str(uuid.uuid4())})
        elif step == "left":
            await self._set(channel, self.onward)
        elif step == "returned":
            self.returned.append((arguments[1], arguments[2]))
            place = {"context": "centralino", "extension": self._numbers[channel], "label": "media"}
            await self._request("POST", f"channels/{channel}/continue", **place)
            return
        elif step == "desk":
            self.at_desk.append(channel)
            await self._request("POST", f"channels/{channel}/moh")
            return
        elif step == "talked" and self.asks:
            place = {"context": "centralino-after", "extension": "s", "label": "media"}
            await self._request("POST", f"channels/{channel}/continue", **place)
            return
        elif step == "person":
            await self._join(channel)
            return
        await self._request("POST", f"channels/{channel}/continue")

    async def _set(self, channel: str, variables: dict[str, str]) -> None:
        for name, value in variables.items():
            await self._request("POST", f"channels/{channel}/variable", variable=name, value=value)

    async def _request(self, method: str, path: str, **parameters: str) -> int:
        async with self._session.request(method, f"{self.pbx.ari_url}/ari/{path}", params=parameters) as response:
            return response.status

    async def _line(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        tone, at = tone_of(TONE_HZ, SLIN16_HZ, 1.0).tobytes(), 0
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            while True:
                head = await reader.readexactly(3)
                payload = await reader.readexactly(int.from_bytes(head[1:], "big"))
                self.kinds.add(head[0])
                if head[0] == UUID:
                    self.lines.append(str(uuid.UUID(bytes=payload)))
                elif head[0] == KEY:
                    self.keys += payload.decode()
                elif head[0] >= 0x10:
                    part = tone[at : at + len(payload)]
                    at = (at + len(payload)) % len(tone)
                    writer.write(head + part)
        writer.close()
        self._writers.discard(writer)

    async def _close_server(self) -> None:
        self._server.close()

    async def _connect_person(self, caller: str, device: str) -> None:
        self._person_of = caller
        await self._request("POST", "channels", endpoint=device, app=APPLICATION, appArgs="person")

    async def _join(self, person: str) -> None:
        await self._request("POST", "bridges/desk", type="mixing")
        await self._request("DELETE", f"channels/{self._person_of}/moh")
        await self._request("POST", "bridges/desk/addChannel", channel=f"{self._person_of},{person}")

    async def _close_lines(self) -> None:
        for writer in list(self._writers):
            writer.write(bytes((HANG_UP, 0, 0)))
            writer.close()
