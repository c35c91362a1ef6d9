"""What figures are reckoned from: a row a call, a queue item, a wrap-up, a survey. All moments with time zone."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple


class CallRow(NamedTuple):
    """A call."""

    at: datetime
    """When it began."""
    ended: datetime | None
    """None while it runs."""
    department: str | None
    language: str
    final: str | None
    """One of desk.calls.messages.FINALS; None until something is settled."""
    reason: str | None


class ItemRow(NamedTuple):
    """What waited, or waits, for a person."""

    at: datetime
    """When it was queued."""
    answered: datetime | None
    """When a person took it, the first one where it was passed on."""
    closed: datetime | None
    """When the person was done, or the caller gone."""
    department: str
    language: str
    kind: str
    """`call`, `callback` or `voicemail`."""
    taken_back: bool = False
    """By the bot: the caller wanted something else, or came back. Neither answered nor abandoned."""


class WrapUpRow(NamedTuple):
    """Work after a call."""

    at: datetime
    """When it began."""
    until: datetime
    department: str | None = None
    """Of the call, where known."""
    language: str | None = None


class TalkRow(NamedTuple):
    """A conversation of a caller with an agent."""

    at: datetime
    """When it began."""
    until: datetime
    department: str | None = None
    language: str | None = None
    held: float | None = None
    """Seconds on hold."""


class ToldRow(NamedTuple):
    """A wait that a caller was told, and how long it was."""

    at: datetime
    """When it was told."""
    answered: datetime
    """When a person took the call, the first one where it was passed on."""
    seconds: int
    """That were told."""
    department: str
    language: str

    @property
    def real(self) -> float:
        """Seconds that it still took."""
        return (self.answered - self.at).total_seconds()

    @property
    def error(self) -> float:
        """Seconds; more than 0 when the caller was told too much."""
        return self.seconds - self.real


class StateRow(NamedTuple):
    """Something that an agent did."""

    agent: str
    state: str
    """One of desk.routing.model.AGENT_STATES."""
    since: datetime
    until: datetime
    item_id: str | None = None


class SurveyRow(NamedTuple):
    """The question to a caller after the call."""

    at: datetime
    score: int | None
    """1 to 5; None: no answer."""
    department: str | None
    language: str
