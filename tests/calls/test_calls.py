"""Whole calls in five languages, from synthesised speech through the real recogniser and dialogue to the queue."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from bot.messages import LANGUAGES
from tests.calls.conftest import SPOKEN
from tests.voice.house import House, Recorded
from voice.legs.wav import Answer, CallerLine
from voice.session.events import Event

pytestmark = [pytest.mark.spoken, pytest.mark.slow]

FOLDER = Path(__file__).parent


def _calls() -> list[Any]:
    found = []
    for language in LANGUAGES:
        for call in YAML(typ="safe").load((FOLDER / f"{language}.yml").read_text("utf-8")):
            found.append(pytest.param(language, call, id=f"{language}-{call['call'].replace(' ', '-')}"))
    return found


@pytest.mark.parametrize(("language", "call"), _calls())
def test_spoken_call(system: House, language: str, call: dict[str, Any]) -> None:
    script = Script(system, language, call["caller"])
    played = system.play(language, script.lines(), watch=script.watch)
    _report(language, call["call"], script.said, played)
    _ends_as_it_should(system, played, call["ends"])


def test_every_language_has_the_five_calls() -> None:
    names = {
        language: [call["call"] for call in YAML(typ="safe").load((FOLDER / f"{language}.yml").read_text("utf-8"))]
        for language in LANGUAGES
    }
    assert len(set(map(tuple, names.values()))) == 1
    assert len(names["en"]) == 5


@pytest.mark.parametrize("language", LANGUAGES)
def test_keys_serve_a_caller_who_does_not_speak(system: House, language: str) -> None:
    played = system.play(language, [CallerLine(keys="3")])
    outcome = played.ended.outcome
    assert outcome is not None
    assert (outcome.final, outcome.department) == ("routed", "sales")
    assert [item.department for item in system.stored(played)] == ["sales"]


OPENINGS = {
    "fr": "Bonjour, ma connexion internet ne marche plus depuis hier soir.",
    "nl": "Mijn internet doet het niet meer.",
    "it": "Buongiorno, da ieri sera internet non funziona più.",
    "en": "Good morning. My internet connection has not been working since yesterday.",
}
"""Not in Danish: whisper takes the synthesised caller for English; test_human_callers has a Dane."""


@pytest.mark.parametrize("language", list(OPENINGS))
def test_a_call_takes_the_language_of_its_caller(system: House, language: str) -> None:
    played = system.play("auto", [system.say(OPENINGS[language], language)])
    assert played.ended.language == language, played.heard()
    assert played.ended.outcome is not None
    assert played.ended.outcome.department == "technical_support", played.heard()


class Script:
    """What a caller says, where need be according to what the bot has just said."""

    def __init__(self, system: House, language: str, lines: Sequence[str | dict[str, str]]) -> None:
        self.said: list[str] = []
        self._system, self._language, self._lines = system, language, lines
        self._bot, self._answered = "", False
        for line in lines:
            # Synthesised beforehand: the caller of a test does not stop to think.
            for text in _wordings(line):
                system.say(text, self._voice(line))

    def watch(self, event: Event) -> None:
        """Listen to the bot."""
        if event.kind == "said":
            self._bot = event.data["text"] if self._answered else f"{self._bot} {event.data['text']}"
            self._answered = False

    def lines(self) -> list[Answer]:
        """The caller's lines, each decided when its time has come."""
        return [partial(self._line, line) for line in self._lines]

    def _line(self, line: str | dict[str, str]) -> CallerLine:
        text, *other = _wordings(line)
        if other and isinstance(line, dict) and line["if_asked"].lower() not in self._bot.lower():
            text = other[0]
        self._answered = True
        self.said.append(text)
        return self._system.say(text, self._voice(line))

    def _voice(self, line: str | dict[str, str]) -> str:
        return self._language if isinstance(line, str) else line.get("language", self._language)


def _wordings(line: str | dict[str, str]) -> list[str]:
    return [line] if isinstance(line, str) else [line[key] for key in ("say", "otherwise") if key in line]


def _ends_as_it_should(system: House, played: Recorded, ends: dict[str, Any]) -> None:
    outcome, stored = played.ended.outcome, system.stored(played)
    assert outcome is not None, "nothing was settled"
    if ends.get("or_person") and outcome.final == "handoff":
        assert stored, "a person was promised and nobody is told"
        assert played.said(), "the caller was left in silence"
        return
    assert outcome.final == ends["final"]
    if ends["final"] != "answered":
        assert len(stored) == 1, "exactly one item waits for a person"
        assert stored[0].packet["transcript"], "the person learns what was said"
    if "department" in ends:
        assert (outcome.department, stored[0].department) == (ends["department"], ends["department"])
    if "person" in ends:
        assert stored[0].packet["person"] == ends["person"]
    if "reason" in ends:
        assert outcome.reason in ends["reason"]
    if "language" in ends:
        assert played.ended.language == ends["language"]


def _report(language: str, name: str, said: list[str], played: Recorded) -> None:
    outcome = played.ended.outcome
    ended = f"{outcome.final} {outcome.department or ''} {outcome.reason or ''}" if outcome else "nothing settled"
    SPOKEN.append(f"{language}  {name}: {' '.join(ended.split())}")
    heard = played.heard()
    for number, text in enumerate(said):
        SPOKEN.append(f"      {text} → {heard[number] if number < len(heard) else '–'}")
