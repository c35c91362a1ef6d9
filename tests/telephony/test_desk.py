"""Callers who wait for the desk, and people who are told who calls before the caller joins."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from centralino.queue_book import HUNG_UP
from tests.telephony.conftest import CALLER_TONE_HZ, Bot, NewCaller, NewPhone
from tests.telephony.pbx import Pbx
from tests.telephony.serving import NUMBERS, Serving, serve
from tests.telephony.waiting import within

pytestmark = pytest.mark.telephony

CALLER = "+32470123456"


@pytest.fixture(scope="module")
def serving(bot_of_all: Bot, _asterisk: Pbx, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    bot_of_all.gives_way()
    running = serve(
        _asterisk, tmp_path_factory.mktemp("desk") / "var", people="desk", agents='{maria: "2001"}', briefing="true"
    )
    yield running
    running.stop()


def test_the_phone_of_whoever_takes_the_call_rings(serving: Serving, phone: NewPhone, caller: NewCaller) -> None:
    maria = phone("2001")
    caller(NUMBERS["fr"], keys="0", stays_ms=60_000)
    within(40, lambda: serving.items(CALLER), "the call is in the queue")
    # The caller has to have heard the announcement and be on hold, or nobody is there to be taken.
    within(40, lambda: serving.metric("centralino_calls_running") == 0, "the bot has done its part")
    (item,) = serving.items(CALLER)
    serving.queue.take("maria", datetime.now(UTC), item.id)
    maria.wait("CALL_ESTABLISHED", 15)
    within(20, lambda: maria.hears_tone(CALLER_TONE_HZ), "the caller joins after the briefing")
    maria.hang_up()
    became = [("extension", "answered")]
    within(10, lambda: [(t.kind, t.status) for t in serving.transfers(item.call_id)] == became, "it is recorded")


def test_a_caller_who_hangs_up_on_hold_waits_no_more(serving: Serving, caller: NewCaller) -> None:
    known = {item.id for item in serving.items(CALLER)}
    call = caller(NUMBERS["it"], keys="0", stays_ms=30_000)
    within(40, lambda: len(serving.items(CALLER)) > len(known), "the call is in the queue")
    assert call.wait(50) == 0
    (item,) = (item for item in serving.items(CALLER) if item.id not in known)
    within(10, lambda: serving.note(item.call_id) == HUNG_UP, "it waits no more")
    assert [(t.kind, t.status) for t in serving.transfers(item.call_id)] == [("desk", "abandoned")]


def test_a_call_closed_at_the_desk_ends(serving: Serving, caller: NewCaller) -> None:
    known = {item.id for item in serving.items(CALLER)}
    call = caller(NUMBERS["en"], keys="0", stays_ms=90_000)
    within(40, lambda: len(serving.items(CALLER)) > len(known), "the call is in the queue")
    within(40, lambda: serving.metric("centralino_calls_running") == 0, "the bot has done its part")
    (item,) = (item for item in serving.items(CALLER) if item.id not in known)
    serving.queue.withdraw(item.id, datetime.now(UTC))
    within(15, lambda: not call.running, "the caller is let go")


def test_a_bot_that_stands_still_is_ended_and_the_caller_is_with_a_person(
    serving: Serving, phone: NewPhone, caller: NewCaller
) -> None:
    """Last: it takes the system down."""
    person = phone("2002")
    call = caller(NUMBERS["da"], stays_ms=40_000)
    within(15, lambda: serving.metric("centralino_calls_running") == 1, "the bot talks")
    serving.process.send_signal(signal.SIGSTOP)
    person.wait("CALL_ESTABLISHED", 12)
    assert call.running
    assert "stood still" in serving.log()
