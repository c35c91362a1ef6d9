"""The music of the PBX and that of our own lines are one: callers are passed between the two."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np
import pytest

from deploy.asterisk.music import ROUNDS, write
from voice.room.music import tune

pytestmark = pytest.mark.unit


def test_both_play_the_same(tmp_path: Path) -> None:
    write(tmp_path / "hold.wav16")
    with wave.open(str(tmp_path / "hold.wav16"), "rb") as file:
        played = np.frombuffer(file.readframes(file.getnframes()), dtype="<i2")
    assert np.array_equal(played, np.tile(tune(), ROUNDS))
    assert np.abs(played).max() > 1000
