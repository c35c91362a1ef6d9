"""What recognition gives up when callers wait for it. Pure but for a lock."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum


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
    """The utterances that wait for the engine. Thread-safe."""

    def __init__(self) -> None:
        self._waiting = 0
        self._lock = threading.Lock()

    @contextmanager
    def turn(self, engine: threading.Semaphore) -> Iterator[None]:
        """Wait for the engine, seen by those who have it already."""
        self._count(1)
        try:
            engine.acquire()
        finally:
            self._count(-1)
        try:
            yield
        finally:
            engine.release()

    def hurry(self) -> Hurry:
        """What whoever begins now gives up for those behind."""
        return max((step for step, waiting in WAITING.items() if self._waiting >= waiting), default=Hurry.NONE)

    def _count(self, change: int) -> None:
        with self._lock:
            self._waiting += change
