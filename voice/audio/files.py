"""Reading sound files into the house's form, and writing them."""

from __future__ import annotations

import contextlib
import os
import wave
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

from centralino.errors import UserError
from voice.audio import RATE
from voice.audio.resample import convert

MAX_SECONDS = 1800
"""Longer files are refused before they are read: a call's turns are seconds, and memory is finite."""

_BLOCK = 1 << 20

Samples = NDArray[np.int16]


def read(path: Path, rate: int = RATE) -> Samples:
    """A sound file (WAV, FLAC, OGG …; any rate, any channels) as mono int16 samples at `rate` Hz.

    Raises UserError for a file that is absent, empty, no sound file, broken off or longer than half an hour.
    """
    if not path.is_file():
        raise UserError(f"{path}: no such file")
    if path.stat().st_size == 0:
        raise UserError(f"{path}: the file is empty; record it again")
    try:
        with soundfile.SoundFile(str(path)) as file:
            if file.frames > MAX_SECONDS * file.samplerate:
                raise UserError(f"{path}: longer than {MAX_SECONDS // 60} minutes; cut it into pieces")
            mono = _mixed_down(file)
            source_rate = int(file.samplerate)
    except (soundfile.LibsndfileError, RuntimeError) as error:
        raise UserError(f"{path}: not a readable sound file ({_reason(error)}); give a WAV or FLAC file") from error
    if len(mono) == 0:
        raise UserError(f"{path}: the file holds no sound; record it again")
    return to_int16(convert(mono, source_rate, rate))


def write_wav(path: Path, samples: Samples, rate: int = RATE) -> None:
    """Write mono int16 samples as a WAV file, whole or not at all. Raises UserError."""
    part = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with wave.open(str(part), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(rate)
            file.writeframes(samples.astype("<i2").tobytes())
        os.replace(part, path)
    except OSError as error:
        with contextlib.suppress(OSError):
            part.unlink()
        raise UserError(f"{path}: cannot be written ({error.strerror}); choose another place") from error


def write_flac(path: Path, samples: Samples, rate: int = RATE) -> None:
    """The same as a FLAC file: half the size, and not a sample is lost. Raises UserError."""
    part = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        soundfile.write(str(part), samples, rate, "PCM_16", format="FLAC")
        os.replace(part, path)
    except (soundfile.LibsndfileError, RuntimeError, OSError) as error:
        with contextlib.suppress(OSError):
            part.unlink()
        raise UserError(f"{path}: cannot be written ({_reason(error)}); choose another place") from error


def to_int16(audio: NDArray[np.float32]) -> Samples:
    """Float samples in -1 … 1 as int16; what lies beyond is clipped."""
    samples: Samples = np.clip(np.rint(audio * 32768.0), -32768, 32767).astype(np.int16)
    return samples


def to_float(samples: Samples) -> NDArray[np.float32]:
    """int16 samples as float32 in -1 … 1."""
    return samples.astype(np.float32) / np.float32(32768.0)


def _mixed_down(file: soundfile.SoundFile) -> NDArray[np.float32]:
    """All channels in equal parts, block by block: many channels at a high rate would not fit into memory at once."""
    blocks = [block.mean(axis=1) for block in file.blocks(blocksize=_BLOCK, dtype="float32", always_2d=True)]
    mono: NDArray[np.float32] = np.nan_to_num(np.concatenate(blocks)) if blocks else np.zeros(0, dtype=np.float32)
    return mono


def _reason(error: BaseException) -> str:
    text = getattr(error, "error_string", None) or str(error)
    return " ".join(str(text).split()).rstrip(".")
