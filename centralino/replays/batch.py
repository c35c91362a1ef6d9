"""Many calls on one model, in a process of its own: Rasa's import never stalls whoever asks."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from bot.dialogue.hush import SETTINGS
from bot.replay.call import KeptCall, to_dict
from bot.replay.comparison import Comparison, compare
from bot.replay.replay import Replayed, replayed_from
from centralino.errors import UserError
from centralino.paths import ROOT

Progress = Callable[[int, int], None]
"""Told how many calls are done, and of how many."""
PATIENCE_SECONDS = 600.0
"""For one call, the import of Rasa with the first: ten times what they take on a small machine that is busy."""


class _Limit:
    """Ends a process that tells nothing for too long."""

    def __init__(self, process: subprocess.Popen[bytes], seconds: float) -> None:
        self._process, self._seconds, self.reached = process, seconds, False
        self._timer = self._started()

    def again(self) -> None:
        """It has told something."""
        self.over()
        self._timer = self._started()

    def over(self) -> None:
        """It needs no limit any more."""
        self._timer.cancel()

    def _started(self) -> threading.Timer:
        timer = threading.Timer(self._seconds, self._reach)
        timer.daemon = True
        timer.start()
        return timer

    def _reach(self) -> None:
        self.reached = True
        self._process.kill()


def replay_calls(
    calls: Sequence[KeptCall],
    archive: Path,
    progress: Progress = lambda _done, _of: None,
    behind: bool = False,
    patience: float = PATIENCE_SECONDS,
) -> list[Replayed]:
    """Each call on a model, in order. The same calls on the same model give the same, each time. Takes as long as Rasa
    needs to be imported, and about 0.1 s a turn. `behind`: callers on this machine go first. `patience`: seconds for
    a call. Raises UserError when the model cannot be loaded, or a call takes longer."""
    if not calls:
        return []
    job = json.dumps(
        {"model": str(archive.resolve()), "behind": behind, "calls": [to_dict(call) for call in calls]}
    ).encode()
    environment = {**os.environ, **SETTINGS, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    with subprocess.Popen(
        [sys.executable, "-m", "centralino.replays.worker"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, cwd=ROOT, env=environment,
    ) as process:  # fmt: skip
        assert process.stdin is not None
        assert process.stdout is not None
        limit = _Limit(process, patience)
        try:
            process.stdin.write(job)
            process.stdin.close()
            for line in process.stdout:
                limit.again()
                answer: dict[str, Any] = json.loads(line)
                if "refused" in answer:
                    raise UserError(answer["refused"])
                if "replayed" in answer:
                    return [replayed_from(data) for data in answer["replayed"]]
                progress(answer["done"], len(calls))
        except BrokenPipeError:
            pass
        finally:
            limit.over()
            process.kill()
    if limit.reached:
        raise UserError(f"{archive}: a call took longer than {patience:.0f} s and was given up; try it alone, or later")
    raise UserError(f"{archive}: the calls cannot be replayed on this model; run: centralino doctor")


def compare_calls(
    calls: Sequence[KeptCall],
    model: tuple[str, Path],
    against: tuple[str, Path] | None = None,
    progress: Progress = lambda _done, _of: None,
    behind: bool = False,
) -> list[Comparison]:
    """Each call on a model (its name and archive) against what was kept, or against another model. Raises UserError."""
    total = len(calls) * (2 if against else 1)
    mine = replay_calls(calls, model[1], lambda done, _of: progress(done, total), behind)
    if against is None:
        return [compare(call, model[0], replayed) for call, replayed in zip(calls, mine, strict=True)]
    theirs = replay_calls(calls, against[1], lambda done, _of: progress(len(calls) + done, total), behind)
    both = zip(calls, mine, theirs, strict=True)
    return [compare(call, model[0], replayed, against[0], other) for call, replayed, other in both]
