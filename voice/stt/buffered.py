"""The stream of engines that recognise whole utterances: it gathers the sound and recognises when asked."""

from __future__ import annotations

import threading
from collections.abc import Callable

import numpy as np

from voice.audio import RATE
from voice.stt.protocol import RecogniserError, Samples, Transcript
from voice.vad.segments import Finder, Segment

MAX_SECONDS = 1800
"""More sound than this in one utterance is refused."""


Recognise = Callable[[Samples, tuple[Segment, ...], Callable[[], bool]], Transcript]
"""(sound, where in it somebody speaks, whether the words are still wanted) → words; anything, as soon as may be, once
they are not."""


class BufferedStream:
    """Keeps one utterance; `recognise` is called with all of it, once for every length it is asked about."""

    def __init__(self, recognise: Recognise) -> None:
        self._recognise = recognise
        self._pieces: list[Samples] = []
        self._length = 0
        self._known: tuple[int, Transcript] | None = None
        self._speech = Finder()
        self._wanted = False
        self._lock = threading.Lock()

    def accept(self, samples: Samples) -> None:
        """Keep a copy of the samples. Raises RecogniserError past MAX_SECONDS."""
        with self._lock:
            if self._length + len(samples) > MAX_SECONDS * RATE:
                raise RecogniserError(f"an utterance may last {MAX_SECONDS} s at most")
            self._pieces.append(np.array(samples, dtype=np.int16))
            self._length += len(samples)
            # While the caller speaks there is time for it; it would take 26 ms at the end of a short sentence.
            self._speech.feed(samples)

    def result(self) -> Transcript:
        """The utterance so far; asked again without more sound, the same answer at no cost."""
        with self._lock:
            audio = np.concatenate(self._pieces) if self._pieces else np.zeros(0, dtype=np.int16)
            self._pieces = [audio]
            if self._known is not None and self._known[0] == len(audio):
                return self._known[1]
            self._wanted = True
            found = self._recognise(audio, self._speech.found(), lambda: self._wanted)
            if self._wanted:
                self._known = (len(audio), found)
            return found

    def void(self) -> None:
        """Recognition is broken off where the engine can do so."""
        self._wanted = False

    def close(self) -> None:
        """Let go of the sound."""
        with self._lock:
            self._pieces = []
            self._length = 0
            self._known = None
