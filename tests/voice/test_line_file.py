"""Sound for a PBX: 8 kHz, cut off, and nothing left of what could not be made."""

from __future__ import annotations

import wave
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.telephony.tones import tone_of
from voice.audio import RATE
from voice.audio.line_file import LINE_RATE, write_line_file

pytestmark = pytest.mark.unit


def test_pieces_become_one_file_that_ends_in_time(tmp_path: Path) -> None:
    path = tmp_path / "briefing.wav"
    write_line_file(path, [tone_of(440, RATE, 1.0)] * 3, seconds=2, silence=0.5)
    with wave.open(str(path)) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (LINE_RATE, 1, 2)
        heard = np.frombuffer(file.readframes(file.getnframes()), "<i2")
    assert abs(len(heard) / LINE_RATE - 2.5) < 0.05
    assert not heard[: LINE_RATE // 2].any()
    assert np.abs(heard[LINE_RATE:]).max() > 1000


def test_a_synthesis_that_fails_leaves_no_file(tmp_path: Path) -> None:
    def pieces() -> Iterator[NDArray[np.int16]]:
        yield np.zeros(RATE, np.int16)
        raise RuntimeError("died")

    with pytest.raises(RuntimeError, match="died"):
        write_line_file(tmp_path / "briefing.wav", pieces(), seconds=9)
    assert not list(tmp_path.iterdir())


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(OSError, match=r"missing/briefing\.wav: cannot be written"):
        write_line_file(tmp_path / "missing" / "briefing.wav", [np.zeros(RATE, np.int16)], seconds=9)
