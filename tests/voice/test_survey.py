"""One question after the call: answered by key or by word, in every language, or not at all."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from bot.messages import LANGUAGES, CallInfo
from centralino.sample_callers import SampleCallers
from tests.voice.scripted import (
    FIRST_LINE,
    NoMessages,
    ScriptedDialogue,
    ScriptedHandOver,
    ScriptedRecogniser,
    ScriptedSpeech,
)
from voice.legs.pace import VirtualPace
from voice.legs.wav import CallerLine, WavLeg
from voice.models.store import ensure
from voice.session import survey
from voice.session.events import Event
from voice.session.ports import Parts
from voice.stt.protocol import Recogniser, RecogniserError
from voice.stt.whisper import Whisper


class Asked:
    """One survey, played to its end."""

    def __init__(self, language: str = "en") -> None:
        self.language = language
        self.scores = list[tuple[int, str]]()
        self.events = list[Event]()
        self.hand_over = ScriptedHandOver()

    def play(self, recogniser: Recogniser, *lines: CallerLine, failures: int = 0) -> Asked:
        parts = Parts(ScriptedDialogue(), recogniser, ScriptedSpeech(failures), self.hand_over, NoMessages())
        leg = WavLeg(lines, VirtualPace())
        info = CallInfo("call-1", self.language)

        def told(score: int, how: survey.How) -> None:
            self.scores.append((score, how))

        asked = survey.ask(info, leg, parts, told, self.events.append)
        asyncio.run(asyncio.wait_for(asked, 120))
        return self

    def said(self) -> list[str]:
        names = {text: name for name, text in vars(survey.texts()[self.language]).items() if isinstance(text, str)}
        return [names[event.data["text"]] for event in self.events if event.kind == "said"]


@pytest.mark.unit
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", "135")
def test_a_key_is_a_score(language: str, key: str) -> None:
    asked = Asked(language).play(ScriptedRecogniser(), CallerLine(keys=key, over_ms=300))
    assert asked.scores == [(int(key), "key")]
    assert asked.said() == ["question", "thanks"]


@pytest.mark.unit
def test_a_wrong_key_is_asked_about_once() -> None:
    asked = Asked().play(ScriptedRecogniser(), CallerLine(keys="9"), CallerLine(keys="4"))
    assert (asked.scores, asked.said()) == ([(4, "key")], ["question", "again", "thanks"])
    asked = Asked().play(ScriptedRecogniser(), CallerLine(keys="0"), CallerLine(keys="*"), CallerLine(keys="5"))
    assert (asked.scores, asked.said()) == ([], ["question", "again", "goodbye"])


@pytest.mark.unit
def test_nobody_has_to_answer() -> None:
    silent = Asked().play(ScriptedRecogniser())
    assert (silent.scores, silent.said()) == ([], ["question", "again", "goodbye"])
    refuses = Asked().play(ScriptedRecogniser("No thanks."), CallerLine(FIRST_LINE))
    assert (refuses.scores, refuses.said()) == ([], ["question", "goodbye"])


@pytest.mark.unit
def test_a_recogniser_that_is_dead_leaves_the_keys_and_puts_nobody_into_a_queue() -> None:
    dead = ScriptedRecogniser(*[RecogniserError("the worker died")] * 9)
    asked = Asked().play(dead, CallerLine(FIRST_LINE), CallerLine(keys="2"))
    assert asked.scores == [(2, "key")]
    assert asked.hand_over.stored == []


@pytest.mark.unit
def test_a_dead_voice_ends_it_with_a_goodbye_that_needs_none() -> None:
    asked = Asked().play(ScriptedRecogniser(), failures=99)
    assert [event.data["text"] for event in asked.events if event.kind == "said"] == ["<goodbye>"]
    assert (asked.scores, asked.hand_over.stored) == ([], [])


@pytest.mark.unit
@pytest.mark.parametrize(
    ("language", "text", "score"),
    [
        ("fr", "Quatre.", 4), ("fr", "je dirais un 5", 5), ("fr", "un cinq", 5), ("fr", "4 sur 5", 4), ("fr", "4/5", 4),
        ("fr", "Un.", 1), ("fr", "un sur cinq", 1), ("fr", "une note de trois", 3), ("fr", "trois ou quatre", None),
        ("fr", "quarante-cinq", None), ("fr", "10", None),
        ("nl", "Een vier.", 4), ("nl", "Één!", 1), ("nl", "ik geef een vijf", 5), ("nl", "drie van de vijf", 3),
        ("it", "Uno", 1), ("it", "un bel cinque", 5), ("it", "tre su cinque", 3), ("it", "non saprei", None),
        ("da", "et femtal", None), ("da", "en firer", 4), ("da", "fem ud af fem", 5), ("da", "to", 2), ("da", "én", 1),
        ("en", "Four!", 4), ("en", "For.", 4), ("en", "too", 2), ("en", "I'd say four out of five", 4),
        ("en", "three, no, four", None), ("en", "for me it was fine", None), ("en", "five five", 5), ("en", "", None),
    ],
)  # fmt: skip
def test_what_counts_as_a_score(language: str, text: str, score: int | None) -> None:
    assert survey.score(text, language) == score


@pytest.mark.unit
def test_every_language_has_words_for_every_score() -> None:
    assert set(survey.texts()) == set(LANGUAGES)
    for language, texts in survey.texts().items():
        assert set(texts.words.values()) == {1, 2, 3, 4, 5}, language
        assert {survey.score(str(number), language) for number in range(7)} == {None, 1, 2, 3, 4, 5}


SPOKEN = {
    "fr": ("Je donne la note quatre.", 4),
    "nl": ("Drie van de vijf.", 3),
    "it": ("Direi quattro.", 4),
    "da": ("Jeg siger fem.", 5),
    "en": ("I would say three.", 3),
}


@cache
def whisper() -> Any:
    ensure("whisper-base")
    return Whisper(beam=5)


@pytest.fixture(scope="module")
def callers() -> Iterator[SampleCallers]:
    made = SampleCallers()
    yield made
    made.close()


@pytest.mark.spoken
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_spoken_score_is_understood(callers: SampleCallers, language: str) -> None:
    text, score = SPOKEN[language]
    asked = Asked(language).play(whisper(), CallerLine(callers.say(text, language)))
    heard = [event.data["text"] for event in asked.events if event.kind == "heard"]
    assert asked.scores == [(score, "word")], heard
