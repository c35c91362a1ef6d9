"""Everything on one machine, running: the calls of the PBX, and the addresses for operators and integrators."""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import logging
import uuid
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from prometheus_client import CollectorRegistry

from bot.directory import company
from bot.messages import CallInfo
from bot.replies import loader as replies
from centralino import customers, desk, hooks, pbx, rendering_ahead
from centralino.after_call import AfterCall
from centralino.agent_lines import AgentLines
from centralino.agent_phones import AgentPhones
from centralino.answering import telling
from centralino.browser_calls import BrowserCalls
from centralino.call_sink import together
from centralino.desk_port import StoreDesk
from centralino.desk_process import DeskProcess
from centralino.door import door, witness
from centralino.errors import UserError
from centralino.keeping import KeptCalls, keep_no_longer, keeping, seal_messages
from centralino.logs import on_call
from centralino.news import News
from centralino.paths import COMPANY
from centralino.people import People
from centralino.pressure import Pressure
from centralino.readiness import desk_ready, ready
from centralino.rendering_ahead import RenderingAhead
from centralino.settings import Settings
from centralino.settings import Telephone as TelephoneSettings
from centralino.switchboard import CACHE, Switchboard
from centralino.talk_scripts import TalkScripts
from centralino.telephone import Telephone
from centralino.telephone_check import check
from centralino.watchdog import watched
from centralino.web.audio import Audio, routes
from centralino.web.forward import Forward
from centralino.web.heard import Hearing
from centralino.web.heard import routes as heard_routes
from centralino.web.key import load_key
from centralino.web.metrics import Observed
from centralino.web.server import Served, Server
from centralino.web.tls import certificate
from desk.context import ContextStore
from desk.database import Database, StoreError
from voice.legs.audiosocket_server import AudioSocketServer
from voice.legs.protocol import Leg
from voice.session.events import Sink
from voice.session.ports import Parts
from voice.telephony.ari import Ari
from voice.telephony.exchange import Exchange
from voice.tts.speaker import PROMPTS, Speaker

LOG = logging.getLogger(__name__)

BRIEFINGS = "briefings"
DESK_SOCKET = "desk.sock"
HOUR = 3600.0


@dataclass(frozen=True)
class House:
    """What runs."""

    exchange: Exchange | None
    """None without a PBX."""
    lines: AudioSocketServer
    browsers: BrowserCalls
    web: Server

    async def drain(self, seconds: float) -> None:
        """Running calls finish, new ones go to people; those from browsers are turned away."""
        self.browsers.draining = True
        if self.exchange is not None:
            self.exchange.draining = True
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while self.lines.traffic.running or self.browsers.running:
                    await asyncio.sleep(0.2)
        await self.lines.close()


def open_contexts() -> ContextStore:
    """Raises UserError."""
    try:
        return desk.open_contexts()
    except StoreError as error:
        raise UserError(str(error)) from error


def fill_customers(settings: Settings) -> None:
    """Own customer records that are empty get the company's. Raises UserError."""
    try:
        database = Database(desk.where())
        customers.fill(settings.desk.customers, database, desk.recorder(database), COMPANY, datetime.now(UTC))
    except StoreError as error:
        raise UserError(str(error)) from error


@asynccontextmanager
async def open_house(settings: Settings, var: Path) -> AsyncIterator[House]:
    """Start everything and end it. Raises UserError naming what is missing."""
    plant = pbx.configured(settings.telephone, var)
    contexts, registry, directory = open_contexts(), CollectorRegistry(), company()
    await asyncio.to_thread(fill_customers, settings)
    check(settings, directory, replies.load())
    desk.check(settings.desk, directory)
    hooks.configured(settings, var)
    shown = certificate(settings.web.certificate, settings.web.key)
    observed = Observed(registry, tuple(directory.departments))
    for left_over in (var / BRIEFINGS).glob("*.wav"):
        left_over.unlink()
    await asyncio.to_thread(seal_messages, var)
    async with AsyncExitStack() as stack:
        kept = await keeping(stack, settings, var)
        switchboard = Switchboard(
            settings.telephone.language, var, observed.model, tell=stack.enter_context(telling(var))
        )
        parts = await stack.enter_async_context(switchboard)
        line = await open_line(stack, parts, observed, kept, settings)
        calls = Telephone(
            parts, settings, directory, desk.open_queue, contexts, var / BRIEFINGS, line.watch, observed.transfer,
            line.desk, line.people, kept.records.over, kept.recorder, line.after,
        )  # fmt: skip
        ari = Ari(plant.url, plant.user, plant.password, pbx.APPLICATION) if plant else None
        if ari is not None:
            await stack.enter_async_context(ari)
        lines, exchange = await connect(
            stack, settings.telephone, calls, ari, lambda: line.browsers.running, line.pressure
        )
        if exchange is not None:
            line.people.phones = AgentPhones(settings.telephone.agents, exchange.phones, contexts)
        observed.connections(lambda: lines.traffic)
        accounts = desk.open_accounts()

        def busy() -> bool:
            return bool(lines.traffic.running or line.browsers.running)

        render_ahead(stack, switchboard.voice, var / CACHE / PROMPTS, busy, observed)
        for work in (forget(contexts.forget_expired, accounts.forget_expired), keep_no_longer(var)):
            in_background(stack, work)
        forward = await open_desk(stack, settings, var)

        async def report() -> Mapping[str, str | None]:
            return {**await ready(switchboard, ari), "desk": await desk_ready(forward)}

        agent, supervisor = door(accounts, "queue.act"), door(accounts, "calls.listen")
        seen = witness(Database(desk.where()))
        audio = Audio(line.browsers, line.people.lines, lambda: lines.full is not None, agent, supervisor, seen)
        key, allowed = load_key(var), settings.web.networks
        hearing = door(accounts, "training.act")
        beside = [*routes(audio), *heard_routes(Hearing(switchboard.recogniser, hearing))]
        served = Served(
            report, registry, observed, contexts, key, allowed, beside=beside, desk=forward,
            notes=lambda: {"model": switchboard.note},
        )  # fmt: skip
        web = await stack.enter_async_context(Server(served, settings.web.host, settings.web.port, shown))
        await stack.enter_async_context(watched())
        yield House(exchange, lines, line.browsers, web)


