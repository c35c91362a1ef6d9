"""Times of day in a text, as HH:MM.

An hour from one to six without a part of the day means the afternoon: nobody calls a company about half past three at
night. From seven on, with a leading zero ("03:30"), and with a part of the day ("three in the morning") it is as said.
"""

from __future__ import annotations

from bot.entities.clock_reader import Clock, ClockReader
from bot.entities.day_parts import in_part
from bot.entities.figurative import figurative
from bot.entities.hour_times import HourTimes
from bot.entities.lexicon import Lexicon
from bot.entities.relative_times import RelativeTimes
from bot.entities.text import Mention, Text

AFTERNOON_UNTIL = 6 * 60 + 59
_UNITS = frozenset(("h", "u", "heures", "heure"))
"""Between the figures of hour and minutes."""
_CORRECTS = frozenset(
    ("nej", "no", "nee", "neen", "non", "anzi", "hov", "sorry", "wait", "pardon", "scusi", "undskyld")
)


class TimeFinder:
    """The times of one language."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._reader = ClockReader(lexicon)
        self._words = self._reader.words
        self._hours = HourTimes(self._reader)
        self._relative = RelativeTimes(self._reader, self._named)

    def find(self, text: Text, taken: frozenset[int] = frozenset()) -> list[Mention]:
        """The times mentioned, in order. `taken`: tokens that belong to a date or a number already."""
        taken |= figurative(text)
        found: list[Mention] = []
        index, open_range, corrected = 0, False, False
        while index < len(text.tokens):
            hit = None if index in taken else self._at(text, index, open_range, corrected)
            if hit and not taken.intersection(range(index, hit[1])):
                found.append(self._mention(text, index, hit, found[-1].last if found else 0))
                index = hit[1]
                open_range = text.word(index) in self._words.ranges
                index += open_range
                corrected = False
            else:
                # "Klokken tre, nej, fire": the cue holds on.
                corrected = text.word(index) in _CORRECTS and bool(found) and index - found[-1].last <= 1
                index, open_range = index + 1, False
        return found

    def _mention(self, text: Text, first: int, hit: Clock, since: int) -> Mention:
        minutes, last = hit
        written = text.tokens[first].text
        padded = written.isdecimal() and len(written) == 2 and written[0] == "0"
        part, last = self._reader.parts.near(text, first, last, since)
        minutes = in_part(minutes, part) if part else minutes
        if not part and not padded and 60 <= minutes <= AFTERNOON_UNTIL:
            minutes += 12 * 60
        minutes %= 24 * 60
        return Mention("time", f"{minutes // 60:02d}:{minutes % 60:02d}", first, last)

    def _at(self, text: Text, index: int, open_range: bool, corrected: bool) -> Clock | None:
        return (
            self._named(text, index)
            or self._figures(text, index)
            or self._hundred(text, index)
            or self._relative.at(text, index)
            or self._hours.at(text, index, open_range, corrected)
        )

    def _named(self, text: Text, index: int) -> Clock | None:
        for phrases, minutes in ((self._words.noon, 12 * 60), (self._words.midnight, 0)):
            for phrase in phrases:
                if text.words[index : index + len(phrase)] == phrase:
                    if text.word(index - 1) in ("apres", "avant") and "-" in text.gap(index):
                        return None
                    bare = self._reader.language == "fr"
                    added, end = self._hours.added(text, index + len(phrase), bare=bare)
                    return minutes + added, end
        return None

    def _figures(self, text: Text, index: int) -> Clock | None:
        """15:30, 15.30, 15h30, 15u30, 15 uur 30."""
        word = text.word(index)
        if not word.isdecimal() or len(word) > 2 or int(word) > 24 or _linked(text, index):
            return None
        after = index + 1
        if text.word(after) in _UNITS or (text.gap(after) in (":", ".") and text.word(after).isdecimal()):
            after += text.word(after) in _UNITS
            minutes = text.word(after)
            if len(minutes) == 2 and minutes.isdecimal() and int(minutes) < 60 and not _linked(text, after + 1):
                end = after + 1
                return int(word) * 60 + int(minutes), end + (text.word(end) in self._words.units)
        return None

    def _hundred(self, text: Text, index: int) -> Clock | None:
        """English "seventeen hundred hours", "at fourteen hundred"."""
        if self._reader.language != "en" or text.word(index + 1) != "hundred":
            return None
        value = self._reader.cardinals.one_word(text.word(index))
        if value is None or not 0 <= value <= 23 or self._reader.is_number(text, index - 1):
            return None
        if text.word(index + 2) == "hours":
            return value * 60, index + 3
        cued = self._reader.cued(text, index, self._words.strong) and value >= 10
        return (value * 60, index + 2) if cued and self._reader.ends(text, index + 2) else None


def _linked(text: Text, index: int) -> bool:
    """Whether a figure is the continuation of other figures: 01.42.68."""
    return (
        text.gap(index) in (".", ":", "/", "-", ",")
        and text.word(index - 1).isdecimal()
        and text.word(index).isdecimal()
    )
