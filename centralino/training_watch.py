"""Trains a candidate each time somebody saves the language data, and tells what became better and worse."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot.dialogue.model import SOURCES, sources
from centralino.errors import UserError
from centralino.paths import TREE

if TYPE_CHECKING:
    from centralino.training_acts import Acts

LOOK_SECONDS = 1.0
QUIET_SECONDS = 2.0
"""An editor writes several files at once; nothing begins before all is quiet for so long."""
WATCHED = tuple(name for name in SOURCES if not name.startswith("bot/"))

Saved = Mapping[Path, int]
"""File → when it was changed, nanoseconds."""


def saved(root: Path = TREE) -> Saved:
    """The files that are watched, as they are."""
    found = {}
    for file in sources(root, WATCHED):
        try:
            found[file] = file.stat().st_mtime_ns
        except OSError:
            continue  # it is being replaced
    return found


class Quiet:
    """Tells when files have changed and then stayed as they are. Pure."""

    def __init__(self, first: Saved, seconds: float = QUIET_SECONDS) -> None:
        self._done, self._last, self._since, self._seconds = first, first, 0.0, seconds
        self._before = first

    def look(self, now: float, found: Saved) -> list[Path]:
        """The files that differ from the last time that there were any; empty while it is not quiet."""
        if found != self._last:
            self._last, self._since = found, now
        if self._last == self._done or now - self._since < self._seconds:
            return []
        changed = sorted(
            file for file in self._last.keys() | self._done.keys() if self._last.get(file) != self._done.get(file)
        )
        self._before, self._done = self._done, self._last
        return changed

    def again(self) -> None:
        """Nothing has come of what was told last: it is told once more, with what is saved meanwhile."""
        self._done = self._before


def watch(promote: bool, sleep: Callable[[float], None] = time.sleep) -> int:
    """Until Ctrl+C. With `promote` what the gate lets through goes live."""
    from bot.candidates.shelf import BusyError
    from centralino.training_acts import Acts, audited

    acts, quiet, waits = Acts(audited()), Quiet(saved()), False
    print("Watching data and domain; save a file. Ctrl+C ends.", flush=True)
    try:
        while True:
            sleep(LOOK_SECONDS)
            if waits and acts.shelf.running() is not None:
                continue
            waits = False
            changed = quiet.look(time.monotonic(), saved())
            if changed:
                print(f"{datetime.now():%H:%M:%S} saved: {', '.join(_name(file) for file in changed)}", flush=True)
                try:
                    _once(acts, promote)
                except BusyError as error:
                    quiet.again()
                    waits = True
                    print(f"  {error}; then it is the turn of this", flush=True)
                except UserError as error:
                    print(f"  {error}", flush=True)
    except KeyboardInterrupt:
        print("Ended; the live model is as it was, unless you promoted one.")
        return 0


def _once(acts: Acts, promote: bool) -> None:
    from bot.candidates import tree
    from centralino.cli.candidates import follow
    from centralino.cli.users import who

    tree.read()  # a mistake is told at once
    made = acts.train(who(), datetime.now(UTC))
    try:
        ready = follow(acts, made.id)
    except KeyboardInterrupt:
        acts.discard(made.id, who(), datetime.now(UTC))
        raise
    if ready and promote:
        acts.promote(made.id, who(), datetime.now(UTC))
        print(f"Live: {made.id}.")
    elif ready:
        print(f"To make it live: centralino candidates promote {made.id}")


def _name(file: Path) -> str:
    return str(file.relative_to(TREE)) if file.is_relative_to(TREE) else str(file)
