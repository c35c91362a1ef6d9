"""The whole system on one machine, put together: dialogue, recogniser, voice and queue behind the ports of a call."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from bot.dialogue.protocol import DialogueError
from bot.messages import LANGUAGES
from centralino import privacy, settings
from centralino.answering import Answering
from centralino.desk import open_queue
from centralino.errors import UserError
from centralino.foreseen.plan import as_it_was
from centralino.hand_over import QueueHandOver
from centralino.house_voice import open_speaker
from centralino.live_dialogue import LiveDialogue
from centralino.paths import VAR
from centralino.recognition import choice_of
from centralino.reviving_dialogue import RevivingDialogue
from centralino.voicemail import Voicemail
from voice.session.ports import Parts
from voice.stt.protocol import RecogniserError
from voice.stt.worker import WorkerRecogniser
from voice.tts.protocol import SynthesiserError

CACHE = "cache"
"""Folder of rendered prompts in `var`."""

LOG = logging.getLogger(__name__)


class Switchboard:
    """`async with Switchboard(language) as parts:` starts everything that calls need and ends it."""

    def __init__(
        self,
        language: str = "auto",
        var: Path = VAR,
        answered: Callable[[str], None] = lambda _version: None,
        model: Path | None = None,
        tell: Callable[[Answering], None] = lambda _answering: None,
    ) -> None:
        """`language`: of the calls to come; what other languages need is loaded when it is needed. `var`: where
        messages are kept. `answered` is told the version of the live model that takes a call. `model`: an archive to
        stay with instead. `tell`: see LiveDialogue."""
        speech = settings.load().speech
        self._messages = Voicemail(lambda: privacy.open_messages(var))
        languages = LANGUAGES if language == "auto" else (language,)
        self.dialogue = RevivingDialogue(model) if model else LiveDialogue(answered=answered, tell=tell)
        self.recogniser = WorkerRecogniser(
            choice_of(speech),
            warm=languages,
            result_seconds=speech.result_seconds,
        )
        self.voice = open_speaker(var / CACHE, speech.synthesisers, speech.ahead)
        self._languages = languages
        self._starting: dict[str, asyncio.Task[None]] = {}

    async def __aenter__(self) -> Parts:
        """Raises UserError naming what is missing."""
        starting = (
            self.dialogue.spawn(),
            asyncio.to_thread(self.recogniser.start),
            asyncio.to_thread(self._start_voice),
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

    def _start_voice(self) -> None:
        """Raises SynthesiserError."""
        self.voice.start(self._languages)
        fit = [one.language for one in as_it_was(self.voice.cache.folder, self.voice.ahead.voice) if one.fit]
        self.voice.ready(language for language in fit if language in self._languages)

    async def revive(self) -> list[str]:
        """The parts whose process has died. They are started again in the background, not only by the next call."""
        dead = [] if self.dialogue.check() else ["dialogue"]
        if self.recogniser.pid is None:
            dead.append("recogniser")
            self._start("recogniser", self.recogniser.start)
        if not self.voice.workers():
            dead.append("synthesiser")
            self._start("synthesiser", lambda: self.voice.start(self._languages))
        return dead

    def _start(self, name: str, start: Callable[[], None]) -> None:
        if name not in self._starting:
            self._starting[name] = task = asyncio.create_task(asyncio.to_thread(start))
            task.add_done_callback(lambda done: self._started(name, done))

    def _started(self, name: str, task: asyncio.Task[None]) -> None:
        del self._starting[name]
        if not task.cancelled() and (error := task.exception()) is not None:
            LOG.error("the %s does not start again: %s", name, error)

    @property
    def note(self) -> str | None:
        """Why the live model is not the one that answers, for the operator; None: it is."""
        return self.dialogue.note if isinstance(self.dialogue, LiveDialogue) else None

    def pids(self) -> dict[str, int]:
        """The processes besides this one that run."""
        found = {"dialogue": self.dialogue.pid, "recogniser": self.recogniser.pid, **self.voice.workers()}
        return {name: pid for name, pid in found.items() if pid is not None}
