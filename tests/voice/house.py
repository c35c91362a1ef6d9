"""The whole system for tests, started once: the real dialogue, recogniser, synthesiser and queue in their own
processes, driven from a thread of its own so that plain test functions can play calls on it."""

from __future__ import annotations

import asyncio
import atexit
import os
import tempfile
import threading
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from bot.messages import CallInfo
from centralino.callers import new_call, play
from centralino.hand_over import QueueHandOver
from centralino.sample_callers import SampleCallers
from centralino.spoken_calls.evaluation import noises
from centralino.spoken_calls.played import Played, Stored
from centralino.spoken_calls.player import Conditions, play_script
from centralino.spoken_calls.scratch import stored
from centralino.spoken_calls.script import CallScript
from centralino.switchboard import Switchboard
from desk.database import Database
from desk.floor.floor import Floor
from desk.queue.store import Item, QueueStore
from voice.legs.pace import Pace, VirtualPace
from voice.legs.wav import Answer, CallerLine
from voice.session.call import Ended
from voice.session.events import Event
from voice.session.ports import Parts

T = TypeVar("T")
RECOGNITION_SECONDS = 60.0
CALL_SECONDS = 180.0
"""No call of a test takes longer by the wall clock."""


@dataclass
class Recorded:
    """One call, played to its end."""

    info: CallInfo
    ended: Ended
    events: list[Event]

    def all(self, kind: str) -> list[Event]:
        """The events of a kind."""
        return [event for event in self.events if event.kind == kind]

    def said(self) -> list[str]:
        """What the bot said."""
        return [event.data["text"] for event in self.all("said")]

    def heard(self) -> list[str]:
        """What the recogniser made of the caller."""
        return [event.data["text"] for event in self.all("heard")]


class House:
    """The running system and its queue, which belongs to the tests alone."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="centralino-tests-"))
        # The dialogue's process finds the queue by this.
        os.environ["CENTRALINO_VAR"] = str(self.folder)
        database = Database(self.folder / "queue.db")
        self.queue, self.floor = QueueStore(database), Floor(database)
        self.callers = SampleCallers()
        self._noises = noises(self.callers.say)
        self.switchboard = Switchboard("auto", self.folder)
        # How far behind it may be on a machine that does much else is not what these tests are about.
        self.switchboard.recogniser._result_seconds = RECOGNITION_SECONDS
        self._loop = asyncio.new_event_loop()
        threading.Thread(target=self._loop.run_forever, daemon=True, name="house").start()
        parts = self.run(self.switchboard.__aenter__())
        self.parts: Parts = replace(parts, hand_over=QueueHandOver(lambda: self.queue))
        atexit.register(self.close)

    def run(self, work: Coroutine[Any, Any, T], seconds: float = CALL_SECONDS) -> T:
        """Run a coroutine in the house's event loop."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(seconds)

    def close(self) -> None:
        """End all processes."""
        self.run(self.switchboard.close(), 20)
        self.callers.close()
        self._loop.call_soon_threadsafe(self._loop.stop)

    def play(
        self,
        language: str,
        lines: Sequence[CallerLine | Answer],
        pace: Callable[[], Pace] = VirtualPace,
        watch: Callable[[Event], object] | None = None,
        record: Path | None = None,
        parts: Parts | None = None,
    ) -> Recorded:
        """One call. `watch` sees each event as it happens."""
        return self.run(self.call(language, lines, pace, watch, record, parts))

    async def call(
        self,
        language: str,
        lines: Sequence[CallerLine | Answer],
        pace: Callable[[], Pace] = VirtualPace,
        watch: Callable[[Event], object] | None = None,
        record: Path | None = None,
        parts: Parts | None = None,
    ) -> Recorded:
        """The same within the house's event loop, where several calls may be played at once."""
        info, events = new_call(language), list[Event]()

        def sink(event: Event) -> None:
            events.append(event)
            if watch is not None:
                watch(event)

        return Recorded(info, await play(parts or self.parts, info, lines, pace(), sink, record), events)

    def play_script(self, script: CallScript) -> Played:
        """A call that was written down, as the product plays it; computing takes no time."""
        conditions = Conditions(pace=VirtualPace, sounds=self._noises)
        # Here, where it may take its time: the voices of a cold machine are slow.
        for step in script.steps:
            for text in step.wordings:
                self.callers.say(text, step.language)

        def waiting(call_id: str) -> list[Stored]:
            return stored([item for item in self.queue.list(None) if item.call_id == call_id])

        return self.run(play_script(script, self.parts, self.callers.say, waiting, conditions))

    def say(self, text: str, language: str, over_ms: int | None = None) -> CallerLine:
        """A caller's line in a synthesised voice."""
        return CallerLine(self.callers.say(text, language), over_ms=over_ms)

    def stored(self, call: Recorded) -> list[Item]:
        """What the queue holds of a call."""
        return [item for item in self.queue.list(None) if item.call_id == call.info.call_id]


@cache
def house() -> House:
    """The one house of this test run. A missing part fails with the command that installs it."""
    return House()
