"""Callers who come back, because nobody took them where they were put through to."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.messages import CallerTurn
from desk.queue.store import WITHDRAWN
from tests.bot.said import LANGUAGES, SAID
from tests.bot.test_dialogue_second_thoughts import items

pytestmark = pytest.mark.dialogue

NOBODY = {
    "fr": ("occupé", "pas"),
    "nl": ("gesprek", "geen"),
    "it": ("occupat", "rispo"),
    "da": ("optaget", "svar"),
    "en": ("another call", "answer"),
}
CALL_ME = {
    "fr": "rappelez-moi plutôt",
    "nl": "bel me maar terug",
    "it": "mi richiami lei",
    "da": "ring mig op i stedet",
    "en": "just call me back",
}


async def come_back(call, status: str):
    return await call._dialogue.turn(call.call_id, CallerTurn("returned", status))


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_caller_is_told_why_and_offered_something_else(talk, queue_file: Path, language: str) -> None:
    call, _ = await talk(language)
    assert (await call.say(SAID["technical_problem"][language])).ends
    turn = await come_back(call, "busy")
    assert not turn.ends
    assert turn.language == language
    told = " ".join(turn.replies).lower()
    assert any(word in told for word in (NOBODY[language][0], "bezet", "linea", "ligne", "linjen", "line is busy"))
    assert turn.expects.state == "menu"
    assert items(queue_file, call.call_id) == [("call", "technical_support", "closed", WITHDRAWN)]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_first_alternative_is_a_person(talk, queue_file: Path, language: str) -> None:
    call, _ = await talk(language)
    await call.say(SAID["technical_problem"][language])
    await come_back(call, "no_answer")
    turn = await call.say("<dtmf:1>")
    assert turn.ends
    assert (turn.outcome.final, turn.outcome.reason) == ("handoff", "explicit_request")
    assert [row[2] for row in items(queue_file, call.call_id)] == ["waiting"]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_callback_may_be_asked_for_instead(talk, language: str) -> None:
    call, _ = await talk(language)
    await call.say(SAID["technical_problem"][language])
    await come_back(call, "unavailable")
    turn = await call.say(CALL_ME[language])
    assert turn.expects.state in ("digits", "yes_no"), turn.replies


async def test_the_person_hears_what_was_tried(talk, queue_file: Path) -> None:
    from tests.bot.talking import packets

    call, _ = await talk("en")
    await call.say(SAID["technical_problem"]["en"])
    await come_back(call, "no_answer")
    await call.say("<dtmf:1>")
    (packet,) = packets(queue_file, call.call_id)
    assert "put through to technical_support: no answer" in packet["tried"]
