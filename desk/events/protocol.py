"""What an event is, and what rouses those who listen."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

LOOK_SECONDS = 0.25
"""Between two looks for events, when nothing rouses whoever listens."""
ID = re.compile(r"[A-Za-z0-9_.-]{1,64}")
MOST_IDS = 16


@dataclass(frozen=True)
class Event:
    """Something that has happened and is stored."""

    kind: str
    """Of queue items: `placed`, `waits` (its caller is on our line), `offered`, `taken`, `closed`, `withdrawn`,
    `returned` (waits again, or with a later packet), `noted`, `held` (its caller hears music), `resumed`.
    `agent`: somebody's state or skills have changed. `target`: another service level is promised.
    Of calls: `call_began` (also one that comes back), `said` (its transcript goes on), `call_ended`.
    `resync`: events may have been missed, so what is shown has to be read anew."""
    data: Mapping[str, str] = field(default_factory=dict)
    """Ids of what it happened to, such as `item`, `call` and `agent`; never what callers said."""


RESYNC = Event("resync")


class Alarm(Protocol):
    """Rouses one who listens."""

    async def open(self) -> None:
        """Before the first wait. Raises StoreError."""

    async def wait(self) -> None:
        """Until something may have happened; LOOK_SECONDS at most, for nobody needs to rely on the alarm."""

    def close(self) -> None:
        """After the last."""


def encode(kind: str, data: Mapping[str, str]) -> str:
    """As text. Raises ValueError when something else than ids is to be told."""
    if len(data) > MOST_IDS or not all(ID.fullmatch(text) for text in (kind, *data, *data.values())):
        raise ValueError(f"an event holds at most {MOST_IDS} ids, each of {ID.pattern}")
    return json.dumps({"kind": kind, "data": dict(data)})


def decode(text: str) -> Event:
    """The reverse of encode."""
    found = json.loads(text)
    return Event(found["kind"], found["data"])
