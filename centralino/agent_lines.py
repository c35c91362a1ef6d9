"""The lines of agents, in the browser or at phones. Each has a room, which callers and supervisors come into."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Mapping
from typing import Any, Literal

from centralino.first import first
from desk.events import Event
from voice.legs.browser import BrowserLeg, End
from voice.room import Member, Room, Script
from voice.room.protocol import RoomLeg
from voice.session.tape import Tape

Tell = Callable[[Mapping[str, Any]], None]
"""Sends an event to a page."""
Why = Literal["caller", "agent", "desk"]
"""Who ended a conversation; `desk`: the item was closed or passed on there."""


class AgentLine:
    """One agent's open line, with a caller or without."""

    def __init__(self, agent: str, phone: bool = False) -> None:
        """To be made within a running event loop. `phone`: it is that of a phone, for one conversation."""
        self.agent, self.phone = agent, phone
        self.room = Room()
        self.item: str | None = None
        """The queue item of the caller who is with the agent, or about to be."""
        self.hung_up = asyncio.Event()
        """The agent has ended the conversation."""
        self.idle = asyncio.Event()
        """No caller is on the line."""
        self.idle.set()
        self.opened = asyncio.Event()
        self.ended: asyncio.Future[End] = asyncio.get_running_loop().create_future()
        self.member: Member | None = None
        self._tell: Tell = lambda _event: None
        self._tape: Tape | None = None
        self._script: Script | None = None
        self._held: Callable[[bool], None] = lambda _on: None

    def control(self, message: Mapping[str, Any]) -> bool:
        """See BrowserLeg: {"hold": true|false}, {"record": false}, and {"hang_up": true}, which ends a conversation and
        not the line."""
        if isinstance(message.get("hold"), bool):
            self.hold(message["hold"])
            return True
        if message.get("record") is False:
            self.decline()
            return True
        if message.get("hang_up") is True and self.item is not None:
            self.hung_up.set()
            return True
        return False

    def hold(self, on: bool) -> None:
        """The caller hears music, or talks with the agent again. Without a caller nothing happens."""
        if self.item is not None and on != self.room.held:
            self.room.hold(on)
            self._held(on)
            self.tell({"event": "hold", "hold": on, "item": self.item})

    def record(self, tape: Tape | None) -> None:
        """Keep the conversation from here on; None: no more. The tape is not closed."""
        self._tape = tape
        self.room.record(tape)

    def write_down(self, script: Script | None) -> None:
        """The same of its words."""
        self._script = script
        self.room.write_down(script)

    def decline(self) -> None:
        """The caller has told the agent that they do not want to be recorded, nor written down."""
        tape, script = self._tape, self._script
        self.record(None)
        self.write_down(None)
        if script is not None:
            script.discard()
        if tape is not None:
            tape.decline()
        if tape is not None or script is not None:
            self.tell({"event": "recording", "recorded": False, "item": self.item})

    def begin(self, item: str, held: Callable[[bool], None]) -> bool:
        """A caller is about to come in: False when another is there, for callers must never hear one another. `held` is
        told of hold and of its end."""
        if self.item is not None or self.ended.done():
            return False
        self.item, self._held = item, held
        self.idle.clear()
        self.hung_up.clear()
        return True

    def end(self, why: Why) -> None:
        """The caller has gone."""
        if self.item is not None:
            item, self.item = self.item, None
            self.room.hold(False)
            self.tell({"event": "left", "item": item, "by": why})
            self.idle.set()
        if self.phone and not self.ended.done():
            self.ended.set_result("left")

    def tell(self, event: Mapping[str, Any]) -> None:
        """Send something to the agent's page; a phone has none."""
        self._tell(event)

    async def serve(self, leg: BrowserLeg) -> None:
        """Until the line ends."""
        self._tell = leg.tell
        await self._serve(leg, lambda _broken: leg.end or "broke")

    async def serve_phone(self, leg: RoomLeg) -> None:
        """The same, of a phone that was answered."""
        await self._serve(leg, lambda broken: "broke" if broken else "hung_up")

    async def _serve(self, leg: RoomLeg, end: Callable[[str | None], End]) -> None:
        """`end`: of the line, from what broke it."""
        await leg.open()
        self.member = member = self.room.join(leg, "agent")
        running = asyncio.create_task(self.room.run())
        self.tell({"event": "ready"})
        self.opened.set()
        try:
            await first(member.gone, self.ended)
        finally:
            if not self.ended.done():
                self.ended.set_result(end(member.gone.result() if member.gone.done() else "cut off"))
            running.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await running
            await leg.close()


