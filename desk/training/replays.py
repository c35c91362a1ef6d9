"""Calls of the past run again on another model, as the desk's web side sees it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, Protocol

State = Literal["waiting", "running", "ready", "failed"]


class ReplayError(RuntimeError):
    """It cannot be begun: the message is one line that names the remedy."""


@dataclass(frozen=True)
class Replay:
    """One, under way or over."""

    id: str
    call: str
    """Id of the call."""
    model: str
    """`live`, or the id of a candidate or of a former version."""
    against: str | None
    """Another model to compare with; None: with what was kept of the call."""
    state: State
    begun: datetime
    share: float = 0.0
    """Of the work that is done, 0 to 1."""
    error: str | None = None
    """Why it failed; nothing of what was said."""
    comparison: Mapping[str, Any] | None = None
    """Turn by turn, once it is ready; see docs/train/replays.md."""


class Replays(Protocol):
    """Those of this machine. They run beside the desk, one at a time, and are kept for a day."""

    def begin(self, call: str, model: str, against: str | None, now: datetime) -> Replay:
        """Run a call again. Raises KeyError where there is no such call, ReplayError, StoreError."""
        ...

    def show(self, replay_id: str, now: datetime) -> Replay:
        """Raises KeyError: also for one whose call is not kept any more. Raises StoreError."""
        ...
