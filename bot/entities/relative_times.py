"""Times told from an hour that is named after the minutes: "quarter to four", "ti over halv fem", "halv fire"."""

from __future__ import annotations

from collections.abc import Callable

from bot.entities.clock_reader import COUNTED, Clock, ClockReader
from bot.entities.text import Text

_ROUND = (5, 10, 20, 25)
"""Minutes that are said without the word "minutes"."""
_FROM = frozenset(("from", "between", "fra", "van", "tussen", "mellem", "dalle", "dal", "dall", "da"))
"""After these, "five to ten" is a range."""
_ONE = 13
"""Before one o'clock it is still twelve: "kvart i et" is a quarter to 13:00."""


class RelativeTimes:
    """The times of this kind in one language."""

    def __init__(self, reader: ClockReader, named: Callable[[Text, int], Clock | None]) -> None:
        """`named` finds noon and midnight: "ten to noon"."""
        self._reader = reader
        self._words = reader.words
        self._named = named
        numbers = reader.cardinals.words.units if self._words.half_before < 0 else {}
        self._joined_halves = {half + word: n for half in self._words.half for word, n in numbers.items() if 0 < n < 13}

    def at(self, text: Text, index: int) -> Clock | None:
        """The time that begins at a token."""
        words = self._words
        if self._reader.language == "it":
            return self._minutes_to(text, index)
        if not (words.past or words.half_before):
            return None
        start = index + (text.word(index) == "a" and text.word(index + 1) in words.quarter)
        if words.half_before and (text.word(start) in words.half or text.word(start) in self._joined_halves):
            return self._half(text, start)
        told = self._told(text, start)
        if not told:
            return None
        minutes, after = told
        halved = text.word(after) in words.half or text.word(after) in self._joined_halves
        half = self._half(text, after) if halved else None
        if half and words.half_before < 0:
            return half[0] + minutes, half[1]
        named = self._named(text, after)
        if named:
            return named[0] + minutes, named[1]
        hour = self._hour(text, after, minutes < 0)
        return (hour[0] * 60 + minutes, hour[1]) if hour else None

    def _told(self, text: Text, start: int) -> Clock | None:
        """The minutes with their sign, and the index of the hour."""
        words = self._words
        if text.word(start) in words.quarter:
            minutes, after = 15, start + 1
        else:
            number = self._reader.cardinals.number(text, start)
            if text.words[start : start + 3] == ("five", "and", "twenty"):
                number = 25, start + 3
            if not number or not 1 <= number[0] <= 29:
                return None
            minutes, after = number
            counted = text.word(after) in words.minutes
            # "Nine to five" and "from five to ten" are ranges.
            if not counted and (text.word(start - 1) in _FROM or not self._bare(text, start, minutes, after)):
                return None
            after += counted
        relation = text.word(after)
        sign = 1 if relation in words.past else -1 if relation in words.to else 0
        return (sign * minutes, after + 1) if sign else None

    def _bare(self, text: Text, start: int, minutes: int, after: int) -> bool:
        if minutes in _ROUND:
            return True
        ranged = text.word(after) == "to"
        return not ranged and self._reader.cued(text, start, self._words.strong)

    def _hour(self, text: Text, index: int, before: bool) -> Clock | None:
        reader = self._reader
        number = reader.cardinals.number(text, index)
        inflected = self._words.inflected.get(text.word(index))
        if inflected:
            number = inflected, index + 1
        if not number or not 1 <= number[0] <= 24 or reader.number_follows(text, number[1]):
            return None
        if text.word(number[1]) in COUNTED and not reader.unit(text, number[1]):
            return None
        hour = _ONE if before and number[0] == 1 else number[0]
        return hour, number[1] + reader.unit(text, number[1])

    def _half(self, text: Text, index: int) -> Clock | None:
        words, before = self._words, self._words.half_before
        joined = self._joined_halves.get(text.word(index))
        if joined:
            hour = _ONE if joined == 1 else joined
            return hour * 60 + before, index + 1 + self._reader.unit(text, index + 1)
        after = index + 1
        if self._reader.language == "en" and text.word(after) in words.past:
            after += 1
            named = self._named(text, after)
            if named:
                return named[0] + before, named[1]
        found = self._hour(text, after, before < 0)
        return (found[0] * 60 + before, found[1]) if found else None

    def _minutes_to(self, text: Text, index: int) -> Clock | None:
        """Italian "un quarto alle tre", "venti alle sei", "cinque minuti alle nove"."""
        words, previous = self._words, text.word(index - 1)
        if text.word(index) in words.quarter and previous == "un":
            minutes, after = 15, index + 1
        else:
            number = self._reader.cardinals.number(text, index)
            if not number or not 1 <= number[0] <= 29 or previous in _FROM or previous in words.articles:
                return None
            minutes, after = number
            counted = text.word(after) in words.minutes
            missing = any(word.startswith("manca") for word in text.words[max(0, index - 2) : index])
            if not counted and not missing and (minutes not in _ROUND or previous in words.cues):
                return None
            after += counted
        if text.word(after) not in ("alle", "all"):
            return None
        hour = self._hour(text, after + 1, before=True)
        return (hour[0] * 60 - minutes, hour[1]) if hour else None
