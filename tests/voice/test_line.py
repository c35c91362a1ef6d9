"""The caller's line on its own: what happens when speech, words, keys and the bot's voice meet at awkward moments."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping

import numpy as np
import pytest

from bot.messages import Expectation
from tests.voice.scripted import FIRST_LINE, SECOND_LINE, tone
from voice.audio import FRAME_MS, FRAME_SAMPLES, RATE
from voice.legs.pace import LivePace
from voice.legs.protocol import Incoming
from voice.session.line import Line, Listening, Observer
from voice.session.mailbox import HungUp, Mailbox, Message, Silent, Uttered
from voice.session.tape import Tape
from voice.session.utterance import Early
from voice.stt.protocol import Samples, Transcript
from voice.turns.patience import Patience, patience

pytestmark = pytest.mark.unit

BUMP = FIRST_LINE[RATE // 10 : RATE // 5]
"""A tenth of a second."""
SOON = patience("en", Expectation())


class Recording:
    """A leg that brings this sound and these keys, and lets things happen at moments (ms)."""

    def __init__(self, sound: Samples, at: Mapping[int, Callable[[], object]], keys: Mapping[int, str]) -> None:
        self.pace = LivePace()
        self._frames = sound[: len(sound) // FRAME_SAMPLES * FRAME_SAMPLES].reshape(-1, FRAME_SAMPLES)
        self._at, self._keys, self._next = dict(at), keys, 0
        self.voice: list[bool] = []

    async def open(self) -> None:
        pass

    async def read(self) -> Incoming | None:
        await asyncio.sleep(0)
        ms = self._next * FRAME_MS
        if happens := self._at.pop(ms, None):
            happens()
        if self._next >= len(self._frames):
            return None
        self._next += 1
        return Incoming(self._frames[self._next - 1], self._keys.get(ms, ""))

    def write(self, samples: Samples | None) -> None:
        self.voice.append(samples is not None)

    def flush(self) -> None:
        pass

    async def close(self) -> None:
        pass


class Words:
    """What an utterance is to the line: where words come from later than they were asked for."""

    def __init__(self) -> None:
        self.asked: list[Early] = []
        self.closed = False

    def feed(self, samples: Samples) -> None:
        pass

    def pause(self, early: Early) -> None:
        self.asked.append(early)

    def go_on(self) -> None:
        pass

    def close(self) -> None:
        self.closed = True


class Heard:
    """A line that was listened to from its beginning to its end."""

    def __init__(self) -> None:
        self.utterances: list[Words] = []
        self.barged = self.resumed = 0
        self.messages: list[Message] = []
        self.leg: Recording
        self.line: Line

    def listen(self, waits: Patience = SOON, expects: Expectation = Expectation()) -> None:  # noqa: B008
        self.line.listen(Listening(waits, expects, self._open, lambda _words: None))  # type: ignore[arg-type]

    async def run(
        self, sound: Samples, at: Mapping[int, Callable[[], object]], keys: Mapping[int, str] = {}
    ) -> None:  # fmt: skip
        self.leg = Recording(sound, at, keys)
        mailbox = Mailbox(self.leg.pace)
        self.line = Line(self.leg, mailbox, Observer(lambda _reply: None, self._barge, self._resume), Tape(None, None))
        await self.line.run()
        self.messages = list(mailbox.left())

    def says(self, seconds: float) -> None:
        reply = self.line.player.begin("a prompt", "en")
        self.line.player.feed(reply, tone(seconds))
        self.line.player.finish(reply)

    def kinds(self) -> list[type]:
        return [type(message) for message in self.messages]

    def _open(self) -> Words:
        self.utterances.append(Words())
        return self.utterances[-1]

    def _barge(self) -> None:
        self.barged += 1

    def _resume(self) -> None:
        self.resumed += 1


def silence(ms: int) -> Samples:
    return np.zeros(ms * RATE // 1000, np.int16)


async def test_a_hello_before_anybody_listens_does_not_put_off_the_silence_for_ever() -> None:
    heard = Heard()
    waits = Patience(silent_ms=3000)
    await heard.run(np.concatenate([FIRST_LINE[:RATE], silence(6000)]), {1100: lambda: heard.listen(waits)})
    assert heard.kinds() == [Silent, HungUp]


async def test_a_bot_that_a_hello_before_it_has_silenced_goes_on() -> None:
    heard = Heard()
    sound = np.concatenate([FIRST_LINE, silence(6000)])
    at = {200: heard.listen, 400: lambda: heard.says(2.0)}
    await heard.run(sound, at)
    assert heard.barged == 1
    assert sum(heard.leg.voice) * FRAME_MS >= 2000, "the prompt was said to its end"


async def test_words_that_come_late_say_nothing_about_the_next_turn() -> None:
    heard = Heard()
    gap, halves = 450, np.array_split(SECOND_LINE, 2)
    second = np.concatenate([halves[0], silence(gap), halves[1]])
    sound = np.concatenate([FIRST_LINE, silence(900), second, silence(1500)])
    begins = len(FIRST_LINE) * 1000 // RATE + 900
    late = begins + len(halves[0]) * 1000 // RATE + 100

    def words() -> None:
        heard.utterances[0].asked[-1](Transcript("I have a question.", "en", 0.9, "late"))

    await heard.run(sound, {0: heard.listen, late // FRAME_MS * FRAME_MS: words})
    assert heard.kinds() == [Uttered, Uttered, HungUp], "the second turn has one end"


async def test_a_bump_over_the_prompt_holds_it_for_a_moment_and_it_goes_on_where_it_was() -> None:
    heard = Heard()
    sound = np.concatenate([silence(1000), BUMP, silence(3000)])
    await heard.run(sound, {0: lambda: (heard.listen(), heard.says(2.0))})
    assert (heard.barged, heard.resumed) == (1, 1)
    assert heard.kinds() == [HungUp]
    spoken = sum(heard.leg.voice) * FRAME_MS
    assert 2000 <= spoken <= 2000 + 100 + 2 * FRAME_MS, "no more than a tenth of a second is said twice"
    held = heard.leg.voice.index(False)
    assert not any(heard.leg.voice[held : held + 10])
    assert heard.leg.voice[held + 30], "silent for less than 600 ms"


async def test_a_bump_and_then_a_key_keep_the_bot_silent() -> None:
    heard = Heard()
    sound = np.concatenate([silence(1000), BUMP, silence(1500)])
    expects = Expectation("digits", digits=4)
    waits = patience("en", expects)
    await heard.run(sound, {0: lambda: (heard.listen(waits, expects), heard.says(4.0))}, keys={1220: "4"})
    assert (heard.barged, heard.resumed) == (1, 0)
    assert not any(heard.leg.voice[70:])


async def test_what_is_being_said_when_the_caller_hangs_up_is_let_go_of() -> None:
    heard = Heard()
    await heard.run(FIRST_LINE, {0: heard.listen})
    assert [words.closed for words in heard.utterances] == [False]
    heard.line.close()
    assert [words.closed for words in heard.utterances] == [True]


async def test_a_message_begun_over_the_prompt_is_not_recognised_at_each_of_its_pauses() -> None:
    heard = Heard()
    expects = Expectation("message")
    waits = patience("en", expects)
    message = np.concatenate([part for _ in range(4) for part in (FIRST_LINE, silence(500))])
    await heard.run(
        np.concatenate([silence(400), message]), {0: lambda: (heard.listen(waits, expects), heard.says(4.0))}
    )
    (words,) = heard.utterances
    assert heard.barged >= 1
    assert len(words.asked) <= 1, "only what may be an aside, at its beginning"
