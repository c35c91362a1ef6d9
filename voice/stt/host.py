"""The recognition process: hosts the engines and serves streams over a pipe. Started by worker.py alone."""

from __future__ import annotations

import json
import queue
import signal
import socket
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from centralino.logs import setup_as_parent
from centralino.precedence import step_back
from voice.audio import RATE
from voice.models import manifest
from voice.models.store import Store
from voice.stt import wire
from voice.stt.engines import BestRecogniser, Choice
from voice.stt.hurry import Backlog
from voice.stt.protocol import Hints, Recogniser, RecogniserError, Stream, Transcript
from voice.stt.wire import Op

NOTHING = Transcript("", "", 0.0, "")
"""For questions that nobody asks any more."""
RESULTS_AT_A_TIME = 2
"""More only wait inside the engine, where they cannot be dropped."""


class Ask:
    """A result that was asked for: given once, by whoever is first."""

    def __init__(self, give: Callable[[Transcript], None]) -> None:
        self._give, self._lock = give, threading.Lock()
        self.open = True
        """Nothing was given yet."""

    def answer(self, transcript: Transcript) -> None:
        """Only the first answer is given."""
        with self._lock:
            first, self.open = self.open, False
        if first:
            self._give(transcript)


Inbox = queue.SimpleQueue[bytes | Ask | None]
"""Sound, questions, and None at the end."""


@dataclass
class Caller:
    """One stream, as the pipe knows it."""

    inbox: Inbox = field(default_factory=queue.SimpleQueue)
    asked: Ask | None = None
    """Last."""
    stream: Stream | None = None


class Host:
    """Serves one pipe. Each stream has a thread, so that one caller's decoding does not hold up another's sound."""

    def __init__(self, pipe: socket.socket, recogniser: Recogniser, backlog: Backlog) -> None:
        self._pipe = pipe
        self._recogniser = recogniser
        self._sending = threading.Lock()
        self._backlog = backlog
        self._streams: dict[int, Caller] = {}

    def serve(self) -> None:
        """Until the pipe closes."""
        while (message := wire.receive(self._pipe)) is not None:
            op, number, payload = message
            if op is Op.OPEN:
                caller = self._streams[number] = Caller()
                threading.Thread(target=self._run, args=(number, payload, caller), daemon=True).start()
            elif number in self._streams:
                self._take(op, number, payload)

    def _take(self, op: Op, number: int, payload: bytes) -> None:
        caller = self._streams[number]
        if op is Op.ACCEPT:
            caller.inbox.put(payload)
        elif op is Op.RESULT:
            caller.asked = Ask(lambda transcript: self.say(Op.RESULT, number, wire.pack_transcript(transcript)))
            caller.inbox.put(caller.asked)
        else:
            # Whoever had to wait too long has gone, or speaks on; the others gain the time.
            if caller.asked is not None:
                caller.asked.answer(NOTHING)
            if caller.stream is not None:
                caller.stream.void()
            self._backlog.look()
            if op is Op.CLOSE:
                caller.inbox.put(None)
                del self._streams[number]

    def say(self, op: Op, number: int, payload: bytes) -> None:
        """Answer; what the other side no longer hears is lost."""
        with self._sending:
            try:
                wire.send(self._pipe, op, number, payload)
            except OSError:
                return

    def _run(self, number: int, payload: bytes, caller: Caller) -> None:
        """One stream's life."""
        try:
            stream = caller.stream = self._recogniser.open(*wire.unpack_hints(payload))
            try:
                while (message := caller.inbox.get()) is not None:
                    if isinstance(message, Ask):
                        self._answer(message, stream)
                    else:
                        stream.accept(np.frombuffer(message, dtype="<i2"))
            finally:
                stream.close()
        except RecogniserError as error:
            self.say(Op.FAILED, number, wire.pack(str(error)))
        except Exception as error:
            # The kind alone: the text of an unforeseen error might quote what the caller said.
            self.say(Op.FAILED, number, wire.pack(f"the recogniser failed ({type(error).__name__})"))

    def _answer(self, ask: Ask, stream: Stream) -> None:
        with self._backlog.turn(lambda: ask.open) as wanted:
            if wanted:
                ask.answer(stream.result())


def warm_up(recogniser: Recogniser, languages: Sequence[str]) -> None:
    """Load the models of these languages and run each once, so that the first caller does not wait for it."""
    second = (np.random.default_rng(0).standard_normal(RATE) * 300).astype(np.int16)
    for language in languages:
        stream = recogniser.open(language, Hints())
        stream.accept(second)
        stream.result()
        stream.close()


def main(arguments: Sequence[str]) -> int:
    """`FD SETUP`: the pipe's file descriptor and, as JSON, what to host."""
    # The terminal's interrupt is for the parent, which closes the pipe when it is done.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    step_back()
    setup_as_parent()
    pipe = socket.socket(fileno=int(arguments[0]))
    setup = json.loads(arguments[1])
    order = {language: tuple(names) for language, names in setup["order"].items()}
    choice = Choice(order, setup["beam"], setup["threads"], setup["favour"])
    backlog = Backlog(RESULTS_AT_A_TIME)
    recogniser = BestRecogniser(choice, Store(Path(setup["models"]), manifest.load()), backlog.hurry)
    host = Host(pipe, recogniser, backlog)
    installed = recogniser.languages()
    try:
        warm_up(recogniser, [language for language in setup["languages"] if language in installed])
    except Exception as error:
        why = str(error) if isinstance(error, RecogniserError) else f"the recogniser failed ({type(error).__name__})"
        host.say(Op.FAILED, 0, wire.pack(why))
        return 1
    engines = {language: recogniser.engine_name(language) for language in sorted(installed)}
    host.say(Op.READY, 0, wire.pack(engines))
    host.serve()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
