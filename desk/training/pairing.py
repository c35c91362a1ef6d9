"""A caller's turns out of the record of a call: each line with what the dialogue made of it. Pure.

The record numbers lines and readings in one row as they happened (centralino.call_sink): a line of the caller, maybe a
word of the bot while it thinks, the reading, the answer. Not every line has a reading (keys, messages that are
recorded, objections to a recording, words said to agents) and not every reading has a line (speech without words)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from desk.calls.masking import WITHHELD


class Row(Protocol):
    """Of call_lines or call_intents."""

    leg: int
    number: int
    at_ms: int


@dataclass(frozen=True)
class Turn:
    """Something a caller said to the bot, and how it was understood."""

    leg: int
    number: int
    """Those of the line."""
    at_ms: int
    """Since the leg began."""
    text: str
    """Masked."""
    language: str
    intent: str
    confidence: float
    fallback: bool
    """The bot would not act on it without asking."""
    expected: str | None = None
    """See Understood."""
    repair: str | None = None
    """See Understood."""
    named: frozenset[str] | None = None
    """Departments and sites, each as "department=sales"; None: not known."""


def pair(lines: Sequence[Any], intents: Sequence[Any], language: str) -> tuple[Turn, ...]:
    """`lines` and `intents`: rows of the tables of one call; `language`: of the call, where neither line nor reading
    tells. In the order of the call."""
    entries: Iterable[tuple[int, int, int, Any]] = sorted(
        [(row.leg, row.number, 0, row) for row in lines] + [(row.leg, row.number, 1, row) for row in intents],
        key=lambda entry: entry[:3],
    )
    turns, waiting = list[Turn](), None
    for leg, _, is_reading, row in entries:
        if not is_reading:
            # Whatever else the caller does, what was said before is not what is read next.
            waiting = row if row.speaker == "caller" else waiting
        elif waiting is not None:
            if waiting.leg == leg and _spoken(waiting):
                turns.append(_turn(waiting, row, language))
            waiting = None
    return tuple(turns)


def _spoken(line: Any) -> bool:
    """Keys have no recogniser that is more or less sure of them."""
    return line.confidence is not None and line.text != WITHHELD and any(map(str.isalpha, line.text))


def _turn(line: Any, reading: Any, language: str) -> Turn:
    spoken = reading.language or line.language or language
    named = None if reading.named is None else frozenset(reading.named.split())
    return Turn(
        line.leg, line.number, line.at_ms, line.text, spoken, reading.intent, reading.confidence,
        bool(reading.fallback), reading.expected, reading.repair, named,
    )  # fmt: skip
