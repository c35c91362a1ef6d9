"""One caller turn on its way through the recogniser, which is asked ahead of the end of the turn."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor

import numpy as np
from numpy.typing import NDArray

from voice.legs.pace import Pace, working
from voice.stt.protocol import Hints, Recogniser, RecogniserError, Stream, Transcript

BATCH = 10
"""Frames that are handed over together; each hand-over is a step of another thread."""

Samples = NDArray[np.int16]
Early = Callable[[Transcript], None]
"""Told what was recognised at a pause that may be the end of the turn."""


class Utterance:
    """The recogniser's calls block, so they run in `executor`, one after the other (it has one thread a call).

    Silence after a pause is held back until the caller goes on: with it the recogniser would have to begin again.
    """

    def __init__(self, recogniser: Recogniser, language: str, hints: Hints, executor: Executor, pace: Pace) -> None:
        self._recogniser, self._executor, self._pace = recogniser, executor, pace
        self._stream: Stream | None = None
        self._waiting: list[Samples] = []
        self._held: list[Samples] | None = None
        self._early: asyncio.Task[Transcript] | None = None
        self._loop = asyncio.get_running_loop()
        self._opened = self._loop.run_in_executor(executor, self._open, language, hints)
        # A failure to open is reported by whoever asks for the words; nobody may ever ask.
        self._opened.add_done_callback(_seen)

    def feed(self, samples: Samples) -> None:
        """More of the caller's sound."""
        if self._held is not None:
            self._held.append(samples)
            return
        self._waiting.append(samples)
        if len(self._waiting) >= BATCH:
            self._hand_over()

    def pause(self, early: Early | None = None) -> None:
        """The caller is silent: recognise as if the turn ended here."""
        self._held = []
        self._hand_over()
        self._early = self._loop.create_task(self._recognise(early))
        self._early.add_done_callback(_seen)

    def go_on(self) -> None:
        """The turn was not over: what was recognised at the pause is void."""
        held, self._held, self._early = self._held or [], None, None
        # Not in the executor, which waits for it.
        if self._stream is not None:
            self._stream.void()
        for samples in held:
            self.feed(samples)

    async def words(self) -> Transcript:
        """What the whole turn says. Raises RecogniserError."""
        if self._early is None:
            self._hand_over()
            self._early = self._loop.create_task(self._recognise(None))
        return await self._early

    def close(self) -> None:
        """Let go of the stream, and of what is still under way: nobody waits for it any more."""
        if self._stream is not None:
            self._stream.void()
        self._executor.submit(self._close)

    def _hand_over(self) -> None:
        if self._waiting:
            sound, self._waiting = np.concatenate(self._waiting), []
            self._loop.run_in_executor(self._executor, self._accept, sound).add_done_callback(_seen)

    async def _recognise(self, early: Early | None) -> Transcript:
        with working(self._pace):
            await self._opened
            transcript = await self._loop.run_in_executor(self._executor, self._result)
            if early is not None and self._early is asyncio.current_task():
                early(transcript)
            return transcript

    def _open(self, language: str, hints: Hints) -> None:
        self._stream = self._recogniser.open(language, hints)

    def _accept(self, sound: Samples) -> None:
        if self._stream is not None:
            self._stream.accept(sound)

    def _result(self) -> Transcript:
        if self._stream is None:
            raise RecogniserError("the utterance was never opened")
        return self._stream.result()

    def _close(self) -> None:
        if self._stream is not None:
            self._stream.close()


def _seen(future: asyncio.Future[None] | asyncio.Task[Transcript]) -> None:
    if not future.cancelled():
        future.exception()
