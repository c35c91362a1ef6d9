"""The first caller after a start waits no longer than the others."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from centralino.paths import ROOT

FIRST_CALLS = """
import asyncio, sys
from bot.dialogue.embedded import EmbeddedDialogue
from bot.dialogue.model import trained
from bot.messages import CallerTurn
from centralino.callers import new_call

async def main():
    dialogue = EmbeddedDialogue.load(trained())
    loaded = set(sys.modules)
    for language, text in (("it", "La conferenza è terminata."), ("fr", "Je voudrais parler à Martin Duval."),
                           ("nl", "Ik wil een medewerker spreken."), ("da", "Hvor mange er foran mig?"),
                           ("en", "What time do you open on Friday?")):
        call = new_call(language)
        await dialogue.start(call)
        await dialogue.turn(call.call_id, CallerTurn("speech", text, 0.9, language=language))
    print(*sorted(set(sys.modules) - loaded))

asyncio.run(main())
"""


def test_the_first_calls_load_nothing_but_small_parts_of_rasa(tmp_path: Path) -> None:
    """What the queue and the finders need took the first calls 0.2 to 0.9 s."""
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "CENTRALINO_VAR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", FIRST_CALLS], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert [name for name in done.stdout.split() if not name.startswith("rasa.core.actions.")] == []
