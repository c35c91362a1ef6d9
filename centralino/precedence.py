"""Who goes first on a busy machine: what paces sound before what computes."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

NICENESS = 10
"""A ninth of the share of an ordinary process; all of what nobody else wants."""
STARTING = 4
"""Two fifths of that share, for what callers wait for until it has started: beside eight busy processes a start that
takes 30 s of a processor was not over after 300 s with a ninth."""


def step_back(niceness: int = NICENESS) -> None:
    """This process computes: those that pace sound, here and in the PBX, go first.

    Where Linux shares processors among sessions first and niceness counts within one only (sched(7), autogroup), a
    process at the head of its own session steps back with it.
    """
    for thread in _threads():
        with contextlib.suppress(OSError):
            # One that was started with more niceness keeps it: only root may take niceness back.
            if os.getpriority(os.PRIO_PROCESS, thread) < niceness:
                os.setpriority(os.PRIO_PROCESS, thread, niceness)
    if os.getsid(0) == os.getpid():
        with contextlib.suppress(OSError):
            Path("/proc/self/autogroup").write_text(str(niceness))


def _threads() -> list[int]:
    """All of this process: on Linux niceness is each thread's own."""
    try:
        return [int(name) for name in os.listdir("/proc/self/task")]
    except OSError:
        return [0]
