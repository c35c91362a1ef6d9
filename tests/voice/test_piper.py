"""Piper's program is run, never imported; a program of the same manners stands in for it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from voice.models.manifest import Model, ModelFile
from voice.models.store import Store
from voice.tts import piper_engine
from voice.tts.piper_engine import PROGRAM, PiperSynthesiser
from voice.tts.protocol import SynthesiserError

pytestmark = pytest.mark.unit

STAND_IN = f"""#!{sys.executable}
import sys, time, wave
folder, scale = sys.argv[sys.argv.index("-d") + 1], float(sys.argv[sys.argv.index("--length-scale") + 1])
print("INFO:__main__:warming up", file=sys.stderr, flush=True)
for line in sys.stdin:
    if "die" in line:
        sys.exit(1)
    path = f"{{folder}}/{{time.monotonic_ns()}}.wav"
    with wave.open(path, "wb") as file:
        file.setparams((1, 2, 22050, 0, "NONE", ""))
        file.writeframes(b"\\1\\0" * int(1000 * scale * len(line.split())))
    print(f"INFO:__main__:Wrote {{path}}", file=sys.stderr, flush=True)
"""
MODEL = Model("piper-xx", "piper", ("nl",), "CC0-1.0", "optional", (ModelFile("xx.onnx", None, "00ff", None),), None,
              "*", "", 50)  # fmt: skip


@pytest.fixture
def piper(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> PiperSynthesiser:
    """As `uv tool install` lays it out: a link on the PATH to the program in an environment of its own."""
    program = tmp_path / "tools" / "bin" / "piper"
    (tmp_path / "tools/lib/python3.11/site-packages/piper_tts-1.8.0.dist-info").mkdir(parents=True)
    program.parent.mkdir()
    program.write_text(STAND_IN)
    program.chmod(0o755)
    (tmp_path / "piper").symlink_to(program)
    (tmp_path / "models" / "piper-xx").mkdir(parents=True)
    (tmp_path / "models" / "piper-xx" / "xx.onnx").touch()
    monkeypatch.setenv(PROGRAM, str(tmp_path / "piper"))
    monkeypatch.setattr(piper_engine, "default_store", lambda: Store(tmp_path / "models", (MODEL,)))
    return PiperSynthesiser()


def test_a_chunk_a_sentence_and_nothing_left_behind(piper: PiperSynthesiser) -> None:
    voice = piper.voices()[0]
    assert (voice.version, voice.name, voice.language, voice.model_hash) == ("1.8.0", "piper-xx", "nl", "00ff")
    chunks = list(piper.speak("Een twee drie.\nEen twee.", voice))
    assert [(chunk.samples.size, chunk.rate) for chunk in chunks] == [(3000, 22050), (2000, 22050)]
    assert all(chunk.samples.dtype == np.int16 for chunk in chunks)
    (program,) = piper._running.values()
    assert os.listdir(program._folder.name) == []
    assert next(piper.speak("Een.", voice, 0.5)).samples.size == 2000, "slower is longer"
    for each in piper._running.values():
        each.close()


def test_a_program_that_ends_is_told_and_started_again(piper: PiperSynthesiser) -> None:
    voice = piper.voices()[0]
    with pytest.raises(SynthesiserError, match="piper"):
        list(piper.speak("die", voice))
    assert next(piper.speak("Een.", voice)).samples.size == 1000
    (program,) = piper._running.values()
    program._process.send_signal(signal.SIGKILL)
    program._process.wait()
    assert next(piper.speak("Een.", voice)).samples.size == 1000
    for each in piper._running.values():
        each.close()


def test_the_folder_of_a_killed_worker_is_removed() -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    left = Path(piper_engine._tidied(), f"{piper_engine._PREFIX}{ended.pid}-x")
    left.mkdir()
    (left / "1.wav").touch()
    piper_engine._tidied()
    assert not left.exists()


def test_another_program_of_that_name_is_not_piper(
    piper: PiperSynthesiser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "mice" / "bin" / "piper"
    other.parent.mkdir(parents=True)
    other.write_text("#!/bin/sh\n")
    other.chmod(0o755)
    monkeypatch.setenv(PROGRAM, str(other))
    assert piper.voices() == ()


def test_nothing_of_piper_is_imported() -> None:
    assert not any(name == "piper" or name.startswith("piper.") for name in sys.modules)
    assert "import piper" not in Path(piper_engine.__file__).read_text("utf-8")
