"""A decision as it is kept."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class WrittenText:
    """A text of a decision, as it was written."""

    id: str
    """To take it back by; empty where it stood there before: another decision may have written it."""
    language: str
    text: str
    intent: str
    file: str
    line: int
    commit: str | None
    uncommitted: str | None = None
    """One line on why there is no commit although the language data are under git."""
    key: str = ""
    """See ports.Written."""

    @property
    def same(self) -> tuple[str, str]:
        """Equal for texts that are one example, of decisions for the same intent and use."""
        return self.language, self.key or self.text


@dataclass(frozen=True)
class Decision:
    """What somebody decided."""

    id: int
    at: datetime
    by: str
    to: str
    intent: str | None
    state: str
    """`writing`, `done`, `undoing` or `undone`."""
    utterances: int
    """How many it was about."""
    written: tuple[WrittenText, ...]
    undone: datetime | None
    """When it was, or while it is `undoing`, since when."""
    undone_by: str | None


def told(row: Any) -> Decision:
    """Of a row of DECISIONS."""
    written = tuple(WrittenText(**one) for one in json.loads(row.written))
    return Decision(
        row.id, row.at, row.by, row.to, row.intent, row.state, row.utterances, written, row.undone, row.undone_by
    )
