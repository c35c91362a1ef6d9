"""What the front does not serve itself goes on to the desk's process, on its socket, and the answer comes back as it
arrives: live events are not held up.

Nothing of a request is logged or kept.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from ipaddress import IPv4Network, IPv6Network, ip_address
from pathlib import Path

import aiohttp
from aiohttp import web
from multidict import CIMultiDict
from yarl import URL

HOP_BY_HOP = frozenset(
    {
        "connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "proxy-connection", "te", "trailer",
        "transfer-encoding", "upgrade",
    }
)  # fmt: skip
"""RFC 9110, 7.6.1."""
FORWARDED = frozenset({"forwarded", "x-forwarded-for", "x-forwarded-proto", "x-forwarded-host", "x-real-ip"})
"""Only the front says who asks."""
CONNECT_SECONDS = 5.0
PIECE = 1 << 16
STARTING = "The desk is being started; try again in a few seconds."
PAGE = f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="refresh" content="3"><title>Centralino</title></head>
<body><h1>One moment</h1><p>{STARTING} This page looks again by itself. Calls go on meanwhile.</p></body></html>
"""
Networks = Sequence[IPv4Network | IPv6Network]


class Forward:
    """`async with Forward(socket) as forward:`; `forward.answer` takes requests."""

    def __init__(self, socket: Path, proxies: Networks = ()) -> None:
        """`proxies`: whose X-Forwarded-For and -Proto are believed."""
        self._socket, self._proxies = socket, proxies
        self._http: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Forward:
        # A connection each: one that is kept may be closed from the other side just when it is used again.
        connector = aiohttp.UnixConnector(str(self._socket), limit=0, force_close=True)
        limits = aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_SECONDS)
        self._http = aiohttp.ClientSession(
            connector=connector, timeout=limits, auto_decompress=False, cookie_jar=aiohttp.DummyCookieJar()
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._http is not None:
            await self._http.close()

    async def ready(self, seconds: float = 2.0) -> bool:
        """Whether the desk answers anything."""
        assert self._http is not None
        with contextlib.suppress(aiohttp.ClientError, OSError, TimeoutError):
            async with asyncio.timeout(seconds), self._http.get("http://desk/api/v1/session"):
                return True
        return False

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """What the desk answers; 502 while it is away."""
        if "upgrade" in request.headers.get("Connection", "").lower():
            return web.json_response({"error": "upgrade", "message": "nothing here speaks WebSocket"}, status=426)
        assert self._http is not None
        address = URL(f"http://desk{request.raw_path}", encoded=True)
        try:
            async with self._http.request(
                request.method, address, headers=self._headers(request), data=_body(request), allow_redirects=False,
                skip_auto_headers=("User-Agent", "Accept", "Accept-Encoding", "Content-Type"),
            ) as answer:  # fmt: skip
                return await _passed_on(request, answer)
        except (aiohttp.ClientConnectionError, aiohttp.ClientPayloadError, TimeoutError, ConnectionResetError):
            return _away(request)

    def _headers(self, request: web.Request) -> CIMultiDict[str]:
        headers = _end_to_end(request.headers, FORWARDED)
        headers["X-Forwarded-For"], headers["X-Forwarded-Proto"] = self._who(request)
        return headers

    def _who(self, request: web.Request) -> tuple[str, str]:
        """The address and the protocol with which somebody came to the house."""
        came = request.remote or ""
        told = request.headers.get("X-Forwarded-For", "").split(",")
        if not self._believed(came):
            return came, request.scheme
        # From the right: what stands further left, anybody may have written.
        addresses = [found.strip() for found in reversed(told) if found.strip()]
        outer = next((found for found in addresses if not self._believed(found)), came)
        proto = request.headers.get("X-Forwarded-Proto", request.scheme)
        return outer, "https" if proto == "https" else "http"

    def _believed(self, address: str) -> bool:
        try:
            found = ip_address(address.partition("%")[0])
        except ValueError:
            return False
        return any((getattr(found, "ipv4_mapped", None) or found) in network for network in self._proxies)


async def _passed_on(request: web.Request, answer: aiohttp.ClientResponse) -> web.StreamResponse:
    passed = web.StreamResponse(status=answer.status, reason=answer.reason)
    passed.headers.extend(_end_to_end(answer.headers))
    await passed.prepare(request)
    if request.method == "HEAD":
        return passed
    try:
        async for piece in answer.content.iter_any():
            await passed.write(piece)
        await passed.write_eof()
    except (aiohttp.ClientError, ConnectionResetError):
        # The one or the other has gone in the middle: whoever reads must see that it is not whole.
        if request.transport is not None:
            request.transport.abort()
    return passed


def _end_to_end(headers: aiohttp.typedefs.LooseHeaders, also: frozenset[str] = frozenset()) -> CIMultiDict[str]:
    """Without those that concern one connection only."""
    given = CIMultiDict(headers)
    named = {name.strip().lower() for value in given.getall("Connection", []) for name in value.split(",")}
    dropped = HOP_BY_HOP | named | also
    return CIMultiDict((name, value) for name, value in given.items() if name.lower() not in dropped)


def _body(request: web.Request) -> AsyncIterator[bytes] | None:
    return request.content.iter_chunked(PIECE) if request.body_exists else None


def _away(request: web.Request) -> web.Response:
    headers = {"Retry-After": "2", "Cache-Control": "no-store"}
    if "text/html" in request.headers.get("Accept", ""):
        return web.Response(text=PAGE, content_type="text/html", status=502, headers=headers)
    body = {"error": "starting", "message": STARTING}
    return web.json_response(body, status=502, headers=headers)
