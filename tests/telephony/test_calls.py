"""Whole calls over SIP: callers from outside talk to `centralino serve` through Asterisk, and people's phones ring."""

from __future__ import annotations

import json
import time
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from bot.messages import LANGUAGES
from centralino.queue_book import ANSWERED, HUNG_UP
from centralino.sample_callers import SampleCallers
from tests.telephony import sipp
from tests.telephony.conftest import NewCaller, NewPhone
from tests.telephony.lines import HOURS
from tests.telephony.pbx import Pbx
from tests.telephony.serving import NUMBERS, Serving
from tests.telephony.waiting import within
from voice.audio import RATE

pytestmark = pytest.mark.telephony

GREETING_SECONDS = 8.0
"""The caller lets the bot finish its greeting."""
BETWEEN_SECONDS = 8.0
CALLER = "+32470123456"
"""What the scenarios say they call from."""
YES = {"fr": "Oui.", "nl": "Ja, graag.", "it": "Sì.", "da": "Ja tak.", "en": "Yes, please."}
"""A badly heard matter is confirmed before the call is sent anywhere."""
FAULT = {
    "fr": "Ma connexion internet ne marche plus.",
    "nl": "Mijn internet doet het niet meer.",
    "it": "La mia connessione internet non funziona più.",
    "da": "Jeg vil gerne tale med teknisk support.",
    "en": "My internet connection is not working any more.",
}
BABBLE = ("Zumpa teroli, mefunka.", "Bilorda kanem, tuppi, soralla.")
"""What nobody understands, twice."""


def script(path: Path, *turns: np.ndarray, pause: float = BETWEEN_SECONDS) -> Path:
    """A caller's side: each turn `pause` seconds after the last; then silence, for sipp plays it in a loop."""
    sound = [quiet(GREETING_SECONDS)]
    for turn in turns:
        sound += [turn, quiet(pause)]
    return sipp.telephone_file(path, np.concatenate([*sound, quiet(90)]))


def quiet(seconds: float) -> np.ndarray:
    return np.zeros(int(seconds * RATE), np.int16)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_routed_call_rings_at_the_department_with_its_context(
    serving: Serving, phone: NewPhone, caller: NewCaller, voices: SampleCallers, tmp_path: Path, language: str
) -> None:
    technician = phone("2002")
    sound = script(tmp_path / "caller.al", *(voices.say(text[language], language) for text in (FAULT, YES)))
    caller(NUMBERS[language], sound=sound, stays_ms=60_000)
    technician.wait("CALL_ESTABLISHED", 60)
    token = technician.header("X-Centralino-Context")
    assert token
    assert technician.header("User-to-User") == f"{token.encode().hex().upper()};encoding=hex"
    packet = json.loads(serving.packet(token))
    assert (packet["department"], packet["language"], packet["reason"]) == ("technical_support", language, "routed")
    assert packet["dialled"] == NUMBERS[language]
    assert any(line["speaker"] == "caller" for line in packet["transcript"])
    technician.hang_up()
    within(45, lambda: [t.status for t in serving.transfers(packet["call_id"])] == ["answered"], "it is recorded")
    within(10, lambda: serving.note(packet["call_id"]) == ANSWERED, "the call waits no more")
    assert FAULT[language] not in serving.log()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_question_is_answered_by_the_bot_alone(
    serving: Serving, caller: NewCaller, voices: SampleCallers, tmp_path: Path, language: str
) -> None:
    before = serving.metric("centralino_calls_total", final="answered", language=language)
    sound = script(tmp_path / "caller.al", voices.say(HOURS[language], language))
    call = caller(NUMBERS[language], sound=sound, stays_ms=24_000)
    assert call.wait(60) == 0
    answered = partial(serving.metric, "centralino_calls_total", final="answered", language=language)
    within(10, lambda: answered() == before + 1, "it is counted as answered")


