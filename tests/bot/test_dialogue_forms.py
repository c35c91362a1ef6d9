"""Orders, callbacks, people: questions that the bot asks, and what callers do instead of answering."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bot.said import LANGUAGES, SAID
from tests.bot.talking import packets
from tests.bot.world import DEMO

pytestmark = pytest.mark.dialogue

ORDER = next(order for order in DEMO.orders.values() if order.status == "shipped")
CALLER = "+33199000222"


@pytest.mark.parametrize("language", LANGUAGES)
async def test_order_is_told_from_the_record(talk, language: str) -> None:
    call, _ = await talk(language)
    turn = await call.say(SAID["order_status"][language])
    assert (turn.expects.state, turn.expects.digits) == ("digits", 8)
    turn = await call.say(" ".join(ORDER.number))
    assert turn.outcome is not None
    assert turn.outcome.final == "answered"
    assert DEMO.products[ORDER.product].names[language].lower() in " ".join(turn.replies).lower()


@pytest.mark.parametrize("language", LANGUAGES)
async def test_order_number_may_be_keyed_in_two_goes(talk, language: str) -> None:
    call, _ = await talk(language)
    await call.say(SAID["order_status"][language])
    turn = await call.say(f"<dtmf:{ORDER.number[:3]}>")
    assert turn.outcome is None
    turn = await call.say(f"<dtmf:{ORDER.number[3:]}>")
    assert turn.outcome is not None
    assert turn.outcome.final == "answered"


@pytest.mark.parametrize("language", LANGUAGES)
async def test_unknown_order_is_asked_again_then_routed(talk, queue_file: Path, language: str) -> None:
    call, _ = await talk(language)
    await call.say(SAID["order_status"][language])
    turn = await call.say("9 9 9 9 8 8 8 8")
    assert turn.outcome is None
    turn = await call.say("9 9 9 9 8 8 8 8")
    assert turn.outcome is not None
    assert (turn.outcome.final, turn.outcome.department) == ("routed", "customer_service")
    assert packets(queue_file, call.call_id)[0]["slots"]["order_number"] == "99998888"


@pytest.mark.parametrize("language", LANGUAGES)
async def test_caller_without_order_number_is_routed(run, language: str) -> None:
    ending = await run(language, SAID["order_status"][language], SAID["no"][language])
    assert (ending.outcome.final, ending.outcome.department) == ("routed", "customer_service")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_badly_heard_number_is_read_back_once(talk, language: str) -> None:
    call, _ = await talk(language)
    await call.say(SAID["order_status"][language])
    turn = await call.say(ORDER.number, confidence=0.3)
    assert turn.expects.state == "yes_no"
    assert ORDER.number in " ".join(turn.replies)
    turn = await call.say(SAID["yes"][language])
    assert turn.outcome is not None
    assert turn.outcome.final == "answered"


@pytest.mark.parametrize("language", LANGUAGES)
async def test_question_in_the_middle_of_a_form(talk, language: str) -> None:
    call, _ = await talk(language)
    await call.say(SAID["order_status"][language])
    turn = await call.say(SAID["ask_opening_hours"][language])
    assert turn.outcome is not None, turn.replies
    assert turn.outcome.final == "answered"
    assert turn.expects.state == "digits", "back to the number"
    turn = await call.say(ORDER.number)
    assert turn.outcome is not None
    assert turn.outcome.department == "customer_service"


@pytest.mark.parametrize("language", LANGUAGES)
async def test_person_from_the_middle_of_a_form(run, language: str) -> None:
    ending = await run(language, SAID["order_status"][language], SAID["request_human"][language])
    assert (ending.outcome.final, ending.outcome.reason) == ("handoff", "explicit_request")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_mind_changed_in_the_middle_of_a_form(run, language: str) -> None:
    ending = await run(language, SAID["order_status"][language], SAID["cancel_contract"][language])
    assert (ending.outcome.final, ending.outcome.department) == ("routed", "account_management")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_callback_to_the_callers_number(talk, queue_file: Path, language: str) -> None:
    call, _ = await talk(language, caller=CALLER)
    turn = await call.say(SAID["request_callback"][language])
    assert turn.expects.state == "yes_no", turn.replies
    turn = await call.say(SAID["yes"][language])
    assert turn.outcome is not None
    assert turn.outcome.final == "callback"
    (packet,) = packets(queue_file, call.call_id)
    assert (packet["kind"], packet["callback"]["number"]) == ("callback", CALLER)
    turn = await call.say(SAID["no"][language])
    assert turn.ends


@pytest.mark.parametrize("language", LANGUAGES)
async def test_callback_to_another_number(talk, queue_file: Path, language: str) -> None:
    call, _ = await talk(language, caller=CALLER)
    await call.say(SAID["request_callback"][language])
    turn = await call.say(SAID["no"][language])
    assert turn.expects.state == "digits"
    turn = await call.say("<dtmf:0032470123456#>")
    turn = await call.say("<dtmf:#>")
    assert turn.outcome is not None, turn.replies
    assert packets(queue_file, call.call_id)[0]["callback"]["number"] == "+32470123456"


@pytest.mark.parametrize("language", LANGUAGES)
async def test_number_that_is_none_is_asked_again(talk, language: str) -> None:
    call, _ = await talk(language)
    await call.say(SAID["request_callback"][language])
    turn = await call.say("<dtmf:12#>")
    assert turn.expects.state == "digits"
    assert turn.outcome is None


@pytest.mark.parametrize("language", LANGUAGES)
async def test_silent_message_is_asked_for_once_more(talk, language: str) -> None:
    call, _ = await talk(language)
    await call.say(SAID["leave_message"][language])
    turn = await call.say("<silence>")
    assert turn.records
    turn = await call.say("<silence>")
    assert turn.outcome is not None
    assert turn.outcome.reason == "silence"


@pytest.mark.parametrize(
    ("language", "said", "answer"),
    [
        ("fr", "je voudrais parler à madame Quessigny-Bravache", "Thomas Lefebvre"),
        ("nl", "ik wil meneer Oudezijls-Krabbegors spreken", "Jan Jansen"),
        ("it", "vorrei parlare con il signor Zampognaro Quistelli", "Giulia Conti"),
        ("da", "jeg vil gerne tale med hr Snurrebæk-Ottosgaard", "Maja Pedersen"),
        ("en", "I'd like to speak to Mr Featherstonehaugh-Quigg", "Aoife Byrne"),
    ],
)
async def test_name_that_is_not_listed_is_asked_again(talk, language: str, said: str, answer: str) -> None:
    call, _ = await talk(language)
    turn = await call.say(said)
    assert turn.expects.state == "name", turn.replies
    assert turn.expects.hotwords
    turn = await call.say(answer)
    assert turn.outcome is not None, turn.replies
    assert turn.outcome.final == "routed"
    assert turn.outcome.department


@pytest.mark.parametrize("language", LANGUAGES)
async def test_unclear_name_is_confirmed(talk, queue_file: Path, language: str) -> None:
    call, _ = await talk(language)
    turn = await call.say(SAID["reach_person"][language], confidence=0.4)
    assert turn.expects.state == "yes_no", turn.replies
    turn = await call.say(SAID["yes"][language])
    assert turn.outcome is not None
    assert turn.outcome.final == "routed"
    assert packets(queue_file, call.call_id)[0]["person"]


async def test_same_name_is_told_apart(talk, queue_file: Path) -> None:
    shared = next(
        (p for p in DEMO.people.values() if sum(q.last_name == p.last_name for q in DEMO.people.values()) > 1), None
    )
    assert shared is not None, "the demo company has namesakes on purpose"
    call, _ = await talk("nl")
    turn = await call.say(f"ik wil graag {shared.last_name} spreken")
    assert turn.expects.state == "menu", turn.replies
    turn = await call.say("<dtmf:1>")
    assert turn.outcome is not None
    assert packets(queue_file, call.call_id)[0]["person"]


PIECES = {
    "fr": ("deux zéro zéro sept", "dix-sept trente-trois"),
    "nl": ("twee nul nul zeven", "zeventien drieëndertig"),
    "it": ("due zero zero sette", "diciassette trentatré"),
    "da": ("to nul nul syv", "sytten treogtredive"),
    "en": ("two double oh seven", "seventeen thirty-three"),
}
"""Order 20071733 of the demo company, dictated in two pieces."""


@pytest.mark.parametrize("language", LANGUAGES)
async def test_an_order_number_may_come_in_pieces(talk, language: str) -> None:
    call, _ = await talk(language)
    await call.say(SAID["order_status"][language])
    turn = await call.say(PIECES[language][0])
    assert turn.expects.state == "digits"
    assert any("2007" in reply for reply in turn.replies), turn.replies
    turn = await call.say(PIECES[language][1])
    assert turn.outcome is not None, turn.replies
    assert turn.outcome.final == "answered"


REDO = {
    "fr": "non, je voudrais le refaire",
    "nl": "nee, ik wil het opnieuw inspreken",
    "it": "no, vorrei rifarlo",
    "da": "nej, jeg vil indtale den om igen",
    "en": "no, I'd like to record it again",
}


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_message_may_be_spoken_once_more(talk, queue_file: Path, language: str) -> None:
    call, _ = await talk(language)
    await call.say(SAID["leave_message"][language])
    await call.say("first version")
    turn = await call.say(REDO[language])
    assert turn.records, turn.replies
    turn = await call.say("second version")
    assert turn.outcome.final == "voicemail"
    assert [packet["message"] for packet in packets(queue_file, call.call_id)] == ["second version"]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_yes_to_a_choice_is_asked_again(talk, language: str) -> None:
    call, _ = await talk(language)
    first = await call.say({"fr": "je voudrais parler à Sofie", "nl": "ik wil graag Sofie spreken",
                            "it": "vorrei parlare con Sofie", "da": "jeg vil gerne tale med Sofie",
                            "en": "I'd like to speak to Sofie"}[language])  # fmt: skip
    assert first.expects.state == "menu", first.replies
    turn = await call.say(SAID["yes"][language])
    assert turn.expects.state == "menu"
    assert first.replies[-1] in turn.replies


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_second_message_does_not_take_the_place_of_the_first_request(talk, language: str) -> None:
    call, _ = await talk(language)
    await call.say(SAID["leave_message"][language])
    await call.say("first version")
    assert not (await call.say(SAID["goodbye"][language])).records


async def test_a_piece_is_forgotten_with_its_question(talk) -> None:
    call, _ = await talk("en")
    await call.say(SAID["order_status"]["en"])
    await call.say("two double oh seven")
    await call.say(SAID["request_callback"]["en"])
    turn = await call.say("oh eight seven one two three four five six seven")
    assert turn.expects.state == "yes_no", turn.replies


async def test_no_replaces_the_piece_before(talk) -> None:
    call, _ = await talk("en")
    await call.say(SAID["order_status"]["en"])
    await call.say("two double oh eight")
    turn = await call.say("no, two double oh seven")
    assert any("2007" in reply and "2008" not in reply for reply in turn.replies), turn.replies


@pytest.mark.parametrize("language", LANGUAGES)
async def test_two_noes_to_a_question_end_at_a_person(talk, language: str) -> None:
    call, _ = await talk(language)
    await call.say({"fr": "passez-moi un autre service", "nl": "verbind me door met een andere afdeling",
                    "it": "mi passa l'ufficio?", "da": "stil mig om til en anden afdeling",
                    "en": "put me through to another department"}[language])  # fmt: skip
    await call.say(SAID["no"][language])
    turn = await call.say(SAID["no"][language])
    assert turn.ends or (await call.say(SAID["no"][language])).ends
