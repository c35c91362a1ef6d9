"""A call as it was kept: what the caller did, what was understood then, and what was answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal

from bot.messages import CallerTurn, CallInfo, Entity, Outcome, Understanding

HIDDEN = ("•", "—")
"""Signs of what was masked before it was stored: digits of a number, and a line that was withheld."""


@dataclass(frozen=True)
class Read:
    """How a turn was understood."""

    intent: str
    confidence: float
    fallback: bool
    """The bot would not act on it without asking."""
    entities: tuple[tuple[str, str], ...] | None = ()
    """Name and value, in the order of the text; None where they were not kept."""

    @classmethod
    def of(cls, understanding: Understanding) -> Read:
        """What of an understanding is compared; four digits of its confidence, for the last ones depend on the
        machine."""
        found: tuple[Entity, ...] = tuple(sorted(understanding.entities, key=lambda one: (one.start, one.entity)))
        entities = tuple((entity.entity, entity.value) for entity in found)
        return cls(understanding.intent, round(understanding.confidence, 4), understanding.fallback, entities)


@dataclass(frozen=True)
class Settled:
    """What a call came to."""

    final: str | None = None
    department: str | None = None
    reason: str | None = None

    @classmethod
    def of(cls, outcome: Outcome | None) -> Settled:
        """Without the id of its item, which is another each time."""
        return cls(outcome.final, outcome.department, outcome.reason) if outcome else cls()


@dataclass(frozen=True)
class KeptTurn:
    """One turn of the caller."""

    kind: Literal["speech", "keys", "silence"]
    text: str
    """As it was kept: masked."""
    at_ms: int = 0
    """Since the call began."""
    confidence: float | None = None
    """Of the recogniser, 0 to 1."""
    language: str | None = None
    """That the recogniser heard."""
    alternatives: tuple[str, ...] = ()
    read: Read | None = None
    """What was understood then; None where that was not kept."""
    replies: tuple[str, ...] = ()
    """What the bot said then."""

    @property
    def hidden(self) -> bool:
        """Whether something of it was masked, so that no model can read it as it was said."""
        return any(sign in self.text for sign in HIDDEN)

    def as_turn(self) -> CallerTurn:
        """For the dialogue."""
        return CallerTurn(
            self.kind, self.text, self.confidence, alternatives=self.alternatives, language=self.language,
            started_ms=self.at_ms, ended_ms=self.at_ms,
        )  # fmt: skip


@dataclass(frozen=True)
class KeptCall:
    """A whole call."""

    id: str
    language: str
    """In which it began: one of the five, or "auto"."""
    began: datetime
    """Aware: what "tomorrow" meant, and who was open."""
    caller: str | None = None
    dialled: str | None = None
    greeting: tuple[str, ...] = ()
    turns: tuple[KeptTurn, ...] = ()
    settled: Settled = Settled()
    notes: tuple[str, ...] = ()
    """What whoever compares has to know, such as parts that were not kept."""

    @property
    def info(self) -> CallInfo:
        """For the dialogue. The id chooses the wordings of replies, so it is that of the call."""
        return CallInfo(self.id, self.language, self.caller, self.dialled)


def to_dict(call: KeptCall) -> dict[str, Any]:
    """JSON types."""
    return {**asdict(call), "began": call.began.isoformat()}


def from_dict(data: Mapping[str, Any]) -> KeptCall:
    """The reverse of to_dict."""
    turns = tuple(
        KeptTurn(**{
            **turn, "alternatives": tuple(turn["alternatives"]), "replies": tuple(turn["replies"]),
            "read": read_from(turn["read"]),
        })
        for turn in data["turns"]
    )  # fmt: skip
    return KeptCall(**{
        **data, "began": datetime.fromisoformat(data["began"]), "greeting": tuple(data["greeting"]), "turns": turns,
        "settled": Settled(**data["settled"]), "notes": tuple(data["notes"]),
    })  # fmt: skip


def read_from(data: Mapping[str, Any] | None) -> Read | None:
    """The reverse of asdict."""
    if data is None:
        return None
    entities = data["entities"]
    pairs = None if entities is None else tuple((str(name), str(value)) for name, value in entities)
    return Read(data["intent"], data["confidence"], data["fallback"], pairs)
