"""Calls from web pages: the bot's part, and the person's after it."""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import Awaitable, Callable

from bot.messages import CallInfo, Outcome
from centralino.logs import on_call
from centralino.people import People
from centralino.recording import Recorder
from centralino.shown import show
from voice.legs.browser import BrowserLeg
from voice.legs.kept import KeptLeg
from voice.session.call import Call, Ended
from voice.session.events import Event, Sink
from voice.session.mouth import spoken
from voice.session.ports import HandOverError, Parts

LOG = logging.getLogger(__name__)

DIALLED = "browser"
"""The number that callers from web pages have dialled."""


class BrowserCalls:
    """All of them."""

    def __init__(
        self,
        parts: Parts,
        people: People,
        over: Callable[[str], Awaitable[None]],
        watch: Callable[[CallInfo], Sink],
        new_id: Callable[[], str] = lambda: uuid.uuid4().hex,
        recorder: Recorder | None = None,
    ) -> None:
        """`over`: see Desk; `watch` gives the sink for the events of a call; `recorder` asks callers and records those
        who allow it."""
        self._recorder = recorder
        self._parts, self._people, self._over, self._watch, self._new_id = parts, people, over, watch, new_id
        self.running = 0
        """Callers on the line."""
        self.draining = False
        """While True new callers are turned away."""

    async def serve(self, leg: BrowserLeg, language: str) -> None:
        """A whole call, until the line is closed. `language`: one of the bot's, or "auto"."""
        info = CallInfo(self._new_id(), language, None, DIALLED)
        self.running += 1
        try:
            with on_call(info.call_id):
                await self._serve(info, leg)
        finally:
            self.running -= 1
            await leg.close()

    async def _serve(self, info: CallInfo, leg: BrowserLeg) -> None:
        leg.tell({"event": "state", "state": "bot", "call": info.call_id})
        final: str | None = None
        try:
            ended = await self._bot(info, leg)
            final = ended.outcome.final if ended.outcome else None
            if waits(ended):
                await self._people.serve(info.call_id, ended.language, leg, leg.tell)
        finally:
            if self._recorder is not None:
                self._recorder.over(info.call_id)
            await self._over(info.call_id)
            leg.tell({"event": "state", "state": "ended", "final": final})

    async def _bot(self, info: CallInfo, leg: BrowserLeg) -> Ended:
        """The bot's part; a fault in it costs nobody the call."""
        watch, handed = self._watch(info), list[Event]()

        def sink(event: Event) -> None:
            watch(event)
            show(event, leg.tell)
            if event.kind == "handed_off":
                handed.append(event)

        recording = self._recorder.of(info) if self._recorder is not None else None
        try:
            return await Call(info, KeptLeg(leg), self._parts, sink, recording=recording).run()
        except Exception:
            LOG.exception("the bot's part of a call broke off")
        if handed:
            return Ended(Outcome("handoff"), info.language, "bot", 0)
        store = self._parts.hand_over.system_failure
        try:
            outcome = await asyncio.to_thread(store, info, spoken(info.language), (), "dialogue", None)
        except HandOverError:
            return Ended(None, info.language, "failure", 0)
        return Ended(outcome, info.language, "bot", 0)


def waits(ended: Ended) -> bool:
    """Whether the caller stays for a person."""
    return ended.by == "bot" and ended.outcome is not None and ended.outcome.final in ("routed", "handoff")