class AgentLines:
    """All of them, by agent."""

    def __init__(self) -> None:
        self._lines: dict[str, AgentLine] = {}
        self._phones: dict[str, AgentLine] = {}
        self._opened = asyncio.Condition()

    @property
    def open(self) -> tuple[str, ...]:
        """The agents who have one."""
        return tuple(self._lines.keys() | self._phones.keys())

    def of(self, agent: str) -> AgentLine | None:
        """The agent's line, if it is open: that of the phone while they talk there."""
        return next(iter(self._all(agent)), None)

    def _all(self, agent: str) -> list[AgentLine]:
        found = (self._phones.get(agent), self._lines.get(agent))
        return [line for line in found if line is not None and not line.ended.done()]

    def hear(self, event: Event) -> None:
        """What an agent does at the desk with the caller who is with them."""
        for line in self._all(event.data.get("agent", "")):
            if event.kind in ("held", "resumed") and line.item == event.data.get("item"):
                line.hold(event.kind == "held")

    async def wait_for(self, agent: str, seconds: float) -> AgentLine | None:
        """The agent's line in the browser, given so much time to open."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds), self._opened:
                await self._opened.wait_for(lambda: self._here(agent) is not None)
        return self._here(agent)

    def _here(self, agent: str) -> AgentLine | None:
        """In the browser."""
        return next((line for line in self._all(agent) if not line.phone), None)

    async def free(self, agent: str, seconds: float) -> AgentLine | None:
        """The same, given so much time to be without a caller: the desk tells a moment late that one is done."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while (line := await self.wait_for(agent, seconds)) is not None:
                    await line.idle.wait()
                    if not line.ended.done():
                        return line
        return None

    async def serve(self, line: AgentLine, leg: BrowserLeg) -> None:
        """Until the line ends. A page that is loaded anew takes over from the old one."""
        before = self._lines.get(line.agent)
        self._lines[line.agent] = line
        if before is not None and not before.ended.done():
            before.tell({"event": "replaced"})
            before.ended.set_result("left")
        async with self._opened:
            self._opened.notify_all()
        try:
            await line.serve(leg)
        finally:
            if self._lines.get(line.agent) is line:
                del self._lines[line.agent]

    async def serve_phone(self, line: AgentLine, leg: RoomLeg) -> None:
        """Of a phone that was answered, until it is hung up."""
        self._phones[line.agent] = line
        try:
            await line.serve_phone(leg)
        finally:
            if self._phones.get(line.agent) is line:
                del self._phones[line.agent]

    def hang_up(self, agent: str) -> None:
        """On a phone that was answered for a caller who has gone meanwhile."""
        line = self._phones.get(agent)
        if line is not None and line.item is None:
            line.end("caller")

    async def listen(self, line: AgentLine, leg: BrowserLeg, whisper: bool) -> None:
        """A supervisor with an agent, until either is gone."""
        await leg.open()
        member = line.room.join(leg, "whisperer" if whisper else "listener")
        leg.tell({"event": "listening", "agent": line.agent, "mode": "whisper" if whisper else "listen"})
        try:
            await first(member.gone, line.ended)
        finally:
            line.room.leave(member)
            await leg.close()
