"""Callers who speak while they are being put through: a change of mind counts, a "thank you" does not."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from desk.queue.store import WITHDRAWN
from tests.bot.said import LANGUAGES, SAID
from tests.bot.talking import packets

pytestmark = pytest.mark.dialogue

NO = {"fr": "non, pas ça", "nl": "nee, dat niet", "it": "no, quello no", "da": "nej, ikke det", "en": "no, not that"}
NO_BUT = {
    "fr": "non, je veux résilier mon contrat",
    "nl": "nee, ik wil mijn contract opzeggen",
    "it": "no, voglio disdire il mio contratto",
    "da": "nej, jeg vil opsige mit abonnement",
    "en": "no, I want to cancel my contract",
}
CONTENT = {
    "fr": ("merci", "d'accord", "non merci, c'est tout", "non, c'est bon"),
    "nl": ("dank u wel", "oké", "nee, dat was het", "nee hoor, prima"),
    "it": ("grazie", "va bene", "no grazie, è tutto", "non c'è problema"),
    "da": ("mange tak", "okay", "nej tak, det var det", "det er ikke noget problem"),
    "en": ("thank you", "okay", "no thanks, that's all", "no problem"),
}


def items(queue: Path, call_id: str) -> list[tuple[str, str, str, str | None]]:
    """Kind, department, state and note of what is stored of a call."""
    with sqlite3.connect(queue) as connection:
        query = "select kind, department, state, note from queue_items where call_id = ? order by created"
        return connection.execute(query, (call_id,)).fetchall()


@pytest.mark.parametrize("language", LANGUAGES)
async def test_no_takes_the_call_out_of_the_queue(talk, queue_file: Path, language: str) -> None:
    call, _ = await talk(language)
    assert (await call.say(SAID["technical_problem"][language])).ends
    turn = await call.say(NO[language])
    assert not turn.ends
    assert turn.replies, "the caller is told"
    assert turn.outcome is not None
    assert (turn.outcome.final, turn.outcome.instead) == ("answered", True)
    assert items(queue_file, call.call_id) == [("call", "technical_support", "closed", WITHDRAWN)]
    turn = await call.say(SAID["make_purchase"][language])
    assert (turn.outcome.final, turn.outcome.department) == ("routed", "sales")
    assert [row[1:3] for row in items(queue_file, call.call_id)] == [("sales", "waiting")]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_another_wish_leads_elsewhere(talk, queue_file: Path, language: str) -> None:
    call, _ = await talk(language)
    await call.say(SAID["technical_problem"][language])
    turn = await call.say(NO_BUT[language])
    assert turn.ends
    assert (turn.outcome.final, turn.outcome.department) == ("routed", "account_management")
    assert [row[1:3] for row in items(queue_file, call.call_id)] == [("account_management", "waiting")]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_whoever_has_no_objection_goes_where_they_were_going(talk, queue_file: Path, language: str) -> None:
    call, _ = await talk(language)
    await call.say(SAID["technical_problem"][language])
    for words in CONTENT[language]:
        turn = await call.say(words)
        assert (turn.ends, turn.replies) == (True, ()), words
    assert items(queue_file, call.call_id) == [("call", "technical_support", "waiting", None)]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_announcement_is_repeated_on_request(talk, language: str) -> None:
    call, _ = await talk(language)
    first = await call.say(SAID["technical_problem"][language])
    turn = await call.say(SAID["repeat"][language])
    assert (turn.ends, turn.replies) == (True, first.replies)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_rather_be_called_back(talk, queue_file: Path, language: str) -> None:
    call, _ = await talk(language)
    await call.say(SAID["technical_problem"][language])
    turn = await call.say(SAID["request_callback"][language])
    assert not turn.ends
    assert turn.expects.state == "digits"
    assert items(queue_file, call.call_id)[0][2:] == ("closed", WITHDRAWN)
    await call.say("0612345678" if language == "fr" else "+33199000222")
    await call.say(SAID["yes"][language])
    stored = [row[:3] for row in items(queue_file, call.call_id)]
    assert ("callback", "technical_support", "waiting") in stored, "by those who would have taken the call"


async def test_zero_while_being_put_through_is_a_person(talk, queue_file: Path) -> None:
    call, _ = await talk("en")
    await call.say(SAID["technical_problem"]["en"])
    turn = await call.say("<dtmf:0>")
    assert (turn.ends, turn.outcome.final, turn.outcome.reason) == (True, "handoff", "explicit_request")
    assert [row[2] for row in items(queue_file, call.call_id)] == ["waiting"]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_one_more_thing_after_goodbye(talk, language: str) -> None:
    call, _ = await talk(language)
    assert (await call.say(SAID["goodbye"][language])).ends
    assert (await call.say(SAID["thank"][language])).replies == ()
    turn = await call.say(SAID["ask_opening_hours"][language])
    assert turn.replies


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_wait_is_that_of_the_callers_own_place(talk, queue_file: Path, language: str) -> None:
    call, _ = await talk(language)
    await call.say(SAID["technical_problem"][language])
    turn = await call.say(SAID["ask_wait_time"][language])
    assert turn.ends
    assert len(turn.replies) == 1, "nothing is asked of somebody who is being put through"
    assert items(queue_file, call.call_id)[0][2] == "waiting"


async def test_what_an_agent_has_taken_cannot_be_taken_back(talk, queue_file: Path) -> None:
    call, _ = await talk("en")
    first = await call.say(SAID["technical_problem"]["en"])
    with sqlite3.connect(queue_file) as connection:
        connection.execute("update queue_items set state = 'taken' where id = ?", (first.outcome.item,))
    turn = await call.say(NO["en"])
    assert (turn.ends, turn.replies, turn.outcome) == (True, (), None)


async def test_another_person_of_the_same_department(talk, queue_file: Path) -> None:
    call, _ = await talk("en")
    await call.say("I'd like to speak to Camille Moreau")
    turn = await call.say("actually I'd rather speak to Wim Janssens please")
    assert turn.outcome is not None
    assert packets(queue_file, call.call_id)[-1]["person"] == "wim-janssens"


@pytest.mark.parametrize("language", LANGUAGES)
async def test_no_wait_after_goodbye(talk, language: str) -> None:
    call, _ = await talk(language)
    await call.say(SAID["goodbye"][language])
    turn = await call.say({"fr": "non attendez, encore une question", "nl": "nee wacht, nog een vraag",
                           "it": "no aspetti, ancora una domanda", "da": "nej vent, et spørgsmål til",
                           "en": "no wait, one more question"}[language])  # fmt: skip
    assert not turn.ends
    assert turn.replies