@pytest.mark.parametrize("language", LANGUAGES)
def test_after_two_failures_a_person_takes_over(
    serving: Serving, phone: NewPhone, caller: NewCaller, voices: SampleCallers, tmp_path: Path, language: str
) -> None:
    person = phone("2001")
    sound = script(tmp_path / "caller.al", *(voices.say(text, language) for text in BABBLE))
    caller(NUMBERS[language], sound=sound, stays_ms=150_000)
    person.wait("CALL_ESTABLISHED", 150)
    packet = json.loads(serving.packet(person.header("X-Centralino-Context") or ""))
    assert packet["language"] == language
    assert packet["reason"] in ("not_understood", "silence", "out_of_scope")


def test_a_key_by_info_leads_to_a_person(serving: Serving, phone: NewPhone, caller: NewCaller) -> None:
    person = phone("2001")
    caller(NUMBERS["en"], keys="0", stays_ms=40_000)
    person.wait("CALL_ESTABLISHED", 40)
    packet = json.loads(serving.packet(person.header("X-Centralino-Context") or ""))
    assert packet["reason"] == "explicit_request"


def test_a_key_by_rfc_4733_leads_to_a_person(serving: Serving, phone: NewPhone) -> None:
    person, dialling = phone("2001"), phone("2004", answers=False)
    dialling.dial(NUMBERS["en"])
    dialling.wait("CALL_ESTABLISHED", 10)
    time.sleep(1.5)
    dialling.press("0")
    person.wait("CALL_ESTABLISHED", 40)
    packet = json.loads(serving.packet(person.header("X-Centralino-Context") or ""))
    assert [line["text"] for line in packet["transcript"] if line["speaker"] == "caller"] == ["[0]"]


def test_a_department_without_a_phone_brings_the_caller_back(
    serving: Serving, pbx: Pbx, phone: NewPhone, caller: NewCaller, voices: SampleCallers, tmp_path: Path
) -> None:
    pbx.set_global("QUEUE_SECONDS", 5)
    person = phone("2004")
    sound = script(tmp_path / "caller.al", voices.say(FAULT["en"], "en"), voices.say("The first one.", "en"), pause=21)
    caller(NUMBERS["en"], sound=sound, stays_ms=60_000)
    # Phones 2002 and 2003 of technical support are not there; the alternative is a person, any of whom may take it.
    person.wait("CALL_ESTABLISHED", 70)
    packet = json.loads(serving.packet(person.header("X-Centralino-Context") or ""))
    (became,) = (transfer.status for transfer in serving.transfers(packet["call_id"]))
    assert became in ("unavailable", "no_answer")
    assert f"put through to technical_support: {became.replace('_', ' ')}" in packet["tried"]


def test_a_caller_who_hangs_up_while_it_rings_waits_no_more(
    serving: Serving, phone: NewPhone, caller: NewCaller
) -> None:
    person = phone("2001", answers=False)
    call = caller(NUMBERS["da"], keys="0", stays_ms=25_000)
    person.wait("CALL_INCOMING", 25)
    packet = json.loads(serving.packet(person.header("X-Centralino-Context") or ""))
    assert serving.note(packet["call_id"]) is None
    assert call.wait(40) == 0
    within(10, lambda: serving.note(packet["call_id"]) == HUNG_UP, "the call waits no more")
    assert [transfer.status for transfer in serving.transfers(packet["call_id"])] == ["abandoned"]


def test_a_caller_who_hangs_up_leaves_nothing_behind(serving: Serving, caller: NewCaller) -> None:
    for stays_ms in (300, 1500, 6000):
        assert caller(NUMBERS["fr"], stays_ms=stays_ms).wait(30) == 0
    within(15, lambda: serving.metric("centralino_calls_running") == 0, "no call is left")


def test_the_bot_dying_in_mid_call_leads_to_a_person(serving: Serving, phone: NewPhone, caller: NewCaller) -> None:
    """Last: it takes the system down."""
    person = phone("2001")
    call = caller(NUMBERS["it"], stays_ms=40_000)
    within(15, lambda: serving.metric("centralino_calls_running") == 1, "the bot talks")
    serving.stop()
    person.wait("CALL_ESTABLISHED", 5)
    assert call.running
