"""What webhooks are about."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

EVENTS = {"call": "hand_off", "callback": "callback", "voicemail": "voicemail"}
"""Kind of queue item → event."""
NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
LOOPBACK = ("127.0.0.1", "localhost", "::1")
RETRY_SECONDS = (5, 30, 120, 600, 3600, 4 * 3600, 12 * 3600, 24 * 3600, 24 * 3600)
"""After each failure; then the delivery is given up, 2¾ days after the event: a weekend's outage is caught up with."""


@dataclass(frozen=True)
class Hook:
    """One receiver, as it is set up."""

    name: str
    url: str
    secret: bytes
    events: frozenset[str] = frozenset(EVENTS.values())
    packet: bool = False
    """Whether the whole packet is sent, with what the caller said, or ids alone."""

    def __post_init__(self) -> None:
        """Raises ValueError naming what cannot be used, never the secret."""
        parts = urlsplit(self.url)
        if not NAME.fullmatch(self.name):
            raise ValueError(f"hook {self.name!r}: a name is letters, digits, - and _")
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.password:
            raise ValueError(f"hook {self.name}: write its address as https://host/path, without a password")
        if parts.scheme == "http" and parts.hostname not in LOOPBACK:
            raise ValueError(f"hook {self.name}: {parts.hostname} needs https; only this machine may be told by http")
        if unknown := self.events - set(EVENTS.values()):
            there = ", ".join(EVENTS.values())
            raise ValueError(f"hook {self.name}: no such event: {sorted(unknown)[0]}; there are {there}")
        if len(self.secret) < 24:
            raise ValueError(f"hook {self.name}: its secret has fewer than 24 bytes")


@dataclass(frozen=True)
class Delivery:
    """One event on its way to one receiver."""

    id: str
    """The same at each attempt: by it the receiver knows what it has had already."""
    hook: str
    item_id: str
    event: str
    created: datetime
    attempts: int
    """Before this one."""


@dataclass(frozen=True)
class Past:
    """What became of a delivery so far."""

    delivery: Delivery
    due: datetime | None
    delivered: datetime | None
    result: str | None
    """HTTP status or kind of failure of the latest attempt."""


def retry_after(attempts: int) -> timedelta | None:
    """How long to wait after so many failed attempts; None: give up."""
    return timedelta(seconds=RETRY_SECONDS[attempts - 1]) if attempts <= len(RETRY_SECONDS) else None


def body(delivery: Delivery, item: dict[str, Any], whole: bool) -> dict[str, Any]:
    """What is sent. `item`: columns of the queue item, its packet among them."""
    told = ("call_id", "kind", "department", "language", "reason")
    data = {"item_id": delivery.item_id, "priority": item["priority"], **{name: item[name] for name in told}}
    return {
        "type": f"centralino.{delivery.event}",
        "timestamp": delivery.created.isoformat(),
        "data": {**data, "packet": item["packet"]} if whole else data,
    }
