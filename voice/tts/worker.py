"""A synthesiser in a process of its own that may be killed: the same Protocol, engines and calls kept apart."""

from __future__ import annotations

import contextlib
import io
import itertools
import os
import queue
import select
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import cast

import numpy as np

from centralino.paths import ROOT
from voice.tts.engines import build
from voice.tts.protocol import Chunk, SynthesiserError, Voice
from voice.tts.wire import Answer, Request, encode_request, read_answer

START_SECONDS = 30.0
"""For the process to come up; importing numpy on a loaded machine takes seconds."""

SEND_SECONDS = 4.0
"""For the worker to take a text; it reads between two sentences."""

PROGRESS_SECONDS: dict[str, float] = {"pyttsx3": 3.0, "pico": 4.0, "piper": 40.0, "kokoro": 40.0}
"""Without any answer for so long, an engine that has work counts as hung and is killed. Kokoro's and Piper's cover
loading a voice, a second or two of a processor, beside other work."""


class WorkerSynthesiser:
    """Speaks through a worker process that is started on first use, and again after it died. Thread-safe."""

    def __init__(self, name: str, progress_seconds: float | None = None) -> None:
        """Starts nothing. Raises SynthesiserError for an unknown engine."""
        self.name = name
        self._voices = build(name).voices()
        self._progress = progress_seconds or PROGRESS_SECONDS.get(name, 10.0)
        self._lock = threading.Lock()
        self._process: _Process | None = None

    def voices(self) -> tuple[Voice, ...]:
        """The installed voices, best first per language."""
        return self._voices

    def speak(self, text: str, voice: Voice, rate: float = 1.0, patience: float | None = None) -> Iterator[Chunk]:
        """Chunks as they come. Raises SynthesiserError at once when the worker dies, and when it hangs; also when the
        first chunk takes longer than `patience` seconds, though then the worker is only slow and goes on living."""
        if voice not in self._voices:
            raise SynthesiserError(f"{self.name}: voice {voice.name!r} is not installed")
        process = self._running()
        number, answers = process.request(text, voice, rate)
        try:
            while True:
                answer = self._next(process, answers, patience)
                patience = None
                if answer.kind == "done":
                    return
                if answer.kind == "error":
                    raise SynthesiserError(answer.payload.decode())
                yield Chunk(np.frombuffer(answer.payload, "<i2").astype(np.int16), answer.hertz)
        finally:
            process.forget(number)

    def warm(self) -> None:
        """Start the process ahead of the first call. Raises SynthesiserError."""
        self._running()

    @property
    def pid(self) -> int | None:
        """Of the running worker, None when there is none."""
        process = self._process
        return process.pid if process is not None and process.alive else None

    def close(self) -> None:
        """End the worker. It comes back on next use."""
        with self._lock:
            if self._process is not None:
                self._process.kill()
                self._process = None

    def _running(self) -> _Process:
        with self._lock:
            if self._process is None or not self._process.alive:
                self._process = _Process(self.name)
            return self._process

    def _next(self, process: _Process, answers: queue.SimpleQueue[Answer], patience: float | None) -> Answer:
        if patience is not None:
            try:
                return answers.get(timeout=patience)
            except queue.Empty:
                raise SynthesiserError(f"{self.name}: no sound within {patience:g} s") from None
        seen = process.answered
        while True:
            try:
                return answers.get(timeout=self._progress)
            except queue.Empty:
                # Another text may be having its turn: only an engine that answers nobody hangs.
                if process.answered == seen:
                    process.kill()
                    raise SynthesiserError(f"{self.name}: no answer for {self._progress:g} s; stopped") from None
                seen = process.answered


@dataclass
class _Process:
    """One life of a worker."""

    name: str
    answered: int = 0
    _waiting: dict[int, queue.SimpleQueue[Answer]] = field(default_factory=dict)
    _dead: bool = False

    def __post_init__(self) -> None:
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()
        environment = {**os.environ, "OMP_NUM_THREADS": os.environ.get("OMP_NUM_THREADS", "1")}
        environment["PYTHONPATH"] = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
        self._popen = subprocess.Popen(
            [sys.executable, "-m", "voice.tts.worker_process", self.name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment,
            bufsize=0,
            start_new_session=True,
        )
        assert self._popen.stdin is not None
        os.set_blocking(self._popen.stdin.fileno(), False)
        ready: queue.SimpleQueue[Answer] = queue.SimpleQueue()
        self._waiting[0] = ready
        threading.Thread(target=self._read, name=f"tts-{self.name}", daemon=True).start()
        try:
            answer = ready.get(timeout=START_SECONDS)
        except queue.Empty:
            self.kill()
            raise SynthesiserError(f"{self.name}: the worker did not start within {START_SECONDS:g} s") from None
        self.forget(0)
        if answer.kind != "ready":
            raise SynthesiserError(f"{self.name}: the worker did not start; see `centralino doctor`")

    @property
    def alive(self) -> bool:
        return not self._dead and self._popen.poll() is None

    @property
    def pid(self) -> int:
        return self._popen.pid

    def request(self, text: str, voice: Voice, rate: float) -> tuple[int, queue.SimpleQueue[Answer]]:
        answers: queue.SimpleQueue[Answer] = queue.SimpleQueue()
        with self._lock:
            number = next(self._numbers)
            self._waiting[number] = answers
            if self._dead:
                raise SynthesiserError(f"{self.name}: the worker died")
            self._send(Request(number, text, voice, rate))
        return number, answers

    def forget(self, number: int) -> None:
        """The asker is gone: what the worker still does for it is stopped."""
        with self._lock:
            if self._waiting.pop(number, None) is not None and number and not self._dead:
                with contextlib.suppress(SynthesiserError):
                    self._send(Request(number, None))

    def kill(self) -> None:
        self._popen.kill()
        self._popen.wait()

    def _send(self, request: Request) -> None:
        assert self._popen.stdin is not None
        data = memoryview(encode_request(request))
        try:
            while data:
                # A hung worker reads nothing, and a long text would block the call for good.
                if not select.select([], [self._popen.stdin], [], SEND_SECONDS)[1]:
                    self.kill()
                    raise SynthesiserError(f"{self.name}: the worker took no text for {SEND_SECONDS:g} s; stopped")
                data = data[os.write(self._popen.stdin.fileno(), data) :]
        except (OSError, ValueError) as error:
            raise SynthesiserError(f"{self.name}: the worker died") from error

    def _read(self) -> None:
        """In a thread: hand answers to their askers; at the end tell everybody who still waits."""
        assert self._popen.stdout is not None
        stream = io.BufferedReader(cast(io.RawIOBase, self._popen.stdout))
        while (answer := read_answer(stream)) is not None:
            self.answered += 1
            if (asker := self._waiting.get(answer.number)) is not None:
                asker.put(answer)
        with self._lock:
            self._dead = True
            for number, asker in self._waiting.items():
                asker.put(Answer("error", number, f"{self.name}: the worker died".encode()))
        self._popen.stdout.close()
        with contextlib.suppress(OSError):
            if self._popen.stdin is not None:
                self._popen.stdin.close()
        self._popen.wait()
