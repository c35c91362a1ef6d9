"""What is wrong in what trainers write, or looks so: one line each, with its place and the remedy."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from bot.corpus.reading import Example

Severity = Literal["error", "warning"]
_PLACED = re.compile(r"(?P<file>.+?):(?P<line>\d+): (?P<text>.*)")


@dataclass(frozen=True)
class Problem:
    """One of them."""

    kind: str
    """A word for programs, such as `near_duplicate`."""
    severity: Severity
    """An error makes the bot worse than it could be, or cannot be trained; a warning may be meant so."""
    file: Path
    line: int
    text: str
    other: tuple[Path, int] | None = None
    """The other side of a conflict."""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.text}"


def at(kind: str, severity: Severity, example: Example, text: str, other: Example | None = None) -> Problem:
    """A problem of an example."""
    return Problem(
        kind, severity, example.file, example.line, text, (other.file, other.line) if other is not None else None
    )


def told(kind: str, line: str, file: Path) -> Problem:
    """An error out of "file:line: text"; `file` where it has no place."""
    found = _PLACED.fullmatch(line)
    if found is None:
        return Problem(kind, "error", file, 1, line)
    return Problem(kind, "error", Path(found["file"]), int(found["line"]), found["text"])


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """Errors first, each kind together, in the order of the files."""
    return sorted(problems, key=lambda one: (one.severity, one.kind, str(one.file), one.line))
