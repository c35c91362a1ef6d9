"""One turn of a caller and a bot, as it is read from a tape of both sides; times in ms from where the tape begins."""

from __future__ import annotations

from dataclasses import dataclass

WINDOW_MS = 10
"""A sound is as long."""
SETTLED_MS = 300
"""A bot that was told to stop has stopped by then, and says nothing else so soon."""


@dataclass(frozen=True)
class Reply:
    """What the bot did about the caller's words; times from the caller's last sound."""

    early: bool
    """It spoke before that."""
    first_ms: float
    whole_ms: float | None
    """The last time that it began, all words being recognised; None: it was stopped again."""
    broken_off: bool
    """It was stopped although the caller said nothing more."""


@dataclass(frozen=True)
class Turn:
    """Sounds are given by where they begin, in ascending order."""

    began_ms: float
    """The caller's first sound."""
    ended_ms: float
    """The end of the caller's last."""
    bot_ms: tuple[float, ...]
    """The bot's sounds."""
    stopped_ms: tuple[float, ...] = ()
    """When the bot was told to stop, speaking or not."""

    def reply(self) -> Reply | None:
        """None when the bot said nothing after the caller's last sound."""
        after = [sound for sound in self.bot_ms if sound >= self.ended_ms]
        if not after:
            return None
        stops = [stop for stop in self.stopped_ms if stop > after[0]]
        kept = [sound for sound in after if not stops or sound >= stops[-1] + SETTLED_MS]
        return Reply(
            early=self.bot_ms[0] < self.ended_ms,
            first_ms=after[0] - self.ended_ms,
            whole_ms=kept[0] - self.ended_ms if kept else None,
            broken_off=bool(stops),
        )

    def interruption_ms(self) -> float | None:
        """From the caller's first sound to the end of the bot's last before it fell silent; None: it spoke on."""
        if not self.stopped_ms:
            return None
        before = [sound for sound in self.bot_ms if sound < self.stopped_ms[0] + SETTLED_MS]
        return before[-1] + WINDOW_MS - self.began_ms if before else None
