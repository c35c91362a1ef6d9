"""Whole calls in five languages, from synthesised speech through the real recogniser and dialogue to the queue."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.directory import company
from bot.messages import LANGUAGES
from centralino.spoken_calls.checks import failures
from centralino.spoken_calls.figures import word_error
from centralino.spoken_calls.played import Played
from centralino.spoken_calls.reader import FOLDER, names_of, read_all
from centralino.spoken_calls.script import CallScript
from tests.calls.conftest import SPOKEN
from tests.voice.house import House
from voice.audio.files import write_wav
from voice.legs.wav import CallerLine

pytestmark = [pytest.mark.spoken, pytest.mark.slow]

CALLS = read_all([FOLDER], names_of(company()))


@pytest.mark.parametrize("script", CALLS, ids=lambda script: f"{script.language}-{script.name.replace(' ', '-')}")
def test_spoken_call(system: House, script: CallScript) -> None:
    played = system.play_script(script)
    _report(played)
    assert not failures(played)


def test_every_language_has_the_five_calls() -> None:
    names = {language: [call.name for call in CALLS if call.language == language] for language in LANGUAGES}
    assert len(set(map(tuple, names.values()))) == 1
    assert len(names["en"]) == 5


BAD_LINE = """
- call: a recording, silence and keys over a bad line
  band: phone
  noise: {kind: street, snr: 20}
  caller:
    - wav: question.wav
      say: "What are your opening hours on Saturday?"
      expect: {intent: ask_opening_hours, says: Dublin}
    - {silence: 1}
    - {keys: "0"}
  ends: {final: handoff, reason: explicit_request}
"""


def test_a_call_may_be_a_recording_with_silence_and_keys_over_a_bad_line(system: House, tmp_path: Path) -> None:
    write_wav(tmp_path / "question.wav", system.callers.say("What are your opening hours on Saturday?", "en"))
    (tmp_path / "en.yml").write_text(BAD_LINE, "utf-8")
    (script,) = read_all([tmp_path], names_of(company()))
    played = system.play_script(script)
    _report(played)
    assert not failures(played)
    question, silence, keys = played.steps
    assert word_error(question)[1] == 7
    assert not silence.understood
    assert not silence.replies
    assert keys.replies


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


def _report(played: Played) -> None:
    outcome = played.outcome
    ended = f"{outcome.final} {outcome.department or ''} {outcome.reason or ''}" if outcome else "nothing settled"
    SPOKEN.append(f"{played.script.language}  {played.script.name}: {' '.join(ended.split())}")
    SPOKEN.extend(f"      {step.said} → {step.heard or '–'}" for step in played.steps)
