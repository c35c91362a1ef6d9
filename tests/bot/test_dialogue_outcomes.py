"""Every wish of a caller, in every language, ends as it should."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bot.said import LANGUAGES, SAID
from tests.bot.talking import packets

pytestmark = pytest.mark.dialogue

ROUTED = {
    "reach_department": "sales",
    "technical_problem": "technical_support",
    "account_access": "it_support",
    "billing_question": "account_management",
    "return_refund": "customer_service",
    "make_purchase": "sales",
    "cancel_contract": "account_management",
    "change_details": "customer_service",
    "file_complaint": "escalations",
    "job_application": "human_resources",
}
CONTAINS = {
    "ask_opening_hours": {"fr": "10:00", "nl": "10:00", "it": "9:30", "da": "10:00", "en": "9:00"},
    "ask_address": {"fr": "Rivoli", "nl": "Rokin", "it": "Milano", "da": "København", "en": "Dublin"},
    "ask_email": dict.fromkeys(LANGUAGES, "@lumora.example"),
}
PEOPLE = {
    "fr": "mehdi-benali",
    "nl": "koen-peeters",
    "it": "matteo-ricci",
    "da": "mikkel-soerensen",
    "en": "niamh-osullivan",
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("wish", list(ROUTED))
async def test_wish_is_routed_and_stored(talk, queue_file: Path, wish: str, language: str) -> None:
    call, _ = await talk(language)
    turn = await call.say(SAID[wish][language])
    assert turn.outcome is not None, turn.replies
    assert (turn.outcome.final, turn.outcome.department) == ("routed", ROUTED[wish])
    assert turn.ends
    (packet,) = packets(queue_file, call.call_id)
    assert packet["department"] == ROUTED[wish]
    assert packet["reason"] == "routed"
    assert packet["summary"]["english"]
    assert packet["transcript"][-1]["text"] == SAID[wish][language]
    assert packet["intents"][0]["intent"] == wish


@pytest.mark.parametrize("language", LANGUAGES)
async def test_fraud_goes_first(talk, queue_file: Path, language: str) -> None:
    call, _ = await talk(language)
    turn = await call.say(SAID["report_fraud"][language])
    assert turn.outcome is not None
    assert (turn.outcome.final, turn.outcome.department) == ("routed", "fraud_prevention")
    assert turn.outcome.reason == "priority_topic"
    assert packets(queue_file, call.call_id)[0]["priority"] == "high"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("wish", list(CONTAINS))
async def test_question_is_answered_from_the_directory(run, wish: str, language: str) -> None:
    ending = await run(language, SAID[wish][language])
    assert ending.outcome.final == "answered"
    assert CONTAINS[wish][language] in ending.replies[-1]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_phone_number_is_told_and_transfer_offered(talk, language: str) -> None:
    call, _ = await talk(language)
    turn = await call.say(SAID["ask_phone_number"][language])
    assert any("140" in reply for reply in turn.replies), turn.replies
    assert turn.expects.state == "yes_no"
    turn = await call.say(SAID["yes"][language])
    assert turn.outcome is not None
    assert (turn.outcome.final, turn.outcome.department) == ("routed", "sales")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_offer_of_a_transfer_may_be_declined(talk, language: str) -> None:
    call, _ = await talk(language)
    await call.say(SAID["ask_phone_number"][language])
    turn = await call.say(SAID["no"][language])
    assert turn.outcome is None
    assert not turn.ends
    turn = await call.say(SAID["no"][language])
    assert turn.ends


@pytest.mark.parametrize("language", LANGUAGES)
async def test_department_for_a_topic_is_named(run, language: str) -> None:
    ending = await run(language, SAID["ask_department"][language])
    assert ending.outcome.final == "answered"
    assert ending.outcome.department == "account_management"


@pytest.mark.parametrize("language", LANGUAGES)
async def test_person_is_found_and_routed(talk, queue_file: Path, language: str) -> None:
    call, _ = await talk(language)
    turn = await call.say(SAID["reach_person"][language])
    assert turn.outcome is not None, turn.replies
    assert turn.outcome.final == "routed"
    assert packets(queue_file, call.call_id)[0]["person"] == PEOPLE[language]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_person_is_handed_over_at_once(talk, queue_file: Path, language: str) -> None:
    call, _ = await talk(language)
    turn = await call.say(SAID["request_human"][language])
    assert turn.outcome is not None
    assert (turn.outcome.final, turn.outcome.reason) == ("handoff", "explicit_request")
    assert turn.outcome.item
    assert turn.ends
    assert packets(queue_file, call.call_id)[0]["language"] == language


@pytest.mark.parametrize("language", LANGUAGES)
async def test_wait_is_told_from_the_queue(run, language: str) -> None:
    ending = await run(language, SAID["ask_wait_time"][language])
    assert ending.outcome.final == "answered"
    assert any(character.isdigit() for character in ending.replies[-1])


@pytest.mark.parametrize("language", LANGUAGES)
async def test_help_and_honesty(run, language: str) -> None:
    assert (await run(language, SAID["ask_help"][language])).outcome.final == "answered"
    ending = await run(language, SAID["bot_challenge"][language], SAID["yes"][language])
    assert (ending.outcome.final, ending.outcome.reason) == ("handoff", "explicit_request")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_greeting_says_it_is_an_assistant(talk, language: str) -> None:
    _, greeting = await talk(language)
    assert greeting.language == language
    assert any(word in greeting.replies[0].lower() for word in ("automat", "assist"))


@pytest.mark.parametrize("language", LANGUAGES)
async def test_goodbye_and_thanks(talk, language: str) -> None:
    call, _ = await talk(language)
    assert not (await call.say(SAID["thank"][language])).ends
    assert (await call.say(SAID["goodbye"][language])).ends


@pytest.mark.parametrize("language", LANGUAGES)
async def test_message_is_taken_word_for_word(talk, queue_file: Path, language: str) -> None:
    call, _ = await talk(language)
    turn = await call.say(SAID["leave_message"][language])
    assert turn.records
    assert turn.expects.state == "message"
    # Words that would be a wish anywhere else are the message here.
    turn = await call.say(SAID["request_human"][language])
    assert turn.outcome is not None
    assert turn.outcome.final == "voicemail"
    (packet,) = packets(queue_file, call.call_id)
    assert (packet["kind"], packet["message"]) == ("voicemail", SAID["request_human"][language])
