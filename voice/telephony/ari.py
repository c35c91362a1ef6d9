"""Asterisk's REST interface (ARI): events over a WebSocket that reconnects, commands over HTTP."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Any
from urllib.parse import quote

import aiohttp

LOG = logging.getLogger(__name__)

REQUEST_SECONDS = 5.0
BACK_OFF = (0.5, 1.0, 2.0, 5.0, 10.0)
"""Seconds between attempts to connect; the last is repeated. A PBX that restarts is back within seconds."""
HEARTBEAT_SECONDS = 10.0
"""A dead PBX behind a live network is noticed after this."""
WHISPER_ATTEMPTS, WHISPER_SECONDS = 10, 0.05
"""A channel that whispers is ours a moment after it was made."""
WIDEBAND = "slin16"
"""Of channels that begin here: where the phone speaks G.722 or Opus, nothing of it is lost on the way."""
GONE = (404, 409, 422)
"""Answers for a channel that has hung up or left, or cannot be followed because it has: what was to be done with it has
become void."""


class AriError(RuntimeError):
    """The PBX cannot be reached or refuses; the message holds nothing of the call."""


class ChannelGoneError(AriError):
    """The channel of the command does not exist any more, or not in this application."""


@dataclass(frozen=True)
class Place:
    """A place in the dialplan."""

    context: str
    extension: str
    label: str = ""
    """Empty: the first step."""


class Ari:
    """One Stasis application on one Asterisk. `async with` opens and closes the HTTP session."""

    def __init__(self, url: str, user: str, password: str, application: str) -> None:
        """`url`: of the HTTP server, such as http://127.0.0.1:8088."""
        self._url = url.rstrip("/")
        self._auth = aiohttp.BasicAuth(user, password)
        self._application = application
        self._session: aiohttp.ClientSession | None = None
        self.connected = False

    async def __aenter__(self) -> Ari:
        timeout = aiohttp.ClientTimeout(total=REQUEST_SECONDS)
        self._session = aiohttp.ClientSession(auth=self._auth, timeout=timeout)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._session is not None:
            await self._session.close()

    async def events(self, handle: Callable[[dict[str, Any]], None], connected: Callable[[], None]) -> None:
        """Hand each event to `handle`; reconnects until cancelled. `connected` is told of each connection: what
        happened before it is not told, and channels have to be followed anew. Neither may block."""
        failures = 0
        while True:
            try:
                await self._listen(handle, connected)
                failures = 0
            except (aiohttp.ClientError, TimeoutError, OSError) as error:
                LOG.warning("the PBX is out of reach: %s", type(error).__name__)
            finally:
                self.connected = False
            await asyncio.sleep(BACK_OFF[min(failures, len(BACK_OFF) - 1)])
            failures += 1

    async def _listen(self, handle: Callable[[dict[str, Any]], None], connected: Callable[[], None]) -> None:
        assert self._session is not None
        address = f"{self._url}/ari/events"
        asked = {"app": self._application, "subscribeAll": "false"}
        async with self._session.ws_connect(address, params=asked, heartbeat=HEARTBEAT_SECONDS) as socket:
            self.connected = True
            LOG.info("connected to the PBX")
            connected()
            async for message in socket:
                if message.type is aiohttp.WSMsgType.TEXT:
                    handle(message.json())

    async def let_go(self, channel: str, to: Place | None = None) -> None:
        """Give the channel back to the dialplan, at `to` or at its next step. Raises AriError."""
        where = {"context": to.context, "extension": to.extension} if to else {}
        if to and to.label:
            where["label"] = to.label
        await self._do("POST", f"channels/{quote(channel)}/continue", where)

    async def set_variables(self, channel: str, values: dict[str, str]) -> None:
        """Set channel variables. Raises AriError."""
        for name, value in values.items():
            await self._do("POST", f"channels/{quote(channel)}/variable", {"variable": name, "value": value})

    async def follow(self, channel: str) -> None:
        """Have the events of a channel sent also while it is in the dialplan. Raises AriError."""
        await self._do("POST", f"applications/{self._application}/subscription", {"eventSource": f"channel:{channel}"})

    async def music(self, channel: str) -> None:
        """Let the channel hear music on hold. Raises AriError."""
        await self._do("POST", f"channels/{quote(channel)}/moh", {})

    async def play(self, channel: str, sound: str, name: str) -> None:
        """Let the channel hear a sound file, as the PBX names it without its ending, instead of music. What is told the
        channel after this waits for its end, unless `hush` of its `name` ends it. Raises AriError."""
        await self._do("POST", f"channels/{quote(channel)}/play/{quote(name)}", {"media": f"sound:{sound}"})

    async def hush(self, name: str) -> None:
        """End a sound file that is being played. Raises AriError."""
        await self._do("DELETE", f"playbacks/{quote(name)}", {})

    async def whisper(self, channel: str, sound: str, name: str) -> None:
        """Let a channel that is in the dialplan hear a sound file over what it hears, by a channel of that `name` that
        ends with the sound. Raises AriError."""
        asked = {"app": self._application, "spy": "none", "whisper": "out"}
        await self._do("POST", f"channels/{quote(channel)}/snoop/{quote(name)}", asked)
        for attempt in range(WHISPER_ATTEMPTS):
            try:
                await self.play(name, sound, name)
                break
            except ChannelGoneError:
                if attempt == WHISPER_ATTEMPTS - 1:
                    raise
                await asyncio.sleep(WHISPER_SECONDS)
        await self.let_go(name)

    async def originate(
        self, channel: str, endpoint: str, to: Place, variables: dict[str, str], caller: str, seconds: int
    ) -> None:
        """Call an endpoint, with a new channel of this id; when it answers, it goes to a place in the dialplan. Returns
        while it rings, for so many seconds at most. `caller`: name for its display. Raises AriError."""
        asked = {
            "endpoint": endpoint, "channelId": channel, "context": to.context, "extension": to.extension,
            "callerId": caller, "timeout": str(seconds), "formats": WIDEBAND,
        }  # fmt: skip
        await self._do("POST", "channels", asked, {"variables": variables})

    async def hang_up(self, channel: str) -> None:
        """End the channel. Raises AriError."""
        await self._do("DELETE", f"channels/{quote(channel)}", {})

    async def channels(self) -> list[dict[str, Any]]:
        """All channels of the PBX. Raises AriError."""
        found: list[dict[str, Any]] = await self._do("GET", "channels", {})
        return found

    async def _do(self, method: str, path: str, asked: dict[str, str], body: dict[str, Any] | None = None) -> Any:
        assert self._session is not None
        if self._session.closed:
            raise AriError("the connection to the PBX is closed")
        try:
            async with self._session.request(method, f"{self._url}/ari/{path}", params=asked, json=body) as answer:
                if answer.status in GONE:
                    raise ChannelGoneError(f"{method} {path.split('/')[-1]}: the channel is gone")
                if answer.status >= 400:
                    raise AriError(f"the PBX answers {answer.status} to {method} {path.split('/')[-1]}")
                return await answer.json() if answer.content_type == "application/json" else None
        except (aiohttp.ClientError, TimeoutError) as error:
            raise AriError(f"the PBX is out of reach: {type(error).__name__}") from error
