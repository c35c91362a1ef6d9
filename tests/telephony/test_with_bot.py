"""The telephone with a bot that keeps to the contract: where calls go, what people receive, what comes back."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.telephony.conftest import CALLER_TONE_HZ, NewCaller, NewPhone, NewProvider
from tests.telephony.fake_bot import TONE_HZ, FakeBot
from tests.telephony.pbx import Pbx
from tests.telephony.tones import tone_of
from tests.telephony.waiting import within
from voice.audio.files import write_wav

pytestmark = pytest.mark.telephony

TOKEN = "Ab9_-zZ0"
TOKEN_HEX = "4162395F2D7A5A30"


@pytest.fixture
def bot(pbx: Pbx) -> Iterator[FakeBot]:
    with FakeBot(pbx) as running:
        yield running


@pytest.fixture
def briefing(tmp_path: Path) -> Path:
    """Two seconds of a tone of 1,200 Hz, where the bot would speak."""
    write_wav(tmp_path / "briefing.wav", tone_of(1_200, 8_000, 2.0), 8_000)
    return tmp_path / "briefing"


def transfer(kind: str, target: str = "", briefing: Path | None = None) -> dict[str, str]:
    return {
        "CENTRALINO_NEXT": kind,
        "CENTRALINO_TARGET": target,
        "CENTRALINO_TOKEN": TOKEN,
        "CENTRALINO_LANGUAGE": "en",
        "CENTRALINO_BRIEFING": str(briefing or ""),
    }


def connected(bot: FakeBot, calls: int = 1) -> None:
    bot.wait(lambda: len(bot.lines) == calls, f"line {calls} of the bot")


def sent_on(bot: FakeBot, caller: NewCaller) -> None:
    """Somebody from outside has talked to the bot, which is done."""
    caller("1000")
    connected(bot)
    bot.hang_up()


def test_bot_learns_who_calls_whom_and_is_heard(bot: FakeBot, phone: NewPhone) -> None:
    someone = phone("2004")
    someone.dial("1234")
    connected(bot)
    assert bot.arrived == [("1234", "2004")]
    bot.wait(lambda: 0x12 in bot.kinds, "sound at 16 kHz")
    assert 0x10 not in bot.kinds
    within(5, lambda: someone.hears_tone(TONE_HZ), "the caller hears the bot")


def test_number_of_a_caller_from_outside(bot: FakeBot, caller: NewCaller) -> None:
    caller("+3221230120")
    connected(bot)
    assert bot.arrived == [("+3221230120", "+32470123456")]


def test_keys_reach_the_bot_once_by_rfc_4733(bot: FakeBot, phone: NewPhone) -> None:
    someone = phone("2004")
    someone.dial("1000")
    someone.wait("CALL_ESTABLISHED")
    connected(bot)
    someone.press("1590")
    bot.wait(lambda: len(bot.keys) >= 4, "keys")
    time.sleep(0.3)
    assert bot.keys == "1590"


def test_keys_reach_the_bot_once_by_sip_info(bot: FakeBot, caller: NewCaller) -> None:
    caller("1000", keys="7")
    bot.wait(lambda: bot.keys, "the key")
    time.sleep(0.3)
    assert bot.keys == "7"


@pytest.mark.parametrize(("kind", "target"), [("queue", "technical_support"), ("extension", "2003")])
def test_person_receives_context_and_caller(
    kind: str, target: str, bot: FakeBot, phone: NewPhone, caller: NewCaller
) -> None:
    person = phone("2003")
    bot.onward = transfer(kind, target)
    sent_on(bot, caller)
    person.wait("CALL_ESTABLISHED", 5)
    assert person.header("X-Centralino-Context") == TOKEN
    assert person.header("User-to-User") == f"{TOKEN_HEX};encoding=hex"
    within(5, lambda: person.hears_tone(CALLER_TONE_HZ), "the person hears the caller")
    assert bot.returned == []


@pytest.mark.parametrize(("kind", "target"), [("queue", "technical_support"), ("extension", "2003")])
def test_person_is_briefed_while_the_caller_has_music(
    kind: str, target: str, bot: FakeBot, briefing: Path, phone: NewPhone
) -> None:
    person, someone = phone("2003", tone=880), phone("2001", tone=440)
    bot.onward = transfer(kind, target, briefing)
    someone.dial("1000")
    connected(bot)
    bot.hang_up()
    person.wait("CALL_ESTABLISHED", 5)
    before = len(someone.heard())
    within(5, lambda: person.hears_tone(1_200), "the person hears the briefing")
    assert not person.hears_tone(440)
    music = someone.heard()[before + 2_000 :]
    assert not someone.hears_tone(880)
    assert abs(music).max() > 0.01
    within(5, lambda: person.hears_tone(440), "the person hears the caller")
    within(5, lambda: someone.hears_tone(880), "the caller hears the person")


def test_outside_number_is_called_through_the_trunk(bot: FakeBot, phone: NewPhone, provider: NewProvider) -> None:
    someone, other_side = phone("2001", tone=440), provider()
    bot.onward = transfer("outside", "+32470999999")
    someone.dial("1000")
    connected(bot)
    bot.hang_up()
    other_side.wait_for("ACK sip:")
    assert "INVITE sip:+32470999999@" in other_side.messages()
    assert f"X-Centralino-Context: {TOKEN}" in other_side.messages()
    within(5, lambda: someone.hears_tone(440), "the caller hears the echo of the other side")


@pytest.mark.parametrize(
    ("refusal", "status"),
    [("486 Busy Here", "BUSY"), ("603 Decline", "DECLINED"), ("503 Service Unavailable", "CONGESTION")],
)
def test_refused_outside_call_returns_to_the_bot(
    refusal: str, status: str, bot: FakeBot, caller: NewCaller, provider: NewProvider
) -> None:
    provider(refusal)
    bot.onward = transfer("outside", "+32470999999")
    sent_on(bot, caller)
    connected(bot, 2)
    assert bot.returned == [("outside", status)]
    assert bot.lines[0] == bot.lines[1]


def test_outside_call_while_the_trunk_is_dead_returns_at_once(bot: FakeBot, pbx: Pbx, caller: NewCaller) -> None:
    pbx.cli("pjsip qualify trunk")
    within(10, lambda: not pbx.trunk_lives(), "the trunk is found dead")
    bot.onward = transfer("outside", "+32470999999")
    sent_on(bot, caller)
    bot.wait(lambda: len(bot.lines) == 2, "the return", 2)
    assert bot.returned == [("outside", "CHANUNAVAIL")]


def test_busy_phone_returns_to_the_bot(bot: FakeBot, phone: NewPhone, caller: NewCaller) -> None:
    person = phone("2003", answers=False)
    bot.onward = transfer("extension", "2003")
    sent_on(bot, caller)
    person.wait("CALL_INCOMING")
    person.hang_up()
    connected(bot, 2)
    assert bot.returned == [("extension", "BUSY")]


def test_unanswered_phone_returns_to_the_bot(bot: FakeBot, pbx: Pbx, phone: NewPhone, caller: NewCaller) -> None:
    pbx.set_global("EXTENSION_SECONDS", 2)
    person = phone("2003", answers=False)
    bot.onward = transfer("extension", "2003")
    sent_on(bot, caller)
    person.wait("CALL_INCOMING")
    connected(bot, 2)
    assert bot.returned == [("extension", "NOANSWER")]


@pytest.mark.parametrize("target", ["2003", "2999", "777", "2001&PJSIP/2002", ""])
def test_extension_without_a_phone_returns_to_the_bot(target: str, bot: FakeBot, caller: NewCaller) -> None:
    bot.onward = transfer("extension", target)
    sent_on(bot, caller)
    connected(bot, 2)
    assert bot.returned == [("extension", "CHANUNAVAIL")]


def test_person_hanging_up_in_the_briefing_returns_the_caller(
    bot: FakeBot, briefing: Path, phone: NewPhone, caller: NewCaller
) -> None:
    person = phone("2003")
    bot.onward = transfer("extension", "2003", briefing)
    sent_on(bot, caller)
    within(5, lambda: person.hears_tone(1_200), "the briefing")
    person.hang_up()
    connected(bot, 2)
    assert bot.returned == [("extension", "DECLINED")]


def test_person_of_a_queue_hanging_up_in_the_briefing_leaves_the_caller_in_the_queue(
    bot: FakeBot, briefing: Path, phone: NewPhone, caller: NewCaller
) -> None:
    person = phone("2003")
    bot.onward = transfer("queue", "technical_support", briefing)
    sent_on(bot, caller)
    within(5, lambda: person.hears_tone(1_200), "the briefing")
    person.hang_up()
    person.wait("CALL_ESTABLISHED", 20, count=2)


def test_queue_that_nobody_answers_returns_to_the_bot(
    bot: FakeBot, pbx: Pbx, phone: NewPhone, caller: NewCaller
) -> None:
    pbx.set_global("QUEUE_SECONDS", 2)
    person = phone("2003", answers=False)
    bot.onward = transfer("queue", "technical_support")
    sent_on(bot, caller)
    person.wait("CALL_INCOMING")
    connected(bot, 2)
    assert bot.returned == [("queue", "TIMEOUT")]


def test_queue_without_a_phone_returns_then_people_then_voicemail(bot: FakeBot, pbx: Pbx, caller: NewCaller) -> None:
    inbox = pbx.home / "spool/voicemail/default/2000/INBOX"
    shutil.rmtree(inbox, ignore_errors=True)
    bot.onward = transfer("queue", "sales")
    caller("1000", stays_ms=20_000)
    connected(bot)
    bot.hang_up()
    connected(bot, 2)
    assert bot.returned == [("queue", "JOINEMPTY")]
    bot.die()
    within(40, lambda: list(inbox.glob("*.txt")), "a message")


def test_unknown_queue_returns_to_the_bot(bot: FakeBot, caller: NewCaller) -> None:
    bot.onward = transfer("queue", "no_such_department")
    sent_on(bot, caller)
    connected(bot, 2)
    assert [kind for kind, _ in bot.returned] == ["queue"]


def test_one_call_more_than_the_bot_takes_goes_to_people(
    bot: FakeBot, pbx: Pbx, phone: NewPhone, caller: NewCaller
) -> None:
    pbx.set_global("CENTRALINO_LIMIT", 1)
    person = phone("2001")
    caller("1000")
    connected(bot)
    caller("1000")
    person.wait("CALL_ESTABLISHED", 5)
    assert len(bot.arrived) == 1


def test_who_talks_with_a_person_does_not_count_for_the_bots_limit(
    bot: FakeBot, pbx: Pbx, phone: NewPhone, caller: NewCaller
) -> None:
    pbx.set_global("CENTRALINO_LIMIT", 1)
    person = phone("2003")
    bot.onward = transfer("queue", "technical_support")
    sent_on(bot, caller)
    person.wait("CALL_ESTABLISHED", 5)
    caller("1000")
    connected(bot, 2)


def test_hangup_ends_the_call(bot: FakeBot, phone: NewPhone) -> None:
    someone = phone("2001")
    bot.onward = transfer("hangup")
    someone.dial("1000")
    connected(bot)
    bot.hang_up()
    someone.wait("CALL_CLOSED", 3)


def test_caller_at_the_desk_has_music(bot: FakeBot, phone: NewPhone) -> None:
    someone = phone("2001")
    bot.onward = transfer("desk")
    someone.dial("1000")
    connected(bot)
    bot.hang_up()
    bot.wait(lambda: bot.at_desk, "the desk")
    before = len(someone.heard())
    within(5, lambda: len(someone.heard()) > before + 16_000, "two seconds of sound")
    assert abs(someone.heard()[-8_000:]).max() > 0.01
    assert not someone.events("CALL_CLOSED")
