"""The messages between the dialogue and the rest of the house: what goes in, what comes out.

Plain frozen dataclasses, free of Rasa and of audio, so that both sides can be tested without the other.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

LANGUAGES: tuple[str, ...] = ("fr", "nl", "it", "da", "en")

Final = Literal["answered", "routed", "handoff", "callback", "voicemail"]
ExpectedState = Literal["open", "yes_no", "menu", "digits", "name", "day", "language", "message"]
Repair = Literal["confirm", "again", "person"]
"""How the dialogue mends a turn that it is not sure of: asks whether its reading is meant, owns up and asks again, or
gives up and hands the call to a person."""


@dataclass(frozen=True)
class CallInfo:
    """A call as it comes in."""

    call_id: str
    language: str
    """One of LANGUAGES, or "auto": greet so that callers of all five know what to say, then detect."""
    caller: str | None = None
    """The caller's number (ANI), E.164 where known."""
    dialled: str | None = None
    """The dialled number (DNIS); a table in configuration maps it to language and greeting."""


@dataclass(frozen=True)
class Word:
    """One recognised word."""

    text: str
    confidence: float
    """0 to 1, as the recogniser reports it."""


@dataclass(frozen=True)
class CallerTurn:
    """What the caller did in one turn."""

    kind: Literal["speech", "keys", "silence", "returned"]
    """`returned`: the call was put through and comes back, because nobody took it."""
    text: str = ""
    """Recognised text for speech, the pressed keys (0-9 * #) for keys, empty for silence; for `returned` what became of
    the transfer: busy, refused, no_answer, unavailable, failed."""
    confidence: float | None = None
    """Of the whole utterance, 0 to 1; None for typed text and keys."""
    words: tuple[Word, ...] = ()
    alternatives: tuple[str, ...] = ()
    """Other readings of the same speech, best first."""
    language: str | None = None
    """The language the recogniser heard, where it was asked to find out."""
    started_ms: int = 0
    """Milliseconds from the start of the call to the first sound of the turn."""
    ended_ms: int = 0


@dataclass(frozen=True)
class Entity:
    """A piece of information found in a text."""

    entity: str
    value: str
    """Normalised: a department key, an ISO date, HH:MM, E.164, digits, a directory id."""
    start: int
    """Character offsets into the text, half-open."""
    end: int


@dataclass(frozen=True)
class Understanding:
    """How one text was understood."""

    text: str
    language: str
    intent: str
    confidence: float
    """Calibrated: of the utterances with confidence 0.8, about 80 % are right."""
    ranking: tuple[tuple[str, float], ...] = ()
    """The best intents with their confidence, best first."""
    entities: tuple[Entity, ...] = ()
    fallback: bool = False
    """True when the bot would not act on this reading without asking."""


@dataclass(frozen=True)
class Expectation:
    """What the dialogue expects next; recognisers and turn-taking adapt to it."""

    state: ExpectedState = "open"
    hotwords: tuple[str, ...] = ()
    """Words that are likely now, in the call's language: for recognisers that can be biased."""
    phrases: tuple[str, ...] = ()
    """A closed set of phrases (yes/no, menu choices), for recognisers with grammars; empty = open vocabulary."""
    digits: int | None = None
    """How many digits are expected in state "digits", where known; keys end then without #."""


@dataclass(frozen=True)
class Outcome:
    """How a call ended, or would end if it ended now."""

    final: Final
    department: str | None = None
    reason: str | None = None
    """Reason code of the hand-off packet: explicit_request, not_understood, silence, out_of_scope, priority_topic,
    routed, system_failure; for answered calls None."""
    item: str | None = None
    """Id of the queue item that was stored before the caller was told."""
    instead: bool = False
    """True when the caller took back what was settled before."""


def settle(before: Outcome | None, turn: Outcome | None) -> Outcome | None:
    """The outcome of a call so far: an item in the queue counts more than an answer, the later one more."""
    if turn is None or turn.instead:
        return turn or before
    if before and before.final != "answered" and turn.final == "answered":
        return before
    if before and before.final == turn.final == "answered":
        return Outcome("answered", turn.department or before.department)
    return turn


@dataclass(frozen=True)
class BotTurn:
    """The dialogue's answer to one caller turn."""

    replies: tuple[str, ...]
    """Written text, one item a sentence group; the voice side turns it into the spoken form."""
    language: str
    expects: Expectation = field(default_factory=Expectation)
    understanding: Understanding | None = None
    outcome: Outcome | None = None
    """Set when this turn settles something: an answer given, a queue item stored."""
    ends: bool = False
    """True when the bot's part is over: say the replies, then hang up or hand the leg over, unless the caller has
    second thoughts while that is said or just after; they are a turn like any other."""
    records: bool = False
    """True when the caller's next turn is a voicemail message to be recorded."""
    holds: bool = False
    """True after wait_please: the silence timer is suspended until the caller speaks."""
    rate: float = 1.0
    """Speech rate factor asked for by the caller (0.75 = slower)."""
    volume: float = 1.0
    """Loudness factor asked for by the caller."""
    repair: Repair | None = None
    """Set when the caller's turn was not acted upon as it was understood."""
