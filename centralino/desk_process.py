"""The desk's web process, a child of `centralino serve`: started again whenever it dies. Calls do not need it."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import sys
import time
from pathlib import Path

from centralino.paths import ROOT

LOG = logging.getLogger(__name__)

SHORTEST_SECONDS, LONGEST_SECONDS = 0.5, 30.0
"""Before it is started again; twice as long each time that it dies early."""
STEADY_SECONDS = 60.0
"""One that has run for so long did not fail to start."""
END_SECONDS = 6.0
"""To end by itself when it is told to."""


def pause(before: float, ran: float) -> float:
    """Seconds until the next start, from those of the last time (0: none yet) and how long it ran since. Pure."""
    return SHORTEST_SECONDS if ran >= STEADY_SECONDS or not before else min(2 * before, LONGEST_SECONDS)


class DeskProcess:
    """`async with DeskProcess(socket):` keeps it running."""

    def __init__(self, socket: Path) -> None:
        self._socket = socket
        self._process: asyncio.subprocess.Process | None = None
        self._keeping: asyncio.Task[None] | None = None

    @property
    def pid(self) -> int | None:
        """Of the process, None while there is none."""
        running = self._process is not None and self._process.returncode is None
        return self._process.pid if running and self._process else None

    async def __aenter__(self) -> DeskProcess:
        self._keeping = asyncio.create_task(self._keep())
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._keeping is not None:
            self._keeping.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._keeping
        await self._end()

    async def _keep(self) -> None:
        wait = 0.0
        while True:
            began = time.monotonic()
            try:
                self._process = await self._start()
                status = await self._process.wait()
            except OSError as error:
                LOG.error("the desk cannot be started: %s", error)
            else:
                LOG.error("the desk's process has ended with status %d; it is started again", status)
            wait = pause(wait, time.monotonic() - began)
            await asyncio.sleep(wait)

    async def _start(self) -> asyncio.subprocess.Process:
        """It ends when its input is closed: with this process, however that dies."""
        return await asyncio.create_subprocess_exec(
            sys.executable, "-m", "centralino", "desk", "--socket", str(self._socket), "--child",
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.DEVNULL, cwd=ROOT, start_new_session=True,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )  # fmt: skip

    async def _end(self) -> None:
        process = self._process
        if process is None or process.returncode is not None:
            return
        assert process.stdin is not None
        process.stdin.close()
        try:
            await asyncio.wait_for(process.wait(), END_SECONDS)
        except TimeoutError:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
