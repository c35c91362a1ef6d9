"""The dialogue of one model in a process of its own, which is started again when it has died."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from pathlib import Path

from bot.dialogue.process import ProcessDialogue
from bot.dialogue.protocol import DialogueError
from bot.messages import BotTurn, CallerTurn, CallInfo

LOG = logging.getLogger(__name__)


class RevivingDialogue:
    """The dialogue's process, started again in the background after it died. Calls that were on it go to a person."""

    def __init__(self, archive: Path | None = None, behind: bool = False) -> None:
        """`archive`: of the model; None: the live one. `behind`: nobody waits for its start."""
        self._archive, self._behind = archive, behind
        self._process: ProcessDialogue | None = None
        self._reviving: asyncio.Task[None] | None = None

    @property
    def pid(self) -> int | None:
        """Of the process, None while there is none."""
        return self._process.pid if self._process else None

    async def spawn(self) -> None:
        """Raises UserError without a trained model, DialogueError."""
        self._process = await ProcessDialogue.spawn(self._archive, behind=self._behind)

    async def close(self) -> None:
        """End the process."""
        if self._reviving is not None:
            self._reviving.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._reviving
        if self._process is not None:
            await self._process.close()

    async def start(self, call: CallInfo) -> BotTurn:
        """See Dialogue."""
        return await self._alive().start(call)

    async def turn(self, call_id: str, turn: CallerTurn) -> BotTurn:
        """See Dialogue."""
        return await self._alive().turn(call_id, turn)

    def ahead(self, call_id: str, turn: CallerTurn) -> None:
        """See Dialogue."""
        if self._process is not None:
            self._process.ahead(call_id, turn)

    async def end(self, call_id: str) -> None:
        """See Dialogue."""
        if self._process is not None:
            await self._process.end(call_id)
        with contextlib.suppress(DialogueError):
            self._alive()

    async def revived(self) -> None:
        """Wait until a start that is under way has come to its end."""
        if self._reviving is not None:
            await asyncio.wait({self._reviving})

    def check(self) -> bool:
        """Whether it can take calls; one whose process has died is started again."""
        try:
            self._alive()
        except DialogueError:
            return False
        return True

    def _alive(self) -> ProcessDialogue:
        if self._process is None or (self._reviving is not None and not self._reviving.done()):
            raise DialogueError("the dialogue is being started")
        if not self._process.alive:
            self._reviving = asyncio.get_running_loop().create_task(self._revive(self._process))
            raise DialogueError("the dialogue's process has died")
        return self._process

    async def _revive(self, process: ProcessDialogue) -> None:
        try:
            await process.restart()
        except DialogueError as error:
            LOG.error("the dialogue does not start again: %s", error)
