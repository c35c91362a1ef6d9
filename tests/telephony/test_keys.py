"""Keys on a real line: quickly one after the other, over prompts, with packets of them lost."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Collection, Iterator
from functools import partial
from pathlib import Path

import pytest

from centralino.sample_callers import SampleCallers
from tests.telephony.conftest import NewPhone
from tests.telephony.fake_bot import FakeBot
from tests.telephony.hearing import has_spoken, sounding
from tests.telephony.pbx import NUMBERS, Pbx
from tests.telephony.rtp import RtpPeer, calling
from tests.telephony.serving import Serving
from tests.telephony.waiting import within
from voice.audio import RATE

pytestmark = pytest.mark.telephony

ORDER = "20071733"
"""Of the demo company: in preparation."""
WHERE = "Where is my order?"
HASTY = {"tone_ms": 60, "gap_ms": 60}
"""Eight keys a second."""


@pytest.fixture
def peer() -> Iterator[RtpPeer]:
    with RtpPeer(random.Random(1)) as running:
        yield running


@pytest.mark.parametrize("lost", [(), (0,), (0, 1), (-1,), (-3, -2)], ids=str)
def test_hasty_keys_are_taken_once_each(pbx: Pbx, peer: RtpPeer, tmp_path: Path, lost: Collection[int]) -> None:
    with FakeBot(pbx) as bot, calling(pbx, tmp_path / "call", "1000", peer):
        bot.wait(lambda: bot.lines, "the line")
        peer.press("1122334455667788990*#", lost, **HASTY)
        within(20, lambda: not peer.busy, "all keys are pressed")
        time.sleep(0.5)
        assert bot.keys == "1122334455667788990*#"


def test_keys_over_the_greeting(serving: Serving, pbx: Pbx, phone: NewPhone, peer: RtpPeer, tmp_path: Path) -> None:
    person = phone("2001")
    with calling(pbx, tmp_path / "call", "1000", peer, stays_ms=40_000):
        within(5, lambda: len(sounding(peer)), "the greeting")
        peer.press("50", **HASTY)
        person.wait("CALL_ESTABLISHED", 40)
    packet = json.loads(serving.packet(person.header("X-Centralino-Context") or ""))
    assert [line["text"] for line in packet["transcript"] if line["speaker"] == "caller"] == ["[5]", "[0]"]
    assert packet["language"] == "en"


def test_a_number_over_the_question_for_it(
    serving: Serving, pbx: Pbx, peer: RtpPeer, voices: SampleCallers, tmp_path: Path
) -> None:
    """The hash that the bot does not need is no answer to what it says next."""
    answered = partial(serving.metric, "centralino_calls_total", final="answered", language="en")
    keyed = partial(serving.metric, "centralino_turns_total", kind="keys")
    before = answered(), keyed()
    with calling(pbx, tmp_path / "call", NUMBERS["en"], peer, stays_ms=25_000) as call:
        asks(peer, voices)
        within(10, lambda: len(sounding(peer, peer.began[0] + 2.5)), "the bot asks for the number")
        peer.press(f"{ORDER}#", **HASTY)
        assert call.wait(40) == 0
    within(10, lambda: answered() == before[0] + 1, "the order is found")
    assert keyed() == before[1] + 1


def test_a_number_ahead_of_the_question_for_it(
    serving: Serving, pbx: Pbx, peer: RtpPeer, voices: SampleCallers, tmp_path: Path
) -> None:
    """While the bot works out what was said, it does not know yet that keys will be a number."""
    answered = partial(serving.metric, "centralino_calls_total", final="answered", language="en")
    before = answered()
    with calling(pbx, tmp_path / "call", NUMBERS["en"], peer, stays_ms=28_000) as call:
        asks(peer, voices)
        time.sleep(0.7)
        peer.press(ORDER, **HASTY)
        assert call.wait(40) == 0
    within(10, lambda: answered() == before + 1, "the order is found")


def asks(peer: RtpPeer, voices: SampleCallers) -> None:
    """Asks after the greeting; returns with the last word."""
    within(15, lambda: has_spoken(peer), "the greeting")
    said = voices.say(WHERE, "en")
    peer.say(said)
    time.sleep(len(said) / RATE)
