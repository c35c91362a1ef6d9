"""How strict the accounts are."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta


@dataclass(frozen=True)
class Cost:
    """What one Argon2id hash takes. The default is the first choice of OWASP's Password Storage Cheat Sheet (2025): 19
    MiB, two passes, one lane; 50 ms on one core of 2024."""

    memory_kib: int = 19_456
    passes: int = 2
    lanes: int = 1


@dataclass(frozen=True)
class Pace:
    """How often something may be tried that keeps failing."""

    free: int
    """The failure that brings the first delay, after a rest: one fewer are without."""
    longest_seconds: float
    first_seconds: float = 15.0
    """The delay after that one; each further one doubles it, up to the longest."""
    fades_seconds: float = 900.0
    """After so long one failure is forgotten."""


@dataclass(frozen=True)
class Rules:
    """Of one site."""

    idle: timedelta = timedelta(minutes=30)
    """A session ends when nobody has used it for so long, and"""
    longest: timedelta = timedelta(hours=12)
    """so long after the log-in at the latest."""
    password_length: int = 15
    """At least so many characters: NIST SP 800-63B-4 asks for 15 where nothing but a password is asked for, and for 8
    where there is a second factor."""
    name_pace: Pace = Pace(free=5, longest_seconds=900.0)
    """Of one name, from browsers that it has not logged in from before; and, apart, of each browser that it has."""
    address_pace: Pace = Pace(free=20, longest_seconds=3600.0, fades_seconds=3600.0)
    """Of one address, whichever names are tried. Longer than that of a name, so that who tries a name as often as it
    may be tried is soon slowed down more than the name is, and leaves its owner the turns."""
    device: timedelta = timedelta(days=90)
    """A browser is known for so long after the last log-in from it."""
    cost: Cost = field(default_factory=Cost)
