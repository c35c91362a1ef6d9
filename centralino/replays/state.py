"""Replays on disk: a file each, written whole, and a lock that the process holds which works on it."""

from __future__ import annotations

import fcntl
import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from pathlib import Path

from desk.training.replays import Replay

KEPT = timedelta(days=1)
"""A replay holds what was said on a call, so it is not kept for long."""
ID = re.compile("[0-9a-f]{32}")
FOLDER = "replays"
"""Within `var`."""
GONE = "its process has died; begin it again"
ONE = "one.lock"
"""Held by the replay that runs."""


class ReplayFolder:
    """The replays of one machine. Safe to use from several processes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def write(self, replay: Replay) -> None:
        """In place of what was there; nobody but this user may read it. Raises OSError."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = self.path(replay.id)
        part = path.with_suffix(".part")
        data = {**asdict(replay), "begun": replay.begun.isoformat()}
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            json.dump(data, file, ensure_ascii=False)
        os.replace(part, path)

    def read(self, replay_id: str) -> Replay:
        """One whose process has died has failed. Raises KeyError."""
        if not ID.fullmatch(replay_id):
            raise KeyError(replay_id)
        died = not self._held(replay_id)
        # In this order: what a process writes last, it writes before it lets go of its lock.
        try:
            data = json.loads(self.path(replay_id).read_text("utf-8"))
        except (OSError, ValueError):
            raise KeyError(replay_id) from None
        found = Replay(**{**data, "begun": datetime.fromisoformat(data["begun"])})
        return replace(found, state="failed", error=GONE) if died and found.state in ("waiting", "running") else found

    def forget(self, replay_id: str) -> None:
        """Idempotent."""
        for path in (self.path(replay_id), self.path(replay_id).with_suffix(".part"), self._lock(replay_id)):
            path.unlink(missing_ok=True)

    def all(self) -> list[Replay]:
        """Those that are there, in no order."""
        found = []
        for path in self.folder.glob("*.json"):
            with suppress(KeyError):
                found.append(self.read(path.stem))
        return found

    def forget_old(self, now: datetime) -> None:
        """Those that are kept long enough."""
        for replay in self.all():
            if replay.begun < now - KEPT:
                self.forget(replay.id)

    def path(self, replay_id: str) -> Path:
        """Of its file."""
        return self.folder / f"{replay_id}.json"

    @contextmanager
    def holding(self, replay_id: str) -> Iterator[int]:
        """The file descriptor of its lock, to be inherited by the process that works on it. Raises OSError."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = os.open(self._lock(replay_id), os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield lock
        finally:
            os.close(lock)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Waits until no other replay runs."""
        lock = os.open(self.folder / ONE, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)

    def _held(self, replay_id: str) -> bool:
        try:
            lock = os.open(self._lock(replay_id), os.O_RDWR)
        except OSError:
            return False
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError:
            return True
        finally:
            os.close(lock)
        return False

    def _lock(self, replay_id: str) -> Path:
        return self.folder / f"{replay_id}.lock"
