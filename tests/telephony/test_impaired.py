"""Calls over a bad network: jitter, packets that get lost, sound that stops for a while or never comes."""

from __future__ import annotations

import random
import time
from functools import partial
from pathlib import Path

import pytest

from bot.messages import LANGUAGES
from centralino.sample_callers import SampleCallers
from tests.telephony.hearing import has_spoken
from tests.telephony.lines import HOURS
from tests.telephony.pbx import NUMBERS, Pbx
from tests.telephony.rtp import CLEAN, DEAD, Network, RtpPeer, calling
from tests.telephony.serving import Serving
from tests.telephony.waiting import within

pytestmark = pytest.mark.telephony

TIMEOUT_SECONDS = 30
"""Without a packet: rtp_timeout in pjsip.conf."""
LOSS = {"fr": 0.05, "nl": 0.05, "it": 0.05, "da": 0.02, "en": 0.05}
"""Of packets. Danish is the language that the recogniser knows least; with more it is sometimes lost."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_question_is_answered_over_jitter_and_loss(
    serving: Serving, pbx: Pbx, voices: SampleCallers, tmp_path: Path, language: str
) -> None:
    answered = partial(serving.metric, "centralino_calls_total", final="answered", language=language)
    before = answered()
    peer = RtpPeer(random.Random(1), Network(LOSS[language], jitter_ms=80))
    with peer, calling(pbx, tmp_path / "call", NUMBERS[language], peer, stays_ms=20_000) as call:
        within(15, lambda: has_spoken(peer), "the greeting")
        peer.say(voices.say(HOURS[language], language))
        assert call.wait(40) == 0
    within(10, lambda: answered() == before + 1, "it is counted as answered")


def test_sound_that_stops_for_two_seconds(serving: Serving, pbx: Pbx, voices: SampleCallers, tmp_path: Path) -> None:
    answered = partial(serving.metric, "centralino_calls_total", final="answered", language="en")
    before = answered()
    with RtpPeer(random.Random(1)) as peer, calling(pbx, tmp_path / "call", NUMBERS["en"], peer, 22_000) as call:
        time.sleep(2)
        peer.network = DEAD
        time.sleep(2)
        peer.network = CLEAN
        within(15, lambda: has_spoken(peer), "the greeting")
        peer.say(voices.say(HOURS["en"], "en"))
        assert call.wait(40) == 0
    within(10, lambda: answered() == before + 1, "the question after it is answered")


def test_sound_that_never_comes_ends_the_call(serving: Serving, pbx: Pbx, tmp_path: Path) -> None:
    over = partial(serving.metric, "centralino_calls_total", language="en")
    before = over()
    with RtpPeer(random.Random(1), DEAD) as peer, calling(pbx, tmp_path / "call", NUMBERS["en"], peer, 60_000) as call:
        call.wait_for("BYE sip:", TIMEOUT_SECONDS + 5)
    within(5, lambda: serving.metric("centralino_calls_running") == 0, "the bot's part is over")
    assert over() == before + 1
