"""What a room needs of a leg."""

from __future__ import annotations

from typing import Protocol

from voice.legs.pace import Pace
from voice.legs.protocol import Leg


class RoomLeg(Leg, Protocol):
    """A leg that others may set the pace of; its `read` waits for nothing but that."""

    def keep_time(self, pace: Pace) -> None:
        """From here on frames are read at another pace; what was missed until now does not count as late."""
        ...
