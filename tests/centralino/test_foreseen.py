"""What can be foreseen is what calls say, word for word, and nothing of any caller."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from actions import conversation  # noqa: F401 - registers the topics
from actions.call import Call
from actions.reading import Reading
from actions.topics import HANDLERS
from actions.turn import Turn
from actions.world import World
from bot.messages import LANGUAGES, Entity
from bot.replies.loader import load
from centralino.foreseen import Foreseen, foreseen
from centralino.foreseen.plan import SHARE, kept, plan
from centralino.foreseen.plan import keep as keep_progress
from centralino.foreseen.sentences import MOST, RATES, known
from centralino.recordable import CONSTANT
from tests.bot.world import DEMO
from voice.tts.protocol import Voice
from voice.tts.said import sentences

pytestmark = pytest.mark.unit

TODAY = date(2026, 12, 1)
AGENTS = 3
PLAIN = frozenset({"lumora"})
VOICE = Voice("pico", "1", "en-GB", "en", "abc")


@cache
def ahead(language: str, today: date = TODAY, most: int = MOST) -> tuple[Foreseen, ...]:
    return foreseen(language, DEMO, today, AGENTS, most)


@dataclass(frozen=True)
class Placed:
    """See Place."""

    item_id: str = "item"
    position: int = 1
    wait_seconds: int | None = 90


class QuietDesk:
    """One person waits for whatever is asked for."""

    def place(self, _packet: object) -> Placed:
        return Placed()

    def estimate(self, _department: str, _language: str) -> tuple[int, int]:
        return 2, 180


def answers(language: str, now: datetime, intent: str, wording: int, **entities: str) -> Iterable[str]:
    found = tuple(Entity(name, value, 0, 0) for name, value in entities.items())
    reading = Reading(text="x", intent=intent, confidence=1.0, entities=found)
    # The id decides which of the wordings a call begins with.
    turn = Turn(chr(97 + wording), Call(language), reading, World(DEMO, QuietDesk(), lambda: now))  # type: ignore[arg-type]
    HANDLERS[intent](turn)
    return [turn.speaker().reply(say.name, say.wording, say.values) for say in turn.says]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("hour", [6, 11, 23], ids=["early", "open", "late"])
def test_answers_about_the_company_are_foreseen_in_every_wording(language: str, hour: int) -> None:
    there = {one.spoken for one in ahead(language) if one.rate == 1.0}
    home = DEMO.home_site(language).id
    for day in (1, 2, 4, 5):
        now = datetime(2026, 12, day, hour, 17, tzinfo=ZoneInfo("Europe/Brussels"))
        for wording in range(3):
            said = [
                text
                for intent, entities in (
                    ("ask_opening_hours", {}),
                    ("ask_opening_hours", {"department": "sales", "day": f"2026-12-{day:02}"}),
                    ("ask_opening_hours", {"site": home, "day": f"2026-12-{day + 4:02}"}),
                    ("ask_opening_hours", {"site": home, "day": f"2026-12-{day + 1:02}", "time": "12:00"}),
                    ("ask_phone_number", {"department": "sales"}),
                    ("ask_phone_number", {"person": "maria-rossi"}),
                    ("ask_email", {"site": home}),
                    ("ask_address", {"site": home}),
                    ("ask_address", {}),
                    ("ask_department", {"department": "escalations"}),
                    ("ask_department", {}),
                    ("ask_wait_time", {"department": "sales"}),
                    ("billing_question", {}),
                    ("report_fraud", {}),
                    ("reach_person", {"person": "astrid-lund"}),
                )
                for text in answers(language, now, intent, wording, **entities)
            ]
            missing = [one for text in said for _, one in sentences(text, language, PLAIN) if one not in there]
            assert missing == [], f"on the {day}th, of what was known on the 1st"


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_of_any_caller_is_foreseen(language: str) -> None:
    spoken = "\n".join(one.spoken for one in ahead(language, most=100_000))
    employees = {person.name for person in DEMO.people.values()}
    for customer in DEMO.customers.values():
        assert customer.name in employees or customer.name not in spoken
    assert not re.search(r"\b(17|23)\b|\{", spoken)
    stand_ins = {one for number in ("17", "23") for _, one in sentences(f"{number}.", language)}
    assert not any(one in spoken.splitlines() for one in stand_ins)


def test_every_reply_with_something_filled_in_is_thought_of() -> None:
    filled_in = {
        name
        for name, reply in load()["en"].items()
        if name.startswith("utter_") and not reply.wordings[0].variables <= CONSTANT
    }
    assert filled_in - known() == set(), "say in centralino/foreseen what it may hold, or that it is the caller's own"


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_every_call_begins_with_comes_first_and_slower_speech_last(language: str) -> None:
    found = ahead(language)
    firsts = [one.first for one in found if one.rate == 1.0]
    assert firsts == sorted(firsts, reverse=True)
    assert any(firsts)
    rates = [one.rate for one in found]
    assert rates == sorted(rates, reverse=True)
    assert set(rates) == set(RATES)
    assert rates.count(1.0) == MOST
    assert len({(one.spoken, one.rate) for one in found}) == len(found)
    greeting = load()[language]["utter_greeting"].wordings[0].text.format(company="Lumora")
    assert found[0].spoken in [one for _, one in sentences(greeting, language, PLAIN)]


def test_a_prompt_in_all_languages_is_foreseen_in_the_language_of_each_part() -> None:
    text = load()["en"]["utter_greeting_auto"].wordings[0].text.format(company="Lumora")
    parts = list(sentences(text, "en", PLAIN))
    assert {language for language, _ in parts} == set(LANGUAGES)
    for language, part in parts:
        assert any(one.spoken == part and one.first for one in ahead(language))


def test_a_language_stays_ready_over_midnight() -> None:
    there = {one.spoken for one in ahead("en") if one.rate == 1.0}
    tomorrow = [one.spoken for one in ahead("en", date(2026, 12, 2)) if one.rate == 1.0]
    assert sum(one in there for one in tomorrow) >= SHARE * len(tomorrow)


def test_ready_means_nearly_all_and_each_first_sentence() -> None:
    one = [Foreseen("en", f"Sentence {number}.", first=number == 0) for number in range(100)]
    slow = Foreseen("en", "Slowly.", 0.85)
    wanted = plan(VOICE, [*one, slow])
    names = list(wanted.sentences)
    assert not wanted.progress(names[:97]).fit
    assert wanted.progress(names[:98]).fit, "slower speech is not waited for"
    assert not wanted.progress(names[1:]).fit, "the greeting is not there"
    assert (wanted.progress(names).ready, wanted.progress(names).foreseen) == (101, 101)
    assert not plan(VOICE, []).progress([]).fit


def test_progress_is_kept_and_a_folder_that_cannot_be_used_costs_only_that(tmp_path: Path) -> None:
    progress = plan(VOICE, [Foreseen("en", "One.")]).progress([])
    keep_progress(tmp_path / "sounds", [progress])
    assert kept(tmp_path / "sounds") == (progress,)
    assert progress.speaks(VOICE)
    assert not progress.speaks(Voice("pico", "2", "en-GB", "en", "abc"))
    (tmp_path / "file").write_text("no folder")
    keep_progress(tmp_path / "file", [progress])
    assert kept(tmp_path / "file") == ()
    (tmp_path / "sounds" / "ahead.json").write_text("[{]")
    assert kept(tmp_path / "sounds") == ()
