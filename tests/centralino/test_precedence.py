"""What computes leaves the processor to what paces sound."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys

import pytest

from bot.dialogue.model import trained
from bot.dialogue.process import ProcessDialogue
from centralino.paths import ROOT
from centralino.precedence import NICENESS, STARTING
from voice.tts.worker import WorkerSynthesiser

pytestmark = pytest.mark.spoken


def test_a_process_that_computes_steps_back() -> None:
    worker = WorkerSynthesiser("pyttsx3")
    worker.warm()
    assert worker.pid is not None
    assert os.getpriority(os.PRIO_PROCESS, worker.pid) == NICENESS
    assert os.getsid(worker.pid) == worker.pid
    worker.close()


def test_one_that_was_started_nicer_stays_so() -> None:
    program = "import os; from centralino.precedence import step_back; step_back(); print(os.nice(0))"
    run = subprocess.run(["nice", "-n", "15", sys.executable, "-c", program], cwd=ROOT, capture_output=True, check=True)
    assert int(run.stdout) == 15


async def test_the_dialogue_starts_before_it_steps_back() -> None:
    """Nobody is answered before it is there; afterwards it leaves the processor to the sound of those who are."""
    dialogue = ProcessDialogue(trained())
    starting, seen = asyncio.ensure_future(dialogue.restart()), set[int]()
    while not starting.done():
        await asyncio.sleep(0.05)
        if dialogue.pid is not None:
            seen.add(os.getpriority(os.PRIO_PROCESS, dialogue.pid))
    await starting
    assert STARTING in seen
    assert dialogue.pid is not None
    assert os.getpriority(os.PRIO_PROCESS, dialogue.pid) == NICENESS
    await dialogue.close()


def test_every_thread_steps_back() -> None:
    """On Linux each has a niceness of its own."""
    program = """
import os, threading
from centralino.precedence import step_back
over = threading.Event()
threading.Thread(target=over.wait).start()
step_back()
print({os.getpriority(os.PRIO_PROCESS, int(one)) for one in os.listdir("/proc/self/task")})
over.set()
"""
    run = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == f"{{{max(NICENESS, os.nice(0))}}}"