@dataclass(frozen=True)
class Line:
    """Between callers and the desk."""

    watch: Callable[[CallInfo], Sink]
    """Gives the sink for the events of a call."""
    desk: StoreDesk
    people: People
    browsers: BrowserCalls
    after: AfterCall | None
    pressure: Pressure


async def open_line(
    stack: AsyncExitStack, parts: Parts, observed: Observed, kept: KeptCalls, settings: Settings
) -> Line:
    """Until the stack is left. Raises UserError."""
    news, records = News(desk.open_events()), kept.records
    waiting = StoreDesk(desk.open_queue, desk.open_floor, uuid.uuid4().hex, news)
    after = AfterCall(parts, desk.open_surveys, records.survey) if settings.desk.survey else None
    briefing, tape = settings.telephone.briefing, kept.recorder.talk
    scripts = TalkScripts(parts.recogniser, records, kept.recorder, settings.desk.talks_written)
    stack.callback(scripts.close)
    people = People(parts.speech, waiting, AgentLines(), briefing, tape=tape, after=after, script=scripts.of)
    news.to(people.lines.hear)

    async def over(call_id: str) -> None:
        await waiting.over(call_id)
        records.over(call_id)

    pressure = Pressure(settings.telephone.slow_seconds)
    watch = together(observed.sink, pressure.sink, lambda info: records.sink(info, "browser"))
    browsers = BrowserCalls(parts, people, over, watch, recorder=kept.recorder)
    for work in (news.run(), waiting.beat()):
        in_background(stack, work)
    return Line(together(observed.sink, pressure.sink, records.sink), waiting, people, browsers, after, pressure)


def render_ahead(
    stack: AsyncExitStack, voice: Speaker, sounds: Path, busy: Callable[[], bool], observed: Observed
) -> None:
    """While nobody calls, until the stack is left."""
    if rendering_ahead.wanted():
        rendering = RenderingAhead(sounds, busy, voice.ready, voice.ahead.voice)
        observed.rendered(lambda: rendering.progress.values())
        in_background(stack, rendering.run())


async def open_desk(stack: AsyncExitStack, settings: Settings, var: Path) -> Forward:
    """The desk's process, until the stack is left, and the way to it."""
    await stack.enter_async_context(DeskProcess(var / DESK_SOCKET))
    return await stack.enter_async_context(Forward(var / DESK_SOCKET, networks(settings.web.proxies)))


async def connect(
    stack: AsyncExitStack,
    telephone: TelephoneSettings,
    calls: Telephone,
    ari: Ari | None,
    others: Callable[[], int] = lambda: 0,
    pressure: Pressure | None = None,
) -> tuple[AudioSocketServer, Exchange | None]:
    """The port where sound arrives, and the control of the PBX where there is one. `others`: calls that come another
    way and share the limit. `pressure`: of callers who wait. Raises UserError."""
    exchange: Exchange | None = None

    async def serve(call_id: str, leg: Leg) -> None:
        assert exchange is not None, "only announced calls are served"
        with on_call(call_id):
            await exchange.serve(call_id, leg)

    allowed = networks(telephone.networks)
    slow = (lambda: pressure.high) if pressure else lambda: False
    lines = AudioSocketServer(serve, telephone.host, telephone.port, allowed, telephone.calls, others=others, slow=slow)
    try:
        await lines.start()
    except OSError as error:
        where = f"{telephone.host}:{telephone.port}"
        raise UserError(f"cannot listen on {where}: {error.strerror}; choose another telephone.port") from error
    stack.push_async_callback(lines.close)
    if ari is not None:
        exchange = Exchange(ari, lines, calls)
        in_background(stack, exchange.run())
    return lines, exchange


def in_background(stack: AsyncExitStack, work: Coroutine[Any, Any, None]) -> None:
    """Until the stack is left."""
    stack.callback(asyncio.create_task(work).cancel)


async def forget(*expired: Callable[[datetime], int]) -> None:
    """Delete tokens, sessions and delays that have become too old, each hour."""
    while True:
        for delete in expired:
            try:
                await asyncio.to_thread(delete, datetime.now(UTC))
            except StoreError as error:
                LOG.error("what has expired is not deleted: %s", error)
        await asyncio.sleep(HOUR)


def networks(names: tuple[str, ...]) -> list[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    """The networks of a setting. Raises UserError."""
    try:
        return [ipaddress.ip_network(name) for name in names]
    except ValueError as error:
        raise UserError(f"{error}; write networks as 10.1.0.0/16") from error
