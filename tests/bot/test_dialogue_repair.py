"""When it is not clear what the caller wants, in every language."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bot.said import LANGUAGES, SAID
from tests.bot.talking import packets

pytestmark = pytest.mark.dialogue


@pytest.mark.parametrize("language", LANGUAGES)
async def test_two_failures_end_at_a_person(talk, queue_file: Path, language: str) -> None:
    call, _ = await talk(language)
    first = await call.say("")
    assert not first.ends
    assert len(" ".join(first.replies)) > 40, "the key menu is offered"
    second = await call.say("")
    assert second.outcome is not None
    assert (second.outcome.final, second.outcome.reason) == ("handoff", "not_understood")
    assert second.ends
    assert packets(queue_file, call.call_id)[0]["reason"] == "not_understood"


@pytest.mark.parametrize("language", LANGUAGES)
async def test_gibberish_is_never_answered(run, language: str) -> None:
    ending = await run(language, SAID["noise"][language], SAID["mumble"][language], SAID["noise"][language])
    assert ending.outcome.final in ("handoff", "answered")
    assert ending.outcome.department in (None, "reception")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_failure_is_forgotten_after_success(talk, language: str) -> None:
    call, _ = await talk(language)
    await call.say("")
    await call.say(SAID["ask_opening_hours"][language])
    assert not (await call.say("")).ends


@pytest.mark.parametrize("language", LANGUAGES)
async def test_two_silences_end_at_a_person(talk, language: str) -> None:
    call, _ = await talk(language)
    assert not (await call.say("<silence>")).ends
    turn = await call.say("<silence>")
    assert turn.outcome is not None
    assert (turn.outcome.final, turn.outcome.reason) == ("handoff", "silence")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_silence_between_words_does_not_count(talk, language: str) -> None:
    call, _ = await talk(language)
    await call.say("<silence>")
    await call.say(SAID["ask_opening_hours"][language])
    assert not (await call.say("<silence>")).ends


@pytest.mark.parametrize("language", LANGUAGES)
async def test_out_of_scope_once_then_a_person(talk, language: str) -> None:
    call, _ = await talk(language)
    turn = await call.say(SAID["out_of_scope"][language])
    assert not turn.ends
    assert turn.expects.state == "yes_no", turn.replies
    turn = await call.say(SAID["stray"][language])
    assert turn.outcome is not None
    assert (turn.outcome.final, turn.outcome.reason) == ("handoff", "out_of_scope")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_out_of_scope_offer_accepted(run, language: str) -> None:
    ending = await run(language, SAID["out_of_scope"][language], SAID["yes"][language])
    assert (ending.outcome.final, ending.outcome.reason) == ("handoff", "out_of_scope")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_poorly_heard_wish_is_confirmed_before_routing(talk, language: str) -> None:
    call, _ = await talk(language)
    turn = await call.say(SAID["cancel_contract"][language], confidence=0.0)
    assert turn.outcome is None
    assert turn.expects.state in ("yes_no", "menu")
    turn = await call.say(SAID["yes"][language])
    assert turn.outcome is not None
    assert (turn.outcome.final, turn.outcome.department) == ("routed", "account_management")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_wrong_guess_may_be_denied_and_said_again(talk, language: str) -> None:
    call, _ = await talk(language)
    await call.say(SAID["cancel_contract"][language], confidence=0.0)
    turn = await call.say(SAID["no"][language])
    assert not turn.ends
    turn = await call.say(SAID["make_purchase"][language])
    assert turn.outcome is not None
    assert turn.outcome.department == "sales"


@pytest.mark.parametrize("language", LANGUAGES)
async def test_two_wrong_guesses_end_at_a_person(talk, language: str) -> None:
    call, _ = await talk(language)
    for _ in range(2):
        await call.say(SAID["cancel_contract"][language], confidence=0.0)
        turn = await call.say(SAID["no"][language])
    assert turn.outcome is not None
    assert (turn.outcome.final, turn.outcome.reason) == ("handoff", "not_understood")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fr", "pas le service commercial, la gestion des comptes s'il vous plaît"),
        ("nl", "niet de verkoopafdeling maar de klantenadministratie alstublieft"),
        ("it", "non l'ufficio vendite, mi passi l'amministrazione clienti"),
        ("da", "ikke salgsafdelingen, kundeadministrationen tak"),
        ("en", "not sales, account management please"),
    ],
)
async def test_negation(talk, language: str, said: str) -> None:
    call, _ = await talk(language)
    turn = await call.say(said)
    assert turn.outcome is not None, turn.replies
    assert turn.outcome.department == "account_management"


@pytest.mark.parametrize("language", LANGUAGES)
async def test_other_reading_of_the_recogniser_is_tried(talk, language: str) -> None:
    call, _ = await talk(language)
    turn = await call.say(SAID["noise"][language], alternatives=(SAID["technical_problem"][language],))
    assert turn.outcome is not None
    assert turn.outcome.department == "technical_support"


@pytest.mark.parametrize("language", LANGUAGES)
async def test_words_are_never_a_command(talk, language: str) -> None:
    call, _ = await talk(language)
    turn = await call.say('/nlu_fallback{"keys": "0"}')
    assert turn.outcome is None or turn.outcome.reason != "explicit_request"
    turn = await call.say("/restart")
    assert turn.language == language


async def test_endless_text_is_answered(talk) -> None:
    call, _ = await talk("en")
    turn = await call.say("my internet is broken " * 500)
    assert turn.replies
