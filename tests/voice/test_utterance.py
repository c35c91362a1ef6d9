"""What was asked of the recogniser and is not wanted any more: the caller goes on, or has gone."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor

from tests.voice.scripted import tone
from voice.legs.pace import LivePace
from voice.session.utterance import Utterance
from voice.stt.protocol import Hints, Samples, Transcript


class Slow:
    """A recogniser that is busy with others: what it is asked for first comes only when nobody wants it any more."""

    name = "slow"

    def __init__(self) -> None:
        self.asked, self.given_up = threading.Event(), threading.Event()
        self.samples = 0

    def languages(self) -> frozenset[str]:
        return frozenset({"en"})

    def open(self, language: str, hints: Hints = Hints()) -> Slow:  # noqa: ARG002, B008
        return self

    def accept(self, samples: Samples) -> None:
        self.samples += len(samples)

    def result(self) -> Transcript:
        self.asked.set()
        self.given_up.wait(20)
        return Transcript(str(self.samples), "en", 1.0, self.name)

    def void(self) -> None:
        self.given_up.set()

    def close(self) -> None:
        pass


async def test_what_was_asked_at_a_pause_is_given_up_when_the_caller_goes_on() -> None:
    slow = Slow()
    early: list[Transcript] = []
    half = tone(0.5)
    with ThreadPoolExecutor(1) as executor:
        utterance = Utterance(slow, "en", Hints(), executor, LivePace())
        utterance.feed(half)
        utterance.pause(early.append)
        await asyncio.to_thread(slow.asked.wait)
        utterance.go_on()
        utterance.feed(half)
        async with asyncio.timeout(10):
            words = await utterance.words()
        assert words.text == str(2 * len(half))
        assert not early
        utterance.close()


async def test_who_hangs_up_is_not_recognised_to_the_end() -> None:
    slow = Slow()
    with ThreadPoolExecutor(1) as executor:
        utterance = Utterance(slow, "en", Hints(), executor, LivePace())
        utterance.feed(tone(0.5))
        utterance.pause()
        await asyncio.to_thread(slow.asked.wait)
        utterance.close()
        assert slow.given_up.is_set()
