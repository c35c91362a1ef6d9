"""The child that renders ahead, one sentence each time it is told to: `python -m centralino.foreseen.process`.

It writes a line of JSON for each language when it has counted what is there, then an empty one. For each line that it
reads it renders the first sentence that is missing and writes the language's progress; an empty line when there is
none. Whoever started it decides when; it does the work with the lowest precedence and ends when its input does.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import signal
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import IO

import numpy as np
from numpy.typing import NDArray

from centralino.foreseen.plan import Plan, Progress
from centralino.precedence import step_back
from voice.tts.cache import PromptCache
from voice.tts.call_speech import house_format
from voice.tts.engines import build
from voice.tts.levels import even
from voice.tts.pauses import spoken
from voice.tts.protocol import Chunk, Synthesiser, SynthesiserError, Voice

LOWEST = 19
PR_SET_PDEATHSIG = 1
FULL = 3
"""Exit status: the sounds cannot be kept."""


class Rendering:
    """Plans being carried out, one language after the other."""

    def __init__(self, cache: PromptCache, plans: list[Plan]) -> None:
        self._cache = cache
        self._plans = plans
        self._there = set(cache.names())
        cache.spare(frozenset(name for plan in plans for name in plan.sentences))
        self._engines: dict[str, Synthesiser] = {}
        self._refused: set[str] = set()
        """Keys of what the engine cannot say."""

    def progress(self) -> Iterator[Progress]:
        """Of every language."""
        return (plan.progress(self._there) for plan in self._plans)

    def step(self) -> Progress | None:
        """Render one sentence; None when nothing is missing. Raises OSError when it cannot be kept."""
        for plan in self._plans:
            for name, one in plan.missing(self._there | self._refused):
                samples = self._sound(plan.voice, one.spoken, one.rate)
                if samples is None:
                    self._refused.add(name)
                elif self._cache.put(name, samples):
                    self._there.add(name)
                else:
                    raise OSError("the sounds cannot be kept: the disk or the cache is full, or may not be written")
                return plan.progress(self._there)
        return None

    def _sound(self, voice: Voice, text: str, rate: float) -> NDArray[np.int16] | None:
        """As the worker of a call makes it, in this process, so that it can be paused as a whole."""
        engine = self._engines.setdefault(voice.engine, build(voice.engine))
        try:
            chunks = list(spoken(engine, text, voice, rate))
        except SynthesiserError:
            return None
        pieces = [house_format(Chunk(even(chunk.samples, voice), chunk.rate)) for chunk in chunks]
        return np.concatenate(pieces) if pieces else None


def serve(rendering: Rendering, orders: IO[str], answers: IO[str]) -> None:
    """Until there are no more orders. Raises OSError."""
    for progress in rendering.progress():
        _tell(answers, progress)
    _tell(answers, None)
    for _ in orders:
        _tell(answers, rendering.step())


def _tell(answers: IO[str], progress: Progress | None) -> None:
    answers.write((json.dumps(asdict(progress)) if progress else "") + "\n")
    answers.flush()


def voices(languages: Iterator[str]) -> Iterator[Voice]:
    """What each is rendered with, of those that have one."""
    from centralino import settings
    from voice.tts.ahead import Ahead
    from voice.tts.choice import Synthesisers

    ahead = Ahead(Synthesisers(), settings.load().speech.ahead)
    return (voice for language in languages if (voice := ahead.voice(language)) is not None)


def main() -> None:
    """`FOLDER`: of the sounds."""
    from centralino.foreseen import here
    from centralino.logs import setup_as_parent

    # Ctrl-C reaches the whole process group: the parent decides when this ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Also while it is paused, when it could not notice that its input has ended. Linux alone has this.
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    step_back(LOWEST)
    setup_as_parent()
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    plans = [here.plan_of(voice) for voice in voices(iter(here.languages()))]
    try:
        serve(Rendering(PromptCache(Path(sys.argv[1])), plans), sys.stdin, answers)
    except BrokenPipeError:
        os._exit(0)
    except OSError:
        sys.exit(FULL)


if __name__ == "__main__":
    main()
