"""Recognition in a process of its own, so that it can be killed and replaced without the call noticing more than an
error, and so that its work never delays the pacing of sound."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import socket
import subprocess
import sys
import threading
from collections.abc import Sequence
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeout
from pathlib import Path

import numpy as np

from bot.messages import LANGUAGES
from centralino import paths
from voice.audio import RATE
from voice.models import manifest
from voice.models.store import Store
from voice.stt import expected, wire
from voice.stt.engines import BestRecogniser, Choice
from voice.stt.protocol import Hints, RecogniserError, Samples, Stream, Transcript
from voice.stt.wire import Op

RESULT_SECONDS = 8.0
"""A caller waits no longer for one utterance before the call goes to a person."""
START_SECONDS = 60.0
"""Loading every model from a cold disk."""
_LOST = "the recognition process has died"


class WorkerRecogniser:
    """The engines of `BestRecogniser`, hosted in one child process. Thread-safe.

    A process that dies or does not answer in time fails all its streams at once with RecogniserError; the next `open`
    starts another.
    """

    name = "worker"

    def __init__(
        self,
        choice: Choice | None = None,
        models: Path | None = None,
        warm: Sequence[str] = LANGUAGES,
        result_seconds: float = RESULT_SECONDS,
    ) -> None:
        """`warm`: languages whose models are loaded at start. `result_seconds`: time-out of one result; half of the
        utterance's length is added to it."""
        self._choice = choice or Choice()
        self._models = models or paths.MODELS
        self._warm = tuple(warm)
        self._result_seconds = result_seconds
        self._lock = threading.Lock()
        self._process: _Process | None = None

    def start(self) -> None:
        """Start the process and wait until it is warm. Raises RecogniserError."""
        process = self._running()
        try:
            process.ready.result(START_SECONDS)
        except FutureTimeout as error:
            process.kill()
            raise RecogniserError(f"the recognition process was not ready within {START_SECONDS:g} s") from error

    def stop(self) -> None:
        """End the process. Idempotent."""
        with self._lock:
            process, self._process = self._process, None
        if process is not None:
            process.kill()

    @property
    def pid(self) -> int | None:
        """Process number of the living process."""
        process = self._process
        return process.pid if process is not None and not process.dead else None

    def languages(self) -> frozenset[str]:
        """Languages whose models are installed."""
        return self._local().languages()

    def engine_name(self, language: str) -> str | None:
        """The engine that a language goes to."""
        return self._local().engine_name(language)

    def open(self, language: str, hints: Hints = expected.OPEN) -> Stream:
        """A new utterance; starts the process if none is alive. Raises RecogniserError."""
        if self.engine_name(language) is None:
            raise RecogniserError(f"no recogniser for {language!r} is installed; run `centralino models fetch`")
        process = self._running()
        return WorkerStream(process, process.open(wire.pack_hints(language, hints)), self._result_seconds)

    def _local(self) -> BestRecogniser:
        return BestRecogniser(self._choice, Store(self._models, manifest.load()))

    def _running(self) -> _Process:
        with self._lock:
            if self._process is None or self._process.dead:
                self._process = _Process(self._setup())
            return self._process

    def _setup(self) -> str:
        choice = self._choice
        order = {language: list(names) for language, names in choice.order.items()}
        return json.dumps(
            {
                "order": order, "beam": choice.beam, "threads": choice.threads, "favour": dict(choice.favour),
                "models": str(self._models), "languages": self._warm,
            }
        )  # fmt: skip


class WorkerStream:
    """One utterance in the process. `accept` never waits for decoding."""

    def __init__(self, process: _Process, number: int, result_seconds: float) -> None:
        self._process = process
        self._number = number
        self._result_seconds = result_seconds
        self._samples = 0
        self._closed = False

    def accept(self, samples: Samples) -> None:
        """Send samples. Raises RecogniserError when the process is gone."""
        self._samples += len(samples)
        self._process.send(Op.ACCEPT, self._number, np.asarray(samples).astype("<i2").tobytes())

    def result(self) -> Transcript:
        """The utterance so far. Raises RecogniserError when the process dies meanwhile, at once, or is not done within
        the time-out: it is then killed, unless it has answered others meanwhile and is only behind."""
        answered = self._process.answered
        answer = self._process.ask(self._number)
        patience = self._result_seconds + self._samples / RATE / 2
        if not self._process.ready.done():
            patience += START_SECONDS
        try:
            return answer.result(patience)
        except FutureTimeout as error:
            if self._process.answered == answered:
                self._process.kill()
                raise RecogniserError(f"the recognition process did not answer within {patience:.0f} s") from error
            raise RecogniserError(f"recognition is over {patience:.0f} s behind: too many speak at once") from error

    def void(self) -> None:
        """What was asked is answered at once, with nothing; the engine breaks off where it can."""
        with contextlib.suppress(RecogniserError):
            self._process.send(Op.VOID, self._number)

    def close(self) -> None:
        """Idempotent; never raises."""
        if not self._closed:
            self._closed = True
            self._process.forget(self._number)


