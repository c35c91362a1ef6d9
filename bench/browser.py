"""How late the other one hears it: mouth to ear between two browsers over this machine's loopback.

    python bench/browser.py [--seconds N]

A caller's microphone plays bursts of a tone; an agent's browser hears them through the room. Both pages note, on the
machine's clock, when the sound passes: in the caller's page where the microphone's samples come in, in the agent's
where samples go out to the loudspeaker. What sound cards add before and after is not in it (a browser tells it as
`outputLatency`), and the network is the loopback. Printed: the median of the bursts, the 95th percentile, the largest,
and what the process that has the room takes of a processor.
"""

from __future__ import annotations

import argparse
import asyncio
import resource
import statistics
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from desk.database import Database
from tests.browser import Speaker, chromium
from tests.centralino import lines
from voice.audio import RATE

BURST_SECONDS, EVERY_SECONDS = 0.1, 0.7
HERTZ = 1000
LOUD = 2000
"""A burst has begun when a sample is above this; it has 8,000."""

Samples = NDArray[np.int16]


def bursts(seconds: float) -> Samples:
    """A tone again and again."""
    one = lines.tone(BURST_SECONDS, HERTZ) * 2
    gap = np.zeros(round((EVERY_SECONDS - BURST_SECONDS) * RATE), np.int16)
    return np.tile(np.concatenate([one, gap]), int(seconds / EVERY_SECONDS)).astype(np.int16)


def begun(sound: Samples, at: NDArray[np.float64]) -> NDArray[np.float64]:
    """When each burst began, milliseconds since 1970."""
    loud = np.flatnonzero(np.abs(sound.astype(np.int32)) > LOUD)
    first = loud[np.diff(loud, prepend=-RATE) > (EVERY_SECONDS - BURST_SECONDS) * RATE / 2]
    return at[first]


def delays(said: NDArray[np.float64], heard: NDArray[np.float64]) -> list[float]:
    """Of each burst that was heard, milliseconds."""
    found = []
    for when in said:
        after = heard[(heard >= when) & (heard < when + EVERY_SECONDS * 1000)]
        if len(after):
            found.append(float(after[0] - when))
    return found


async def measure(seconds: float) -> None:
    """Print it."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(Path(folder) / "queue.db")
        async with (
            lines.site(database) as running,
            chromium(bursts(10.5), loop=True) as first,
            chromium(lines.tone(10, 300), loop=True) as second,
        ):
            await second.context.add_cookies([{"name": "user", "value": "maria", "url": running.url}])
            caller, agent = Speaker(first, running.url), Speaker(second, running.url)
            assert await agent.open("/audio/agent", processing=False) is None
            assert await caller.open("/audio/call?language=en", processing=False) is None
            await caller.event("state", state="waiting", seconds=60)
            item = await running.item()
            await asyncio.to_thread(running.store.take, "maria", datetime.now(UTC), item.id)
            await agent.event("joined")
            await asyncio.sleep(2)
            began, used = time.monotonic(), resource.getrusage(resource.RUSAGE_SELF)
            since = time.time() * 1000
            await asyncio.sleep(seconds)
            passed, after = time.monotonic() - began, resource.getrusage(resource.RUSAGE_SELF)
            said, heard = begun(*await caller.recorded("said")), begun(*await agent.recorded("heard"))
            found = sorted(delays(said[said > since], heard))
    print(
        f"mouth to ear, browser to browser: n={len(found)} of {int(np.sum(said > since))}  "
        f"p50 {statistics.median(found):.0f} ms  p95 {found[int(0.95 * len(found))]:.0f} ms  max {found[-1]:.0f} ms"
    )
    cpu = after.ru_utime + after.ru_stime - used.ru_utime - used.ru_stime
    print(f"one room with two browsers, and this measurement: {100 * cpu / passed:.1f} % of a core")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seconds", type=float, default=60.0)
    asyncio.run(measure(parser.parse_args().seconds))


if __name__ == "__main__":
    main()
