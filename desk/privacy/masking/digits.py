"""Where a text dictates digits. Who knows the number words of a language is plugged in; written digits need nobody."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

_WRITTEN = re.compile(r"\d(?:[ \u00a0.\-]{0,2}\d)*")


@dataclass(frozen=True)
class Span:
    """A stretch of a text that dictates digits: "double four two 31"."""

    start: int
    """Character offsets into the text, half-open."""
    end: int
    readings: tuple[str, ...]
    """Strings of digits that it may stand for, the likeliest first; at least one."""

    @property
    def digits(self) -> str:
        """The likeliest."""
        return self.readings[0]

    def moved(self, by: int) -> Span:
        """The same in a text that has `by` more characters before it."""
        return Span(self.start + by, self.end + by, self.readings)


DigitsOf = Callable[[str, str], list[Span]]
"""Text and language → its spans, in order. Languages that it does not know are read as written."""


def written(text: str, _language: str = "") -> list[Span]:
    """Digits that are written as digits, with blanks, dots and dashes between them."""
    found = _WRITTEN.finditer(text)
    return [Span(match.start(), match.end(), (re.sub(r"\D", "", match.group()),)) for match in found]
