"""The dialogue of the live model: one that dies is started again, and one that is promoted takes the new calls."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from bot.candidates import live
from bot.dialogue import model
from bot.dialogue.protocol import DialogueError
from bot.messages import BotTurn, CallerTurn, CallInfo
from centralino.answering import Answering
from centralino.errors import UserError
from centralino.reviving_dialogue import RevivingDialogue

LOG = logging.getLogger(__name__)

LOOK_SECONDS = 2.0
"""Between two looks at the live model's archive: one stat(2)."""
LINGER_SECONDS = 3600.0
"""After so long a former model's process ends although calls are still on it; these go to a person."""

DELAY_SECONDS, LONGEST_DELAY_SECONDS = 60.0, 960.0
"""Until a model that has not started is tried again; the delay doubles each time."""

Mark = tuple[int, int, int]


@dataclass(eq=False)
class _Served:
    """A model with its process."""

    version: str
    dialogue: RevivingDialogue
    calls: set[str] = field(default_factory=set)
    """That run on it."""


class LiveDialogue:
    """A Dialogue. When the live model changes, a process with the new one is started beside the old one; it takes the
    new calls once it is warm, and the old one ends with its last call. One that does not start changes nothing."""

    def __init__(
        self,
        models: Path = model.FOLDER,
        answered: Callable[[str], None] = lambda _version: None,
        look_seconds: float = LOOK_SECONDS,
        linger_seconds: float = LINGER_SECONDS,
        delay_seconds: float = DELAY_SECONDS,
        tell: Callable[[Answering], None] = lambda _answering: None,
    ) -> None:
        """`answered` is told the version of the model that takes a call; `tell` which takes new ones, whenever that
        changes."""
        self._models, self._answered, self._tell = models, answered, tell
        self._look, self._linger = look_seconds, linger_seconds
        self._current: _Served | None = None
        self._former: _Served | None = None
        self._former_since = 0.0
        self._seen: Mark | None = None
        self._first_delay = self._delay = delay_seconds
        self._again_at = 0.0
        self._watching: asyncio.Task[None] | None = None
        self._refused = ""
        self._told: Answering | None = None

    @property
    def note(self) -> str | None:
        """Why the live model is not the one that answers, for the operator; None: it is."""
        if not self._refused:
            return None
        return f"model {self._refused} does not start, {self.version} answers; roll back, or train"

    @property
    def pid(self) -> int | None:
        """Of the process that takes new calls, None while there is none."""
        return self._current.dialogue.pid if self._current else None

    @property
    def former_pid(self) -> int | None:
        """Of the process of the former model, while calls are still on it."""
        return self._former.dialogue.pid if self._former else None

    @property
    def version(self) -> str | None:
        """Of the model that takes new calls."""
        return self._current.version if self._current else None

    async def spawn(self) -> None:
        """Raises UserError without a trained model, DialogueError."""
        self._seen = self._mark()
        try:
            self._current = await self._started(behind=False)
        except DialogueError as error:
            self._current, refused = await self._fallen_back(error)
            self._stand(refused, str(error))
        else:
            self._stand()
        self._watching = asyncio.create_task(self._watch())

    async def close(self) -> None:
        """End all processes."""
        if self._watching is not None:
            self._watching.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._watching
        for served in (self._current, self._former):
            if served is not None:
                await served.dialogue.close()

    async def start(self, call: CallInfo) -> BotTurn:
        """See Dialogue."""
        served = self._current
        if served is None:
            raise DialogueError("the dialogue is being started")
        served.calls.add(call.call_id)
        try:
            turn = await served.dialogue.start(call)
        except BaseException:
            served.calls.discard(call.call_id)
            raise
        LOG.info("the call is answered by model %s", served.version)
        self._answered(served.version)
        return turn

    async def turn(self, call_id: str, turn: CallerTurn) -> BotTurn:
        """See Dialogue."""
        served = self._of(call_id)
        if served is None:
            raise DialogueError("the dialogue is being started")
        return await served.dialogue.turn(call_id, turn)

    def ahead(self, call_id: str, turn: CallerTurn) -> None:
        """See Dialogue."""
        served = self._of(call_id)
        if served is not None:
            served.dialogue.ahead(call_id, turn)

    async def end(self, call_id: str) -> None:
        """See Dialogue."""
        served = self._of(call_id)
        if served is not None:
            await served.dialogue.end(call_id)
            served.calls.discard(call_id)

    async def revived(self) -> None:
        """Wait until a start that is under way has come to its end."""
        if self._current is not None:
            await self._current.dialogue.revived()

    def check(self) -> bool:
        """Whether it can take calls; one whose process has died is started again."""
        return self._current is not None and self._current.dialogue.check()

    def _of(self, call_id: str) -> _Served | None:
        former = self._former
        return former if former is not None and call_id in former.calls else self._current

    def _mark(self) -> Mark | None:
        try:
            stat = (self._models / model.ARCHIVE).stat()
        except OSError:
            return None
        return stat.st_ino, stat.st_size, stat.st_mtime_ns

    async def _fallen_back(self, error: DialogueError) -> tuple[_Served, str]:
        """On the model that was live before, when the live one does not start; and the version of that. Raises
        DialogueError."""
        present = await asyncio.to_thread(live.live, self._models)
        for one in await asyncio.to_thread(live.history, self._models):
            if present is not None and one.version != present.version:
                served = await self._process(one.version, live.archive_of(self._models, one.version), behind=False)
                self._again_at = time.monotonic() + self._delay
                LOG.error("model %s does not start, %s answers (%s)", present.version, one.version, error)
                return served, present.version
        raise error

    async def _started(self, behind: bool) -> _Served:
        """A process with the live model. Raises UserError, DialogueError."""
        found = await asyncio.to_thread(live.live, self._models)
        archive = model.trained(self._models)
        serving = await asyncio.to_thread(live.serving, self._models) if found else archive
        return await self._process(found.version if found else "", serving, behind)

    async def _process(self, version: str, archive: Path, behind: bool) -> _Served:
        """Raises DialogueError."""
        served = _Served(version, RevivingDialogue(archive, behind))
        try:
            await served.dialogue.spawn()
        except BaseException:
            await served.dialogue.close()
            raise
        return served

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(self._look)
            try:
                await self._retire()
                await self._swap()
            except Exception as error:
                LOG.error("the live model cannot be looked at: %s", type(error).__name__)

    async def _retire(self) -> None:
        former = self._former
        if former is None:
            return
        if not former.calls or time.monotonic() - self._former_since > self._linger:
            if former.calls:
                LOG.warning("model %s ends with %d calls on it", former.version, len(former.calls))
            self._former = None
            await former.dialogue.close()

    async def _swap(self) -> None:
        mark = self._mark()
        again = bool(self._refused) and time.monotonic() >= self._again_at
        if mark is None or (mark == self._seen and not again):
            return
        found, present = await asyncio.to_thread(live.live, self._models), self._current
        assert present is not None, "watched after the first start"
        wanted = found.version if found else present.version
        if wanted == present.version:
            self._seen = mark
            self._stand()
        elif self._former is None:
            self._seen = mark
            await self._renew(present, wanted)
        elif self._former.version == wanted and self._former.dialogue.check():
            # Somebody goes back to the one before, while calls are still on it: it is there.
            self._seen = mark
            self._take(self._former, present)
        # Otherwise it waits: one process more at a time, so that memory is bounded, whatever is promoted how often.

    async def _renew(self, present: _Served, wanted: str) -> None:
        try:
            fresh = await self._started(behind=True)
        except (DialogueError, UserError) as error:
            self._delay = min(2 * self._delay, LONGEST_DELAY_SECONDS) if self._refused else self._first_delay
            self._again_at = time.monotonic() + self._delay
            self._stand(wanted, str(error))
            LOG.error("model %s does not start, %s answers (%s)", wanted, present.version, error)
            return
        self._take(fresh, present)

    def _take(self, fresh: _Served, present: _Served) -> None:
        LOG.info("model %s takes new calls; %s ends with its last one", fresh.version, present.version)
        self._current, self._former, self._former_since = fresh, present, time.monotonic()
        self._stand()

    def _stand(self, refused: str = "", why: str = "") -> None:
        """How things stand now, to whom it concerns. `refused`: the version that should answer and does not start."""
        self._refused = refused
        now = Answering(self.version or "", refused, why)
        if now != self._told:
            self._told = now
            self._tell(now)
