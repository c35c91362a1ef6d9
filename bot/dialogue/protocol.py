"""The dialogue as the voice side sees it."""

from __future__ import annotations

from typing import Protocol

from bot.messages import BotTurn, CallerTurn, CallInfo


class DialogueError(RuntimeError):
    """The dialogue cannot answer (its process died, timed out or failed); the call goes to a person."""


class Dialogue(Protocol):
    """One dialogue engine serving many calls; every method may be awaited concurrently for different calls."""

    async def start(self, call: CallInfo) -> BotTurn:
        """Open the conversation and return the greeting. Raises DialogueError."""
        ...

    async def turn(self, call_id: str, turn: CallerTurn) -> BotTurn:
        """Answer one caller turn. Raises DialogueError, KeyError for an unknown call."""
        ...

    def ahead(self, call_id: str, turn: CallerTurn) -> None:
        """What may become the caller's next turn: it is understood already, so that `turn` answers sooner if it does.
        Says nothing and changes nothing. Never raises, never waits."""
        ...

    async def end(self, call_id: str) -> None:
        """The call is over; what remains of its state is released. Never raises."""
        ...
