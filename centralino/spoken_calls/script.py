"""A call as somebody wrote it down: what the caller does, and what has to come of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

Band = Literal["wide", "phone"]
NoiseKind = Literal["babble", "street", "none"]
BANDS: tuple[Band, ...] = ("wide", "phone")
NOISES: tuple[NoiseKind, ...] = ("babble", "street", "none")
SNR_DB = 15.0
"""Between speech and noise where nothing else is said: a busy office."""


@dataclass(frozen=True)
class Noise:
    """What is heard behind the caller, all through the call."""

    kind: NoiseKind
    snr_db: float = SNR_DB
    """Level of the caller's speech (pauses left out) above that of the noise."""


@dataclass(frozen=True)
class Expect:
    """What has to come of one line of the caller."""

    intent: tuple[str, ...] = ()
    """One of these; empty: any."""
    says: tuple[str, ...] = ()
    """Words that all occur in the bot's reply, upper and lower case alike."""
    within_s: float | None = None
    """Longest time from the caller's last sound to the bot's first, in seconds."""


@dataclass(frozen=True)
class Step:
    """One thing that the caller does: speaks, presses keys, or is silent."""

    at: int
    """Its line in the file, from 1."""
    say: str = ""
    """Text to be spoken; of a recording, what is said in it, where known."""
    language: str = ""
    """Of the voice."""
    wav: Path | None = None
    """A recording, played instead of a synthesised voice."""
    if_asked: str = ""
    """`say` is said when the bot's last words hold this, else `otherwise`."""
    otherwise: str = ""
    keys: str = ""
    silence_s: float = 0.0
    """The caller says nothing for so long, unless the bot says something."""
    expect: Expect = field(default_factory=Expect)

    @property
    def wordings(self) -> tuple[str, ...]:
        """All that may have to be spoken by a synthesiser."""
        return () if self.wav else tuple(text for text in (self.say, self.otherwise) if text)


@dataclass(frozen=True)
class Ends:
    """How the call has to end; None and empty: as it likes."""

    final: str | None = None
    department: str | None = None
    reason: tuple[str, ...] = ()
    """One of these."""
    person: str | None = None
    """Directory id."""
    language: str | None = None
    or_person: bool = False
    """A call that ends at a person of the queue is right as well, whatever came of its lines."""
    within_s: float | None = None
    """Longest length of the whole call, in seconds."""


@dataclass(frozen=True)
class CallScript:
    """A whole call."""

    name: str
    language: str
    """In which the bot answers: one of the five, or "auto"."""
    steps: tuple[Step, ...]
    ends: Ends
    file: Path
    at: int
    """Its line in the file, from 1."""
    noise: Noise | None = None
    band: Band | None = None
    """Of this call; None: as the whole evaluation."""
