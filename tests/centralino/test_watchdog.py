"""A process that stands still is ended, one that moves is let be."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from centralino.paths import ROOT
from centralino.watchdog import PATIENCE_SECONDS

pytestmark = pytest.mark.chaos

PROGRAM = """
import asyncio, sys, time
from centralino.watchdog import watched
async def main():
    async with watched():
        print("ready", flush=True)
        await asyncio.sleep({seconds})
        {then}
asyncio.run(main())
"""


def start(folder: Path, seconds: float = 60, then: str = "") -> subprocess.Popen[str]:
    """A process that is watched, once it is."""
    code = PROGRAM.format(seconds=seconds, then=then)
    with (folder / "errors").open("w") as errors:
        process = subprocess.Popen(
            [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=errors, text=True, cwd=ROOT
        )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    time.sleep(1.5)  # the watchdog comes up, a beat has come
    return process


def test_stopped_it_is_ended(tmp_path: Path) -> None:
    process = start(tmp_path)
    process.send_signal(signal.SIGSTOP)
    assert process.wait(PATIENCE_SECONDS + 10) == -signal.SIGKILL
    assert "stood still" in (tmp_path / "errors").read_text()


def test_blocked_it_is_ended(tmp_path: Path) -> None:
    process = start(tmp_path, seconds=2, then="time.sleep(60)")
    assert process.wait(PATIENCE_SECONDS + 10) == -signal.SIGKILL


def test_stopped_for_a_moment_it_may_go_on(tmp_path: Path) -> None:
    process = start(tmp_path)
    process.send_signal(signal.SIGSTOP)
    time.sleep(PATIENCE_SECONDS / 2)
    process.send_signal(signal.SIGCONT)
    time.sleep(PATIENCE_SECONDS)
    assert process.poll() is None
    process.kill()
    process.wait()


def test_a_process_that_moves_is_let_be_and_nothing_stays_behind(tmp_path: Path) -> None:
    process = start(tmp_path, seconds=PATIENCE_SECONDS + 2)
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    assert len(children) == 1
    assert process.wait(30) == 0
    assert not any(_lives(int(child)) for child in children)


def test_a_killed_process_leaves_no_watchdog(tmp_path: Path) -> None:
    process = start(tmp_path)
    (child,) = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    process.kill()
    process.wait()
    until = time.monotonic() + 5
    while _lives(int(child)):
        assert time.monotonic() < until
        time.sleep(0.05)


def _lives(pid: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().split()[2]
    except FileNotFoundError:
        return False
