"""Callers with whom a person has talked, and who are still on the line: how was it?"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import UTC, datetime

from bot.messages import CallInfo
from centralino.call_sink import Watch
from centralino.held import Tell
from centralino.shown import show
from desk.calls.surveys import How, Surveys
from desk.database import StoreError
from voice.legs.kept import KeptLeg
from voice.legs.pace import RealPace
from voice.room.protocol import RoomLeg
from voice.session import survey
from voice.session.events import Event, Sink
from voice.session.mouth import spoken
from voice.session.ports import Parts

LOG = logging.getLogger(__name__)

STORE_SECONDS = 2.0
"""The caller hears nothing meanwhile."""


def unheard(_event: object) -> None:
    """Callers by telephone have no page."""


class AfterCall:
    """Asks for a score, and keeps it with the call: its record has the agent who talked last."""

    def __init__(
        self,
        parts: Parts,
        surveys: Callable[[], Surveys],
        watch: Watch,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """`surveys` opens the store, or raises StoreError; `watch` gives the sink for what is said."""
        self._parts, self._surveys, self._watch, self._now = parts, surveys, watch, now

    async def ask(self, call_id: str, language: str, leg: RoomLeg, tell: Tell = unheard) -> None:
        """Until the caller has answered and heard goodbye, or is gone; the leg stays open. Raises nothing: where no
        answer could be kept nothing is asked, and goodbye is said all the same."""
        info = CallInfo(call_id, spoken(language))
        # Until now the clock was that of a room.
        leg.keep_time(RealPace())
        tell({"event": "state", "state": "survey"})
        watch = self._watch(info)

        def sink(event: Event) -> None:
            watch(event)
            show(event, tell)

        for attempt in (self._question, self._goodbye):
            try:
                await attempt(info, leg, sink)
                break
            except Exception:
                LOG.exception("a caller could not be asked how the call was")

    async def _question(self, info: CallInfo, leg: RoomLeg, sink: Sink) -> None:
        scores = list[asyncio.Task[bool]]()

        def told(score: int, how: How) -> None:
            keeping = self._keep(lambda: self._surveys().scored(info.call_id, score, how))
            scores.append(asyncio.create_task(keeping))

        kept = await self._keep(lambda: self._surveys().asked(info.call_id, info.language, self._now()))
        await survey.ask(info, KeptLeg(leg), self._parts, told if kept else None, sink)
        await asyncio.gather(*scores)

    async def _goodbye(self, info: CallInfo, leg: RoomLeg, sink: Sink) -> None:
        await survey.ask(info, KeptLeg(leg), self._parts, None, sink)

    async def _keep(self, change: Callable[[], None]) -> bool:
        """Whether that was possible."""
        try:
            await asyncio.wait_for(asyncio.to_thread(change), STORE_SECONDS)
        except (StoreError, KeyError, TimeoutError) as error:
            LOG.error("what a caller thought of the call is not kept: %s", type(error).__name__)
            return False
        return True
