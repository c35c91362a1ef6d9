"""An utterance as the finders read it: tokens of letters or of digits, folded, with their place in the text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from bot.directory.folding import fold_letters

# Letters and digits part company ("15h30"); an apostrophe ends a token ("l'accueil").
_TOKEN = re.compile(r"[^\W\d_]+|\d+")


@dataclass(frozen=True)
class Token:
    """A word or a string of digits."""

    text: str
    """As written."""
    fold: str
    """Lower case without accents."""
    start: int
    """Character offsets into the utterance, half-open."""
    end: int


@dataclass(frozen=True)
class Text:
    """An utterance in a language."""

    raw: str
    language: str

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """The tokens in order."""
        found = _TOKEN.finditer(self.raw)
        return tuple(Token(m.group(), fold_letters(m.group()), m.start(), m.end()) for m in found)

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The folded tokens."""
        return tuple(token.fold for token in self.tokens)

    def word(self, index: int) -> str:
        """The folded token at an index; empty outside the text."""
        return self.words[index] if 0 <= index < len(self.words) else ""

    def gap(self, index: int) -> str:
        """What stands between the token before `index` and the one at `index`; empty at the edges."""
        if not 0 < index < len(self.tokens):
            return ""
        return self.raw[self.tokens[index - 1].end : self.tokens[index].start]

    def pauses(self, index: int) -> bool:
        """Whether a comma or the like separates the token at `index` from the one before."""
        return any(mark in self.gap(index) for mark in ",;.?!:")


@dataclass(frozen=True)
class Mention:
    """A piece of information with its place."""

    entity: str
    value: str
    first: int
    """Index of the first token."""
    last: int
    """Index after the last token."""
    negated: bool = False
    """Taken back by the caller: "not sales"."""
    weight: float = 1.0
    """How surely it is meant, to settle overlaps: 1 for an exact name."""
