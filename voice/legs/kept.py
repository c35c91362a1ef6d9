"""A leg that somebody goes on with after the bot's part of the call."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from voice.legs.pace import Pace
from voice.legs.protocol import Incoming, Leg


class KeptLeg:
    """Lets the bot's part come to its end without hanging up."""

    def __init__(self, leg: Leg) -> None:
        self.pace: Pace = leg.pace
        self._leg = leg
        self._closed = False

    async def open(self) -> None:
        """See Leg."""
        await self._leg.open()

    async def read(self) -> Incoming | None:
        """See Leg; None once the bot is done, too."""
        return None if self._closed else await self._leg.read()

    def write(self, samples: NDArray[np.int16] | None) -> None:
        """See Leg."""
        if not self._closed:
            self._leg.write(samples)

    def flush(self) -> None:
        """See Leg."""
        if not self._closed:
            self._leg.flush()

    async def close(self) -> None:
        """The bot is done; the leg stays open."""
        self._closed = True
