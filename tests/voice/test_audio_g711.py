"""The sound of the telephone network."""

from __future__ import annotations

import numpy as np
import pytest

from voice.audio.g711 import SILENCE, decode, encode, through_telephone

pytestmark = pytest.mark.unit


def test_known_values_of_the_standard() -> None:
    # ITU-T G.711, table 2a: the ends of the scale and zero (16-bit scale of the common implementations).
    assert encode(np.array([0], dtype=np.int16)) == bytes([SILENCE])
    assert decode(bytes([0x00, 0x80, 0xFF, 0x7F])).tolist() == [-32124, 32124, 0, 0]


def test_every_code_survives_a_round_trip() -> None:
    codes = bytes(code for code in range(256) if code != 0x7F)
    assert encode(decode(codes)) == codes


def test_error_stays_in_proportion() -> None:
    sound = np.arange(-32000, 32000, 7, dtype=np.int64).astype(np.int16)
    error = np.abs(decode(encode(sound)).astype(int) - sound)
    # A step is a sixteenth of its segment: half a step is a thirtieth of the biased value; four for 14-bit rounding.
    assert (error <= (np.abs(sound.astype(int)) + 132) / 30 + 4).all()


def test_the_line_takes_the_highs_and_keeps_the_length() -> None:
    time = np.arange(16_001) / 16_000
    low = (8000 * np.sin(2 * np.pi * 1000 * time)).astype(np.int16)
    high = (8000 * np.sin(2 * np.pi * 6000 * time)).astype(np.int16)
    assert len(through_telephone(low)) == len(low)
    assert np.abs(through_telephone(low)[1000:-1000]).max() > 7000
    assert np.abs(through_telephone(high)[1000:-1000]).max() < 200
