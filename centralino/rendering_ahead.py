"""While `centralino serve` runs and nobody calls: what the bot will say is rendered, sentence by sentence."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import signal
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from bot.messages import LANGUAGES
from centralino.foreseen import here
from centralino.foreseen.plan import Progress, as_it_was, keep
from centralino.foreseen.process import FULL
from centralino.paths import ROOT
from voice.tts.protocol import Voice

LOG = logging.getLogger(__name__)

QUIET_SECONDS = 30.0
"""Without a call, after which rendering goes on: who has just hung up often calls again, and talks that are over are
still being written down."""
LOOK_SECONDS = 0.25
"""How often it is looked whether a call has come; then rendering stops in mid-sentence."""
CHANGE_SECONDS = 60.0
"""How often it is looked, when all is rendered, whether something has to be said otherwise."""
PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 60.0, 3600.0
"""Before a further attempt after the child has died; twice as long each time."""
SENTENCE_SECONDS = 3600.0
"""A child that is not paused and does not answer for so long hangs. Counting five languages takes 15 s of a processor;
beside processes that are always busy the lowest precedence makes a quarter of an hour of it."""
CHILD = (sys.executable, "-m", "centralino.foreseen.process")
EVERY = 50
"""Sentences after which it is written down how far it is."""
OFF = "CENTRALINO_AHEAD"
"""Set to "off" nothing is rendered in the background, as in tests."""


def wanted() -> bool:
    """Whether this machine renders in the background."""
    return os.environ.get(OFF, "") != "off"


class NoRoomError(OSError):
    """What is rendered cannot be kept: the disk or the cache is full, or may not be written."""


class RenderingAhead:
    """One child at a time, and none when all is there."""

    def __init__(
        self,
        folder: Path,
        busy: Callable[[], bool],
        ready: Callable[[Iterable[str]], None],
        voice: Callable[[str], Voice | None],
        command: Sequence[str] = CHILD,
        quiet_seconds: float = QUIET_SECONDS,
        look_seconds: float = LOOK_SECONDS,
        change_seconds: float = CHANGE_SECONDS,
    ) -> None:
        """`folder`: of the sounds. `busy`: whether there are calls. `ready` is told, in a thread, which languages calls
        may take the rendered voice in, whenever that changes. `voice`: what a language is rendered with, if it is."""
        self._folder, self._busy, self._ready, self._voice = folder, busy, ready, voice
        self._command = command
        self._busy_at: float | None = None
        self._marks: here.Marks | None = None
        self._looked_at = 0.0
        self._quiet, self._look, self._change = quiet_seconds, look_seconds, change_seconds
        self._fit: frozenset[str] | None = None
        self._child: asyncio.subprocess.Process | None = None
        self.progress: dict[str, Progress] = {}
        """By language, as far as it was looked at."""

    @property
    def pid(self) -> int | None:
        """Of the child, None while there is none."""
        return self._child.pid if self._child and self._child.returncode is None else None

    async def run(self) -> None:
        """Until it is cancelled. Raises nothing else: calls do not need it."""
        pause = PAUSE_SECONDS
        await self._as_it_was()
        while True:
            try:
                self._marks = await asyncio.to_thread(here.marks)
                await self._carry_out()
                pause = PAUSE_SECONDS
                while not await self._changed():
                    await asyncio.sleep(self._change)
            except Exception as error:
                LOG.error("nothing more is rendered ahead for %d s: %s", pause, type(error).__name__)
                await asyncio.sleep(pause)
                pause = min(2 * pause, LONGEST_PAUSE_SECONDS)

    async def _as_it_was(self) -> None:
        """Calls take what is there at once, before it is counted anew."""
        was = await asyncio.to_thread(as_it_was, self._folder, self._voice)
        self.progress = {one.language: one for one in was}
        await self._declare()

    async def _carry_out(self) -> None:
        """Render all that is missing. Raises NoRoomError, EOFError when the child dies, TimeoutError when it hangs."""
        if not any(map(self._voice, LANGUAGES)):
            return
        await self._wait_for_quiet()
        child = self._child = await asyncio.create_subprocess_exec(
            *self._command, str(self._folder), cwd=ROOT, start_new_session=True, stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(ROOT)},
        )  # fmt: skip
        try:
            counted: dict[str, Progress] = {}
            while (one := await self._answer(child)) is not None:
                counted[one.language] = one
                LOG.info("%s: %d of %d sentences are rendered", one.language, one.ready, one.foreseen)
            self.progress = counted
            await self._declare()
            assert child.stdin is not None
            while any(one.ready < one.foreseen for one in self.progress.values()):
                await self._wait_for_quiet()
                if await self._changed():
                    break
                child.stdin.write(b"\n")
                if (one := await self._answer(child)) is None:
                    break
                await self._gone_on(one)
        finally:
            with contextlib.suppress(ProcessLookupError):
                child.kill()
            if child.stdin is not None:
                child.stdin.close()
            await child.wait()
            await asyncio.to_thread(keep, self._folder, list(self.progress.values()))

    async def _changed(self) -> bool:
        """Whether what is said may have changed since it was counted; looked at now and then. Raises UserError."""
        now = asyncio.get_running_loop().time()
        if now - self._looked_at < self._change:
            return False
        self._looked_at = now
        return self._marks != await asyncio.to_thread(here.marks)

    async def _gone_on(self, one: Progress) -> None:
        before = self.progress[one.language]
        self.progress[one.language] = one
        if one.ready == one.foreseen:
            LOG.info("%s: all %d sentences are rendered", one.language, one.foreseen)
        if one.fit != before.fit:
            await self._declare()
        elif one.ready % EVERY == 0:
            await asyncio.to_thread(keep, self._folder, list(self.progress.values()))

    async def _declare(self) -> None:
        fit = frozenset(one.language for one in self.progress.values() if one.fit)
        if fit != self._fit:
            self._fit = fit
            await asyncio.to_thread(self._ready, fit)
            await asyncio.to_thread(keep, self._folder, list(self.progress.values()))
            for language in sorted(fit):
                LOG.info("%s: new calls take the voice %s", language, self.progress[language].voice)

    async def _wait_for_quiet(self) -> None:
        """For so long no call; not once more before each sentence."""
        now = asyncio.get_running_loop().time
        while True:
            if self._busy_at is None or self._busy():
                self._busy_at = now()
            if now() - self._busy_at >= self._quiet:
                return
            await asyncio.sleep(self._look)

    async def _answer(self, child: asyncio.subprocess.Process) -> Progress | None:
        """None for an empty line. The child is stopped while there are calls. Raises EOFError, TimeoutError."""
        assert child.stdout is not None
        reading = asyncio.ensure_future(child.stdout.readline())
        spent = 0.0
        try:
            while not (await asyncio.wait({reading}, timeout=self._look))[0]:
                if self._busy():
                    self._busy_at = asyncio.get_running_loop().time()
                    child.send_signal(signal.SIGSTOP)
                    await self._wait_for_quiet()
                    child.send_signal(signal.SIGCONT)
                spent += self._look
                if spent > SENTENCE_SECONDS:
                    raise TimeoutError
        finally:
            reading.cancel()
        line = reading.result()
        if not line:
            status = await child.wait()
            raise NoRoomError if status == FULL else EOFError
        return Progress(**json.loads(line)) if line.strip() else None
