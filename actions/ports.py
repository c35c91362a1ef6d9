"""What the actions need from the human side of the house."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from desk.queue.packet import Packet


class DeskError(RuntimeError):
    """The queue cannot be reached: nothing was stored, and the caller must be told so."""


class Place(Protocol):
    """A place in the queue."""

    @property
    def item_id(self) -> str:
        """Id of the stored item."""
        ...

    @property
    def position(self) -> int:
        """1 = next."""
        ...

    @property
    def wait_seconds(self) -> int | None:
        """Estimated seconds until a person answers; None when nobody is at work who could."""
        ...


class HandOffDesk(Protocol):
    """Where calls, callbacks and messages wait for a person."""

    def place(self, packet: Packet) -> Place:
        """Store the packet durably; returns only when it is safe. Raises DeskError."""
        ...

    def withdraw(self, item_id: str, now: datetime) -> bool:
        """Take an item back that nobody has taken yet; False when it was too late. Raises DeskError."""
        ...

    def placement(self, item_id: str) -> Place:
        """Where an item stands now. Raises DeskError."""
        ...

    def estimate(self, department: str, language: str) -> tuple[int, int | None]:
        """Position and seconds of wait that a call placed at this moment would get; None as above. Raises DeskError."""
        ...
