"""The operator's and the integrator's addresses: /health, /ready, /metrics and /context/{token}; what else is served
beside them here; all others are the desk's.

Loopback unless told otherwise, and only for networks that are on the list. Nothing of a request is logged: a token in a
path is as good as the packet.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from ipaddress import ip_address, ip_network
from typing import Any

from aiohttp import web
from aiohttp.typedefs import Handler
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from centralino.errors import UserError
from centralino.web.forward import Forward
from centralino.web.key import fits
from centralino.web.limits import Limits, retry_after
from centralino.web.metrics import Observed
from centralino.web.tls import Certificate
from desk.context import ContextStore
from desk.database import StoreError

HOST, PORT = "127.0.0.1", 8080
NETWORKS = ("127.0.0.0/8", "::1/128")
"""Who may ask at all."""
REPORT_SECONDS = 5.0
"""A report that takes longer says that something hangs."""
SHUTDOWN_SECONDS = 1.0
"""What lines are still open when the server closes is ended: calls were given their time before."""

Report = Callable[[], Awaitable[Mapping[str, str | None]]]
"""Tells of each part that calls need whether it is ready (None), and otherwise, in words for the operator, why not."""


@dataclass(frozen=True)
class Served:
    """What the addresses answer from."""

    report: Report
    registry: CollectorRegistry
    observed: Observed
    contexts: ContextStore
    key: str
    """What other systems show to open packets."""
    networks: Sequence[str] = NETWORKS
    rate: float = 10.0
    """Packets a second that one address may open in the long run."""
    burst: int = 50
    """Packets that one address may open at once: a call centre's CRM is one address."""
    beside: Sequence[web.AbstractRouteDef] = ()
    """Further addresses, for the same networks."""
    notes: Callable[[], Mapping[str, str | None]] = dict
    """What an operator should know although calls are answered; None: nothing."""
    desk: Forward | None = None
    """The way to the desk's process, where there is one."""


class Server:
    """`async with Server(served):` answers until it is left."""

    def __init__(
        self, served: Served, host: str = HOST, port: int = PORT, certificate: Certificate | None = None
    ) -> None:
        """`port` 0 takes a free one; with a `certificate` it is HTTPS. Raises UserError for a network that is none."""
        self._host, self._port, self._certificate = host, port, certificate
        self._keeping: asyncio.Task[None] | None = None
        self._runner = web.AppRunner(
            application(served), access_log=None, handle_signals=False, shutdown_timeout=SHUTDOWN_SECONDS
        )

    async def __aenter__(self) -> Server:
        """Raises UserError when the address is taken."""
        await self._runner.setup()
        try:
            tls = self._certificate.context if self._certificate else None
            await web.TCPSite(self._runner, self._host, self._port, ssl_context=tls).start()
        except OSError as error:
            await self._runner.cleanup()
            reason = error.strerror or "no such address"
            raise UserError(f"cannot listen on {self._host}:{self._port}: {reason}; choose another port") from error
        if self._certificate is not None:
            self._keeping = asyncio.create_task(self._certificate.keep())
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._keeping is not None:
            self._keeping.cancel()
        await self._runner.cleanup()

    @property
    def port(self) -> int:
        """The port that is listened on."""
        return int(self._runner.addresses[0][1])


def application(served: Served) -> web.Application:
    """The addresses, to be served by themselves or within another application. Raises UserError."""
    app = web.Application(middlewares=[_only(served.networks)])
    app.add_routes(
        [
            web.get("/health", _health),
            web.get("/ready", _Ready(served.report, served.notes).answer),
            web.get("/metrics", _Metrics(served.registry).answer),
            web.get("/context/{token}", _Context(served).answer),
            *served.beside,
        ]
    )
    if served.desk is not None:
        # The last one: it takes whatever the others leave.
        app.router.add_route("*", "/{rest:.*}", served.desk.answer)
    return app


def _only(networks: Sequence[str]) -> Any:
    try:
        allowed = [ip_network(network) for network in networks]
    except ValueError as error:
        raise UserError(f"{error}; write networks as 10.1.0.0/16") from error

    @web.middleware
    async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
        address = ip_address((request.remote or "::").partition("%")[0])
        address = getattr(address, "ipv4_mapped", None) or address
        if not any(address in network for network in allowed):
            raise web.HTTPForbidden(text="this address is not on the list of networks\n")
        return await handler(request)

    return guard


async def _health(_request: web.Request) -> web.Response:
    return web.Response(text="alive\n")


class _Ready:
    """200 when every part is ready, otherwise 503 and which are not."""

    def __init__(self, report: Report, notes: Callable[[], Mapping[str, str | None]]) -> None:
        self._report, self._notes = report, notes

    async def answer(self, _request: web.Request) -> web.Response:
        parts = await self._parts()
        missing = {name: why for name, why in parts.items() if why is not None}
        notes = {name: note for name, note in self._notes().items() if note is not None}
        body = {"ready": not missing, "not_ready": missing, **({"notes": notes} if notes else {})}
        return web.json_response(body, status=503 if missing else 200, headers={"Cache-Control": "no-store"})

    async def _parts(self) -> Mapping[str, str | None]:
        try:
            return await asyncio.wait_for(self._report(), REPORT_SECONDS)
        except TimeoutError:
            return {"report": f"no answer within {REPORT_SECONDS:g} s"}
        except Exception as error:
            # Whatever goes wrong in it, the system is not ready.
            return {"report": type(error).__name__}


class _Metrics:
    """The registry in Prometheus's text format."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._registry = registry

    async def answer(self, _request: web.Request) -> web.Response:
        body = generate_latest(self._registry)
        return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE_PLAIN_0_0_4})


class _Context:
    """The packet behind a token, for who shows the key."""

    def __init__(self, served: Served) -> None:
        self._served = served
        self._limits = Limits(served.rate, served.burst)

    async def answer(self, request: web.Request) -> web.Response:
        wait = self._limits.admit(request.remote or "", time.monotonic())
        if wait:
            return self._answer("limited", 429, {"error": "too many requests"}, {"Retry-After": retry_after(wait)})
        if not fits(request.headers.get("Authorization"), self._served.key):
            return self._answer("unauthorised", 401, {"error": "wrong key"}, {"WWW-Authenticate": "Bearer"})
        try:
            token, now = request.match_info["token"], datetime.now(UTC)
            packet = await asyncio.to_thread(self._served.contexts.open, token, now)
        except StoreError:
            return self._answer("unavailable", 503, {"error": "the queue is out of reach"}, {"Retry-After": "5"})
        if packet is None:
            return self._answer("unknown", 404, {"error": "unknown or expired token"})
        return self._answer("opened", 200, packet)

    def _answer(
        self, result: str, status: int, body: dict[str, Any], headers: Mapping[str, str] | None = None
    ) -> web.Response:
        self._served.observed.context(result)
        safe = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
        return web.json_response(body, status=status, headers={**safe, **(headers or {})})
