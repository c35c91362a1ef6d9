"""What happens on a call, as others see it: one event after the other, each with its time. See
docs/integrate/events.md for every kind and its fields; names and fields are a contract."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

Kind = Literal[
    "answered",
    "said",
    "heard",
    "understood",
    "keys",
    "silence",
    "barged_in",
    "resumed",
    "language",
    "recorded",
    "recording",
    "handed_off",
    "withdrawn",
    "failed",
    "ended",
]


@dataclass(frozen=True)
class Event:
    """One thing that happened."""

    kind: Kind
    at_ms: int
    """Milliseconds since the call began, on the caller's line."""
    data: dict[str, Any] = field(default_factory=dict)
    """JSON types. Holds what was said: an event is for the call's own record and never for a log."""

    def to_json(self) -> str:
        """One line: `{"event": kind, "ms": at_ms, …data}`."""
        return json.dumps({"event": self.kind, "ms": self.at_ms, **self.data}, ensure_ascii=False)


Sink = Callable[[Event], None]
"""Takes each event as it happens; must not block."""
