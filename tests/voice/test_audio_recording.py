"""Recordings of calls survive whatever happens to the process that makes them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import wave
from pathlib import Path

import numpy as np
import pytest

from centralino.errors import UserError
from centralino.paths import ROOT
from voice.audio.recording import StereoRecording

pytestmark = pytest.mark.unit


def sides(path: Path) -> np.ndarray:
    with wave.open(str(path)) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (2, 2, 16_000)
        return np.frombuffer(file.readframes(file.getnframes()), dtype="<i2").reshape(-1, 2)


def test_caller_left_bot_right_and_the_shorter_side_is_silent(tmp_path: Path) -> None:
    with StereoRecording(tmp_path / "call.wav") as recording:
        recording.write(np.full(320, 5, dtype=np.int16), np.full(100, 7, dtype=np.int16))
        recording.write(np.zeros(0, dtype=np.int16), np.full(320, 9, dtype=np.int16))
        assert recording.seconds == pytest.approx(0.04)
    audio = sides(tmp_path / "call.wav")
    assert audio[:, 0].tolist() == [5] * 320 + [0] * 320
    assert audio[:, 1].tolist() == [7] * 100 + [0] * 220 + [9] * 320


def test_the_file_is_valid_after_every_write(tmp_path: Path) -> None:
    recording = StereoRecording(tmp_path / "call.wav")
    assert len(sides(tmp_path / "call.wav")) == 0
    for count in range(1, 6):
        recording.write(np.full(320, count, dtype=np.int16), np.zeros(320, dtype=np.int16))
        assert len(sides(tmp_path / "call.wav")) == 320 * count
    recording.close()
    recording.close()


def test_a_killed_process_leaves_what_it_recorded(tmp_path: Path) -> None:
    program = (
        "import sys, time, numpy as np\n"
        "from pathlib import Path\n"
        "from voice.audio.recording import StereoRecording\n"
        "r = StereoRecording(Path(sys.argv[1]))\n"
        "for n in range(50): r.write(np.full(320, n, dtype=np.int16), np.full(320, n, dtype=np.int16))\n"
        "print('done', flush=True); time.sleep(60)\n"
    )
    path = tmp_path / "call.wav"
    child = subprocess.Popen([sys.executable, "-c", program, str(path)], cwd=ROOT, stdout=subprocess.PIPE)
    assert child.stdout is not None
    assert child.stdout.readline().strip() == b"done"
    os.kill(child.pid, signal.SIGKILL)
    child.wait()
    child.stdout.close()
    assert sides(path)[::320, 0].tolist() == list(range(50))


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UserError, match="cannot be written"):
        StereoRecording(tmp_path / "file" / "call.wav")
