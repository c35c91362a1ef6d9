"""Times of day in a text, as HH:MM.

An hour from one to six without a part of the day means the afternoon: nobody calls a company about half past three at
night. From seven on, with a leading zero ("03:30"), and with a part of the day ("three in the morning") it is as said.
"""

from __future__ import annotations

from bot.entities.cardinals import Cardinals, cardinals
from bot.entities.day_parts import DayParts, in_part
from bot.entities.lexicon import Lexicon
from bot.entities.text import Mention, Text
from bot.entities.time_words import TIME_WORDS, TimeWords
from bot.entities.word_set import word_set

Clock = tuple[int, int]
"""Minutes after midnight as said, and the index after the last token."""
AFTERNOON_UNTIL = 6 * 60 + 59


class TimeFinder:
    """The times of one language."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.language = lexicon.language
        self._lexicon = lexicon
        self._words: TimeWords = TIME_WORDS[lexicon.language]
        self._cardinals: Cardinals = cardinals(lexicon.language)
        self._parts = DayParts(self._words)
        numbers = self._cardinals.words.units if self._words.half_before < 0 else {}
        self._joined_halves = {half + word: n for half in self._words.half for word, n in numbers.items() if 0 < n < 13}

    def find(self, text: Text, taken: frozenset[int] = frozenset()) -> list[Mention]:
        """The times mentioned, in order. `taken`: tokens that belong to a date or a number already."""
        found = []
        index, open_range = 0, False
        while index < len(text.tokens):
            hit = None if index in taken else self._at(text, index, open_range)
            if hit and not taken.intersection(range(index, hit[1])):
                found.append(self._mention(text, index, hit))
                index = hit[1]
                open_range = text.word(index) in self._words.ranges
                index += open_range
            else:
                index, open_range = index + 1, False
        return found

    def _mention(self, text: Text, first: int, hit: Clock) -> Mention:
        minutes, last = hit
        written = text.tokens[first].text
        padded = written.isdigit() and len(written) == 2 and written[0] == "0"
        part, last = self._parts.near(text, first, last)
        minutes = in_part(minutes, part) if part else minutes
        if not part and not padded and 60 <= minutes <= AFTERNOON_UNTIL:
            minutes += 12 * 60
        minutes %= 24 * 60
        return Mention("time", f"{minutes // 60:02d}:{minutes % 60:02d}", first, last)

    def _at(self, text: Text, index: int, open_range: bool) -> Clock | None:
        return (
            self._named(text, index)
            or self._figures(text, index)
            or self._relative(text, index)
            or self._quarter_to(text, index)
            or self._hour(text, index, open_range)
        )

    def _named(self, text: Text, index: int) -> Clock | None:
        for phrases, minutes in ((self._words.noon, 12 * 60), (self._words.midnight, 0)):
            for phrase in phrases:
                if text.words[index : index + len(phrase)] == phrase:
                    if text.word(index - 1) in ("apres", "avant") and "-" in text.gap(index):
                        return None
                    added, end = self._added(text, index + len(phrase), bare=False)
                    return minutes + added, end
        return None

    def _figures(self, text: Text, index: int) -> Clock | None:
        """15:30, 15.30, 15h30, 15u30."""
        word = text.word(index)
        if not word.isdigit() or len(word) > 2 or int(word) > 24 or _linked(text, index):
            return None
        after = index + 1
        if text.word(after) in ("h", "u") or (text.gap(after) in (":", ".") and text.word(after).isdigit()):
            after += text.word(after) in ("h", "u")
            minutes = text.word(after)
            if len(minutes) == 2 and minutes.isdigit() and int(minutes) < 60 and not _linked(text, after + 1):
                end = after + 1
                return int(word) * 60 + int(minutes), end + (text.word(end) in self._words.units)
        return None

    def _relative(self, text: Text, index: int) -> Clock | None:
        """ "Quarter to four", "ti over halv fem", "half past three", "halv fire"."""
        words = self._words
        if not (words.past or words.half_before):
            return None
        start = index + (text.word(index) == "a" and text.word(index + 1) in words.quarter)
        if words.half_before and (text.word(start) in words.half or text.word(start) in self._joined_halves):
            return self._half(text, start)
        minutes: int | None = None
        if text.word(start) in words.quarter:
            minutes, after = 15, start + 1
        else:
            number = self._cardinals.number(text, start)
            if not number or not 1 <= number[0] <= 29:
                return None
            minutes, after = number
            counted = text.word(after) in words.minutes
            # "Nine to five" and "from five to ten" are ranges.
            if not counted and (minutes not in (5, 10, 20, 25) or text.word(start - 1) in ("from", "between", "fra")):
                return None
            after += counted
        relation = text.word(after)
        sign = 1 if relation in words.past else -1 if relation in words.to else 0
        if not sign:
            return None
        halved = text.word(after + 1) in words.half or text.word(after + 1) in self._joined_halves
        half = self._half(text, after + 1) if halved else None
        if half and words.half_before < 0:
            return half[0] + sign * minutes, half[1]
        hour = self._cardinals.number(text, after + 1)
        if not hour or not 1 <= hour[0] <= 24 or self._number_follows(text, hour[1]):
            return self._named_hour(text, after + 1, sign * minutes)
        if self.language == "nl" and text.word(hour[1]) in ("minuten", "dagen", "weken"):
            return None
        return hour[0] * 60 + sign * minutes, hour[1] + (text.word(hour[1]) in words.units)

    def _quarter_to(self, text: Text, index: int) -> Clock | None:
        """ "Un quarto alle tre"."""
        if self.language != "it" or text.word(index) not in self._words.quarter or text.word(index - 1) != "un":
            return None
        hour = self._cardinals.number(text, index + 2) if text.word(index + 1) in ("alle", "all") else None
        return (hour[0] * 60 - 15, hour[1]) if hour and 1 <= hour[0] <= 24 else None

    def _named_hour(self, text: Text, index: int, added: int) -> Clock | None:
        named = self._named(text, index)
        return (named[0] + added, named[1]) if named else None

    def _half(self, text: Text, index: int) -> Clock | None:
        words = self._words
        joined = self._joined_halves.get(text.word(index))
        if joined:
            return joined * 60 + words.half_before, index + 1 + (text.word(index + 1) in words.units)
        after = index + 1
        if self.language == "en" and text.word(after) in ("past", "after"):
            after += 1
        hour = self._cardinals.number(text, after)
        if not hour or not 1 <= hour[0] <= 24 or self._number_follows(text, hour[1]):
            return None
        return hour[0] * 60 + words.half_before, hour[1] + (text.word(hour[1]) in words.units)

    def _hour(self, text: Text, index: int, open_range: bool) -> Clock | None:
        """An hour with its unit or after a cue, and minutes after it."""
        words = self._words
        number = self._clock_number(text, index)
        if not number or number[0] > 24 or self._is_number(text, index - 1):
            return None
        value, end = number
        cued = open_range or self._cued(text, index)
        unit = self._unit(text, end)
        if unit:
            if (
                text.word(index - 1) in words.durations
                or value == 24
                or text.word(end + unit) in ("lang", "sur", "per")
            ):
                return None
            added, end = self._added(text, end + unit, bare=True)
            return value * 60 + added, end
        part, _ = self._parts.near(text, index, end)
        if text.word(end) in words.plus | words.minus and (cued or part):
            added, after = self._added(text, end, bare=False)
            if after > end:
                return value * 60 + added, after
        if words.needs_unit:
            return None
        minutes = self._minutes(text, end)
        if minutes and (cued or part or self.language == "en"):
            return value * 60 + minutes[0], minutes[1]
        if not value or self._number_follows(text, end) or (text.word(index).isdigit() and len(text.word(index)) > 2):
            return None
        strong = text.word(index - 1) in ("klokken", "kl", "klokka", "ore")
        told = part and text.word(end) in self._parts.openings
        return (value * 60, end) if strong or told or (cued and self._ends(text, end)) else None

    def _clock_number(self, text: Text, index: int) -> Clock | None:
        """The number at a token without minutes that follow it ("twelve thirty" is no 42)."""
        found = [r for r in self._cardinals.readings(text, index) if r[0] <= 24]
        return found[0] if found else None

    def _unit(self, text: Text, index: int) -> int:
        if text.word(index) in self._words.units:
            return 1
        return 2 if text.words[index : index + 2] == ("o", "clock") and self.language == "en" else 0

    def _added(self, text: Text, index: int, bare: bool) -> Clock:
        """Minutes after the hour: "et demie", "moins le quart", "e mezza", "trente"."""
        words = self._words
        sign = 1 if text.word(index) in words.plus else -1 if text.word(index) in words.minus else 0
        after = index + 1 if sign else index
        while sign and text.word(after) in ("le", "un", "l", "una", "tre") and text.word(after + 1) in words.quarter:
            if text.word(after) == "tre":
                return 45, after + 2
            after += 1
        if sign and text.word(after) in words.half:
            return 30 * sign, after + 1
        if sign and text.word(after) in words.quarter:
            return 15 * sign, after + 1
        if bare and not sign and self.language == "fr" and text.word(after) in words.half | words.quarter:
            return (30 if text.word(after) in words.half else 15), after + 1
        if sign or bare:
            minutes = self._minutes(text, after, bool(sign))
            if minutes and (not sign or self._unit(text, minutes[1]) == 0):
                return minutes[0] * (sign or 1), minutes[1]
        return 0, index

    def _minutes(self, text: Text, index: int, joined: bool = False) -> Clock | None:
        """Minutes after an hour; `joined` to it by a word, they need not be the end of a clause."""
        number = self._cardinals.number(text, index)
        if not number or not 1 <= number[0] <= 59 or text.pauses(index):
            return None
        value, end = number
        written = text.word(index)
        if value < 10 and not (written.isdigit() and len(written) == 2):
            return None
        ends = self._ends(text, end) or text.word(end) in self._words.minutes
        if self._number_follows(text, end) or not (ends or (joined and text.word(end) not in _NOUNS)):
            return None
        return value, end + (text.word(end) in self._words.minutes)

    def _cued(self, text: Text, index: int) -> bool:
        before = index - 1
        while text.word(before) in self._words.articles and before > index - 3:
            if text.word(before) in self._words.cues:
                return True
            before -= 1
        return text.word(before) in self._words.cues and not text.pauses(before + 1)

    def _ends(self, text: Text, index: int) -> bool:
        """Whether nothing follows that the number may count."""
        if index >= len(text.words) or text.pauses(index):
            return True
        word = text.word(index)
        if word in _NOUNS:
            return False
        if word in self._lexicon.stop_words or word in self._parts.openings:
            return True
        return word in _POLITE or word in self._words.ranges

    def _number_follows(self, text: Text, index: int) -> bool:
        return self._is_number(text, index) and not text.pauses(index)

    def _is_number(self, text: Text, index: int) -> bool:
        word = text.word(index)
        if not word or (text.pauses(index + 1) and index < 0):
            return False
        value = int(word) if word.isdigit() else self._cardinals.one_word(word)
        return value is not None and word not in self._cardinals.words.weak


_NOUNS = word_set(
    """
        euro euros kroner dagen dage jours giorni days weken uger weeks keer gange maal times mensen people
        """
)
_POLITE = word_set(
    """
        please svp merci graag alstublieft grazie tak today tomorrow demain morgen domani lundi mardi mercredi
        jeudi vendredi samedi dimanche maandag dinsdag woensdag donderdag vrijdag zaterdag zondag lunedi martedi
        mercoledi giovedi venerdi sabato domenica mandag tirsdag onsdag torsdag fredag lordag sondag monday
        tuesday wednesday thursday friday saturday sunday pm am p punto precise sharp pile exact praecis circa
        ongeveer oggi stasera idag vandaag
        """
)


def _linked(text: Text, index: int) -> bool:
    """Whether a figure is the continuation of other figures: 01.42.68."""
    return (
        text.gap(index) in (".", ":", "/", "-", ",") and text.word(index - 1).isdigit() and text.word(index).isdigit()
    )
