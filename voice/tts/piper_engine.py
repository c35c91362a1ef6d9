"""Piper, where an operator adds it: its program (GPL-3, so a process of its own and no dependency of ours) and a voice.

The program is started once for a voice and a rate, reads one sentence a line and writes a WAV for each into a folder
that only this user can read; it tells the file's name on standard error once it is whole. Nothing of Piper is imported.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import wave
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from voice.models.store import default as default_store
from voice.tts.protocol import Chunk, SynthesiserError, Voice
from voice.tts.sentences import cut

PROGRAM = "CENTRALINO_PIPER"
"""Environment variable: where the program is, if not on the PATH or beside Python."""
MOST = 3
"""Programs at a time, about 150 MB each: one voice at the usual and the two slower rates."""

_PREFIX = "centralino-piper-"
_WRITTEN = re.compile(r"Wrote (?P<path>.+\.wav)\s*$")


class PiperSynthesiser:
    """Voices are the installed models of the manifest whose engine is piper."""

    name = "piper"

    def __init__(self) -> None:
        self._store = default_store()
        self._running: dict[tuple[str, float], _Program] = {}

    def voices(self) -> tuple[Voice, ...]:
        """Empty without the program or without models. Starts nothing."""
        version = _version()
        if version is None:
            return ()
        return tuple(
            Voice(self.name, version, model.name, language, model.files[0].sha256 or "")
            for model in self._store.installed()
            if model.engine == self.name
            for language in model.languages
        )

    def speak(self, text: str, voice: Voice, rate: float = 1.0) -> Iterator[Chunk]:
        """One chunk a sentence."""
        for sentence in cut(text):
            samples, hertz = self._program(voice.name, rate).say(sentence)
            if samples.size:
                yield Chunk(samples, hertz)

    def _program(self, name: str, rate: float) -> _Program:
        key = name, rate
        if key not in self._running or not self._running[key].alive:
            self._running.pop(key, None)
            while len(self._running) >= MOST:
                self._running.pop(next(iter(self._running))).close()
            self._running[key] = _Program(self._model(name), rate)
        return self._running[key]

    def _model(self, name: str) -> Path:
        folder = self._store.find(name)
        model = next(iter(sorted(Path(folder).glob("*.onnx"))), None) if folder else None
        if model is None:
            raise SynthesiserError(f"piper: model {name} is not installed; run `centralino models fetch {name}`")
        return model


class _Program:
    """One life of the program."""

    def __init__(self, model: Path, rate: float) -> None:
        program = _path()
        if program is None:
            raise SynthesiserError("piper is not installed; install it with: uv tool install piper-tts")
        self._folder = tempfile.TemporaryDirectory(prefix=f"{_PREFIX}{os.getpid()}-", dir=_tidied())
        self._process = subprocess.Popen(
            [program, "-m", str(model), "-d", self._folder.name, "--length-scale", f"{1 / rate:.3f}"],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            errors="replace",
        )

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def say(self, sentence: str) -> tuple[NDArray[np.int16], int]:
        """Samples and their rate. Raises SynthesiserError when the program has ended."""
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(sentence.replace("\n", " ") + "\n")
            self._process.stdin.flush()
            path = self._written()
            with wave.open(str(path), "rb") as file:
                data, hertz = file.readframes(file.getnframes()), file.getframerate()
            path.unlink()
        except (OSError, EOFError, wave.Error) as error:
            self.close()
            raise SynthesiserError(f"piper: {type(error).__name__}") from error
        return np.frombuffer(data, "<i2").astype(np.int16), hertz

    def _written(self) -> Path:
        assert self._process.stderr is not None
        for line in self._process.stderr:
            if (match := _WRITTEN.search(line)) is not None:
                return Path(match["path"])
        raise EOFError

    def close(self) -> None:
        self._process.kill()
        self._process.wait()
        self._folder.cleanup()


def _tidied() -> str:
    """Where folders are made, in memory if possible, without those of workers that were killed."""
    parent = Path("/dev/shm") if os.access("/dev/shm", os.W_OK) else Path(tempfile.gettempdir())
    for folder in parent.glob(f"{_PREFIX}*"):
        owner = folder.name.removeprefix(_PREFIX).partition("-")[0]
        if not Path("/proc", owner).exists():
            shutil.rmtree(folder, ignore_errors=True)
    return str(parent)


def _path() -> str | None:
    beside = Path(sys.executable).with_name("piper")
    return os.environ.get(PROGRAM) or (str(beside) if beside.is_file() else shutil.which("piper"))


def _version() -> str | None:
    """Of the program, from where its package is installed: another program of that name sets up mice."""
    found = _path()
    if found is None:
        return None
    # The folder as it is named and, where the program is a link (as `uv tool install` makes it), as it really is.
    for folder in (Path(found).parent.parent, Path(found).resolve().parent.parent):
        for package in folder.glob("lib/python*/site-packages/piper_tts-*.dist-info"):
            return package.name.removeprefix("piper_tts-").removesuffix(".dist-info")
    return None
