"""What was kept of a call against what one model makes of it, or two: turn by turn. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from bot.replay.call import KeptCall, KeptTurn, Read, Settled
from bot.replay.replay import Answer, Replayed
from bot.replies.naming import names_of

Difference = Literal["understood", "entities", "reply", "state", "outcome", "failed"]
"""Of two versions of one turn: another intent, or another decision whether to act on it; other entities; another reply;
something else is expected next; the call has come to something else; one could not go on."""


@dataclass(frozen=True)
class Version:
    """One version of a turn: as it was kept, or on a model."""

    read: Read | None
    """None: no words to be understood, or not kept."""
    replies: tuple[str, ...]
    names: tuple[str, ...] | None
    """Of the replies; where a text has none, the text. None: not kept."""
    state: str | None = None
    """What the dialogue expects next; None: not kept."""
    settled: Settled | None = None
    """Of the call so far; None: not kept."""
    failed: bool = False


@dataclass(frozen=True)
class Turn:
    """One turn of the caller, with all its versions."""

    number: int
    """From 1."""
    kind: str
    text: str
    hidden: bool
    """Something of it was masked: no model can read it as it was said."""
    kept: Version
    model: Version
    against: Version | None
    differences: tuple[Difference, ...]
    """Between the model and what it is compared with: `against`, or else what was kept."""
    unlike_kept: tuple[Difference, ...]
    """Between the model and what was kept."""


@dataclass(frozen=True)
class Comparison:
    """A whole call."""

    call: str
    began: str
    """ISO 8601."""
    language: str
    model: str
    """Its name."""
    against: str | None
    turns: tuple[Turn, ...]
    kept: Settled
    model_settled: Settled
    against_settled: Settled | None
    first: int | None
    """The first turn that differs, from 1. What the caller said after it was said to other answers, and may not fit."""
    notes: tuple[str, ...] = ()

    @property
    def same(self) -> bool:
        """Whether nothing differs."""
        return self.first is None


def compare(
    call: KeptCall, model: str, replayed: Replayed, against: str | None = None, other: Replayed | None = None
) -> Comparison:
    """One call on a model, against what was kept or against the same call on another model (`other`)."""
    turns = [_turn(call, index, replayed, other) for index in range(len(call.turns))]
    first = next((turn.number for turn in turns if turn.differences), None)
    return Comparison(
        call.id, call.began.isoformat(), call.language, model, against, tuple(turns), call.settled, replayed.settled,
        other.settled if other else None, first, (*call.notes, *_notes(turns, first)),
    )  # fmt: skip


def differences(mine: Version, other: Version) -> tuple[Difference, ...]:
    """What differs; what was not kept is no difference, nor is a confidence that leads to the same decision."""
    if mine.failed or other.failed:
        return ("failed",) if mine.failed != other.failed else ()
    found: list[Difference] = []
    if mine.read and other.read:
        if (mine.read.intent, mine.read.fallback) != (other.read.intent, other.read.fallback):
            found.append("understood")
        known = mine.read.entities is not None and other.read.entities is not None
        if known and mine.read.entities != other.read.entities:
            found.append("entities")
    if mine.names is not None and other.names is not None and mine.names != other.names:
        found.append("reply")
    if None not in (mine.state, other.state) and mine.state != other.state:
        found.append("state")
    if None not in (mine.settled, other.settled) and mine.settled != other.settled:
        found.append("outcome")
    return tuple(found)


def _turn(call: KeptCall, index: int, replayed: Replayed, other: Replayed | None) -> Turn:
    kept, mine, was = call.turns[index], _version(replayed, index), Version(None, (), None)
    # Of a recording nothing else may be known.
    if any(turn.read or turn.replies for turn in call.turns):
        settled = call.settled if index == len(call.turns) - 1 else None
        was = _kept(kept, _language(call, replayed, index), mine, settled)
    theirs = _version(other, index) if other else None
    unlike = differences(mine, was)
    found = differences(mine, theirs) if theirs else unlike
    return Turn(index + 1, kept.kind, kept.text, kept.hidden, was, mine, theirs, found, unlike)


def _version(replayed: Replayed, index: int) -> Version:
    if index >= len(replayed.answers):
        return Version(None, (), (), failed=True)
    answer: Answer = replayed.answers[index]
    return Version(answer.read, answer.replies, answer.names, answer.state, answer.settled)


def _kept(turn: KeptTurn, language: str, mine: Version, settled: Settled | None) -> Version:
    names = tuple(_name(text, language, mine.names) for text in turn.replies)
    return Version(turn.read, turn.replies, names, settled=settled)


def _name(text: str, language: str, mine: Sequence[str] | None) -> str:
    """Of a reply of which only the text was kept: where it may be several, one that the model gives too."""
    names = names_of(text, language)
    return next((name for name in names if name in (mine or ())), names[0] if names else text)


def _language(call: KeptCall, replayed: Replayed, index: int) -> str:
    """In which the bot answered: as it does now, for the kept lines do not always tell."""
    kept = call.turns[index].language
    if index < len(replayed.answers):
        return replayed.answers[index].language
    return kept or call.language


def _notes(turns: Sequence[Turn], first: int | None) -> list[str]:
    notes = []
    if any(turn.hidden for turn in turns):
        numbers = ", ".join(str(turn.number) for turn in turns if turn.hidden)
        notes.append(f"turn {numbers}: numbers in it were hidden before it was stored, and are replayed hidden")
    if first is not None and first < len(turns):
        notes.append(f"from turn {first} on the answers differ: what the caller said after it may not fit them")
    return notes


def summary(comparisons: Sequence[Comparison]) -> dict[str, Any]:
    """How many calls and turns came out alike, and how many differ in what."""
    turns = [turn for comparison in comparisons for turn in comparison.turns]
    counts: dict[str, int] = {}
    for turn in turns:
        for difference in turn.differences:
            counts[difference] = counts.get(difference, 0) + 1
    return {
        "calls": len(comparisons),
        "same": sum(comparison.same for comparison in comparisons),
        "turns": len(turns),
        "turns_same": sum(not turn.differences for turn in turns),
        "differences": dict(sorted(counts.items())),
    }
