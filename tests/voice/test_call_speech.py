"""The voice of one call: what is kept and what is synthesised sound as one, and each language keeps its voice."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from tests.voice.test_tts_contract import pauses
from voice.audio import RATE
from voice.tts import call_speech
from voice.tts.ahead import Ahead
from voice.tts.cache import key
from voice.tts.call_speech import CallSpeech
from voice.tts.choice import Synthesisers
from voice.tts.said import sentences
from voice.tts.sentences import openings
from voice.tts.speaker import Speaker, rendered

pytestmark = pytest.mark.contract

TEXT = "Reception is open on Monday. It closes at six. Is there anything else?"
CALLERS = "We'd ring you on +32 470 12 34 56. Is that right?"
LONG = "This is a sentence of some length, which goes on for a while. " * 60


@pytest.fixture
def speaker(tmp_path: Path) -> Iterator[Speaker]:
    """espeak-ng speaks live, Pico is rendered ahead: engines that are quick to start."""
    synthesisers = Synthesisers({"en": ("pyttsx3",), "fr": ("pyttsx3",)})
    made = Speaker(tmp_path, synthesisers, ahead=Ahead(synthesisers, dict.fromkeys(("fr", "it", "en"), "pico")))
    yield made
    made.close()


def heard(speech: CallSpeech | Speaker, text: str, rate: float = 1.0) -> np.ndarray:
    return np.concatenate(list(speech.speak(text, "en", rate)))


def keep(speaker: Speaker, speech: CallSpeech, text: str, *numbers: int, rate: float = 1.0) -> None:
    """Put some sentences of a text into the cache, as they are rendered ahead."""
    for number, (language, sentence) in enumerate(sentences(text, "en")):
        if number in numbers:
            chosen = speech.chosen(language)
            assert speaker.cache.put(key(chosen.voice, rate, sentence), rendered(chosen, sentence, rate))


def engines(speech: CallSpeech) -> str:
    return speech.chosen("en").engine.name


@pytest.mark.parametrize("rate", [1.0, 0.85])
def test_kept_and_live_sentences_sound_as_one(speaker: Speaker, rate: float) -> None:
    live = heard(speaker.for_call("live"), TEXT, rate)
    for kept in ((0,), (1,), (0, 2), (0, 1, 2)):
        call = speaker.for_call(f"call {kept}")
        keep(speaker, call, TEXT, *kept, rate=rate)
        mixed = heard(call, TEXT, rate)
        assert mixed.size == pytest.approx(live.size, rel=0.01)
        assert pauses(mixed, RATE)[:2] == pytest.approx(pauses(live, RATE)[:2], abs=0.03)
        assert pauses(mixed, RATE)[1] > 0.24


def test_a_long_answer_begins_with_its_first_sentence(speaker: Speaker) -> None:
    call = speaker.for_call("call")
    keep(speaker, call, TEXT, 0)
    first = next(iter(call.speak(TEXT, "en")))
    assert 0 < first.size < 0.6 * heard(call, TEXT).size
    assert speaker.workers().keys() == {"pyttsx3"}


def test_what_is_known_beforehand_needs_no_engine(speaker: Speaker) -> None:
    call = speaker.for_call("call")
    keep(speaker, call, TEXT, 0, 1, 2)
    speaker.close()
    assert heard(call, TEXT).any()
    assert speaker.workers() == {}


def test_nothing_that_is_said_in_a_call_is_kept(speaker: Speaker) -> None:
    speaker.ready(["en"])
    for call in ("one", "two"):
        heard(speaker.for_call(call), CALLERS)
    heard(speaker, CALLERS)
    assert speaker.cache.names() == frozenset()


def test_a_call_keeps_the_voice_that_it_began_with(speaker: Speaker) -> None:
    before = speaker.for_call("before")
    heard(before, TEXT)
    speaker.ready(["en"])
    during = speaker.for_call("during")
    heard(during, TEXT)
    assert (engines(before), engines(during)) == ("pyttsx3", "pico")
    speaker.ready([])
    assert (engines(before), engines(during), engines(speaker.for_call("after"))) == ("pyttsx3", "pico", "pyttsx3")
    assert engines(speaker.for_call("during")) == "pico", "at the desk and in the survey, too"


def test_each_language_is_decided_when_it_is_first_spoken(speaker: Speaker) -> None:
    call = speaker.for_call("call")
    heard(call, TEXT)
    speaker.ready(["en", "fr"])
    assert (engines(call), call.chosen("fr").engine.name) == ("pyttsx3", "pico")


def test_what_belongs_to_no_call_is_said_live(speaker: Speaker) -> None:
    speaker.ready(["en"])
    live = heard(speaker.for_call("call"), CALLERS).size
    assert heard(speaker, CALLERS).size != pytest.approx(live, rel=0.02)


def test_apologies_are_in_the_voice_of_the_call(speaker: Speaker) -> None:
    speaker.start(["en"])
    early = speaker.for_call("early")
    heard(early, TEXT)
    speaker.ready(["en"])
    late = speaker.for_call("late")
    keep(speaker, late, speaker.emergency("goodbye", "en")[0], 0, 1, 2)
    speaker.ready(["en"])
    assert late.emergency("goodbye", "en")[0] == early.emergency("goodbye", "en")[0]
    assert late.emergency("goodbye", "en")[1].size != early.emergency("goodbye", "en")[1].size
    assert late.emergency("hand_over", "en")[1].size == early.emergency("hand_over", "en")[1].size, "not rendered yet"


def test_a_voice_that_dies_is_followed_by_the_live_one(speaker: Speaker) -> None:
    speaker.ready(["en"])
    call = speaker.for_call("call")
    pieces = call.speak(LONG, "en")
    next(pieces)
    pid = speaker.workers()["pico"]
    os.kill(pid, signal.SIGSTOP)
    threading.Timer(0.3, lambda: os.kill(pid, signal.SIGKILL)).start()
    rest = np.concatenate(list(pieces))
    assert rest.size / RATE > 60
    assert engines(call) == "pyttsx3"
    assert engines(speaker.for_call("next")) == "pico", "it is started again"


def test_a_voice_that_is_too_slow_is_followed_by_the_live_one(
    speaker: Speaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(call_speech, "PATIENCE_SECONDS", 0.3)
    speaker.ready(["en"])
    call = speaker.for_call("call")
    heard(call, TEXT)
    pid = speaker.workers()["pico"]
    os.kill(pid, signal.SIGSTOP)
    begun = time.monotonic()
    try:
        assert heard(call, CALLERS).any()
    finally:
        os.kill(pid, signal.SIGCONT)
    assert time.monotonic() - begun < 3.0
    assert speaker.workers()["pico"] == pid, "it was only slow"


def test_a_disk_that_cannot_be_used_leaves_calls_going(tmp_path: Path) -> None:
    (tmp_path / "prompts").write_text("no folder")
    speaker = Speaker(tmp_path, Synthesisers({"en": ("pyttsx3",)}))
    call = speaker.for_call("call")
    assert not speaker.cache.put("ab", np.ones(100, np.int16))
    assert speaker.cache.names() == frozenset()
    assert heard(call, TEXT).any()
    speaker.close()


def test_a_slow_voice_begins_after_a_few_words_and_never_ends_with_a_single_one() -> None:
    number = "Shall we call you back on plus thirty-two, four seventy, twelve, thirty-four, fifty-six?"
    pieces = list(openings(number))
    assert " ".join(pieces) == number
    assert len(pieces[0]) < 50
    assert min(map(len, pieces)) >= 15
    assert list(openings("Goodbye.")) == ["Goodbye."]
