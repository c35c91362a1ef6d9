"""What the desk's web side is told by the installation around it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, tzinfo

from desk.routing.states import Reasons

LANGUAGES = ("fr", "nl", "it", "da", "en")


@dataclass(frozen=True)
class Department:
    """A group that calls are routed to."""

    key: str
    names: Mapping[str, str]
    """As said in mid-sentence, by language."""


@dataclass(frozen=True)
class Company:
    """What agents choose from."""

    departments: tuple[Department, ...] = ()
    languages: tuple[str, ...] = LANGUAGES
    reasons: Reasons = field(default_factory=Reasons)
    tiers: tuple[int, ...] = (1, 2, 3)
    products: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Key → names as said in mid-sentence, by language."""

    reason_names: Mapping[str, Mapping[str, Mapping[str, str]]] = field(default_factory=dict)
    """`on_break`, `wrap_up` → code → name by language: those that the house has given, in its order."""

    @property
    def keys(self) -> frozenset[str]:
        """Of the departments."""
        return frozenset(department.key for department in self.departments)


@dataclass(frozen=True)
class Settings:
    """How the desk is served."""

    company: Company = field(default_factory=Company)
    zone: tzinfo = UTC
    """In which days begin."""
    behind: bool = False
    """Requests come from the front of `centralino serve` alone, so its X-Forwarded-For and -Proto are believed."""
    body_bytes: int = 1 << 18
    """Of a request; more is refused."""
    log_ins: float = 0.2
    """Attempts a second that one address may make in the long run."""
    log_ins_at_once: int = 20
    listeners: int = 500
    """Live event streams at a time."""
    away_seconds: float = 30.0
    """Agents whose console has not been heard of for so long are logged out; 0: they are not."""
    phones: frozenset[str] = frozenset()
    """Agents who are rung at a phone: they can be reached without the console."""
    ticks: bool = True
    """Whether this process distributes calls; several may, and the database keeps them apart."""
