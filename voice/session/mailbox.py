"""What the line tells the conversation, in order. A delivered message keeps the call busy until it is dealt with."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass

from voice.legs.pace import Pace
from voice.session.utterance import Utterance
from voice.turns.events import TurnEnded


@dataclass(frozen=True)
class Uttered:
    """The caller has said something."""

    turn: TurnEnded
    utterance: Utterance
    at_ms: int
    """When the turn was over, its pause included."""


@dataclass(frozen=True)
class Keyed:
    """The caller has pressed keys."""

    keys: str
    at_ms: int


@dataclass(frozen=True)
class Silent:
    """The caller has said nothing for too long."""

    at_ms: int


@dataclass(frozen=True)
class Played:
    """The bot has said all it had to say."""


@dataclass(frozen=True)
class Mute:
    """The bot's voice has failed in the middle of a turn."""

    reason: str


@dataclass(frozen=True)
class HungUp:
    """The caller has gone."""

    broken: str | None = None
    """Why, when it was the leg and not the caller."""


Message = Uttered | Keyed | Silent | Played | Mute | HungUp


class Mailbox:
    """One call's messages."""

    def __init__(self, pace: Pace) -> None:
        self._pace = pace
        self._queue: asyncio.Queue[Message] = asyncio.Queue()
        self._held = True
        pace.began()

    def put(self, message: Message) -> None:
        """Deliver; the call is busy from here."""
        self._pace.began()
        self._queue.put_nowait(message)

    async def get(self) -> Message:
        """The next message; what was fetched before counts as dealt with."""
        self.release()
        message = await self._queue.get()
        self._held = True
        return message

    def left(self) -> Iterator[Message]:
        """What nobody has fetched, taken out."""
        while not self._queue.empty():
            yield self._queue.get_nowait()

    def release(self) -> None:
        """What was fetched is dealt with. Idempotent."""
        if self._held:
            self._held = False
            self._pace.ended()
