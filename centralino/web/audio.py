"""Where browsers bring their sound: /audio/call for callers, /audio/agent and /audio/listen for the desk.

A page of another site may open a WebSocket to here with this site's cookie (cross-site WebSocket hijacking), so Origin
has to name the host that was asked. A browser's page cannot see with which status it was refused; so refusals that
somebody should read are told over the WebSocket, as {"event": "refused", "error": code, "message": one line}.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlsplit

from aiohttp import web

from bot.messages import LANGUAGES
from centralino.agent_lines import AgentLine, AgentLines
from centralino.browser_calls import BrowserCalls
from centralino.web.limits import Limits, retry_after
from voice.legs.browser import CLOSE_SECONDS, MESSAGE_BYTES, BrowserLeg, Control

LOG = logging.getLogger(__name__)

REFUSED = 4000
"""Close code, of those that RFC 6455 leaves to applications."""
TRIES_A_SECOND, TRIES_AT_ONCE = 1.0, 30
"""Lines of the desk that one address may try to open: each looks up a session."""
CALLS_A_SECOND, CALLS_AT_ONCE = 0.1, 10
"""Calls that one address may begin: in the long run, and after a rest. An office behind one address makes some."""

T = TypeVar("T")
Witness = Callable[[str, str, str, str | None], Awaitable[bool]]
"""Writes down who is on the line of which agent, how (listen, whisper), and in which item of the queue. False when that
cannot be written."""
Who = Callable[[web.Request], Awaitable[str | None]]
"""The name of the user whose session a request carries; None without one, or with one that may not do this."""


async def nobody(_request: web.Request) -> None:
    """No accounts, no agents."""
    return


async def unseen(_who: str, _agent: str, _mode: str, _item: str | None) -> bool:
    """No audit trail."""
    return True


@dataclass(frozen=True)
class Audio:
    """What the addresses are served from."""

    calls: BrowserCalls
    lines: AgentLines
    full: Callable[[], bool]
    """Whether one more call would be too many."""
    agent: Who = nobody
    supervisor: Who = nobody
    witness: Witness = unseen
    rate: float = CALLS_A_SECOND
    burst: int = CALLS_AT_ONCE


class Refused(Exception):
    """This line is not opened."""

    def __init__(self, error: str, message: str, retry: str | None = None) -> None:
        """`retry`: seconds after which it is worth another try."""
        super().__init__(message)
        self.error, self.message, self.retry = error, message, retry


def routes(audio: Audio) -> Sequence[web.RouteDef]:
    """To be added to an application that looks at networks already."""
    doors = _Doors(audio)
    return [
        web.get("/audio/call", doors.call),
        web.get("/audio/agent", doors.agent),
        web.get("/audio/listen", doors.listen),
    ]


class _Doors:
    def __init__(self, audio: Audio) -> None:
        self._audio = audio
        self._limits = Limits(audio.rate, audio.burst)
        self._tries = Limits(TRIES_A_SECOND, TRIES_AT_ONCE)

    async def call(self, request: web.Request) -> web.StreamResponse:
        """Anybody who calls."""

        async def admit() -> str:
            language = request.query.get("language", "auto")
            if language not in (*LANGUAGES, "auto"):
                raise Refused("language", f"language is one of {', '.join(LANGUAGES)}, auto")
            _limit(request, self._limits)
            if self._audio.calls.draining:
                raise Refused("draining", "no new calls: the system is closing down", "60")
            if self._audio.full():
                raise Refused("busy", "all lines are busy", "30")
            return language

        async def serve(language: str, socket: web.WebSocketResponse) -> None:
            await self._audio.calls.serve(_leg(request, socket), language)

        return await _opened(request, admit, serve)

    async def agent(self, request: web.Request) -> web.StreamResponse:
        """An agent, with a line for whoever is taken."""

        async def admit() -> str:
            return await self._user(request, self._audio.agent)

        async def serve(agent: str, socket: web.WebSocketResponse) -> None:
            line = AgentLine(agent)
            await self._audio.lines.serve(line, _leg(request, socket, line.control))

        return await _opened(request, admit, serve)

    async def listen(self, request: web.Request) -> web.StreamResponse:
        """A supervisor who listens to an agent, or whispers."""

        mode = request.query.get("mode", "listen")

        async def admit() -> AgentLine:
            supervisor = await self._user(request, self._audio.supervisor)
            if mode not in ("listen", "whisper"):
                raise Refused("mode", "mode is one of listen, whisper")
            line = self._audio.lines.of(request.query.get("agent", ""))
            if line is None or line.agent == supervisor:
                raise Refused("no_line", "this agent has no line open in the browser")
            if not await self._audio.witness(supervisor, line.agent, mode, line.item):
                raise Refused("unavailable", "the audit trail is out of reach, and nobody listens without it", "2")
            return line

        async def serve(line: AgentLine, socket: web.WebSocketResponse) -> None:
            await self._audio.lines.listen(line, _leg(request, socket), mode == "whisper")

        return await _opened(request, admit, serve)

    async def _user(self, request: web.Request, who: Who) -> str:
        _limit(request, self._tries)
        name = await who(request)
        if name is None:
            raise Refused("unauthorised", "log in first, as somebody who may do this")
        return name


def _limit(request: web.Request, limits: Limits) -> None:
    wait = limits.admit(request.remote or "", time.monotonic())
    if wait:
        raise Refused("too_many_calls", "too many lines from this address", retry_after(wait))


async def _opened(
    request: web.Request,
    admit: Callable[[], Awaitable[T]],
    serve: Callable[[T, web.WebSocketResponse], Awaitable[None]],
) -> web.StreamResponse:
    if not same_origin(request):
        message = "Origin is not this site: open the page at the address that it is served from"
        return web.json_response({"error": "origin", "message": message}, status=403)
    socket = web.WebSocketResponse(compress=False, max_msg_size=MESSAGE_BYTES, timeout=CLOSE_SECONDS)
    if not socket.can_prepare(request).ok:
        answer = {"error": "no_websocket", "message": "this address speaks WebSocket only"}
        return web.json_response(answer, status=426, headers={"Upgrade": "websocket"})
    try:
        admitted = await admit()
    except Refused as refused:
        return await _refuse(request, socket, refused)
    await socket.prepare(request)
    await serve(admitted, socket)
    return socket


async def _refuse(request: web.Request, socket: web.WebSocketResponse, refused: Refused) -> web.StreamResponse:
    LOG.warning("a browser's line was refused: %s", refused.error)
    told = {"event": "refused", "error": refused.error, "message": refused.message}
    await socket.prepare(request)
    await socket.send_json(told if refused.retry is None else {**told, "retry_after": int(refused.retry)})
    await socket.close(code=REFUSED, message=refused.error.encode())
    return socket


def same_origin(request: web.Request) -> bool:
    """Whether a page of this very host asks. Behind a proxy that speaks TLS the scheme differs; the host must not."""
    origin = request.headers.get("Origin", "")
    return bool(origin) and urlsplit(origin).netloc.lower() == request.host.lower()


def _leg(request: web.Request, socket: web.WebSocketResponse, control: Control | None = None) -> BrowserLeg:
    assert request.transport is not None, "prepared"
    return BrowserLeg(socket, request.transport, control)
