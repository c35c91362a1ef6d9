"""The allocator of a process that runs for months."""

from __future__ import annotations

import contextlib
import ctypes

M_ARENA_MAX, ARENAS = -8, 2
"""mallopt(3). Each call has a thread of its own, and glibc gives threads heaps of their own, eight a processor, which
fragment: over 2,000 calls the media process grew from 163 to 193 MB and went on; with two heaps from 162 to 175 in the
first 600, then to 181 with three more threads of the pool (`python -m bench.soak`)."""


def few_heaps() -> None:
    """Call it before threads are started. Another C library than glibc is left alone."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).mallopt(M_ARENA_MAX, ARENAS)
