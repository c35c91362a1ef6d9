"""The whole system on one machine, put together: dialogue, recogniser, voice and queue behind the ports of a call."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from pathlib import Path
from types import TracebackType

from bot.dialogue.process import ProcessDialogue
from bot.dialogue.protocol import DialogueError
from bot.messages import LANGUAGES, BotTurn, CallerTurn, CallInfo
from centralino import settings
from centralino.desk import open_queue
from centralino.errors import UserError
from centralino.hand_over import QueueHandOver
from centralino.house_voice import open_speaker
from centralino.paths import VAR
from voice.session.ports import Parts
from voice.stt.engines import Choice
from voice.stt.protocol import RecogniserError
from voice.stt.worker import WorkerRecogniser
from voice.tts.protocol import SynthesiserError

MESSAGES = "messages"
"""Folder of recorded messages in `var`, one WAV a call, named after its id."""
CACHE = "cache"
"""Folder of rendered prompts in `var`."""

LOG = logging.getLogger(__name__)


class RevivingDialogue:
    """The dialogue's process, started again in the background after it died. Calls that were on it go to a person."""

    def __init__(self) -> None:
        self._process: ProcessDialogue | None = None
        self._reviving: asyncio.Task[None] | None = None

    @property
    def pid(self) -> int | None:
        """Of the process, None while there is none."""
        return self._process.pid if self._process else None

    async def spawn(self) -> None:
        """Raises UserError without a trained model, DialogueError."""
        self._process = await ProcessDialogue.spawn()

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


class Switchboard:
    """`async with Switchboard(language) as parts:` starts everything that calls need and ends it."""

    def __init__(self, language: str = "auto", var: Path = VAR) -> None:
        """`language`: of the calls to come; what other languages need is loaded when it is needed. `var`: where
        messages are kept."""
        speech = settings.load().speech
        self._messages = var / MESSAGES
        languages = LANGUAGES if language == "auto" else (language,)
        self.dialogue = RevivingDialogue()
        self.recogniser = WorkerRecogniser(
            Choice(speech.recognisers, speech.beam, speech.threads),
            warm=languages,
            result_seconds=speech.result_seconds,
        )
        self.voice = open_speaker(var / CACHE, speech.synthesisers)
        self._languages = languages

    async def __aenter__(self) -> Parts:
        """Raises UserError naming what is missing."""
        self._messages.mkdir(parents=True, exist_ok=True)
        starting = (
            self.dialogue.spawn(),
            asyncio.to_thread(self.recogniser.start),
            asyncio.to_thread(self.voice.start, self._languages),
        )
        try:
            results = await asyncio.gather(*starting, return_exceptions=True)
            failures = [result for result in results if isinstance(result, BaseException)]
            if failures:
                raise failures[0]
        except (DialogueError, RecogniserError, SynthesiserError) as error:
            await self.close()
            remedy = "" if "centralino doctor" in str(error) else "; run: centralino doctor"
            raise UserError(f"{error}{remedy}") from error
        except BaseException:
            await self.close()
            raise
        return Parts(self.dialogue, self.recogniser, self.voice, QueueHandOver(open_queue), self._messages)

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """End all processes."""
        await self.dialogue.close()
        self.recogniser.stop()
        self.voice.close()

    def pids(self) -> dict[str, int]:
        """The processes besides this one that run."""
        found = {"dialogue": self.dialogue.pid, "recogniser": self.recogniser.pid, **self.voice.workers()}
        return {name: pid for name, pid in found.items() if pid is not None}
