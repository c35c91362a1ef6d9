"""A recording of a speaker: any WAV as it came from the studio, turned into a prompt of the house."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

from centralino.errors import UserError
from voice.audio import RATE
from voice.audio.files import to_int16
from voice.audio.resample import convert_beside_calls
from voice.tts.levels import TARGET_LUFS, raised, speech_level
from voice.tts.loudness import loudness

MAX_SECONDS = 120
"""No prompt is longer, and a file that is would be read into memory while a call waits."""
LOWEST_RATE, HIGHEST_RATE = 8_000, 192_000
"""Hz, from the telephone to the studio."""
MOST_CHANNELS = 2
BEYOND = 16.0
"""Full scales: a file of floating-point numbers may hold any."""
SILENT_DB = -60.0
"""A louder file has speech, as speech_level tells; a softer one would be raised into hiss."""
BELOW_SPEECH_DB = 30
"""Frames so far below the level of the speech are pauses."""
BEFORE_MS, AFTER_MS = 100, 150
"""Left of the silence around it: soft consonants at the edges are below the threshold."""
FADE_MS = 5
"""At the edges, so that a cut does not click."""
RIFF_BYTES = 8
"""Of a WAV file, before what its header counts."""
FULL_SCALE = 0.999, 1.0005
"""Least and most of a peak that reaches it; beyond is room in a file of floating-point numbers."""
FLAT_TOP = 3
"""Samples at full scale in a row: a peak that was cut off, not one that just reaches it."""

Samples = NDArray[np.int16]
Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Take:
    """One recording."""

    samples: Samples
    """As it is played: mono int16 at 16 kHz, silence trimmed, as loud as the other voices."""
    level_db: float
    """Of its speech as it was recorded, relative to full scale."""
    clipped: int
    """Peaks that were cut off."""

    @property
    def seconds(self) -> float:
        """How long it is played."""
        return self.samples.size / RATE


def read_take(path: Path) -> Take:
    """Raises UserError for a file that is absent, no sound file, broken off, silent, too long or of too low a rate."""
    channels, rate = _read(path)
    mono = channels.mean(axis=1)
    # Some converters leave a constant offset, which would count as sound and click at the edges.
    speech = convert_beside_calls((mono - mono.mean()).astype(np.float32), rate, RATE)
    peak = float(np.abs(speech).max(initial=0.0))
    if peak == 0.0:
        raise UserError(f"{path}: the file holds no sound; record it again")
    # At full scale before it is rounded to 16 bits: a soft recording of 24 bits loses nothing.
    full = to_int16(speech * np.float32(0.9 / peak))
    level = speech_level(full, RATE)
    level_db = level + 20 * float(np.log10(peak / 0.9))
    if level_db < SILENT_DB:
        raise UserError(f"{path}: the file holds no speech, only silence; record it again")
    played = _faded(_trimmed(full, level))
    return Take(raised(played, TARGET_LUFS - loudness(played, RATE)), level_db, _flat_tops(channels))


def _read(path: Path) -> tuple[Floats, int]:
    """(frames, channels) in -1 … 1, and the rate."""
    if not path.is_file():
        raise UserError(f"{path}: no such file")
    try:
        _whole(path)
        with soundfile.SoundFile(str(path)) as file:
            rate = int(file.samplerate)
            if not LOWEST_RATE <= rate <= HIGHEST_RATE:
                raise UserError(f"{path}: {rate} Hz do not suit speech; record it at {LOWEST_RATE} to 48000 Hz")
            if file.channels > MOST_CHANNELS:
                raise UserError(f"{path}: {file.channels} channels; save it as mono or stereo")
            if file.frames > MAX_SECONDS * rate:
                raise UserError(f"{path}: longer than {MAX_SECONDS // 60} minutes; cut it to the one text")
            channels: Floats = file.read(dtype="float32", always_2d=True)
    except (soundfile.LibsndfileError, RuntimeError, OSError) as error:
        raise UserError(f"{path}: not a readable sound file; save it as WAV (PCM, 16 or 24 bits) again") from error
    if len(channels) == 0:
        raise UserError(f"{path}: the file holds no sound; record it again")
    return np.clip(np.nan_to_num(channels, posinf=0.0, neginf=0.0), -BEYOND, BEYOND), rate


def _whole(path: Path) -> None:
    """libsndfile reads what is there of a WAV file that was not copied to its end. Raises UserError, OSError."""
    with path.open("rb") as file:
        head = file.read(RIFF_BYTES)
    counted = int.from_bytes(head[4:], "little")
    # Programmes that write into a pipe cannot know the length and leave the largest number.
    if head[:4] == b"RIFF" and counted < 0xFFFF_FF00 and RIFF_BYTES + counted > path.stat().st_size + 1:
        raise UserError(f"{path}: the file is broken off; copy it again")


def _trimmed(samples: Samples, level: float) -> Samples:
    """Without most of the silence around the speech, whose level is given."""
    size = RATE // 50
    frames = np.pad(samples, (0, -samples.size % size)).astype(np.float64).reshape(-1, size) / 32768
    loud = np.flatnonzero((frames**2).mean(axis=1) > 10 ** ((level - BELOW_SPEECH_DB) / 10))
    start = max(0, int(loud[0]) * size - BEFORE_MS * RATE // 1000)
    return samples[start : (int(loud[-1]) + 1) * size + AFTER_MS * RATE // 1000]


def _faded(samples: Samples) -> Samples:
    length = min(FADE_MS * RATE // 1000, samples.size // 2)
    gains = np.ones(samples.size, np.float32)
    gains[:length] = np.linspace(0, 1, length, endpoint=False)
    gains[samples.size - length :] = gains[:length][::-1]
    faded: Samples = (samples * gains).astype(np.int16)
    return faded


def _flat_tops(channels: Floats) -> int:
    """Of all channels: mixed down, what one of them cut off could not be seen."""
    loud, (least, most) = np.abs(channels).T, FULL_SCALE
    full = (loud >= least) & (loud <= most)
    runs = full[:, : full.shape[1] - FLAT_TOP + 1].copy()
    for shift in range(1, FLAT_TOP):
        runs &= full[:, shift : shift + runs.shape[1]]
    # One peak is one run, however long it is.
    return int((np.diff(runs.astype(np.int8), axis=1, prepend=0) == 1).sum())
