"""The way to a person: what goes with the call, and what happens when the queue cannot be reached."""

from __future__ import annotations

from pathlib import Path

import pytest

from actions.world import current
from desk.queue.packet import check
from tests.bot.said import LANGUAGES, SAID
from tests.bot.talking import packets

pytestmark = pytest.mark.dialogue


@pytest.mark.parametrize("language", LANGUAGES)
async def test_packet_tells_what_was_learned(talk, queue_file: Path, language: str) -> None:
    call, _ = await talk(language, caller="+33199000222", dialled="+33199000100")
    await call.say(SAID["order_status"][language])
    await call.say("9 9 9 9 8 8 8 8")
    await call.say(SAID["request_human"][language], confidence=0.9)
    (packet,) = packets(queue_file, call.call_id)
    check(packet)
    assert packet["caller"] == "+33199000222"
    assert packet["dialled"] == "+33199000100"
    assert packet["tried"]
    speakers = [line["speaker"] for line in packet["transcript"]]
    assert speakers[0] == "bot"
    assert speakers.count("caller") == 3
    assert packet["transcript"][-1]["confidence"] == 0.9
    times = [line["at_ms"] for line in packet["transcript"]]
    assert times == sorted(times)
    assert packet["summary"]["caller_language"]
    assert (packet["summary"]["caller_language"] == packet["summary"]["english"]) == (language == "en")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_position_and_wait_are_told(talk, language: str) -> None:
    call, _ = await talk(language)
    turn = await call.say(SAID["technical_problem"][language])
    assert sum(character.isdigit() for character in " ".join(turn.replies)) >= 1


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("wish", ["request_human", "technical_problem", "report_fraud"])
async def test_queue_out_of_reach_is_said_honestly(talk, language: str, wish: str) -> None:
    desk = current().desk
    desk.broken = True  # type: ignore[attr-defined]
    try:
        call, _ = await talk(language)
        turn = await call.say(SAID[wish][language])
    finally:
        desk.broken = False  # type: ignore[attr-defined]
    assert turn.outcome is not None
    assert turn.outcome.item is None
    assert turn.outcome.reason == "system_failure"
    assert not turn.ends, "the caller keeps the line and the keys"
    number = current().company.departments["reception"].phone[-4:]
    assert number in " ".join(turn.replies).replace(" ", ""), "the number of the reception"
    # When the queue is back, the same call gets through.
    assert (await call.say("<dtmf:0>")).ends


async def test_same_call_is_stored_once(talk, queue_file: Path) -> None:
    call, _ = await talk("en")
    await call.say(SAID["leave_message"]["en"])
    await call.say("it is about the roof")
    await call.say(SAID["request_human"]["en"])
    kinds = sorted(packet["kind"] for packet in packets(queue_file, call.call_id))
    assert kinds == ["call", "voicemail"]


async def test_calls_do_not_share_state(talk) -> None:
    first, _ = await talk("en")
    second, _ = await talk("it")
    await first.say(SAID["order_status"]["en"])
    turn = await second.say(SAID["ask_opening_hours"]["it"])
    assert (turn.language, turn.expects.state) == ("it", "open")


async def test_unknown_call(bot) -> None:
    from bot.messages import CallerTurn

    with pytest.raises(KeyError):
        await bot.turn("never started", CallerTurn("silence"))


async def test_ended_call_leaves_nothing(talk, bot) -> None:
    call, _ = await talk("en")
    await bot.end(call.call_id)
    with pytest.raises(KeyError):
        await call.say("hello")
    await bot.end(call.call_id)
