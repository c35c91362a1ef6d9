"""The settings of call distribution."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from desk.routing.model import ANY, Waiting

Hours = Callable[[str, datetime], bool]
"""Whether a department is open at a moment."""


def always(_department: str, _moment: datetime) -> bool:
    """Open day and night."""
    return True


@dataclass(frozen=True)
class Policy:
    """How a house distributes its calls. All times in seconds."""

    ring_seconds: float = 20.0
    """An agent who has not answered after so long gets a break, and the item goes back to the head of the queue."""
    wrap_up_seconds: float | None = None
    """Agents are available again so long after a call; None: when they say so."""
    ageing_seconds: float = 300.0
    """A normal item that has waited so long counts as high, so that a stream of high ones cannot starve it."""
    voicemail_ageing_seconds: float = 86_400.0
    """A voicemail of normal priority gives way to people who wait until it is so old: it hears no music."""
    overflow_seconds: float = 120.0
    """After so long an item may go to higher tiers and to the departments that help its own."""
    overflow: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Department → departments that help it. One that is not listed is helped by any, one with an empty set by none."""
    language_overflow: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Language that nobody at work speaks → languages whose agents take such items once twice that time has passed."""
    after_hours_seconds: float = 0.0
    """Calls that came before closing time are still assigned so long after it."""
    is_open: Hours = always

    def assignable(self, item: Waiting, now: datetime) -> bool:
        """Whether the item may be given to anybody at this moment: its department is open and its time has come."""
        if now < item.ready_at:
            return False
        if self.is_open(item.department, now):
            return True
        came = max(item.queued_at, now - timedelta(seconds=self.after_hours_seconds))
        return item.kind == "call" and came < now and self.is_open(item.department, came)

    def overflows_at(self, item: Waiting, spells: int = 1) -> datetime:
        """The moment from which higher tiers and other departments help with it. `spells`: so many times."""
        return item.ready_at + timedelta(seconds=spells * self.overflow_seconds)

    def languages(self, language: str) -> frozenset[str]:
        """Languages whose agents take its items when nobody at work speaks it."""
        return self.language_overflow.get(language, frozenset())

    def helpers(self, department: str) -> frozenset[str]:
        """Departments whose agents take its items on overflow; may hold ANY."""
        return self.overflow.get(department, frozenset({ANY}))