class _Process:
    """One life of the process: its pipe, the thread that reads it, the thread that writes it."""

    def __init__(self, setup: str) -> None:
        ours, theirs = socket.socketpair()
        environment = {**os.environ, "PYTHONPATH": str(paths.ROOT)}
        try:
            with theirs:
                self._child = subprocess.Popen(
                    [sys.executable, "-m", "voice.stt.host", str(theirs.fileno()), setup],
                    pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL, env=environment, cwd=paths.ROOT, start_new_session=True,
                )  # fmt: skip
        except OSError as error:
            ours.close()
            raise RecogniserError(f"the recognition process cannot be started ({error.strerror})") from error
        self._pipe = ours
        self.pid = self._child.pid
        self.dead = False
        self.answered = 0
        """Results that an engine gave, whoever asked."""
        self.ready: Future[dict[str, str]] = Future()
        self._why = _LOST
        self._lock = threading.Lock()
        self._last_number = 0
        self._asked: dict[int, list[Future[Transcript]]] = {}
        self._failed: dict[int, str] = {}
        self._outbox: queue.SimpleQueue[tuple[Op, int, bytes] | None] = queue.SimpleQueue()
        threading.Thread(target=self._read, name="stt-reader", daemon=True).start()
        threading.Thread(target=self._write, name="stt-writer", daemon=True).start()

    def open(self, payload: bytes) -> int:
        """Begin a stream and return its number."""
        with self._lock:
            self._last_number += 1
            number = self._last_number
            self._asked[number] = []
        self.send(Op.OPEN, number, payload)
        return number

    def send(self, op: Op, number: int, payload: bytes = b"") -> None:
        """Queue a message. Raises RecogniserError when the stream or the process has failed."""
        with self._lock:
            self._check(number)
        self._outbox.put((op, number, payload))

    def ask(self, number: int) -> Future[Transcript]:
        """Ask for the result of a stream. Raises RecogniserError when the stream or the process has failed."""
        future: Future[Transcript] = Future()
        with self._lock:
            self._check(number)
            self._asked[number].append(future)
        self._outbox.put((Op.RESULT, number, b""))
        return future

    def forget(self, number: int) -> None:
        """End a stream."""
        with self._lock:
            self._failed.pop(number, None)
            if self._asked.pop(number, None) is None or self.dead:
                return
        self._outbox.put((Op.CLOSE, number, b""))

    def kill(self) -> None:
        """End the process at once; all who wait get their error from the reader."""
        self._child.kill()
        self._bury()

    def _check(self, number: int) -> None:
        if self.dead:
            raise RecogniserError(self._why)
        if number in self._failed:
            raise RecogniserError(self._failed[number])
        if number not in self._asked:
            raise RecogniserError("the stream is closed")

    def _write(self) -> None:
        while (message := self._outbox.get()) is not None:
            try:
                wire.send(self._pipe, *message)
            except OSError:
                return

    def _read(self) -> None:
        try:
            while (message := wire.receive(self._pipe)) is not None:
                self._take(*message)
        finally:
            self._bury()

    def _take(self, op: Op, number: int, payload: bytes) -> None:
        if op is Op.READY:
            self.ready.set_result(json.loads(payload))
        elif op is Op.RESULT:
            transcript = wire.unpack_transcript(payload)
            with self._lock:
                waiting = self._asked.get(number)
                future = waiting.pop(0) if waiting else None
                self.answered += bool(transcript.engine)
            if future is not None:
                future.set_result(transcript)
        elif op is Op.FAILED and number == 0:
            self._why = json.loads(payload)
        elif op is Op.FAILED:
            with self._lock:
                self._failed[number] = json.loads(payload)
                waiting = self._asked.get(number, [])
                failed, waiting[:] = list(waiting), []
            for future in failed:
                future.set_exception(RecogniserError(self._failed[number]))

    def _bury(self) -> None:
        """Fail everybody who waits, once."""
        with self._lock:
            if self.dead:
                return
            self.dead = True
            waiting = [future for futures in self._asked.values() for future in futures]
            self._asked.clear()
        self._outbox.put(None)
        for future in waiting:
            future.set_exception(RecogniserError(self._why))
        if not self.ready.done():
            self.ready.set_exception(RecogniserError(self._why))
        self._child.kill()
        self._child.wait()
        self._pipe.close()
