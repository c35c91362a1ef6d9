"""Rendered prompts on disk: each file named after everything that its sound depends on."""

from __future__ import annotations

import contextlib
import hashlib
import os
import threading
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from centralino.errors import UserError
from voice.audio import RATE
from voice.audio.files import read, write_wav
from voice.spoken import NORMALISER_VERSION
from voice.tts.levels import LEVELS_VERSION
from voice.tts.pauses import PAUSES_VERSION
from voice.tts.protocol import Voice

OUTPUT_FORMAT = f"s16le/{RATE}/mono/levels-{LEVELS_VERSION}/pauses-{PAUSES_VERSION}"
MAX_BYTES = 512 * 1024 * 1024
"""About four and a half hours of prompts."""

Samples = NDArray[np.int16]


def key(voice: Voice, rate: float, spoken: str, pitch: float = 1.0) -> str:
    """Names the sound of a spoken form: any change of engine, model, voice or normaliser names another file."""
    parts = (
        voice.engine, voice.version, voice.model_hash, voice.name, f"{rate:.3f}", f"{pitch:.3f}", voice.language,
        NORMALISER_VERSION, spoken, OUTPUT_FORMAT,
    )  # fmt: skip
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


@dataclass(frozen=True)
class Usage:
    """What the cache has done since it was opened, and what it holds."""

    hits: int
    misses: int
    files: int
    bytes: int


class PromptCache:
    """A folder of WAV files, 16 kHz mono int16. Thread-safe; several processes may share the folder."""

    def __init__(self, folder: Path, max_bytes: int = MAX_BYTES) -> None:
        """`max_bytes`: beyond it the files that were not used for longest are deleted."""
        self._folder = folder
        self._max_bytes = max_bytes
        self._hits = self._misses = 0
        self._lock = threading.Lock()

    def get(self, name: str) -> Samples | None:
        """The sound of a key, None when it is not there. A damaged file counts as absent and is removed."""
        path = self._path(name)
        samples: Samples | None = None
        if path.is_file():
            try:
                samples = read(path)
                # Reading marks the file as used, so that it outlives those that are not.
                os.utime(path)
            except (UserError, OSError):
                samples = None
                path.unlink(missing_ok=True)
        with self._lock:
            self._hits += samples is not None
            self._misses += samples is None
        return samples

    def put(self, name: str, samples: Samples) -> None:
        """Keep a sound; whole or not at all. A full or read-only disk loses the file, not the call."""
        with contextlib.suppress(UserError):
            write_wav(self._path(name), samples)
        self._shrink()

    def has(self, name: str) -> bool:
        """Whether a key is there; counts as neither hit nor miss."""
        return self._path(name).is_file()

    def usage(self) -> Usage:
        """Counters and contents."""
        sizes = [size for _, size, _ in self._files()]
        return Usage(self._hits, self._misses, len(sizes), sum(sizes))

    def _path(self, name: str) -> Path:
        return self._folder / name[:2] / f"{name}.wav"

    def _files(self) -> list[tuple[float, int, Path]]:
        found = []
        for path in self._folder.glob("*/*.wav"):
            with contextlib.suppress(OSError):
                status = path.stat()
                found.append((status.st_mtime, status.st_size, path))
        return sorted(found)

    def _shrink(self) -> None:
        with self._lock:
            files = self._files()
            excess = sum(size for _, size, _ in files) - self._max_bytes
            for _, size, path in files[:-1]:
                if excess <= 0:
                    return
                path.unlink(missing_ok=True)
                excess -= size
