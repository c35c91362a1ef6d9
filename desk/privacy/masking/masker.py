"""Masking of a text, and of a call line by line: numbers are dictated over several lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from desk.privacy.masking.digits import DigitsOf, written
from desk.privacy.masking.finder import Hidden, find
from desk.privacy.masking.keywords import Told, keywords
from desk.privacy.masking.words import Words

TOGETHER = 10
"""Lines of a caller that are read as one text: longer than any number is dictated over."""
SEAM = " .\n"
"""Between two lines: a number word does not go on over it, a number does."""


def mask(text: str, language: str, digits_of: DigitsOf = written) -> str:
    """The text without what opens accounts; the last four digits of a card or an account stay."""
    return _put(text, find(text, language, digits_of))


def mask_lines(lines: Sequence[tuple[str, str]], language: str, digits_of: DigitsOf = written) -> list[str]:
    """The texts of a call's lines, masked. `lines`: speaker ("caller" or somebody else) and text of each, in order. As
    a Masker would leave them, in one go for each stretch of the caller's lines."""
    masked = [text if speaker == "caller" else mask(text, language, digits_of) for speaker, text in lines]
    asked: Told | None = None
    stretch: list[int] = []
    for number, (speaker, text) in enumerate([*lines, ("", "?")]):
        if speaker == "caller":
            stretch.append(number)
        elif (turn := _turn(text, language)).ends:
            for shown, where in zip(
                _masked([lines[n][1] for n in stretch], language, digits_of, asked), stretch, strict=True
            ):
                masked[where] = shown
            stretch, asked = [], turn.asks
    return masked


@dataclass(frozen=True)
class _Turn:
    """What somebody else says between two lines of the caller."""

    ends: bool
    """Whether a number cannot go on behind it: "yes, go on" is no end of it, a question for another one is."""
    asks: Told | None = None


def _turn(text: str, language: str) -> _Turn:
    told = keywords(language, Words(text).joined)
    return _Turn(bool(told) or "?" in text, told[-1][2] if told else None)


def _masked(texts: Sequence[str], language: str, digits_of: DigitsOf, asked: Told | None) -> list[str]:
    """Lines of the caller, read as one text."""
    hidden = _hidden(texts, language, digits_of, asked)
    return [_put(text, parts) for text, parts in zip(texts, hidden, strict=True)]


def _hidden(texts: Sequence[str], language: str, digits_of: DigitsOf, asked: Told | None) -> list[list[Hidden]]:
    """Of each line."""
    whole = SEAM.join(texts)
    hidden = find(whole, language, digits_of, asked)
    found, start = [], 0
    for text in texts:
        end = start + len(text)
        found.append([part for one in hidden if (part := _within(one, whole, start, end))])
        start = end + len(SEAM)
    return found


@dataclass
class _Said:
    number: int
    """Of the line within the call."""
    text: str
    shown: str = ""
    hidden: list[Hidden] = field(default_factory=list)
    earlier: list[Hidden] = field(default_factory=list)
    """What was hidden when the call was in another language, or with lines that are not read any more: without them
    it may look like no number."""


class Masker:
    """The lines of one call as they come. What has become part of a number later is masked later as well."""

    def __init__(self, language: str, digits_of: DigitsOf = written) -> None:
        self.language = language
        """May change during the call."""
        self._read_in = language
        self._digits_of = digits_of
        self._count = 0
        self._asked: Told | None = None
        self._said: list[_Said] = []
        """Lines of the caller since the last question about something else."""

    def add(self, speaker: str, text: str) -> dict[int, str]:
        """The next line. Returns the texts to store by the number of the line (from 0): the new one, and earlier ones
        that have to be replaced."""
        number, self._count = self._count, self._count + 1
        if speaker != "caller":
            turn = _turn(text, self.language)
            if turn.ends:
                self._said, self._asked = [], turn.asks
            return {number: mask(text, self.language, self._digits_of)}
        if self.language != self._read_in or len(self._said) == TOGETHER:
            self._read_in = self.language
            for line in self._said:
                line.earlier = line.hidden
        self._said = [*self._said[1 - TOGETHER :], _Said(number, text)]
        changed = {}
        found = _hidden([line.text for line in self._said], self.language, self._digits_of, self._asked)
        for line, hidden in zip(self._said, found, strict=True):
            line.hidden = _merged(line.earlier, hidden)
            now = _put(line.text, line.hidden)
            if now != line.shown or line.number == number:
                line.shown = changed[line.number] = now
        return changed


def _merged(earlier: Sequence[Hidden], found: Sequence[Hidden]) -> list[Hidden]:
    """Both; where they overlap the longer one tells what is shown."""
    merged: list[Hidden] = []
    for one in sorted((*found, *earlier), key=lambda hidden: hidden.start):
        if merged and one.start < merged[-1].end:
            other = merged.pop()
            longer = max(other, one, key=lambda hidden: hidden.end - hidden.start)
            one = replace(longer, start=other.start, end=max(other.end, one.end))
        merged.append(one)
    return merged


def _within(hidden: Hidden, whole: str, start: int, end: int) -> Hidden | None:
    """The part of a stretch that lies in a line; what is kept of a number is shown where it ends."""
    first, last = max(hidden.start, start), min(hidden.end, end)
    if first >= last:
        return None
    if hidden.end <= end:
        return Hidden(first - start, last - start, hidden.kind, hidden.shown)
    last = first + len(whole[first:last].rstrip(" .,"))
    return Hidden(first - start, last - start, hidden.kind, "••••")


def _put(text: str, hidden: Sequence[Hidden]) -> str:
    for one in reversed(hidden):
        text = text[: one.start] + one.shown + text[one.end :]
    return text
