"""Where somebody speaks."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from centralino.paths import ROOT
from tests.voice.sounds import NOISES, espoken
from voice.audio import RATE
from voice.vad.hysteresis import Change, Edge, Hysteresis, Sensitivity
from voice.vad.segments import segments
from voice.vad.silero import SileroVad

pytestmark = pytest.mark.unit

SENSITIVITY = Sensitivity(onset=0.5, offset=0.3, min_speech_ms=60, min_silence_ms=100)


def changes(probabilities: list[float], step_ms: int = 20) -> list[Change]:
    hysteresis = Hysteresis(SENSITIVITY)
    return [change for p in probabilities if (change := hysteresis.step(p, step_ms)) is not None]


def test_speech_starts_where_it_began_not_where_it_was_settled() -> None:
    assert changes([0, 0, 0.9, 0.9, 0.9]) == [Change(Edge.STARTED, 40)]


def test_a_click_is_no_speech() -> None:
    assert changes([0, 0.9, 0.9, 0, 0.9, 0.9, 0] * 5) == []


def test_a_gap_within_speech_does_not_end_it() -> None:
    assert changes([0.9] * 3 + [0.0] * 4 + [0.9] * 3 + [0.0] * 4) == [Change(Edge.STARTED, 0)]


def test_speech_ends_where_silence_began() -> None:
    assert changes([0.9] * 3 + [0.0] * 5) == [Change(Edge.STARTED, 0), Change(Edge.ENDED, 60)]


def test_between_the_thresholds_nothing_changes() -> None:
    assert changes([0.4] * 50) == []
    assert changes([0.9] * 3 + [0.4] * 50) == [Change(Edge.STARTED, 0)]


def test_the_pause_is_measured_while_it_lasts() -> None:
    hysteresis = Hysteresis(SENSITIVITY)
    for probability in [0.9] * 5 + [0.0] * 4:
        hysteresis.step(probability, 20)
    assert hysteresis.speaking
    assert hysteresis.silence_ms == 80
    hysteresis.step(0.9, 20)
    assert hysteresis.silence_ms == 0


@pytest.mark.parametrize("idle", [0, 8])
def test_after_long_silence_the_first_word_is_heard_as_soon_as_after_a_breath(idle: int) -> None:
    speech = espoken("Good morning, I would like to speak to the sales department, please.", "en")
    starts = []
    for seconds in (1, 2.5, 10):
        line = np.concatenate([np.full(int(seconds * RATE), idle, np.int16), speech])
        starts.append(segments(line)[0].start_ms - seconds * 1000)
    assert max(starts) <= starts[0] + 40


def test_speech_is_found_in_silence() -> None:
    speech = espoken("Good morning, I would like to speak to the sales department, please.", "en")
    pause = np.zeros(RATE, dtype=np.int16)
    found = segments(np.concatenate([pause, speech, pause]))
    assert found
    assert 800 <= found[0].start_ms <= 1300
    assert found[-1].end_ms <= 1000 + len(speech) * 1000 // RATE + 300


@pytest.mark.parametrize("name", NOISES)
def test_noise_is_not_speech(name: str) -> None:
    assert segments(NOISES[name](10)) == ()


def test_streams_do_not_disturb_each_other() -> None:
    speech = espoken("Good morning.", "en")
    alone = SileroVad().accept(speech)
    one, other = SileroVad(), SileroVad()
    mixed: list[float] = []
    for start in range(0, len(speech), 320):
        mixed += one.accept(speech[start : start + 320])
        other.accept(np.zeros(320, dtype=np.int16))
    assert mixed == pytest.approx(alone)
    one.reset()
    assert one.accept(speech) == pytest.approx(alone)


def test_the_package_of_the_network_is_not_imported() -> None:
    program = "import sys; from voice.vad.silero import SileroVad; SileroVad(); print('silero_vad' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
