"""The bot's voice on one call: replies are synthesised in the background while the first of them is heard."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from voice.audio import RATE
from voice.legs.pace import Pace, working
from voice.session.mailbox import Mailbox, Mute
from voice.session.player import Player, Reply
from voice.session.ports import Emergency, Speech
from voice.tts.protocol import SynthesiserError

ATTEMPTS = 2
"""The engine restarts itself after a failure: once more is worth the moment, a third time is not."""

FILLERS: tuple[tuple[float, Emergency], ...] = ((1.0, "second"), (4.0, "one_moment"))
"""What a caller is told who has waited so many seconds for an answer since the end of their turn."""
FALLBACK_LANGUAGE = "en"
"""Of the bot's voice while the caller's language is still unknown."""

TONE_HZ = 1000
TONE_MS = 250
TONE_LEVEL = 6000

Samples = NDArray[np.int16]
T = TypeVar("T")


def tone() -> Samples:
    """The signal to begin speaking a message: 250 ms at 1 kHz, faded in and out."""
    time = np.arange(TONE_MS * RATE // 1000) / RATE
    fade = np.minimum(1.0, np.minimum(time, time[::-1]) / 0.01)
    wave: Samples = (TONE_LEVEL * np.sin(2 * np.pi * TONE_HZ * time) * fade).astype(np.int16)
    return wave


class Mouth:
    """What the bot says, through one call's player."""

    def __init__(
        self, speech: Speech, player: Player, pace: Pace, mailbox: Mailbox, failed: Callable[[str], None]
    ) -> None:
        """`failed` is told each time the synthesiser fails, whether or not it recovers."""
        self._speech, self._player, self._pace, self._mailbox = speech, player, pace, mailbox
        self._failed = failed
        self._task: asyncio.Task[None] | None = None
        self._since, self._fillers = 0.0, list[tuple[float, Emergency]]()
        self._late: asyncio.TimerHandle | None = None
        self._stop = threading.Event()

    def say(self, replies: Sequence[str], language: str, rate: float = 1.0, volume: float = 1.0) -> list[Reply]:
        """Begin to speak, after what is being said; Mute in the mailbox when the voice fails for good. Returns the
        replies on their way."""
        language = spoken(language)
        lined_up = [self._player.begin(text, language) for text in replies if text.strip()]
        self._stop = threading.Event()
        self._task = asyncio.get_running_loop().create_task(
            self._synthesise(lined_up, language, rate, volume, self._stop)
        )
        if lined_up:
            self._expect(lined_up[0])
        return lined_up

    def _expect(self, reply: Reply) -> None:
        """Should its sound come late, the caller is told that it is coming."""
        if self._fillers and self._pace.waits:
            loop = asyncio.get_running_loop()
            self._late = loop.call_at(max(loop.time(), self._since + self._fillers[0][0]), self._tell_before, reply)

    def _tell_before(self, reply: Reply) -> None:
        self._late = None
        if self._player.awaits(reply):
            _, prompt = self._fillers.pop(0)
            self.say_emergency(prompt, reply.language, before=reply)
            self._expect(reply)

    def say_emergency(self, prompt: Emergency, language: str, before: Reply | None = None) -> None:
        """Say one of the prompts that are always there, after what is being said, or `before` a reply."""
        text, samples = self._speech.emergency(prompt, spoken(language))
        reply = self._player.begin(text, spoken(language), emergency=True, before=before)
        self._player.feed(reply, samples)
        self._player.finish(reply)

    def owe(self, greeting: bool = False) -> None:
        """The caller waits from now on; for a greeting nobody is told that it is coming, unless it takes long."""
        self._since, self._fillers = asyncio.get_running_loop().time(), list(FILLERS[greeting:])

    async def bridge(self, answer: Awaitable[T], language: str, first: bool = True) -> T:
        """Await what the caller waits for, and tell them that it is coming; what had been interrupted is forgotten
        then. `first`: whether the first filler may be said. Raises what `answer` raises."""
        task, loop = asyncio.ensure_future(answer), asyncio.get_running_loop()
        try:
            for filler in list(self._fillers[not first :] if self._pace.waits else ()):
                seconds, prompt = filler
                if (await asyncio.wait({task}, timeout=max(0.0, self._since + seconds - loop.time())))[0]:
                    break
                self._fillers.remove(filler)
                self.stop()
                self.say_emergency(prompt, language)
            return await task
        finally:
            task.cancel()

    def beep(self) -> None:
        """The tone after which a message is recorded, at the end of what is being said."""
        reply = self._player.begin("", FALLBACK_LANGUAGE)
        self._player.feed(reply, tone())
        self._player.finish(reply)

    def stop(self) -> None:
        """Fall silent and forget what was still to be said."""
        self._stop.set()
        if self._late is not None:
            self._late.cancel()
            self._late = None
        if self._task is not None:
            self._task.cancel()
            self._task = None
        self._player.clear()

    async def _synthesise(
        self, replies: list[Reply], language: str, rate: float, volume: float, stop: threading.Event
    ) -> None:
        with working(self._pace):
            for index, reply in enumerate(replies):
                try:
                    await self._one(reply, language, rate, volume, stop)
                except SynthesiserError as error:
                    for unsaid in replies[index:]:
                        unsaid.broken = True
                        self._player.finish(unsaid)
                    self._mailbox.put(Mute(str(error)))
                    return

    async def _one(self, reply: Reply, language: str, rate: float, volume: float, stop: threading.Event) -> None:
        loop = asyncio.get_running_loop()
        done = 0

        def feed(samples: Samples) -> None:
            nonlocal done
            done += 1
            if not stop.is_set():
                self._player.feed(reply, louder(samples, volume))

        def speak(skip: int) -> None:
            pieces = self._speech.speak(reply.text, language, rate)
            for number, samples in enumerate(pieces):
                if stop.is_set():
                    return
                if number >= skip:
                    loop.call_soon_threadsafe(feed, samples)

        for attempt in range(ATTEMPTS):
            try:
                await asyncio.to_thread(speak, done)
                break
            except SynthesiserError as error:
                self._failed(str(error))
                if attempt == ATTEMPTS - 1:
                    raise
        self._player.finish(reply)


def spoken(language: str) -> str:
    """The language that the bot speaks in a call of `language`, which may be "auto"."""
    return FALLBACK_LANGUAGE if language == "auto" else language


def louder(samples: Samples, volume: float) -> Samples:
    """Samples at another loudness; what would not fit is clipped."""
    if volume == 1.0:
        return samples
    scaled: Samples = np.clip(samples.astype(np.float32) * volume, -32768, 32767).astype(np.int16)
    return scaled
