"""What call distribution knows: agents, waiting items, and who gets what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

AgentState = Literal["logged_out", "available", "reserved", "in_call", "wrap_up", "on_break"]
"""`reserved`: the agent's phone rings."""
AGENT_STATES: tuple[AgentState, ...] = get_args(AgentState)

Kind = Literal["call", "callback", "voicemail"]
Priority = Literal["high", "normal"]

ANY = "*"
"""Stands for every department."""


@dataclass(frozen=True)
class Agent:
    """A person who takes calls."""

    id: str
    languages: frozenset[str]
    departments: frozenset[str]
    """Department keys, or ANY."""
    tier: int
    """1 = first line."""
    state: AgentState
    since: datetime
    """When the state began; with a time zone, like every moment here."""
    reason: str | None = None
    """Code of `wrap_up` (the outcome of the call) and `on_break`; why an agent was logged out by someone else."""
    held: datetime | None = None
    """Since when the caller is on hold; None: nobody is."""


@dataclass(frozen=True)
class Waiting:
    """An item of the queue that nobody has taken."""

    id: str
    language: str
    department: str
    queued_at: datetime
    """The moment from which its place counts: a callback keeps that of the call it replaces."""
    kind: Kind = "call"
    tier: int = 1
    priority: Priority = "normal"
    at_head: bool = False
    """It was offered to an agent who did not answer."""
    due: datetime | None = None
    """A callback at a chosen time is not assigned before it."""
    excluded: frozenset[str] = frozenset()
    """Ids of agents who did not answer it, or have passed it on."""

    @property
    def ready_at(self) -> datetime:
        """The moment from which it could be assigned: ageing and overflow count from here."""
        return max(self.queued_at, self.due) if self.due else self.queued_at


@dataclass(frozen=True)
class Assignment:
    """One item for one agent."""

    item_id: str
    agent_id: str
    overflow: bool = False
    """The agent helps out: is of another department, a higher tier, or speaks another language."""
