"""Callers who speak or cough over the greeting, heard from their side of the line."""

from __future__ import annotations

import random
import time
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from centralino.sample_callers import SampleCallers
from tests.telephony.hearing import ALIKE, has_spoken, likeness, sound, sounding
from tests.telephony.lines import HOURS
from tests.telephony.pbx import Pbx
from tests.telephony.rtp import RtpPeer, calling
from tests.telephony.serving import Serving
from tests.telephony.sipp import TELEPHONE_RATE
from tests.telephony.waiting import within
from voice.audio import RATE

pytestmark = pytest.mark.telephony

NUMBER = "1000"
"""Its greeting is long and has one wording."""
TAIL = 2 * TELEPHONE_RATE
"""Its last words, samples."""
PAUSE_SECONDS = 2.5
"""Longer than the greeting pauses by itself, and than it takes to find no words in a noise."""
SILENT_SECONDS = 1.5
"""Far more than it takes: how long is a matter for bench.telephone."""

Samples = NDArray[np.int16]


@pytest.fixture(scope="module")
def greeting(serving: Serving, _asterisk: Pbx, tmp_path_factory: pytest.TempPathFactory) -> Samples:
    """What a caller hears who says nothing (8 kHz)."""
    with RtpPeer(random.Random(1)) as peer, calling(_asterisk, tmp_path_factory.mktemp("greeting"), NUMBER, peer):
        within(30, lambda: has_spoken(peer, pause=PAUSE_SECONDS), "the greeting")
    _asterisk.hang_up_all()
    within(5, lambda: serving.metric("centralino_calls_running") == 0, "the call is over")
    return spoken(peer)


def spoken(peer: RtpPeer) -> Samples:
    """From the bot's first sound to its last."""
    times = sounding(peer)
    return np.concatenate([packet.samples for packet in peer.heard if times[0] <= packet.at <= times[-1]])


def begun(peer: RtpPeer) -> None:
    """Waits until the greeting is in the middle of its second sentence."""
    within(5, lambda: len(sounding(peer)), "the greeting")
    time.sleep(1.3)


def test_a_caller_who_speaks_does_not_hear_the_rest(
    serving: Serving, pbx: Pbx, voices: SampleCallers, greeting: Samples, tmp_path: Path
) -> None:
    understood = partial(serving.metric, "centralino_calls_total", final="answered")
    said, before = voices.say(HOURS["en"], "en"), understood()
    with RtpPeer(random.Random(1)) as peer, calling(pbx, tmp_path / "call", NUMBER, peer, stays_ms=30_000) as call:
        begun(peer)
        peer.say(said)
        assert call.wait(40) == 0
    (began,) = peer.began
    after = sounding(peer, began + SILENT_SECONDS)
    assert len(after), "an answer"
    assert after[0] > began + len(said) / RATE, "silence while the caller speaks"
    assert likeness(sound(peer), greeting[-TAIL:]) < ALIKE
    within(10, lambda: understood() == before + 1, "it was understood")


def test_a_cough_does_not_take_the_rest_away(pbx: Pbx, greeting: Samples, tmp_path: Path) -> None:
    with RtpPeer(random.Random(1)) as peer, calling(pbx, tmp_path / "call", NUMBER, peer, stays_ms=60_000):
        begun(peer)
        peer.say(cough())
        within(35, lambda: has_spoken(peer, pause=PAUSE_SECONDS), "the greeting")
    assert likeness(spoken(peer), greeting[-TAIL:]) > ALIKE


def cough() -> Samples:
    """A burst of noise of 200 ms that fades."""
    count = RATE // 5
    noise = np.random.default_rng(1).normal(size=count) * np.exp(-3 * np.arange(count) / count)
    return np.clip(8_000 * noise, -32_768, 32_767).astype(np.int16)
