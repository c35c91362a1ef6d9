"""`centralino replay`, as a trainer runs it: a call of the desk from its sealed recording, and a sound file."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from centralino.cli import main
from centralino.paths import ROOT
from centralino.privacy import KEY_FILE, RECORDINGS
from desk.audit.trail import Trail
from desk.calls.book import CallBook
from desk.calls.messages import Begun, Left, Recorded, Said, Understood
from desk.database import Database
from desk.privacy.recordings import Recordings
from desk.privacy.vault import Vault, load_keyring
from tests.voice.sounds import pico
from voice.audio import RATE

pytestmark = pytest.mark.slow
NOW = datetime.now(UTC).replace(microsecond=0)
SPOKEN = "I would like to send my parcel back."
MISHEARD = "I would like to spend my partner bag."


def replayed(var: Path, *arguments: str) -> tuple[int, dict[str, Any]]:
    """The command in a process of its own, at a site whose stores lie in `var`."""
    command = [sys.executable, "-m", "centralino", "replay", *arguments, "--json"]
    environment = {**os.environ, "CENTRALINO_VAR": str(var)}
    ended = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300)
    assert ended.returncode in (0, 1), ended.stderr
    return ended.returncode, json.loads(ended.stdout)


def recorded_call(var: Path) -> Database:
    """A call whose caller was misheard and got nowhere, with its recording, sealed."""
    database = Database(var / "queue.db")
    leg = int(NOW.timestamp() * 1000)
    CallBook(database).write(
        [
            Begun("call-r", NOW, "phone", "en"),
            Said("call-r", leg, 1, 3000, "caller", MISHEARD, "en", 0.4),
            Understood("call-r", leg, 2, 6000, "out_of_scope", 0.4, True),
            Left("call-r", NOW + timedelta(seconds=9), "caller", "abandoned", language="en"),
        ]
    )
    voice = pico(SPOKEN, "en-GB")
    both = np.zeros((RATE * 9, 2), np.int16)
    both[3 * RATE : 3 * RATE + len(voice), 0] = voice
    store = Recordings(database, Vault(var / RECORDINGS, load_keyring(var / KEY_FILE)), timedelta(days=30))
    begun, writer = store.begin("call-r", "consent", NOW)
    writer.write(both.tobytes())
    writer.close()
    store.finish(begun.id, 9.0)
    CallBook(database).write([Recorded("call-r", begun.id)])
    return database


def test_a_call_is_recognised_again_from_its_sealed_recording(tmp_path: Path) -> None:
    database = recorded_call(tmp_path)
    code, found = replayed(tmp_path, "call-r", "--sound")
    ((turn,),) = [call["turns"] for call in found["calls"]]
    assert "parcel back" in turn["text"].lower()
    assert turn["kept"]["read"]["intent"] == "out_of_scope"
    assert (code, turn["model"]["read"]["intent"]) == (1, "return_refund")
    assert [(one.action, one.what) for one in Trail(database).entries()] == [("recording.replayed", "call-r")]


def test_a_file_that_is_no_sound_is_told_before_any_question(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "broken.wav").write_bytes(b"nothing")
    assert main(["replay", str(tmp_path / "broken.wav")]) == 2
    assert "broken.wav: not a readable sound file; give a WAV or FLAC file" in capsys.readouterr().err
