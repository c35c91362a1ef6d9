"""Talks written down: real voices of caller and agent in one room, the real recogniser, in five languages."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import numpy as np
import pytest

from bot.messages import LANGUAGES
from centralino.sample_callers import SampleCallers, Samples
from tests.voice.test_room import level
from voice.audio import FRAME_SAMPLES, RATE
from voice.room import Role
from voice.room.script import LONGEST_MS, Script
from voice.stt.engines import BestRecogniser
from voice.stt.protocol import Hints, RecogniserError, Stream, Transcript

pytestmark = [pytest.mark.spoken, pytest.mark.slow]

TALKS = {
    "fr": ("Bonjour, ma facture est trop élevée.", "Je vais regarder votre contrat.", "facture", "contrat"),
    "nl": ("Goedemorgen, mijn internet doet het niet.", "Ik kijk even naar uw contract.", "internet", "contract"),
    "it": ("Buongiorno, la mia bolletta è troppo alta.", "Guardo subito il suo contratto.", "bolletta", "contrat"),
    "da": ("Jeg vil gerne tale med teknisk support.", "Nu taler du med teknisk support.", "support", "teknisk"),
    "en": ("Good morning, my bill is too high.", "Let me look at your contract.", "bill", "contract"),
}


class Lines:
    """What was written, as it stands."""

    def __init__(self) -> None:
        self.here: list[tuple[Role, int, Transcript]] = []
        self.withdrawn = False

    def add(self, role: Role, at_ms: int, words: Transcript) -> None:
        assert not self.withdrawn
        self.here.append((role, at_ms, words))

    def withdraw(self) -> None:
        self.withdrawn = True


@pytest.fixture(scope="module")
def voices() -> Iterator[SampleCallers]:
    found = SampleCallers()
    yield found
    found.close()


@pytest.fixture(scope="module")
def recogniser() -> BestRecogniser:
    return BestRecogniser()


@pytest.fixture
def executor() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(1) as pool:
        yield pool


def pause(seconds: float) -> Samples:
    return np.zeros(round(seconds * RATE), np.int16)


def without_pauses(speech: Samples) -> Samples:
    """As it was said, from its first sound to its last."""
    loud = np.flatnonzero(np.abs(speech.astype(int)) > 500)
    return speech[loud[0] : loud[-1]]


async def play(script: Script, caller: Samples, agent: Samples) -> None:
    """Both at once, as fast as it goes."""
    length = max(len(caller), len(agent)) // FRAME_SAMPLES * FRAME_SAMPLES
    both = [np.pad(voice, (0, max(0, length - len(voice))))[:length] for voice in (caller, agent)]
    for at in range(0, length, FRAME_SAMPLES):
        script.write(both[0][at : at + FRAME_SAMPLES], both[1][at : at + FRAME_SAMPLES])
        await asyncio.sleep(0)
    await script.close()


@pytest.mark.parametrize("language", LANGUAGES)
async def test_who_says_what_and_when(
    language: str, voices: SampleCallers, recogniser: BestRecogniser, executor: ThreadPoolExecutor
) -> None:
    wish, answer, wanted, told = TALKS[language]
    asked, answered = voices.say(wish, language), voices.say(answer, language)
    lines = Lines()
    script = Script(recogniser, language, lines, executor)
    waits = len(asked) / RATE + 1.0
    await play(script, np.concatenate([pause(0.5), asked]), np.concatenate([pause(0.5 + waits), answered, pause(1)]))
    assert [role for role, _, _ in lines.here] == ["caller", "agent"]
    assert wanted in lines.here[0][2].text.lower()
    assert told in lines.here[1][2].text.lower()
    assert abs(lines.here[0][1] - 500) < 600
    assert abs(lines.here[1][1] - (500 + 1000 * waits)) < 600


async def test_both_at_once_are_told_apart(
    voices: SampleCallers, recogniser: BestRecogniser, executor: ThreadPoolExecutor
) -> None:
    lines = Lines()
    script = Script(recogniser, "en", lines, executor)
    await play(script, voices.say(TALKS["en"][0], "en"), voices.say(TALKS["en"][1], "en"))
    text = {role: words.text.lower() for role, _, words in lines.here}
    assert "bill" in text["caller"]
    assert "contract" in text["agent"]
    assert "contract" not in text["caller"]


async def test_a_short_reply_does_not_come_before_the_long_question(
    voices: SampleCallers, recogniser: BestRecogniser, executor: ThreadPoolExecutor
) -> None:
    """What follows a question is masked by what the question was."""
    lines = Lines()
    script = Script(recogniser, "en", lines, executor)
    question = np.tile(without_pauses(voices.say(TALKS["en"][0], "en")), 2)
    await play(script, np.concatenate([pause(1.5), voices.say("Yes, please.", "en")]), question)
    assert [role for role, _, _ in lines.here] == ["agent", "caller"]


async def test_who_objects_is_not_written_down(
    voices: SampleCallers, recogniser: BestRecogniser, executor: ThreadPoolExecutor
) -> None:
    lines = Lines()
    script = Script(recogniser, "en", lines, executor)
    speech = np.concatenate([voices.say(TALKS["en"][0], "en"), pause(1), voices.say(TALKS["en"][1], "en")])
    for at in range(0, len(speech) - FRAME_SAMPLES, FRAME_SAMPLES):
        script.write(speech[at : at + FRAME_SAMPLES], None)
    script.discard()
    script.write(speech[:FRAME_SAMPLES], None)
    await script.close()
    await asyncio.sleep(0.1)
    assert lines.withdrawn
    assert lines.here == [], "neither what was being said nor what was being recognised"


async def test_who_never_pauses_is_written_down_all_the_same(
    voices: SampleCallers, recogniser: BestRecogniser, executor: ThreadPoolExecutor
) -> None:
    lines = Lines()
    script = Script(recogniser, "en", lines, executor)
    speech = without_pauses(voices.say(TALKS["en"][0], "en"))
    whole = np.tile(speech, int(1.5 * LONGEST_MS / 1000 * RATE / len(speech)))
    await play(script, whole, pause(0))
    begins = [at_ms for _, at_ms, _ in lines.here]
    assert len(begins) >= 2
    assert max(end - begin for begin, end in pairwise(begins)) <= LONGEST_MS + 100
    assert all("bill" in words.text.lower() for _, _, words in lines.here)


async def test_silence_and_absence_are_nothing(recogniser: BestRecogniser, executor: ThreadPoolExecutor) -> None:
    lines = Lines()
    script = Script(recogniser, "en", lines, executor)
    for _ in range(100):
        script.write(None, level(3))
    await script.close()
    assert lines.here == []


class Broken:
    """A recogniser whose process has died."""

    name = "broken"

    def languages(self) -> frozenset[str]:
        return frozenset({"en"})

    def open(self, _language: str, _hints: Hints | None = None) -> Stream:
        raise RecogniserError("the recognition process has died")


async def test_a_talk_goes_on_without_recogniser(
    voices: SampleCallers, executor: ThreadPoolExecutor, caplog: pytest.LogCaptureFixture
) -> None:
    lines = Lines()
    script = Script(Broken(), "en", lines, executor)
    await play(script, np.concatenate([voices.say(TALKS["en"][0], "en"), pause(1)]), pause(0))
    assert lines.here == []
    assert "not written down: the recognition process has died" in caplog.text
