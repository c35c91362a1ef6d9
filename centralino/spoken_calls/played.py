"""What became of a call that was written down: line by line, and in the end."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.messages import Final, Outcome
from centralino.spoken_calls.script import Band, CallScript, Noise, Step
from voice.session.events import Event


@dataclass(frozen=True)
class Understood:
    """A reading of the dialogue."""

    intent: str
    confidence: float
    fallback: bool
    """The bot would not act on it without asking."""
    entities: tuple[tuple[str, str], ...] = ()
    """Name and value."""


@dataclass
class StepPlayed:
    """One line of the caller, as it went."""

    step: Step
    said: str = ""
    """The words that were chosen; of keys and silence none."""
    events: list[Event] = field(default_factory=list)
    """From its first sound to the next line's."""

    @property
    def heard(self) -> str:
        """What the recogniser made of it; of several turns, one after the other."""
        return " ".join(event.data["text"] for event in self.events if event.kind == "heard").strip()

    @property
    def understood(self) -> tuple[Understood, ...]:
        """What the dialogue made of it."""
        return tuple(_understood(event) for event in self.events if event.kind == "understood")

    @property
    def replies(self) -> tuple[str, ...]:
        """What the bot said then."""
        return tuple(event.data["text"] for event in self.events if event.kind == "said")

    @property
    def reply_ms(self) -> int | None:
        """From the caller's last sound, or last key, to the bot's first; None where the bot said nothing."""
        last = None
        for event in self.events:
            if event.kind in ("heard", "keys"):
                last = event.data["ended_ms"] if event.kind == "heard" else event.at_ms
            elif event.kind == "said" and last is not None:
                return event.at_ms - last
        return None


def _understood(event: Event) -> Understood:
    data = event.data
    entities = tuple((str(one["entity"]), str(one["value"])) for one in data["entities"])
    return Understood(data["intent"], data["confidence"], data["fallback"], entities)


@dataclass(frozen=True)
class Stored:
    """What waits for a person after the call."""

    department: str
    person: str | None
    told: bool
    """The person can read what was said."""


@dataclass(frozen=True)
class Played:
    """A whole call."""

    script: CallScript
    band: Band
    noise: Noise
    greeting: tuple[str, ...]
    """What the bot said before the caller's first line."""
    steps: tuple[StepPlayed, ...]
    """Those that came to be played: a call may end before its last line."""
    outcome: Outcome | None
    language: str
    by: str
    """Who ended it: bot, caller, failure."""
    ms: int
    """Length of the call."""
    stored: tuple[Stored, ...] = ()

    @property
    def final(self) -> Final | None:
        """How it ended."""
        return self.outcome.final if self.outcome else None

    @property
    def replies(self) -> tuple[str, ...]:
        """All that the bot said."""
        return (*self.greeting, *(text for step in self.steps for text in step.replies))
