"""Which model really answers calls: told by the process that answers them, for the desk and the commands beside it."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from bot.candidates.files import read_json, write_json
from bot.candidates.shelf import alive, began

LOG = logging.getLogger(__name__)

FILE = "answering.json"
"""In `var`. It counts as long as the process that wrote it lives."""

NAMES = ("version", "refused", "why", "since", "at")

State = Literal["answers", "starting", "refused"]
"""Of the live model: it takes new calls; it will when its process has started and another one has ended; it was
promoted and does not start."""


@dataclass(frozen=True)
class Answering:
    """Which model takes new calls."""

    version: str
    refused: str = ""
    """The version that should, and does not start; empty: none."""
    why: str = ""
    """It does not, in one line."""


@dataclass(frozen=True)
class Told:
    """That, and of which moment it is."""

    answering: Answering
    since: str
    """When it began to take new calls; ISO 8601, UTC."""
    at: str
    """When this was told."""

    def state(self, live: str) -> State:
        """Of the version that is live on disk."""
        if live == self.answering.version:
            return "answers"
        return "refused" if live == self.answering.refused else "starting"

    def shown(self, live: str) -> dict[str, str]:
        """As the desk and the commands show it beside the version that is live on disk."""
        state = self.state(live)
        why = self.answering.why if state == "refused" else ""
        return {"version": self.answering.version, "state": state, "why": why, "since": self.since, "at": self.at}


@contextmanager
def telling(var: Path) -> Iterator[Callable[[Answering], None]]:
    """Give what writes it down for others, until this process no longer answers calls."""
    process = os.getpid()
    written = {"process": process, "process_began": began(process)}
    taking = {"version": "", "since": ""}

    def tell(answering: Answering) -> None:
        at = datetime.now(UTC).isoformat(timespec="seconds")
        if answering.version != taking["version"]:
            taking.update(version=answering.version, since=at)
        try:
            write_json(var / FILE, {**asdict(answering), "since": taking["since"], "at": at, **written})
        except OSError as error:
            # Calls go on; what an earlier one told must not stand as if it were so still.
            LOG.error("%s: cannot be written: %s", var / FILE, error.strerror)
            with suppress(OSError):
                (var / FILE).unlink(missing_ok=True)

    try:
        yield tell
    finally:
        if (read_json(var / FILE) or {}).get("process") == process:
            with suppress(OSError):
                (var / FILE).unlink(missing_ok=True)


def told(var: Path) -> Told | None:
    """What the process that answers calls has told. None: there is none on this machine, as far as this one sees."""
    data: Any = read_json(var / FILE)
    try:
        version, refused, why, since, at = (str(data[name]) for name in NAMES)
        found = Told(Answering(version, refused, why), since, at)
        return found if alive(int(data["process"]), int(data["process_began"])) else None
    except (KeyError, TypeError, ValueError):
        return None
