"""Times told by the hour first: "at three", "dix heures et demie", "klokken fjorten tredive", "le tre meno dieci"."""

from __future__ import annotations

from bot.entities.clock_reader import COUNTED, EXACT, Clock, ClockReader
from bot.entities.text import Text

_LONG = frozenset(
    (
        "lang",
        "sur",
        "per",
        "geleden",
        "later",
        "gewacht",
        "wachten",
        "durant",
        "op",
        "onderweg",
        "geduurd",
        "bezig",
        "gekost",
        "nodig",
    )
)
"""After an hour with its unit: it is a length of time ("twee uur lang", "deux heures que j'attends")."""


class HourTimes:
    """The times of this kind in one language."""

    def __init__(self, reader: ClockReader) -> None:
        self._reader = reader
        self._words = reader.words

    def at(self, text: Text, index: int, open_range: bool, corrected: bool) -> Clock | None:
        """The time that begins at a token. `open_range`: it follows "from two to"; `corrected`: "at two, no"."""
        reader = self._reader
        about = self._about(text, index)
        number = None if about else reader.hour(text, index)
        if not number or reader.is_number(text, index - 1):
            return about
        value, end = number
        unit = reader.unit(text, end)
        if not unit:
            cued = open_range or corrected or reader.cued(text, index)
            return self._without_unit(text, index, number, cued, corrected)
        if self._lasts(text, index, end, unit, value):
            return None
        added, end = self.added(text, end + unit, bare=True)
        return _clock(value, added), end

    def _without_unit(self, text: Text, index: int, number: Clock, cued: bool, corrected: bool) -> Clock | None:
        reader = self._reader
        value, end = number
        part, _ = reader.parts.near(text, index, end)
        told = cued or bool(part)
        linked = self._linked(text, index, end, told)
        if linked:
            return _clock(value, linked[0]), linked[1]
        if self._words.needs_unit:
            alone = corrected and value and reader.ends_surely(text, end)
            return (value * 60, end) if alone else self._paired(text, index, number)
        minutes = reader.minutes(text, end)
        if minutes and (told or self._pairs(text, index, value)):
            return value * 60 + minutes[0], minutes[1]
        return (value * 60, end) if value and self._alone(text, index, end, cued, part) else None

    def added(self, text: Text, index: int, bare: bool) -> Clock:
        """Minutes after the hour: "et demie", "moins le quart", "e mezza", "trente". `bare`: without a link too."""
        words = self._words
        sign = 1 if text.word(index) in words.plus else -1 if text.word(index) in words.minus else 0
        after = index + 1 if sign else index
        if sign and self._reader.language == "fr" and text.word(index) in words.plus:
            # "Entre midi et deux": only fractions are linked by "et".
            return self._fraction(text, after) or (0, index)
        if sign or (bare and self._reader.language == "fr"):
            fraction = self._fraction(text, after)
            if fraction:
                return fraction[0] * (sign or 1), fraction[1]
        if sign or bare:
            minutes = self._reader.minutes(text, after, joined=True)
            if minutes and (not sign or self._reader.unit(text, minutes[1]) == 0):
                return minutes[0] * (sign or 1), minutes[1]
        return 0, index

    def _fraction(self, text: Text, index: int) -> Clock | None:
        words = self._words
        if text.word(index) in ("tre", "trois") and text.word(index + 1) in words.quarter:
            return 45, index + 2
        if text.word(index) in ("le", "un", "l", "una") and text.word(index + 1) in words.quarter | words.half:
            index += 1
        if text.word(index) in words.half:
            return 30, index + 1
        return (15, index + 1) if text.word(index) in words.quarter else None

    def _lasts(self, text: Text, index: int, end: int, unit: int, value: int) -> bool:
        """Whether an hour with its unit is a length of time."""
        words = self._words
        before, after = text.word(index - 1), text.word(end + unit)
        if value == 24 or (after in _LONG and not text.pauses(end + unit)):
            return True
        if before in words.durations or text.words[max(0, index - 2) : index] in words.duration_phrases:
            return True
        if self._reader.language != "fr":
            # "Een uur" is an hour as well.
            if after == "of" and self._reader.is_number(text, end + unit + 1) and value == 1:
                return True
            alone = index == 0 or text.pauses(index)
            return self._reader.language == "nl" and value == 1 and not (alone or self._reader.cued(text, index))
        if after in ("de", "d") and text.word(end + unit + 1) not in ("l", "la", "preference"):
            return True
        return after == "que" and text.word(end + unit + 1) in ("j", "je", "on", "nous", "ca", "mon", "ma")

    def _linked(self, text: Text, index: int, end: int, told: bool) -> Clock | None:
        """Minutes linked to the hour: "alle tre e mezza", "le cinque meno dieci"."""
        words = self._words
        if text.word(end) not in words.plus | words.minus:
            return None
        if not told and not (self._reader.language == "it" and self._reader.starts(text, index)):
            return None
        added, after = self.added(text, end, bare=False)
        return (added, after) if after > end else None

    def _paired(self, text: Text, index: int, number: Clock) -> Clock | None:
        """French "à quatorze trente": the preposition, never the verb "a", with hour and minutes of two digits."""
        value, end = number
        if text.tokens[index - 1].text.lower() not in ("à", "vers") or index == 0 or value < 8:
            return None
        minutes = self._reader.minutes(text, end)
        return (value * 60 + minutes[0], minutes[1]) if minutes and minutes[0] % 5 == 0 else None

    def _pairs(self, text: Text, index: int, value: int) -> bool:
        """Whether hour and minutes need no cue: "eleven thirty", and elsewhere at the beginning of what is said."""
        if self._reader.language == "en" and value:
            return True
        return value >= 6 and self._reader.starts(text, index)

    def _about(self, text: Text, index: int) -> Clock | None:
        """Dutch "een uur of vier": about four, where something says that it is no length of time."""
        if self._reader.language != "nl" or text.words[index : index + 3] != ("een", "uur", "of"):
            return None
        number = self._reader.hour(text, index + 3)
        if not number or not self._reader.cued(text, index) or text.word(index - 1) == "over":
            return None
        return number[0] * 60, number[1]

    def _alone(self, text: Text, index: int, end: int, cued: bool, part: str) -> bool:
        """Whether a number without unit and minutes is an hour."""
        reader = self._reader
        word = text.word(index)
        if reader.number_follows(text, end) or (word.isdecimal() and len(word) > 2) or text.word(end) in COUNTED:
            return False
        if word in ("un", "uno", "en", "ene", "eentje") or (
            word == "una" and text.word(index - 1) not in ("l", "all", "dall")
        ):
            return False
        strong = reader.cued(text, index, self._words.strong)
        if word in ("one", "et", "een"):
            told = (cued or bool(part)) and reader.ends_surely(text, end)
            return told or text.word(index - 1) in ("klokken", "kl")
        if text.word(index - 1) in ("klokken", "kl", "klokka", "ore"):
            return True
        if reader.parts.stands(text, end) or text.word(end) in EXACT or word.endswith(("ish", "tiden")):
            return True
        if not strong and text.word(end) == "in":
            # "About four in the house".
            return False
        return (cued or strong) and reader.ends(text, end)


def _clock(hour: int, added: int) -> int:
    """Minutes after midnight; before one o'clock it is still twelve."""
    return (13 if hour == 1 and added < 0 else hour) * 60 + added
