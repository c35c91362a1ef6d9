"""The queue of a replay: it forgets everything, has the same wait for everybody, and is never the real one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desk.queue.packet import Packet

POSITION, WAIT_SECONDS = 1, 240
"""Of whoever asks: what the queue was like at the time is not kept, so it is the same for every model."""


@dataclass(frozen=True)
class ReplayPlace:
    """See actions.ports.Place."""

    item_id: str
    position: int = POSITION
    wait_seconds: int | None = WAIT_SECONDS


class ReplayDesk:
    """See actions.ports.HandOffDesk."""

    def __init__(self) -> None:
        self._items: dict[tuple[str, str], str] = {}

    def place(self, packet: Packet) -> ReplayPlace:
        """Items are numbered as they come; a call that is placed again keeps its own."""
        key = (packet.call_id, packet.kind)
        return ReplayPlace(self._items.setdefault(key, f"replay-{len(self._items) + 1}"))

    def withdraw(self, item_id: str, now: datetime) -> bool:  # noqa: ARG002
        """Nobody has taken it yet."""
        return item_id in self._items.values()

    def placement(self, item_id: str) -> ReplayPlace:
        """As it was told."""
        return ReplayPlace(item_id)

    def estimate(self, department: str, language: str) -> tuple[int, int | None]:  # noqa: ARG002
        """The same for all."""
        return POSITION, WAIT_SECONDS
