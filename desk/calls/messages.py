"""What is told of a call while it goes on, and what is known of it afterwards."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, get_args

Channel = Literal["phone", "browser", "microphone", "file"]
Final = Literal["answered", "routed", "handoff", "callback", "voicemail", "abandoned", "lost"]
"""`abandoned`: the caller hung up before anything was settled; `lost`: the process that had the line died before."""
EndedBy = Literal["bot", "caller", "agent", "failure", "lost"]
"""`failure`: the line broke; `lost`: the process that had the line died."""
Speaker = Literal["caller", "bot", "agent"]

FINALS: tuple[Final, ...] = get_args(Final)
PEOPLE: frozenset[str] = frozenset({"routed", "handoff"})
"""Finals after which the caller is still on the line, on the way to a person."""


@dataclass(frozen=True)
class Begun:
    """The bot has a caller on the line: a new one, or one who comes back from a transfer."""

    call_id: str
    at: datetime
    channel: Channel
    language: str
    """One of the five, or "auto" while it is unknown."""
    caller: str | None = None
    dialled: str | None = None
    holder: str = ""
    """Id of the process that has the line."""


@dataclass(frozen=True)
class Spoke:
    """The call goes on in a language."""

    call_id: str
    language: str


@dataclass(frozen=True)
class Said:
    """One line of the transcript."""

    call_id: str
    leg: int
    """Milliseconds of the Unix epoch at which this part of the call began: a caller who comes back begins another."""
    number: int
    """Counts within the leg. What is told twice is stored once."""
    at_ms: int
    """Milliseconds since the leg began."""
    speaker: Speaker
    text: str
    language: str | None = None
    confidence: float | None = None
    """Of the recogniser, 0 to 1."""
    ended_ms: int | None = None
    """The last sound of it; None where it is not known."""


@dataclass(frozen=True)
class Masked:
    """A line that may be stored already has turned out to be part of a number that nobody may read."""

    call_id: str
    leg: int
    number: int
    """As those of the line."""
    text: str
    """Instead of what is stored."""


@dataclass(frozen=True)
class Understood:
    """A reading of what the caller wants. Times and numbers as those of Said."""

    call_id: str
    leg: int
    number: int
    at_ms: int
    intent: str
    confidence: float
    fallback: bool = False
    """The bot would not act on it without asking."""
    language: str | None = None
    """In which it was read."""
    expected: str | None = None
    """What the bot expected to hear: open, yes_no, menu, digits, name, day, language or message; None: not known."""
    repair: str | None = None
    """What became of it where the bot did not just act: `confirm` (asked whether it was meant), `again` (owned up to
    not having understood), `person` (gave up), `undone` (took back what it had done before). None otherwise."""
    named: str | None = None
    """Departments and sites that were named, in the order of the alphabet: "department=sales site=lyon"; None: not
    known. Nothing else that was named is kept: it may tell who called."""


@dataclass(frozen=True)
class Settled:
    """Something was stored for a person; `final` None: the caller took it back."""

    call_id: str
    final: str | None = None
    reason: str | None = None
    department: str | None = None
    item: str | None = None


@dataclass(frozen=True)
class Left:
    """The bot's part is over."""

    call_id: str
    at: datetime
    by: str
    final: str
    reason: str | None = None
    department: str | None = None
    item: str | None = None
    language: str = "auto"
    goes_on: bool = False
    """The caller is still on the line: see Over."""


@dataclass(frozen=True)
class Over:
    """The line is gone, also if the bot's part was over before. Nothing changes when the call was over already."""

    call_id: str
    at: datetime
    by: str | None = None
    """None: not known, after a person had taken the call; the caller otherwise."""


@dataclass(frozen=True)
class Recorded:
    """Sound of the call is kept."""

    call_id: str
    recording_id: str | None
    """The latest: the bot's part is one, each talk with a person another. None: the caller did not want it, and it is
    deleted."""


Change = Begun | Spoke | Said | Masked | Understood | Settled | Left | Over | Recorded


@dataclass(frozen=True)
class Line:
    """One line of a stored transcript."""

    at_ms: int
    """Milliseconds since the call began."""
    speaker: str
    text: str
    """Masked."""
    language: str | None = None
    confidence: float | None = None


@dataclass(frozen=True)
class Intent:
    """What was understood."""

    at_ms: int
    intent: str
    confidence: float
    fallback: bool


@dataclass(frozen=True)
class CallRecord:
    """A call as it is stored."""

    id: str
    channel: str
    language: str
    languages: tuple[str, ...]
    """Those that were spoken, in their order."""
    caller: str | None
    dialled: str | None
    began: datetime
    bot_answered: datetime | None
    bot_ended: datetime | None
    ended: datetime | None
    """None while it runs."""
    ended_by: str | None
    final: str | None
    """One of FINALS; None until something is settled."""
    reason: str | None
    department: str | None
    item_id: str | None
    agent: str | None
    queue_seconds: float | None
    """From its place in the queue until a person took it."""
    recording_id: str | None
    holder: str
    transcript: tuple[Line, ...] = field(default=())
    intents: tuple[Intent, ...] = field(default=())
