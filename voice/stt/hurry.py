"""What recognition gives up: where its operator prefers speed, and when callers wait for it. Pure but for locks."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import IntEnum

SPEED, BALANCE, ACCURACY = FAVOURS = ("speed", "balance", "accuracy")
"""What an operator may put first in a language."""
USUAL = {"fr": ACCURACY}
"""BALANCE in the other languages. In French whisper-base loses most by it: of people's words by telephone 25.8 instead
of 23.6 % are wrong, and a synthesised caller's "facture" became "sacture"."""


class Hurry(IntEnum):
    """Each step gives up what those before it do."""

    NONE = 0
    BEAM = 1
    """One reading instead of several, and a shorter window of the encoder: some words more are wrong."""
    WORDS = 2
    """No confidence and no time of each word: names and numbers are asked about more often."""


WAITING = {Hurry.BEAM: 2, Hurry.WORDS: 5}
"""Utterances behind the one that begins, from which on a step is taken; each costs half a processor second."""


class Backlog:
    """The utterances that wait for the engine, first come, first served. Thread-safe."""

    def __init__(self, at_a_time: int) -> None:
        """`at_a_time`: how many the engine works on."""
        self._free = at_a_time
        self._queue: deque[object] = deque()
        self._changed = threading.Condition()

    @contextmanager
    def turn(self, wanted: Callable[[], bool]) -> Iterator[bool]:
        """Wait for the engine and have it; False where it is not `wanted` any more, see `look`."""
        ticket = object()
        with self._changed:
            self._queue.append(ticket)
            self._changed.wait_for(lambda: not wanted() or (self._free > 0 and self._queue[0] is ticket))
            self._queue.remove(ticket)
            got = wanted()
            self._free -= got
            self._changed.notify_all()
        try:
            yield got
        finally:
            with self._changed:
                self._free += got
                self._changed.notify_all()

    def look(self) -> None:
        """Whoever waits looks whether it is still wanted."""
        with self._changed:
            self._changed.notify_all()

    def hurry(self) -> Hurry:
        """What whoever begins now gives up for those behind."""
        waiting = len(self._queue)
        return max((step for step, least in WAITING.items() if waiting >= least), default=Hurry.NONE)
