"""The bot's replies as frames. Pure; an interruption holds them, a false alarm resumes them."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from voice.audio import FRAME_SAMPLES, RATE

GAP_MS = 120
"""Between two replies of one turn."""
REWIND_MS = 600
"""A prompt resumed after an interruption without words goes back so far, so that no word is lost."""
NOISE_REWIND_MS = 100
"""After a noise of a moment: what was said while it was not yet certain to be one."""

Samples = NDArray[np.int16]


@dataclass
class Reply:
    """One reply on its way to the caller."""

    text: str
    language: str
    emergency: bool = False
    sound: Samples = field(default_factory=lambda: np.zeros(0, dtype=np.int16))
    whole: bool = False
    """True when no more sound will come."""
    position: int = 0
    """Samples that were played."""
    started: bool = False
    broken: bool = False
    """The synthesiser failed before its end."""

    @property
    def heard(self) -> bool:
        """It was played to its end, not dropped and not cut short."""
        return self.over and self.started and not self.broken

    @property
    def over(self) -> bool:
        """Everything was played."""
        return self.whole and self.position >= len(self.sound)


class Player:
    """The replies of one call, in order."""

    def __init__(self) -> None:
        self._replies: list[Reply] = []
        self._held = False
        self._gap = 0

    @property
    def pending(self) -> bool:
        """True until all that was begun has been played."""
        return bool(self._replies)

    @property
    def speaking(self) -> bool:
        """True while the bot's voice is on the line, short gaps for sound that is still to come included."""
        return not self._held and bool(self._replies) and (self._gap > 0 or self._replies[0].started)

    def begin(self, text: str, language: str, emergency: bool = False, before: Reply | None = None) -> Reply:
        """Line up a reply, as the last or `before` another; its sound follows through `feed`."""
        reply = Reply(text, language, emergency)
        self._replies.insert(len(self._replies) if before is None else self._replies.index(before), reply)
        return reply

    def awaits(self, reply: Reply) -> bool:
        """Whether nothing can be said because this reply has no sound yet."""
        return self._replies[:1] == [reply] and not len(reply.sound) and not self._held

    def feed(self, reply: Reply, samples: Samples) -> None:
        """More sound of a reply; ignored when it was cleared meanwhile."""
        reply.sound = np.concatenate([reply.sound, samples])

    def finish(self, reply: Reply) -> None:
        """The reply's sound is whole."""
        reply.whole = True

    def hold(self) -> None:
        """Fall silent; the rest is kept."""
        self._held = True

    @property
    def left_ms(self) -> float:
        """What is still to be said; infinite while a reply's sound is not whole."""
        if not all(reply.whole for reply in self._replies):
            return math.inf
        return sum(len(reply.sound) - reply.position for reply in self._replies) * 1000 / RATE

    def resume(self, rewind_ms: int = REWIND_MS) -> None:
        """Go on `rewind_ms` before where it was held."""
        if self._held and self._replies:
            reply = self._replies[0]
            reply.position = max(0, reply.position - rewind_ms * RATE // 1000)
        self._held = False

    def clear(self) -> None:
        """Forget all replies."""
        self._replies.clear()
        self._held = False
        self._gap = 0

    def frame(self) -> tuple[Samples | None, Reply | None]:
        """The next 20 ms (None while the bot says nothing) and the reply that begins with them, if one does."""
        if self._held:
            return None, None
        while self._replies and self._replies[0].over:
            last = self._replies.pop(0)
            self._gap = GAP_MS * RATE // 1000 if last.started and self._replies else 0
        if not self._replies:
            return None, None
        if self._gap > 0:
            self._gap -= FRAME_SAMPLES
            return np.zeros(FRAME_SAMPLES, dtype=np.int16), None
        return self._play(self._replies[0])

    def _play(self, reply: Reply) -> tuple[Samples | None, Reply | None]:
        left = len(reply.sound) - reply.position
        if left <= 0 or (left < FRAME_SAMPLES and not reply.whole):
            # Dry in mid-reply: silence that is part of the reply, so that nobody takes it for its end.
            return (np.zeros(FRAME_SAMPLES, dtype=np.int16) if reply.started else None), None
        samples = reply.sound[reply.position : reply.position + FRAME_SAMPLES]
        reply.position += FRAME_SAMPLES
        first, reply.started = not reply.started, True
        return np.pad(samples, (0, FRAME_SAMPLES - len(samples))), reply if first else None
