"""Music on hold that belongs to nobody: a soft pad of four slow chords, computed. The same as voice.room.music, in the
standard library alone: scripts/pbx runs before anything is installed."""

from __future__ import annotations

import math
import wave
from array import array
from pathlib import Path

RATE = 16_000
CHORD_SECONDS = 5
CHORDS = ((220.0, 277.2, 329.6), (174.6, 220.0, 261.6), (196.0, 246.9, 293.7), (164.8, 207.7, 246.9))
"""Hz: A, F, G and E major, in equal temperament. The phone carries all of it, octaves too."""
ROUNDS = 3
"""A minute: the queue `humans` says its prompt each time the file begins anew."""
LEVEL = 1800
"""Peak of one voice, of 32,767: three voices with octaves stay near -12 dBFS, below speech."""


def write(path: Path) -> None:
    """A WAV file (Asterisk wants `.wav16` as its ending), 16 kHz mono int16, that repeats without a click."""
    samples = array("h")
    for chord in CHORDS:
        samples.extend(_chord(chord))
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(samples.tobytes() * ROUNDS)


def _chord(notes: tuple[float, ...]) -> list[int]:
    """Swells from silence and sinks back into it, so that nothing clicks."""
    length = CHORD_SECONDS * RATE
    steps = [2 * math.pi * note / RATE for note in notes]
    sound = []
    for at in range(length):
        swell = math.sin(math.pi * at / length) ** 0.7
        tone = sum(math.sin(step * at) + 0.25 * math.sin(2 * step * at) for step in steps)
        sound.append(round(LEVEL * swell * tone))
    return sound
