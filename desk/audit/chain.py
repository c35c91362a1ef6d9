"""What an entry of the trail is, and how each holds on to the one before. Pure.

The hash of an entry is taken over all of it and over the hash of the entry before, so the last hash stands for the
whole trail (S. Haber, W. S. Stornetta, «How to Time-Stamp a Digital Document», 1991).
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

BEGINNING = "0" * 64
"""Stands for the hash before the first entry."""
LONGEST = {"who": 128, "action": 64, "what": 128}
"""Characters."""


@dataclass(frozen=True)
class Head:
    """The end of the trail: whoever has noted it can tell later whether what led to it is still the same."""

    number: int = 0
    """Entries so far."""
    hash: str = BEGINNING

    def __str__(self) -> str:
        return f"{self.number}:{self.hash}"

    @classmethod
    def parse(cls, noted: str) -> Head:
        """The reverse of str(). Raises ValueError."""
        if not re.fullmatch(r"\d{1,18}:[0-9a-f]{64}", noted.strip()):
            raise ValueError(f"{noted!r} is no head of a trail; write it as `centralino audit head` prints it")
        number, _, digest = noted.strip().partition(":")
        return cls(int(number), digest)


@dataclass(frozen=True)
class Entry:
    """One change: who did what to what, and when."""

    number: int
    """1, 2, 3 … without gaps."""
    at: datetime
    who: str
    """A user's name, or `cli:` and a login, or what else acts by itself."""
    action: str
    """Such as `role_changed`."""
    what: str
    """Id of what it was done to."""
    details: Mapping[str, str]
    previous: str
    """Hash of the entry before."""
    hash: str


def digest(number: int, at: str, who: str, action: str, what: str, details: str, previous: str) -> str:
    """The hash of an entry: SHA-256, as hex, over its canonical JSON, followed by that of its details. `at`: in UTC
    with microseconds."""
    whole = {"number": number, "at": at, "who": who, "action": action, "what": what, "previous": previous}
    return hashlib.sha256((canonical(whole) + details).encode("utf-8", "surrogatepass")).hexdigest()


def canonical(data: Mapping[str, object]) -> str:
    """One spelling for equal data: sorted keys, no spaces, ASCII."""
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def check(who: str, action: str, what: str, details: Mapping[str, str]) -> None:
    """Raises ValueError for what cannot stand in the trail."""
    for name, value in {"who": who, "action": action, "what": what}.items():
        if not value.isprintable() or len(value) > LONGEST[name]:
            raise ValueError(f"{name} of an entry is a printable text of at most {LONGEST[name]} characters")
    if not action or not all(isinstance(word, str) for pair in details.items() for word in pair):
        raise ValueError("an entry needs an action, and details of texts")
