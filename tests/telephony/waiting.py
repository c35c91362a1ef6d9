"""Waiting for the world."""

from __future__ import annotations

import time
from collections.abc import Callable


def within(seconds: float, done: Callable[[], object], what: str) -> None:
    """Until `done`; fails with `what` did not happen."""
    until = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < until, f"not within {seconds} s: {what}"
        time.sleep(0.05)
