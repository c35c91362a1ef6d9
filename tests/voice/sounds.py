"""Sounds for tests: synthesised speech, real recordings where they lie beside the project, and noises."""

from __future__ import annotations

import csv
import subprocess
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np

from centralino.paths import ROOT
from voice.audio import RATE
from voice.audio.files import read
from voice.stt.protocol import Samples

RECORDINGS = ROOT.parent / "shared" / "eval" / "speech"


@cache
def espoken(text: str, voice: str) -> Samples:
    """Speech of espeak-ng. Fails with the install command where it is missing."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "speech.wav"
        try:
            subprocess.run(["espeak-ng", "-v", voice, "-s", "140", "-w", str(path), text], check=True)
        except FileNotFoundError as error:
            raise AssertionError("espeak-ng is missing: apt-get install espeak-ng") from error
        return read(path)


@cache
def pico(text: str, voice: str) -> Samples:
    """Speech of SVOX Pico (fr-FR, it-IT, en-GB), which recognisers understand better than espeak-ng."""
    from py_nanotts import NanoTTS

    return np.frombuffer(NanoTTS().speak(text, voice=voice), dtype="<i2").astype(np.int16)


def recorded(language: str, tier: str, count: int) -> list[tuple[str, Samples]]:
    """Real recordings with their transcripts; empty where the evaluation set does not lie beside the project."""
    manifest = RECORDINGS / "manifest.tsv"
    if not manifest.is_file():
        return []
    with manifest.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file, delimiter="\t") if (row["lang"], row["tier"]) == (language, tier)]
    return [(row["transcript"], read(RECORDINGS / row["file"])) for row in rows[:count]]


def _white(seconds: int) -> Samples:
    return (np.random.default_rng(1).standard_normal(seconds * RATE) * 2500).astype(np.int16)


def _hum(seconds: int) -> Samples:
    time = np.arange(seconds * RATE) / RATE
    return sum(3000 / k * np.sin(2 * np.pi * 50 * k * time) for k in (1, 2, 3, 5)).astype(np.int16)  # type: ignore[union-attr]


def _clicks(seconds: int) -> Samples:
    sound = np.zeros(seconds * RATE, dtype=np.int16)
    sound[:: RATE // 3] = 20_000
    return sound


def _silence(seconds: int) -> Samples:
    return np.zeros(seconds * RATE, dtype=np.int16)


NOISES: dict[str, Callable[[int], Samples]] = {"white": _white, "hum": _hum, "clicks": _clicks, "silence": _silence}
"""Name → sound of that many seconds in which nobody speaks."""
