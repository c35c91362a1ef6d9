"""A caller made of recordings: each is played when the bot has finished, or over its voice."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from voice.audio import FRAME_MS, FRAME_SAMPLES
from voice.legs.pace import Pace
from voice.legs.protocol import Incoming

ANSWER_MS = 400
"""A caller begins to answer so long after the bot has fallen silent; shorter gaps are within the bot's reply."""
LEAVE_MS = 1500
"""A caller who has been served and has nothing more to say hangs up so long after the bot's last word."""

SILENCE = np.zeros(FRAME_SAMPLES, dtype=np.int16)


@dataclass(frozen=True)
class CallerLine:
    """One thing the caller does."""

    samples: NDArray[np.int16] | None = None
    """Mono int16 at 16 kHz."""
    keys: str = ""
    """Pressed one after the other, before the sound."""
    over_ms: int | None = None
    """So long after the bot began to speak, over its voice; None = when the bot has finished."""
    silence_ms: int = 0
    """The caller says nothing for so long, and then goes on; a bot that speaks meanwhile is listened to."""


Answer = Callable[[], CallerLine]
"""A line that depends on what the bot said: asked for when the bot has finished."""


class WavLeg:
    """The recorded caller. When the lines are used up the caller stays on the line in silence, and hangs up after the
    bot's next words once `served` says so."""

    def __init__(
        self, lines: Sequence[CallerLine | Answer], pace: Pace, served: Callable[[], bool] = lambda: False
    ) -> None:
        self.pace = pace
        self._lines = list(lines)
        self.served = served
        self._sound: NDArray[np.int16] | None = None
        self._keys = ""
        self._pause_ms = 0
        self._paused = False
        self._spoken_ms = 0
        self._quiet_ms = 0
        self._answer_heard = False

    async def open(self) -> None:
        """Nothing to be done."""

    async def read(self) -> Incoming | None:
        """See Leg."""
        await self.pace.frame()
        if self._sound is None and not self._keys:
            if self._leaves():
                return None
            if self._may_begin():
                self._begin()
        if self._keys:
            key, self._keys = self._keys[0], self._keys[1:]
            return Incoming(SILENCE, key)
        return Incoming(self._next_sound())

    def write(self, samples: NDArray[np.int16] | None) -> None:
        """See Leg."""
        if samples is None:
            self._quiet_ms += FRAME_MS
            if self._pause_ms:
                self._pause_ms = max(0, self._pause_ms - FRAME_MS)
                self._paused = not self._pause_ms
        else:
            self._pause_ms, self._paused = 0, False
            self._spoken_ms += FRAME_MS
            self._quiet_ms = 0
            self._answer_heard = self._answer_heard or self.served()

    def flush(self) -> None:
        """Nothing is held back."""

    async def close(self) -> None:
        """Nothing to be done."""

    def _leaves(self) -> bool:
        self._answer_heard = self._answer_heard and self.served()
        silent = self._answer_heard and self._quiet_ms >= LEAVE_MS
        return not self._lines and not self._pause_ms and silent

    def _may_begin(self) -> bool:
        if self._paused and self._lines:
            return True
        if not self._lines or not self._spoken_ms or self._pause_ms:
            return False
        first = self._lines[0]
        over = first.over_ms if isinstance(first, CallerLine) else None
        return self._quiet_ms >= ANSWER_MS or (over is not None and self._spoken_ms >= over)

    def _begin(self) -> None:
        first = self._lines.pop(0)
        line = first if isinstance(first, CallerLine) else first()
        self._sound = line.samples
        self._keys = line.keys
        self._pause_ms, self._paused = line.silence_ms, False
        # Who falls silent has heard the bot all the same.
        if not line.silence_ms:
            self._spoken_ms = self._quiet_ms = 0

    def _next_sound(self) -> NDArray[np.int16]:
        if self._sound is None:
            return SILENCE
        frame, rest = self._sound[:FRAME_SAMPLES], self._sound[FRAME_SAMPLES:]
        self._sound = rest if len(rest) else None
        # What the bot said under the caller's words is no answer to them.
        self._spoken_ms = self._quiet_ms = 0
        return np.pad(frame, (0, FRAME_SAMPLES - len(frame)))
