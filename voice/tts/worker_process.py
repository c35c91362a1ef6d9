"""The child: one engine, several texts taking turns a sentence each. `python -m voice.tts.worker_process ENGINE`."""

from __future__ import annotations

import os
import select
import signal
import sys
from collections.abc import Iterator
from typing import IO

from centralino.logs import setup_as_parent
from centralino.precedence import step_back
from voice.tts.engines import build
from voice.tts.levels import even
from voice.tts.pauses import spoken
from voice.tts.protocol import Chunk, Synthesiser
from voice.tts.wire import Answer, Request, decode_request, write_answer


class Worker:
    """Serves requests until the parent closes the pipe."""

    def __init__(self, engine: Synthesiser, requests: int, answers: IO[bytes]) -> None:
        self._engine = engine
        self._requests = requests
        self._answers = answers
        self._buffer = b""
        self._speaking: dict[int, tuple[Request, Iterator[Chunk]]] = {}

    def serve(self) -> None:
        """Returns when the parent is gone."""
        write_answer(self._answers, Answer("ready"))
        while self._take_requests():
            # A snapshot: a cancelled request leaves the table between two sentences.
            for number in list(self._speaking):
                self._advance(number)
                if not self._take_requests(wait=False):
                    return

    def _take_requests(self, wait: bool = True) -> bool:
        """Read what has come in; waits only when nothing is being spoken. False at the end of the pipe."""
        timeout = None if wait and not self._speaking else 0
        while select.select([self._requests], [], [], timeout)[0]:
            data = os.read(self._requests, 65536)
            if not data:
                return False
            *lines, self._buffer = (self._buffer + data).split(b"\n")
            for line in lines:
                self._accept(decode_request(line))
            timeout = 0 if self._speaking else timeout
        return True

    def _accept(self, request: Request) -> None:
        if request.text is None or request.voice is None:
            self._speaking.pop(request.number, None)
        else:
            chunks = spoken(self._engine, request.text, request.voice, request.rate)
            self._speaking[request.number] = (request, chunks)

    def _advance(self, number: int) -> None:
        if number not in self._speaking:
            return
        request, chunks = self._speaking[number]
        try:
            chunk = next(chunks, None)
        except Exception as error:
            del self._speaking[number]
            # The class only for what is not ours to word: a message may quote the text, and texts are private.
            message = str(error) if isinstance(error, RuntimeError) else type(error).__name__
            write_answer(self._answers, Answer("error", number, message.encode()))
            return
        if chunk is None:
            del self._speaking[number]
            write_answer(self._answers, Answer("done", number))
        elif request.voice is not None:
            samples = even(chunk.samples, request.voice)
            write_answer(self._answers, Answer("chunk", number, samples.astype("<i2").tobytes(), chunk.rate))


def main() -> None:
    """Answers go to the original standard output; whatever a library prints goes to standard error."""
    # Ctrl-C reaches the whole process group: the parent decides when a worker ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    step_back()
    setup_as_parent()
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    try:
        Worker(build(sys.argv[1]), 0, answers).serve()
    except BrokenPipeError:
        os._exit(0)


if __name__ == "__main__":
    main()
