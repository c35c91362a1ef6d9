"""The bot dying or hanging at every step: the caller is with a person within five seconds."""

from __future__ import annotations

import time

import pytest

from tests.telephony.conftest import NewCaller, NewPhone
from tests.telephony.fake_bot import FakeBot
from tests.telephony.pbx import Pbx
from tests.telephony.phone import Phone

pytestmark = pytest.mark.telephony

PERSON_SECONDS = 5.0


def reached(person: Phone, since: float) -> None:
    person.wait("CALL_ESTABLISHED", max(0.1, since + PERSON_SECONDS - time.monotonic()))


def test_dies_while_it_talks(pbx: Pbx, phone: NewPhone, caller: NewCaller) -> None:
    person = phone("2002")
    with FakeBot(pbx) as bot:
        caller("1000")
        bot.wait(lambda: bot.lines, "the line")
        bot.die()
        reached(person, time.monotonic())


def test_takes_the_call_and_does_nothing(pbx: Pbx, phone: NewPhone, caller: NewCaller) -> None:
    person = phone("2002")
    with FakeBot(pbx, answers=False):
        caller("1000")
        reached(person, time.monotonic())


def test_hangs_when_asked_where_the_call_goes(pbx: Pbx, phone: NewPhone, caller: NewCaller) -> None:
    person = phone("2002")
    with FakeBot(pbx) as bot:
        caller("1000")
        bot.wait(lambda: bot.lines, "the line")
        bot.answers = False
        bot.hang_up()
        reached(person, time.monotonic())


@pytest.mark.parametrize("onward", [{}, {"CENTRALINO_NEXT": "somewhere"}])
def test_says_nothing_that_the_dialplan_knows(
    onward: dict[str, str], pbx: Pbx, phone: NewPhone, caller: NewCaller
) -> None:
    person = phone("2002")
    with FakeBot(pbx, onward) as bot:
        caller("1000")
        bot.wait(lambda: bot.lines, "the line")
        bot.hang_up()
        reached(person, time.monotonic())


def test_control_lives_but_the_sound_is_refused(pbx: Pbx, phone: NewPhone, caller: NewCaller) -> None:
    person = phone("2002")
    with FakeBot(pbx) as bot:
        bot.stop_listening()
        caller("1000")
        reached(person, time.monotonic())
        assert bot.arrived


def test_dies_while_the_transfer_rings(pbx: Pbx, phone: NewPhone, caller: NewCaller) -> None:
    asked, person = phone("2003", answers=False), phone("2002")
    with FakeBot(pbx, {"CENTRALINO_NEXT": "extension", "CENTRALINO_TARGET": "2003"}) as bot:
        caller("1000")
        bot.wait(lambda: bot.lines, "the line")
        bot.hang_up()
        asked.wait("CALL_INCOMING")
        bot.die()
        asked.hang_up()
        reached(person, time.monotonic())


def test_dies_with_a_caller_on_hold_at_the_desk(pbx: Pbx, phone: NewPhone, caller: NewCaller) -> None:
    person = phone("2002")
    with FakeBot(pbx, {"CENTRALINO_NEXT": "desk"}) as bot:
        caller("1000")
        bot.wait(lambda: bot.lines, "the line")
        bot.hang_up()
        bot.wait(lambda: bot.at_desk, "the desk")
        time.sleep(4)  # the watch has looked, and has let the caller be
        assert not person.events("CALL_INCOMING")
        bot.die()
        reached(person, time.monotonic())


def test_dying_does_not_part_a_caller_from_a_person_of_the_desk(pbx: Pbx, phone: NewPhone, caller: NewCaller) -> None:
    talking, other = phone("2001"), phone("2002")
    with FakeBot(pbx, {"CENTRALINO_NEXT": "desk"}) as bot:
        call = caller("1000")
        bot.wait(lambda: bot.lines, "the line")
        bot.hang_up()
        bot.wait(lambda: bot.at_desk, "the desk")
        bot.connect_person(bot.at_desk[0], "PJSIP/2001")
        talking.wait("CALL_ESTABLISHED")
        time.sleep(0.5)
        bot.die()
        time.sleep(PERSON_SECONDS)
        assert call.running
        assert not talking.events("CALL_CLOSED")
        assert not other.events("CALL_INCOMING")


def test_nothing_is_left_behind(pbx: Pbx, phone: NewPhone) -> None:
    someone = phone("2001")
    with FakeBot(pbx, {"CENTRALINO_NEXT": "desk"}) as bot:
        someone.dial("1000")
        bot.wait(lambda: bot.lines, "the line")
        bot.hang_up()
        bot.wait(lambda: bot.at_desk, "the desk")
        someone.hang_up()
        bot.wait(lambda: "0 active channels" in pbx.cli("core show channels count"), "no channel is left")
