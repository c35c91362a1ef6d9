"""Ends a process that no longer moves: the PBX then takes its callers to people, and a supervisor starts it again.

A stopped or deadlocked process keeps its sockets open, so neither Asterisk nor the callers learn of it; a dead one
loses them, and the dialplan acts at once. `python -m centralino.watchdog PID` reads the heartbeats from its input.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from centralino.logs import setup_as_parent
from centralino.paths import ROOT

BEAT_SECONDS = 0.5
PATIENCE_SECONDS = 4.0
"""Without a heartbeat for so long. The longest stall measured with 30 calls on two cores was 0.3 s; before the
processes that compute stepped back, 1.2 s."""
BEAT = b"."

LOG = logging.getLogger("centralino.watchdog")


@asynccontextmanager
async def watched() -> AsyncIterator[None]:
    """Within, this process is ended when its event loop stands still for PATIENCE_SECONDS."""
    watchdog = subprocess.Popen(
        [sys.executable, "-m", "centralino.watchdog", str(os.getpid())],
        stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, cwd=ROOT, start_new_session=True,
    )  # fmt: skip
    assert watchdog.stdin is not None
    os.set_blocking(watchdog.stdin.fileno(), False)
    beating = asyncio.create_task(_beat(watchdog.stdin.fileno()))
    try:
        yield
    finally:
        beating.cancel()
        with contextlib.suppress(OSError):
            watchdog.stdin.close()
        await asyncio.to_thread(watchdog.wait)


async def _beat(pipe: int) -> None:
    while True:
        try:
            os.write(pipe, BEAT)
        except BlockingIOError:
            pass  # it is behind with reading what has been sent
        except OSError:
            LOG.error("the watchdog has died: a process that stands still would not be noticed")
            return
        await asyncio.sleep(BEAT_SECONDS)


def watch(pid: int, source: int) -> int:
    """Until the process is gone, or stands still and is ended."""
    missed = 0
    while missed * BEAT_SECONDS < PATIENCE_SECONDS:
        began = time.monotonic()
        if select.select([source], [], [], BEAT_SECONDS)[0]:
            if not os.read(source, 4096):
                return 0
            missed = 0
        elif time.monotonic() - began > 2 * BEAT_SECONDS:
            missed = 0  # the whole machine stood still, not that process alone
        else:
            missed += 1
    LOG.error("Centralino has stood still for %g s: it is ended, callers go to people", PATIENCE_SECONDS)
    os.kill(pid, signal.SIGKILL)
    return 1


if __name__ == "__main__":
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)  # the process that is watched says when it is over
    setup_as_parent()
    sys.exit(watch(int(sys.argv[1]), sys.stdin.fileno()))
