"""Callers and agents on lines of their own, with a scripted bot between them and a real queue behind it."""

# ruff: noqa: ARG002 (what a part is given and does not need)
from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import aiohttp
import numpy as np
from aiohttp import web

from bot.messages import BotTurn, CallerTurn, CallInfo, Outcome
from centralino.after_call import AfterCall
from centralino.agent_lines import AgentLines
from centralino.browser_calls import BrowserCalls
from centralino.call_sink import together
from centralino.desk_port import StoreDesk
from centralino.door import witness
from centralino.people import People
from centralino.web.audio import Audio, routes
from desk.database import Database
from desk.floor.floor import Floor
from desk.queue.packet import Packet, Summary
from desk.queue.store import Item, QueueStore
from tests.browser import site as pages
from tests.voice.browser_peer import Page
from tests.voice.scripted import NoMessages, ScriptedHandOver, ScriptedRecogniser, said
from voice.audio import RATE
from voice.session.events import Event
from voice.session.ports import Emergency, Parts

LAST = RATE * 3 // 10
"""Samples that are looked at."""
CALLER, AGENT = 440, 1000
"""Hz of those who talk."""
SPOKEN_HZ = 300
"""Of the scripted voice."""


class HandsOff:
    """A dialogue that says a word and hands the call to a person (`asks`: once a key is pressed), or does what it is
    told to."""

    def __init__(self, store: QueueStore, final: str = "handoff") -> None:
        self._store, self._final = store, final
        self.over: list[str] = []

    async def start(self, call: CallInfo) -> BotTurn:
        if self._final == "broken":
            raise RuntimeError("a fault that nobody thought of")
        if self._final in ("listens", "asks"):
            return replace(said("Come posso aiutarla?"), language="it")
        return self._hands_off(call.call_id, call.dialled)

    def _hands_off(self, call_id: str, dialled: str | None = None) -> BotTurn:
        item = None
        if self._final in ("handoff", "routed", "asks"):
            summary = Summary("Il cliente vuole parlare.", "The caller wants to talk.")
            now = datetime.now(UTC).isoformat()
            packet = Packet(call_id, now, "it", "sales", "routed", summary, dialled=dialled)
            item = self._store.place(packet).item_id
        final = "handoff" if self._final == "asks" else self._final
        outcome = Outcome(final, "sales", "routed", item)  # type: ignore[arg-type]
        return replace(said("Un attimo.", ends=True, outcome=outcome), language="it")

    async def turn(self, call_id: str, turn: CallerTurn) -> BotTurn:
        if self._final == "asks" and turn.kind == "keys":
            return self._hands_off(call_id)
        return BotTurn((), "it", ends=True)

    def ahead(self, call_id: str, turn: CallerTurn) -> None:
        pass

    async def end(self, call_id: str) -> None:
        self.over.append(call_id)


class Voice:
    """Half a second of a tone for whatever is to be said."""

    def __init__(self) -> None:
        self.spoken: list[tuple[str, str]] = []
        self.seconds = 0.5

    def for_call(self, call_id: str) -> Voice:
        return self

    def speak(self, text: str, language: str, rate: float = 1.0) -> Any:
        self.spoken.append((text, language))
        yield tone(self.seconds, SPOKEN_HZ)

    def emergency(self, prompt: Emergency, language: str) -> tuple[str, np.ndarray]:
        return f"<{prompt}>", tone(0.5, SPOKEN_HZ)


@dataclass
class Site:
    """What runs."""

    url: str
    store: QueueStore
    dialogue: HandsOff
    voice: Voice
    parts: Parts
    desk: StoreDesk
    people: People
    calls: BrowserCalls
    lines: AgentLines
    http: aiohttp.ClientSession
    events: list[Event] = field(default_factory=list)
    pages: list[tuple[Page, asyncio.Task[Any]]] = field(default_factory=list)
    after: AfterCall | None = None

    async def page(self, path: str, hertz: float = 440, user: str = "", origin: str | None = None) -> Page:
        """A page whose user sounds a tone all the time."""
        headers = {"Origin": self.url if origin is None else origin, "Cookie": f"user={user}"}
        page = Page(await self.http.ws_connect(self.url + path, headers=headers))
        speaking = asyncio.create_task(page.speak(tone(60, hertz)))
        self.pages.append((page, asyncio.create_task(page.listen())))
        self.pages.append((page, speaking))
        return page

    async def item(self) -> Item:
        """The one caller's."""

        def find() -> Item | None:
            return next(iter(self.store.list(None)), None)

        return await until(lambda: asyncio.to_thread(find), "an item")


def now() -> datetime:
    """In UTC."""
    return datetime.now(UTC)


