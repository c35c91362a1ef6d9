"""What turn-taking decides. Times are milliseconds from the start of the caller's sound, which is the call's own."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class SpeechStarted:
    """The caller begins to speak."""

    at_ms: int
    """Where the speech began, some windows before it was certain."""


@dataclass(frozen=True)
class BargedIn:
    """The caller makes a sound over the bot's voice: the bot falls silent at once."""

    at_ms: int


@dataclass(frozen=True)
class FalseAlarm:
    """What silenced the bot was only a short noise: it goes on where it stopped."""

    at_ms: int
    """Where the noise ended."""


@dataclass(frozen=True)
class Paused:
    """The caller is silent; recognition may start as if the turn ended here."""

    at_ms: int
    """Where the silence began."""


@dataclass(frozen=True)
class Resumed:
    """The caller goes on: what was recognised at the pause is not the whole turn."""

    at_ms: int


@dataclass(frozen=True)
class TurnEnded:
    """The caller has finished."""

    started_ms: int
    ended_ms: int
    """The caller's last sound."""
    barged: bool
    """True when the turn interrupted the bot."""
    capped: bool = False
    """True when the turn was cut at its greatest length."""


@dataclass(frozen=True)
class Dismissed:
    """A sound under the bot's speech, too short to be a turn."""

    started_ms: int


@dataclass(frozen=True)
class SilenceElapsed:
    """The caller has said nothing for as long as the bot waits."""

    at_ms: int


TurnEvent = SpeechStarted | BargedIn | FalseAlarm | Paused | Resumed | TurnEnded | Dismissed | SilenceElapsed
