"""What the page of a call is shown of what happens on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from voice.session.events import Event

SHOWN = {
    "said": ("text", "language"),
    "heard": ("text", "language", "confidence"),
    "keys": ("keys",),
    "language": ("language",),
    "barged_in": (),
    "resumed": (),
}
"""Events of a call, and what of them."""


def show(event: Event, tell: Callable[[Mapping[str, Any]], None]) -> None:
    """Tell the page of an event of its call."""
    if event.kind in SHOWN:
        shown = {name: event.data[name] for name in SHOWN[event.kind] if name in event.data}
        tell({"event": event.kind, "ms": event.at_ms, **shown})
