"""Threads that take turns, in the order in which they came."""

from __future__ import annotations

import threading
from collections import deque


class Turns:
    """A lock that is handed on to who has waited longest: Python's own may pass over a thread again and again."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._waiting = deque[threading.Event]()
        self._taken = False

    def acquire(self, seconds: float) -> bool:
        """False when it was not this thread's turn within so many seconds."""
        with self._guard:
            if not self._taken:
                self._taken = True
                return True
            mine = threading.Event()
            self._waiting.append(mine)
        if mine.wait(seconds):
            return True
        with self._guard:
            if mine.is_set():
                return True
            self._waiting.remove(mine)
            return False

    def release(self) -> None:
        """The next one's turn."""
        with self._guard:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._taken = False
