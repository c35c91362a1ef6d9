"""Bad input: one clear line on standard error, or an orderly end of the call at a person. Nothing half-written."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile

from centralino.paths import ROOT
from tests.voice.house import House
from voice.audio import RATE
from voice.audio.files import read
from voice.legs.wav import CallerLine

pytestmark = pytest.mark.chaos

GOOD_LANGUAGE = ("--language", "en")


def centralino(*args: str | Path, var: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "CENTRALINO_VAR": str(var)}
    command = [sys.executable, "-m", "centralino", *map(str, args)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, cwd=ROOT, env=environment)


def refused(done: subprocess.CompletedProcess[str], *names: str) -> None:
    """Exit status 2, nothing on standard output, one line that names the input."""
    assert done.returncode == 2, done.stderr
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1, done.stderr
    assert done.stderr.startswith("centralino: ")
    assert all(name in done.stderr for name in names), done.stderr


def test_corrupt_wav(tmp_path: Path) -> None:
    path = tmp_path / "corrupt.wav"
    path.write_bytes(b"RIFF\x24\x00\x00\x00WAVEfmt " + bytes(range(200)))
    refused(centralino("call", "--wav", path, *GOOD_LANGUAGE, var=tmp_path), "corrupt.wav")


def test_text_file_named_wav(tmp_path: Path) -> None:
    path = tmp_path / "text.wav"
    path.write_text("this is no sound")
    refused(centralino("call", "--wav", path, *GOOD_LANGUAGE, var=tmp_path), "text.wav")


def test_empty_file(tmp_path: Path) -> None:
    path = tmp_path / "empty.wav"
    path.touch()
    refused(centralino("call", "--wav", path, *GOOD_LANGUAGE, var=tmp_path), "empty.wav", "empty")


def test_missing_file(tmp_path: Path) -> None:
    refused(centralino("call", "--wav", tmp_path / "none.wav", *GOOD_LANGUAGE, var=tmp_path), "none.wav")


def test_wav_without_samples(tmp_path: Path) -> None:
    path = tmp_path / "nothing.wav"
    soundfile.write(path, np.zeros(0, dtype=np.int16), RATE)
    refused(centralino("call", "--wav", path, *GOOD_LANGUAGE, var=tmp_path), "nothing.wav")


def test_unknown_language(tmp_path: Path) -> None:
    path = tmp_path / "good.wav"
    soundfile.write(path, np.zeros(RATE, dtype=np.int16), RATE)
    refused(centralino("call", "--wav", path, "--language", "xx", var=tmp_path), "xx", "fr, nl, it, da, en")
    refused(centralino("mic", "--language", "klingon", var=tmp_path), "klingon")


def test_unknown_key(tmp_path: Path) -> None:
    refused(centralino("call", "--keys", "12a", *GOOD_LANGUAGE, var=tmp_path), "12a")


def test_call_without_a_caller(tmp_path: Path) -> None:
    refused(centralino("call", *GOOD_LANGUAGE, var=tmp_path), "--wav")


def test_recording_that_cannot_be_written(tmp_path: Path) -> None:
    path = tmp_path / "good.wav"
    soundfile.write(path, np.zeros(RATE, dtype=np.int16), RATE)
    (tmp_path / "file").write_text("")
    place = tmp_path / "file" / "out.wav"
    refused(centralino("call", "--wav", path, *GOOD_LANGUAGE, "--record", place, var=tmp_path), "out.wav")


def test_one_bad_file_among_good_ones_stops_the_call_before_it_begins(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.wav", tmp_path / "bad.wav"
    soundfile.write(good, np.zeros(RATE, dtype=np.int16), RATE)
    bad.write_bytes(b"RIFF")
    record = tmp_path / "out.wav"
    done = centralino("call", "--wav", good, "--wav", bad, *GOOD_LANGUAGE, "--record", record, var=tmp_path)
    refused(done, "bad.wav")
    assert not record.exists()


def test_96_khz_stereo_is_understood(system: House, tmp_path: Path) -> None:
    """Not bad at all: it is converted."""
    speech = system.callers.say("I want to speak to a person, please.", "en").astype(np.float64) / 32768
    wide = np.repeat(speech, 6)
    path = tmp_path / "wide.wav"
    soundfile.write(path, np.stack([wide, wide], axis=1), 96_000, subtype="PCM_24")
    call = system.play("en", [CallerLine(read(path))])
    assert call.ended.outcome is not None
    assert call.ended.outcome.final == "handoff"
    assert len(system.stored(call)) == 1


def test_silence_ends_at_a_person(system: House) -> None:
    call = system.play("fr", [CallerLine(np.zeros(5 * RATE, dtype=np.int16))])
    assert [item.reason for item in system.stored(call)] == ["silence"]


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["white", "babble"])
def test_ten_minutes_of_noise_end_at_a_person(system: House, kind: str) -> None:
    call = system.play("it", [CallerLine(_noise(kind))])
    stored = system.stored(call)
    assert len(stored) == 1
    assert stored[0].reason in ("silence", "not_understood", "out_of_scope")
    assert call.ended.ms < 150_000, "nobody listens to noise for ten minutes"


def _noise(kind: str) -> np.ndarray:
    """Ten minutes. Babble: noise with the spectrum and the rhythm of many voices."""
    random = np.random.default_rng(7)
    white = random.standard_normal(600 * RATE).astype(np.float32)
    if kind == "white":
        return (white * 2500).astype(np.int16)
    smooth = np.convolve(white, np.ones(16, dtype=np.float32) / 16, mode="same")
    rhythm = 1 + 0.5 * np.sin(2 * np.pi * 4 * np.arange(len(white)) / RATE)
    return (smooth * rhythm * 9000).clip(-32768, 32767).astype(np.int16)
