"""Days counted from today: "in three days", "il y a deux semaines", "three weeks on friday", "om en måned"."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from bot.entities.cardinals import Cardinals
from bot.entities.day_words import FROM_NOW, DayWords
from bot.entities.text import Text
from bot.entities.weekdays import next_weekday, starts

Found = tuple[date, int, int]
"""A day with the index of its first token and the one after its last."""
WEEKS_IN_DAYS = {"fr": {8: 7, 15: 14}, "it": {8: 7, 15: 14}, "nl": {8: 7}, "da": {8: 7}, "en": {}}
""" "Huit jours" are a week and "quinze jours" two: both ends are counted."""
MOST = 60
_OR = frozenset(("of", "ou", "o", "eller", "or"))


class CountedDays:
    """The days of this kind in one language."""

    def __init__(self, language: str, words: DayWords, numbers: Cardinals) -> None:
        self._language = language
        self._words = words
        self._numbers = numbers

    def at(self, text: Text, index: int, today: date) -> Found | None:
        """The day that begins at a token."""
        words = self._words
        before = starts(text, index, words.in_days)
        back = starts(text, index, words.ago)
        number = self._numbers.number(text, index + max(before, back))
        if self._language == "en" and not number:
            number = self._article(text, index, index + max(before, back))
        if not number or not 1 <= number[0] <= MOST:
            return None
        value, end = number
        unit = text.word(end)
        if text.word(end + 1) in _OR and self._numbers.number(text, end + 2):
            # "Over een dag of drie" is a few days.
            return None
        after = starts(text, end + 1, words.ago)
        ahead = starts(text, end + 1, FROM_NOW) if self._language == "en" else 0
        if self._language == "en" and not (before or back or after) and (unit in words.weeks or unit == "fortnight"):
            return self._weeks_from(text, index, (value, end + 1), today)
        if not (before or back or after or ahead):
            return None
        sign = -1 if (back or after) else 1
        if unit in words.month_units and sign > 0:
            return _months_later(today, value), index, end + 1 + ahead
        days = self._days(value, unit)
        return (today + timedelta(days=sign * days), index, end + 1 + max(after, ahead)) if days else None

    def _days(self, value: int, unit: str) -> int:
        if unit in self._words.days:
            return WEEKS_IN_DAYS[self._language].get(value, value)
        return 7 * value if unit in self._words.weeks else 0

    def _article(self, text: Text, start: int, index: int) -> tuple[int, int] | None:
        """ "A fortnight tomorrow", two weeks; "in a month", one."""
        if text.words[start : start + 2] == ("a", "fortnight"):
            return 2, start + 1
        past = text.word(index + 2) == "ago"
        return (1, index + 1) if text.word(index) == "a" and (index > start or past) else None

    def _weeks_from(self, text: Text, index: int, weeks: tuple[int, int], today: date) -> Found | None:
        """ "Three weeks on friday", "a fortnight tomorrow", "two weeks from monday"."""
        value, end = weeks
        end += text.word(end) in ("on", "from", "this", "next")
        words = self._words
        weekday = words.weekdays.get(text.word(end))
        offset = words.offsets.get((text.word(end),))
        if weekday is not None:
            return next_weekday(today, weekday) + timedelta(days=7 * value), index, end + 1
        if offset is not None:
            return today + timedelta(days=offset + 7 * value), index, end + 1
        return None


def weeks_after(text: Text, index: int, words: DayWords, numbers: Cardinals) -> tuple[int, int]:
    """The weeks that the words after a day add to it ("mardi en huit", "vrijdag over 14 dagen"), and how many tokens
    say so."""
    one, two = starts(text, index, words.in_a_week), starts(text, index, words.in_two_weeks)
    if one or two:
        return (2, two) if two > one else (1, one)
    before = starts(text, index, words.in_days)
    number = numbers.number(text, index + before) if before else None
    if not number or text.pauses(index):
        return 0, 0
    value, end = number
    if text.word(end) in words.weeks and value <= 8:
        return value, end + 1 - index
    weeks = {7: 1, 8: 1, 14: 2, 15: 2, 21: 3}.get(value, 0) if text.word(end) in words.days else 0
    return (weeks, end + 1 - index) if weeks else (0, 0)


def _months_later(today: date, months: int) -> date:
    year, month = divmod(today.year * 12 + today.month - 1 + months, 12)
    return date(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))
