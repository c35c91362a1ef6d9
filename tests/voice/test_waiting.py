"""A caller who waits for the bot: in real time, for that is what they wait in."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator

import pytest

from bot.messages import BotTurn, CallerTurn
from tests.voice.scripted import Scene, ScriptedDialogue, ScriptedRecogniser, ScriptedSpeech, goodbye, line, said
from voice.legs.pace import RealPace
from voice.stt.protocol import Hints, Samples, Stream, Transcript

pytestmark = pytest.mark.unit

HELLO = said("Hello.")


class SlowDialogue(ScriptedDialogue):
    """Takes its time for each answer."""

    def __init__(self, seconds: float) -> None:
        super().__init__(goodbye(), greeting=HELLO)
        self.seconds = seconds

    async def turn(self, call_id: str, turn: CallerTurn) -> BotTurn:
        await asyncio.sleep(self.seconds)
        return await super().turn(call_id, turn)


class SlowRecogniser(ScriptedRecogniser):
    """Takes its time for each utterance."""

    seconds = 0.0

    def open(self, language: str, hints: Hints = Hints()) -> Stream:  # type: ignore[override]  # noqa: B008
        stream = super().open(language, hints)
        whole = stream.result

        def result() -> Transcript:
            time.sleep(self.seconds)
            return whole()

        stream.result = result  # type: ignore[method-assign]
        return stream


@pytest.mark.parametrize(("seconds", "fillers"), [(0.2, []), (1.8, ["<second>"]), (4.6, ["<second>", "<one_moment>"])])
async def test_who_waits_for_an_answer_is_told_that_it_is_coming(seconds: float, fillers: list[str]) -> None:
    scene = Scene(SlowDialogue(seconds), ScriptedRecogniser("when are you open"), lines=[line()], pace=RealPace())
    assert (await scene.play()).said() == ["Hello.", *fillers, "Goodbye."]


async def test_waits_for_words_and_for_the_answer_add_up() -> None:
    recogniser = SlowRecogniser("when are you open")
    recogniser.seconds = 1.2
    scene = Scene(SlowDialogue(0.7), recogniser, lines=[line()], pace=RealPace())
    assert (await scene.play()).said() == ["Hello.", "<second>", "Goodbye."]


async def test_a_prompt_that_may_have_to_go_on_is_not_given_up_for_a_filler() -> None:
    recogniser = SlowRecogniser("", "hello")
    recogniser.seconds = 1.9
    dialogue = ScriptedDialogue(goodbye(), greeting=said("A prompt that goes on for quite some time."))
    played = await Scene(dialogue, recogniser, lines=[line(over_ms=500), line()], pace=RealPace()).play()
    heard = played.kinds("barged_in", "resumed", "heard")
    assert heard == ["barged_in", "resumed", "heard"]
    assert played.said()[:2] == ["A prompt that goes on for quite some time.", "<second>"], "after the second turn"
    assert played.first("heard").at_ms > 4000, "the prompt was heard to its end"


class SlowSpeech(ScriptedSpeech):
    """Takes its time for what it is told to."""

    def __init__(self, text: str, seconds: float) -> None:
        super().__init__()
        self.text, self.seconds = text, seconds

    def speak(self, text: str, language: str, rate: float = 1.0) -> Iterator[Samples]:
        if text == self.text:
            time.sleep(self.seconds)
        yield from super().speak(text, language, rate)


@pytest.mark.parametrize(("seconds", "fillers"), [(1.8, ["<second>"]), (4.8, ["<second>", "<one_moment>"])])
async def test_who_waits_for_the_voice_is_told_too(seconds: float, fillers: list[str]) -> None:
    scene = Scene(
        SlowDialogue(0.1), ScriptedRecogniser("when are you open"), SlowSpeech("Goodbye.", seconds), lines=[line()],
        pace=RealPace(),
    )  # fmt: skip
    assert (await scene.play()).said() == ["Hello.", *fillers, "Goodbye."]


async def test_a_greeting_is_not_announced() -> None:
    scene = Scene(SlowDialogue(0.1), ScriptedRecogniser("hello"), SlowSpeech("Hello.", 1.5), lines=[line()])
    scene.pace = RealPace()
    assert (await scene.play()).said() == ["Hello.", "Goodbye."]


async def test_in_virtual_time_nobody_waits() -> None:
    scene = Scene(SlowDialogue(1.5), ScriptedRecogniser("when are you open"), lines=[line()])
    assert (await scene.play()).said() == ["Hello.", "Goodbye."]
