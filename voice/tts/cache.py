"""Rendered prompts on disk: each file named after everything that its sound depends on."""

from __future__ import annotations

import contextlib
import hashlib
import os
import threading
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from centralino.errors import UserError
from voice.audio import RATE
from voice.audio.files import read, write_flac
from voice.spoken import NORMALISER_VERSION
from voice.tts.levels import LEVELS_VERSION
from voice.tts.pauses import PAUSES_VERSION
from voice.tts.protocol import Voice

OUTPUT_FORMAT = f"s16le/{RATE}/mono/levels-{LEVELS_VERSION}/pauses-{PAUSES_VERSION}"
MAX_BYTES = 4 * 1024**3
"""About 70 hours of speech, twice what is foreseen in five languages (docs/install/voices.md)."""

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
    """A folder of FLAC files, 16 kHz mono int16. Thread-safe; several processes may share the folder."""

    def __init__(self, folder: Path, max_bytes: int = MAX_BYTES) -> None:
        """`max_bytes`: beyond it the files that were not used for longest are deleted."""
        self.folder = folder
        self._max_bytes = max_bytes
        self._hits = self._misses = 0
        self._spared: Collection[str] = frozenset()
        self._bytes: int | None = None
        self._lock = threading.Lock()

    def spare(self, names: Collection[str]) -> None:
        """Never delete these keys for want of room: what is rendered ahead would push itself out, for ever."""
        with self._lock:
            self._spared = names

    def get(self, name: str) -> Samples | None:
        """The sound of a key, None when it is not there. Never fails: a damaged file counts as absent and is removed,
        and so does one that this user may not read."""
        path = self._path(name)
        samples: Samples | None = None
        try:
            if path.is_file():
                samples = read(path)
        except (UserError, OSError):
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)
        if samples is not None:
            # Reading marks the file as used, so that it outlives those that are not.
            with contextlib.suppress(OSError):
                os.utime(path)
        with self._lock:
            self._hits += samples is not None
            self._misses += samples is None
        return samples

    def put(self, name: str, samples: Samples) -> bool:
        """Keep a sound; whole or not at all. A full or read-only disk loses the file, not the call. False where it is
        not kept, also for want of room beside what must be spared."""
        if not samples.size:
            return False
        path = self._path(name)
        try:
            write_flac(path, samples)
        except UserError:
            return False
        with self._lock:
            self._shrink(path)
        return self.has(name)

    def has(self, name: str) -> bool:
        """Whether a key is there; counts as neither hit nor miss."""
        try:
            return self._path(name).is_file()
        except OSError:
            return False

    def names(self) -> frozenset[str]:
        """All keys that are there."""
        return frozenset(path.stem for _, _, path in self._files())

    def usage(self) -> Usage:
        """Counters and contents."""
        sizes = [size for _, size, _ in self._files()]
        return Usage(self._hits, self._misses, len(sizes), sum(sizes))

    def _path(self, name: str) -> Path:
        return self.folder / name[:2] / f"{name}.flac"

    def _files(self) -> list[tuple[float, int, Path]]:
        found = []
        with contextlib.suppress(OSError):
            # Whatever lies there counts: sounds of earlier releases were WAV files.
            for path in self.folder.glob("*/*.*"):
                with contextlib.suppress(OSError):
                    status = path.stat()
                    found.append((status.st_mtime, status.st_size, path))
        return sorted(found)

    def _shrink(self, newest: Path) -> None:
        """Back below the bound. The folder is read when it may be full, not for each file."""
        with contextlib.suppress(OSError):
            self._bytes = None if self._bytes is None else self._bytes + newest.stat().st_size
        if self._bytes is not None and self._bytes <= self._max_bytes:
            return
        files = self._files()
        self._bytes = sum(size for _, size, _ in files)
        # The newest last of all: it goes only where nothing else may.
        for _, size, path in sorted(files, key=lambda file: file[2] == newest):
            if self._bytes <= self._max_bytes:
                return
            if path == newest or path.stem not in self._spared:
                with contextlib.suppress(OSError):
                    path.unlink(missing_ok=True)
                self._bytes -= size
