"""The packet: everything Centralino learned on a call, handed to the person who takes it over.

`packet.schema.json` beside this file is the contract with other systems; its `version` changes when a reader would have
to.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

VERSION = 1
SCHEMA_FILE = Path(__file__).with_name("packet.schema.json")

REASONS = (
    "explicit_request",
    "not_understood",
    "silence",
    "out_of_scope",
    "priority_topic",
    "routed",
    "system_failure",
)


class PacketError(ValueError):
    """The packet does not fit its schema; the message names the field."""


@dataclass(frozen=True)
class Line:
    """One thing said on the call."""

    at_ms: int
    """Milliseconds since the call began."""
    speaker: str
    """`caller` or `bot`."""
    text: str
    confidence: float | None = None
    """Of the recogniser, 0 to 1; None for the bot, for keys and for typed text."""


@dataclass(frozen=True)
class RankedIntent:
    """One reading of what the caller wants."""

    intent: str
    confidence: float


@dataclass(frozen=True)
class Customer:
    """The caller's account, where it is known."""

    number: str
    name: str | None = None


@dataclass(frozen=True)
class Summary:
    """The call in one or two sentences."""

    caller_language: str
    english: str


@dataclass(frozen=True)
class Callback:
    """Where and when to call back."""

    number: str
    time: str | None = None
    """ISO 8601 with offset, or None for as soon as the place in the queue comes up."""


@dataclass(frozen=True)
class Note:
    """What a person wrote for those who take over after them."""

    at: str
    """ISO 8601 in UTC."""
    author: str
    text: str


@dataclass(frozen=True)
class Packet:
    """A call, a callback or a voicemail on its way to a person."""

    call_id: str
    created: str
    """ISO 8601 in UTC."""
    language: str
    department: str
    reason: str
    """One of REASONS."""
    summary: Summary
    kind: str = "call"
    """`call`, `callback` or `voicemail`."""
    caller: str | None = None
    dialled: str | None = None
    customer: Customer | None = None
    person: str | None = None
    """Directory id of the person asked for."""
    priority: str = "normal"
    """`normal` or `high`."""
    intents: tuple[RankedIntent, ...] = ()
    """At most three, best first."""
    slots: dict[str, str] = field(default_factory=dict)
    tried: tuple[str, ...] = ()
    """What the bot did, oldest first, in English."""
    transcript: tuple[Line, ...] = ()
    callback: Callback | None = None
    message: str | None = None
    """The words of a voicemail."""
    notes: tuple[Note, ...] = ()
    """Of the people who passed it on, oldest first."""
    version: int = VERSION

    def to_dict(self) -> dict[str, Any]:
        """The packet as JSON types."""
        data: dict[str, Any] = json.loads(json.dumps(asdict(self)))
        return data

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Packet:
        """The reverse of to_dict. Raises PacketError."""
        check(data)
        customer, callback = data.get("customer"), data.get("callback")
        nested = {
            "summary": Summary(**data["summary"]),
            "customer": Customer(**customer) if customer else None,
            "callback": Callback(**callback) if callback else None,
            "intents": tuple(RankedIntent(**row) for row in data.get("intents", ())),
            "transcript": tuple(Line(**row) for row in data.get("transcript", ())),
            "notes": tuple(Note(**row) for row in data.get("notes", ())),
            "tried": tuple(data.get("tried", ())),
        }
        return cls(**{**data, **nested})


def reached_at(packet: Mapping[str, Any]) -> str | None:
    """The number that shows who the caller is: the line they called from or, where that is withheld, the one that they
    want to be called back on. `packet`: as JSON types."""
    callback: Mapping[str, Any] = packet.get("callback") or {}
    return packet.get("caller") or callback.get("number")


@lru_cache(maxsize=1)
def schema() -> dict[str, Any]:
    """The JSON Schema of a packet."""
    loaded: dict[str, Any] = json.loads(SCHEMA_FILE.read_text("utf-8"))
    return loaded


def check(data: dict[str, Any]) -> None:
    """Raises PacketError naming the first field that does not fit, never its value (it may be what the caller said)."""
    for error in sorted(Draft202012Validator(schema()).iter_errors(data), key=lambda found: list(map(str, found.path))):
        where = "/".join(map(str, error.path)) or "packet"
        raise PacketError(f"{where}: fails the rule {error.validator!r} of {SCHEMA_FILE.name}")
