"""A leg as the call sees it: the caller's sound and keys in, the bot's sound out, frame by frame.

The leg is the call's clock. Each `read` gives the next 20 ms of the caller and each is answered by one `write` of the
bot's 20 ms for the same stretch, so both sides can be recorded and echo can be cancelled without any time stamps.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from voice.legs.pace import Pace


class LegError(RuntimeError):
    """The leg broke (device gone, connection lost): the caller cannot be heard or reached through it."""


@dataclass(frozen=True)
class Incoming:
    """20 ms of the caller."""

    samples: NDArray[np.int16]
    """Mono PCM, int16, 16,000 Hz, 320 samples."""
    keys: str = ""
    """Keys pressed in this stretch (0-9 * #)."""


class Leg(Protocol):
    """One caller's line."""

    pace: Pace
    """How the call's time passes; the call tells it when it computes."""

    async def open(self) -> None:
        """Answer. Raises LegError."""
        ...

    async def read(self) -> Incoming | None:
        """The next 20 ms of the caller; None when the caller has hung up. Raises LegError."""
        ...

    def write(self, samples: NDArray[np.int16] | None) -> None:
        """The bot's next 20 ms, in the form of Incoming.samples; None while the bot says nothing. Never waits."""
        ...

    def flush(self) -> None:
        """Drop what was written and is not audible yet: the caller has interrupted."""
        ...

    async def close(self) -> None:
        """Let what was written be heard, then hang up. Idempotent, never raises."""
        ...
