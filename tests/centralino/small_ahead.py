"""A child that renders a few sentences with Pico: `python -m tests.centralino.small_ahead FILE_OF_SENTENCES FOLDER`."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from centralino.foreseen.plan import Plan, plan
from centralino.foreseen.process import FULL, Rendering, serve
from centralino.foreseen.sentences import Foreseen
from voice.tts.cache import PromptCache
from voice.tts.engines import build

SLOW_SECONDS = float(os.environ.get("SMALL_AHEAD_SECONDS", "0"))


def plan_of(texts: list[str]) -> Plan:
    """In English."""
    voice = next(voice for voice in build("pico").voices() if voice.language == "en")
    return plan(voice, [Foreseen("en", text, first=text == texts[0]) for text in texts])


class Slow(Rendering):
    """Takes as long over a sentence as the test wants."""

    def step(self):  # type: ignore[no-untyped-def]
        until = time.process_time() + SLOW_SECONDS
        while time.process_time() < until:
            pass
        return super().step()


if __name__ == "__main__":
    texts = Path(sys.argv[1]).read_text("utf-8").splitlines()
    if texts == ["dies"]:
        sys.exit(1)
    try:
        serve(Slow(PromptCache(Path(sys.argv[2])), [plan_of(texts)]), sys.stdin, sys.stdout)
    except OSError:
        sys.exit(FULL)
