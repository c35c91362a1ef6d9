"""Replays that trainers ask the desk for: each in a process of its own beside it."""

from __future__ import annotations

import subprocess
import sys
import uuid
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from bot.candidates.named import LIVE
from centralino.models_named import known
from centralino.paths import ROOT, VAR
from centralino.replays.state import FOLDER, KEPT, ReplayFolder
from desk.calls.book import CallBook
from desk.training.replays import Replay, ReplayError

MOST_WAITING = 5
"""Each takes half a minute of a processor, and half a gigabyte, one after the other."""


def open_replays(calls: Callable[[], CallBook], var: Path = VAR) -> ReplayBench:
    """Those of this machine."""
    return ReplayBench(ReplayFolder(var / FOLDER), calls)


class ReplayBench:
    """See desk.training.replays.Replays."""

    def __init__(self, folder: ReplayFolder, calls: Callable[[], CallBook]) -> None:
        self._folder, self._calls = folder, calls

    def begin(self, call: str, model: str, against: str | None, now: datetime) -> Replay:
        """See Replays."""
        self._calls().show(call)
        for name in (model, against):
            if name is not None and not known(name):
                raise ReplayError(f"there is no model {name!r}; give {LIVE}, or the id of a candidate or version")
        self._folder.forget_old(now)
        if sum(one.state == "waiting" for one in self._folder.all()) >= MOST_WAITING:
            raise ReplayError(f"{MOST_WAITING} replays are waiting already; begin this one when one of them is done")
        replay = Replay(uuid.uuid4().hex, call, model, against, "waiting", now)
        try:
            with self._folder.holding(replay.id) as lock:
                self._folder.write(replay)
                # The process outlives a restart of the desk, and holds the lock until it is done or dead.
                subprocess.Popen(
                    [sys.executable, "-m", "centralino.replays.run", str(self._folder.folder), replay.id],
                    pass_fds=(lock,), cwd=ROOT, start_new_session=True, stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                )  # fmt: skip
        except OSError as error:
            raise ReplayError(f"the replay cannot be begun: {error.strerror}") from error
        return replay

    def show(self, replay_id: str, now: datetime) -> Replay:
        """See Replays."""
        replay = self._folder.read(replay_id)
        try:
            if replay.begun < now - KEPT:
                raise KeyError(replay_id)
            if not self._calls().show(replay.call).transcript:
                raise KeyError(replay_id)
        except KeyError:
            # What was said on a call is not kept beside it for longer than with it.
            self._folder.forget(replay_id)
            raise
        return replay