async def until(look: Callable[[], Any], what: str, seconds: float = 15.0) -> Any:
    """The first answer that is true."""
    ends = asyncio.get_running_loop().time() + seconds
    while True:
        found = look()
        if asyncio.iscoroutine(found) or asyncio.isfuture(found):
            found = await found
        if found:
            return found
        assert asyncio.get_running_loop().time() < ends, f"not within {seconds:g} s: {what}"
        await asyncio.sleep(0.05)


async def told(page: Page, kind: str, count: int = 1, **fields: Any) -> dict[str, Any]:
    """The first event of a kind that a page is told; the `count`th."""
    wanted = {"event": kind, **fields}

    def look() -> list[dict[str, Any]] | None:
        found = [event for event in page.told if wanted.items() <= event.items()]
        return found if len(found) >= count else None

    found = await until(look, f"{wanted} among {page.told}")
    event: dict[str, Any] = found[count - 1]
    return event


def tone(seconds: float, hertz: float) -> np.ndarray:
    """Level 4000 of 32,768."""
    return (4000 * np.sin(2 * np.pi * hertz * np.arange(round(seconds * RATE)) / RATE)).astype(np.int16)


def strength(samples: np.ndarray, hertz: float) -> float:
    """Amplitude of one frequency."""
    turn = np.exp(-2j * np.pi * hertz * np.arange(len(samples)) / RATE)
    return float(2 * np.abs(np.mean(samples * turn)))


async def hears(page: Page, hertz: float, level: float = 3000) -> None:
    """Until the page hears a tone, by default of about the level at which `tone` is."""
    await until(
        lambda: len(page.sounds()) > LAST and strength(page.sounds()[-LAST:], hertz) > level, f"hears {hertz} Hz"
    )


async def silent(page: Page, hertz: float) -> None:
    """Until the page does not hear a tone (any more)."""
    await until(
        lambda: len(page.sounds()) > LAST and strength(page.sounds()[-LAST:], hertz) < 200, f"hears no {hertz} Hz"
    )


async def music(page: Page) -> None:
    """Until the page hears the first chord of the music."""
    await hears(page, 220, 800)


async def connected(running: Site) -> tuple[Page, Page]:
    """A caller and an agent who talk."""
    agent = await running.page("/audio/agent", AGENT, "maria")
    await told(agent, "ready")
    caller = await running.page("/audio/call?language=it", CALLER)
    await take(running, caller)
    await told(agent, "joined")
    await hears(caller, AGENT)
    await hears(agent, CALLER)
    return caller, agent


async def take(running: Site, caller: Page, who: str = "maria", count: int = 1) -> None:
    """Who is at work takes the caller."""
    await told(caller, "state", count, state="waiting")
    item = await running.item()
    await asyncio.to_thread(running.store.take, who, datetime.now(UTC), item.id)


@asynccontextmanager
async def site(
    database: Database, final: str = "handoff", briefing: bool = False, **changes: Any
) -> AsyncIterator[Site]:
    """The addresses of sound, with agents who are who their cookie says; boss is a supervisor. `surveys` opens the
    store of answers; without it nobody is asked."""
    store = QueueStore(database)
    dialogue, voice, lines = HandsOff(store, final), Voice(), AgentLines()
    parts = Parts(dialogue, ScriptedRecogniser(*[""] * 100), voice, ScriptedHandOver(), NoMessages())
    floor = Floor(database)
    desk = StoreDesk(lambda: store, lambda: floor, "test", look_seconds=0.1)
    events: list[Event] = []
    names = ("announce_seconds", "line_seconds", "tape")
    surveys = changes.pop("surveys", None)
    after = AfterCall(parts, surveys, lambda _info: events.append) if surveys else None
    given = {name: changes.pop(name) for name in names if name in changes}
    people = People(voice, desk, lines, briefing, after=after, **given)
    recorder, also = changes.pop("recorder", None), changes.pop("watch", lambda _info: lambda _event: None)
    watch = together(lambda _info: events.append, also)
    calls = BrowserCalls(parts, people, desk.over, watch, recorder=recorder)

    async def agent(request: web.Request) -> str | None:
        return request.cookies.get("user") or None

    async def supervisor(request: web.Request) -> str | None:
        return "boss" if request.cookies.get("user") == "boss" else None

    given = {"agent": agent, "supervisor": supervisor, "witness": witness(database)}
    audio = Audio(calls, lines, lambda: calls.running >= 3, **{**given, **changes})
    async with pages(routes(audio)) as url, aiohttp.ClientSession() as http:
        running = Site(url, store, dialogue, voice, parts, desk, people, calls, lines, http, events, after=after)
        try:
            yield running
        finally:
            for page, task in running.pages:
                task.cancel()
                await asyncio.wait({task})
                await page.socket.close()
            await until(lambda: not calls.running and not lines.open, "all lines are closed")
