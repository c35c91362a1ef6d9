"""A text as words: folded, with their places."""

from __future__ import annotations

import bisect
import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property

_WORD = re.compile(r"[^\W\d_]+|\d+")
# Letters that do not decompose.
_SPECIAL = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "ß": "ss"})


def fold(text: str) -> str:
    """Lower case without accents."""
    decomposed = unicodedata.normalize("NFD", text.lower().translate(_SPECIAL))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


@dataclass(frozen=True)
class Words:
    """The words of a text; letters and digits part company ("FR76")."""

    text: str

    @cached_property
    def places(self) -> tuple[tuple[int, int], ...]:
        """Character offsets of each word, half-open."""
        return tuple(match.span() for match in _WORD.finditer(self.text))

    @cached_property
    def folded(self) -> tuple[str, ...]:
        """The words without case and accents."""
        return tuple(fold(self.text[start:end]) for start, end in self.places)

    @cached_property
    def joined(self) -> str:
        """The folded words with single blanks between them, to look for phrases."""
        return " ".join(self.folded)

    @cached_property
    def _starts(self) -> list[int]:
        starts, at = [], 0
        for word in self.folded:
            starts.append(at)
            at += len(word) + 1
        return starts

    def index_joined(self, at: int) -> int:
        """Index of the word at an offset of `joined`."""
        return bisect.bisect_right(self._starts, at) - 1

    def index(self, at: int) -> int:
        """Index of the first word that ends after a character offset of the text; the number of words behind all."""
        return bisect.bisect_right([end for _, end in self.places], at)

    def word(self, index: int) -> str:
        """Folded; empty outside the text."""
        return self.folded[index] if 0 <= index < len(self.folded) else ""
