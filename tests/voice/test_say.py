"""`centralino say` as a user meets it."""

from __future__ import annotations

import subprocess
import sys
import wave
from pathlib import Path

import numpy as np
import pytest

pytestmark = pytest.mark.contract


def say(*arguments: str, stdin: bytes = b"") -> tuple[int, str]:
    """Exit status and standard error."""
    command = [sys.executable, "-m", "centralino", "say", *arguments]
    done = subprocess.run(command, input=stdin, capture_output=True, timeout=120, check=False)
    return done.returncode, done.stderr.decode()


def sound(path: Path) -> np.ndarray:
    with wave.open(str(path)) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (16000, 1, 2)
        return np.frombuffer(file.readframes(file.getnframes()), np.int16)


@pytest.mark.parametrize(
    ("language", "text"),
    [("fr", "Faites le 01 99 00 01 40."), ("nl", "Bel ons om 9:00."), ("it", "Prema 1."), ("da", "Tast 1 nu."),
     ("en", "Write to info@lumora.example.")],
)  # fmt: skip
def test_says_it_in_every_language(language: str, text: str, tmp_path: Path) -> None:
    out = tmp_path / "out.wav"
    assert say(text, "--language", language, "--out", str(out))[0] == 0
    samples = sound(out)
    assert samples.size > 8000
    assert samples.astype(float).std() > 200


def test_chosen_engine_and_rate(tmp_path: Path) -> None:
    out, slow = tmp_path / "out.wav", tmp_path / "slow.wav"
    assert say("Bonjour à tous", "--language", "fr", "--out", str(out), "--engine", "pyttsx3")[0] == 0
    assert (
        say("Bonjour à tous", "--language", "fr", "--out", str(slow), "--engine", "pyttsx3", "--rate", "0.75")[0] == 0
    )
    assert sound(slow).size > 1.15 * sound(out).size


def test_ten_kilobytes_from_standard_input(tmp_path: Path) -> None:
    out = tmp_path / "long.wav"
    text = ("Votre commande 20071733 arrive le 24/12/2026 à 9:30. " * 200).encode()[:10_240]
    status, message = say("-", "--language", "fr", "--out", str(out), stdin=text)
    assert status == 0, message
    samples = sound(out)
    assert samples.size > 300 * 16000
    assert samples[-5 * 16000 :].astype(float).std() > 200


@pytest.mark.parametrize(
    ("arguments", "stdin", "names"),
    [
        (["bonjour", "--language", "xx"], b"", "'xx'"),
        (["bonjour", "--language", "fr", "--engine", "hal"], b"", "'hal'"),
        (["goddag", "--language", "da", "--engine", "pico"], b"", "pico"),
        (["hello", "--language", "en", "--engine", "piper"], b"", "piper"),
        (["", "--language", "fr"], b"", "nothing to say"),
        (["...", "--language", "fr"], b"", "nothing to say"),
        (["-", "--language", "fr"], b"\xff\xfe\x00", "UTF-8"),
        (["-", "--language", "fr"], b"a " * 150_000, "200000"),
        (["bonjour", "--language", "fr", "--rate", "9"], b"", "--rate"),
    ],
    ids=["language", "engine", "not this language", "not installed", "empty", "no words", "binary", "endless", "rate"],
)
def test_one_clear_line_and_nothing_written(arguments: list[str], stdin: bytes, names: str, tmp_path: Path) -> None:
    status, message = say(*arguments, "--out", str(tmp_path / "out.wav"), stdin=stdin)
    assert status == 2
    assert message.count("\n") == 1
    assert names in message
    assert list(tmp_path.iterdir()) == []


def test_a_target_that_cannot_be_written(tmp_path: Path) -> None:
    for target in (tmp_path, tmp_path / "no" / "such.wav"):
        status, message = say("bonjour", "--language", "fr", "--out", str(target))
        assert status == 2
        assert str(target) in message
