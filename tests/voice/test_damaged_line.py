"""A line that is hard to hear: the noise is as loud as it is said to be, and the same every time."""

from __future__ import annotations

import asyncio

import numpy as np
import pytest

from tests.voice.scripted import FIRST_LINE
from voice.audio import FRAME_SAMPLES, RATE
from voice.audio.frames import frames
from voice.audio.noise import at_snr, babble, street
from voice.legs.damaged import DamagedLeg
from voice.legs.pace import VirtualPace
from voice.legs.protocol import Incoming
from voice.legs.wav import ANSWER_MS, CallerLine, WavLeg
from voice.tts.levels import speech_level

pytestmark = pytest.mark.unit


class Recorded:
    """A leg that plays a sound and then hangs up."""

    def __init__(self, sound: np.ndarray) -> None:
        self.pace = VirtualPace()
        self._frames = iter(frames(sound))

    async def open(self) -> None: ...

    async def read(self) -> Incoming | None:
        frame = next(self._frames, None)
        return None if frame is None else Incoming(frame)

    def write(self, samples: np.ndarray | None) -> None: ...

    def flush(self) -> None: ...

    async def close(self) -> None: ...


def heard(leg: DamagedLeg) -> np.ndarray:
    async def all_of_it() -> list[np.ndarray]:
        found = []
        while (incoming := await leg.read()) is not None:
            assert len(incoming.samples) == FRAME_SAMPLES
            found.append(incoming.samples)
        return found

    return np.concatenate(asyncio.run(all_of_it()))


def rms_db(samples: np.ndarray) -> float:
    return float(10 * np.log10(((samples.astype(float) / 32768) ** 2).mean()))


@pytest.mark.parametrize("snr", [0.0, 15.0])
@pytest.mark.parametrize("kind", ["street", "babble"])
def test_noise_is_as_loud_as_stated_and_the_same_every_time(kind: str, snr: float) -> None:
    def made() -> np.ndarray:
        return street(3, 1) if kind == "street" else babble([FIRST_LINE, FIRST_LINE[::-1]], 3, 1)

    noise = at_snr(made(), FIRST_LINE, snr)
    assert len(noise) == 3 * RATE
    assert rms_db(noise) == pytest.approx(speech_level(FIRST_LINE, RATE) - snr, abs=0.3)
    assert np.array_equal(noise, at_snr(made(), FIRST_LINE, snr))


def test_noise_goes_on_under_words_and_pauses_and_begins_again_at_its_end() -> None:
    noise = at_snr(street(0.5, 1), FIRST_LINE, 10)
    quiet = np.zeros(2 * RATE, np.int16)
    assert np.array_equal(heard(DamagedLeg(Recorded(quiet), noise)), np.tile(noise, 4))


def test_a_telephone_leaves_nothing_above_its_band_and_loses_no_time() -> None:
    time = np.arange(RATE) / RATE
    low, high = (6000 * np.sin(2 * np.pi * hertz * time) for hertz in (1000, 6000))
    leg = DamagedLeg(Recorded((low + high).astype(np.int16)), phone=True)
    through = heard(leg)
    assert len(through) == RATE
    spectrum = np.abs(np.fft.rfft(through[RATE // 4 :].astype(float)))
    hertz = np.fft.rfftfreq(len(through) - RATE // 4, 1 / RATE)
    assert spectrum[np.argmin(abs(hertz - 6000))] < spectrum[np.argmin(abs(hertz - 1000))] / 300


def test_without_damage_nothing_changes() -> None:
    assert np.array_equal(heard(DamagedLeg(Recorded(FIRST_LINE[: RATE // 2]))), FIRST_LINE[: RATE // 2])


def began_at(lines: list[CallerLine], speaks: set[int]) -> int:
    """Frame at which the caller is first heard; the bot speaks in the frames told."""
    leg = WavLeg(lines, VirtualPace())
    for number in range(2000):
        incoming = asyncio.run(leg.read())
        assert incoming is not None
        if incoming.samples.any():
            return number
        leg.write(np.ones(FRAME_SAMPLES, np.int16) if number in speaks else None)
    raise AssertionError("the caller never spoke")


def test_a_caller_may_be_silent_before_going_on() -> None:
    line, pause = CallerLine(np.full(FRAME_SAMPLES, 9, np.int16)), CallerLine(silence_ms=3000)
    greeting = set(range(10))
    at_once = began_at([line], greeting)
    assert at_once == 10 + ANSWER_MS // 20
    assert began_at([pause, line], greeting) - at_once in (150, 151)


def test_a_bot_that_speaks_into_the_silence_is_listened_to() -> None:
    line, pause = CallerLine(np.full(FRAME_SAMPLES, 9, np.int16)), CallerLine(silence_ms=30_000)
    asked_again = set(range(10)) | set(range(100, 150))
    assert began_at([pause, line], asked_again) == 150 + ANSWER_MS // 20
