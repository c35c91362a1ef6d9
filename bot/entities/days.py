"""Days in a text, as dates counted from the day of the call.

A plain weekday is the first such day after today. "Next Friday" (næste, volgende) is that of the next week, Monday to
Sunday, when this week's is still to come; "vendredi prochain" and "venerdì prossimo" are the first to come. A date
without a year is the first from today on, a feast too.
"""

from __future__ import annotations

from datetime import date, timedelta

from bot.entities.cardinals import cardinals
from bot.entities.counted_days import CountedDays, weeks_after
from bot.entities.day_words import A_WEEK_FROM, DAY_WORDS, DayWords
from bot.entities.feasts import FeastFinder
from bot.entities.figurative import figurative
from bot.entities.lexicon import Lexicon
from bot.entities.month_days import MonthDays, nearest
from bot.entities.numeric_dates import numeric_dates
from bot.entities.text import Mention, Text
from bot.entities.weekdays import in_month, next_weekday, starts, which

Found = tuple[date, int, int]
"""A day with the index of its first token and the one after its last."""
APPOSED = 6
"""Tokens between a weekday and the date that explains it: "saturday, that is the 21st of March"."""


class DayFinder:
    """The days of one language."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.language = lexicon.language
        self._lexicon = lexicon
        self._words: DayWords = DAY_WORDS[lexicon.language]
        self._numbers = cardinals(lexicon.language)
        self._dates = MonthDays(lexicon)
        self._feasts = FeastFinder(lexicon.language, self._words)
        self._counted = CountedDays(lexicon.language, self._words, self._numbers)
        self._longest_offset = max(map(len, self._words.offsets))
        words = self._words
        self._beside = (
            words.following, words.after_next, words.coming, words.gone, words.preceding, words.this_week,
            A_WEEK_FROM if lexicon.language == "en" else (),
        )  # fmt: skip

    def find(self, text: Text, today: date) -> list[Mention]:
        """The days mentioned, in order; values are ISO dates."""
        found: list[Found] = [(day, first, last) for day, first, last in numeric_dates(text, today)]
        taken = {i for _, first, last in found for i in range(first, last)} | figurative(text)
        index = 0
        while index < len(text.tokens):
            hit = self._at(text, index, today)
            if hit and not taken.isdisjoint(range(hit[1], hit[2])):
                hit = None
            if hit:
                found.append(hit)
            index = hit[2] if hit else index + 1
        found = self._explained(text, sorted(found, key=lambda f: f[1]))
        return [Mention("day", day.isoformat(), first, last) for day, first, last in found]

    def _explained(self, text: Text, found: list[Found]) -> list[Found]:
        """Without the weekday that a date explains: "sabato che è il ventuno marzo"."""
        plain = [last - first == 1 and text.word(first) in self._words.weekdays for _, first, last in found]
        dropped = set()
        for at, (day, first, last) in enumerate(found):
            others = found[max(0, at - 1) : at] + found[at + 1 : at + 2]
            if self._feasts.national(text, (first, last)) and len(found) > 1:
                dropped.add(at)
            for other, begin, end in others if plain[at] else ():
                near = 0 <= begin - last <= APPOSED or 0 <= first - end <= APPOSED
                if near and end - begin > 1 and other != day and other.weekday() == day.weekday() and other > day:
                    dropped.add(at)
        return [hit for at, hit in enumerate(found) if at not in dropped]

    def _at(self, text: Text, index: int, today: date) -> Found | None:
        return (
            self._feasts.at(text, index, today)
            or self._nth(text, index, today)
            or self._weekday(text, index, today)
            or self._dates.at(text, index, today)
            or self._counted.at(text, index, today)
            or self._relative(text, index, today)
            or self._weekend(text, index, today)
        )

    def _relative(self, text: Text, index: int, today: date) -> Found | None:
        for length in range(min(self._longest_offset, len(text.words) - index), 0, -1):
            offset = self._words.offsets.get(text.words[index : index + length])
            if offset is None:
                continue
            if (
                self.language == "nl"
                and text.word(index) == "morgen"
                and text.word(index - 1) in ("goede", "goeie", "goeden", "goeien", "s")
            ):
                return None
            weeks, more = weeks_after(text, index + length, self._words, self._numbers)
            return today + timedelta(days=offset + 7 * weeks), index, index + length + more
        return None

    def _weekend(self, text: Text, index: int, today: date) -> Found | None:
        words = text.words[index : index + 2]
        length = 1 if words[:1] and words[0] in self._words.weekend else 2 if words == ("week", "end") else 0
        return (next_weekday(today, 5), index, index + length) if length else None

    def _nth(self, text: Text, index: int, today: date) -> Found | None:
        """ "The first monday of april", "den sidste fredag i måneden"."""
        start = index
        index += starts(text, index, self._words.leads)
        nth = self._words.nth.get(text.word(index))
        weekday = self._words.weekdays.get(text.word(index + 1)) if nth else None
        if nth is None or weekday is None:
            return None
        told = self._dates.told_month(text, index + 2, today)
        if not told:
            return None
        month, year, end = told
        for candidate in (year,) if year else (today.year, today.year + 1):
            day = in_month(candidate, month, weekday, nth)
            if day and (year or day >= today):
                return day, start, end
        return None

    def _weekday(self, text: Text, index: int, today: date) -> Found | None:
        start = index
        if self.language == "nl" and text.words[index - 1 : index + 1] == ("ten", "laatste"):
            # "Ten laatste vrijdag", on friday at the latest.
            return None
        ahead = max(starts(text, index, marks) for marks in self._beside)
        weekday = self._named_weekday(text.word(index))
        if weekday is None and ahead:
            ahead += starts(text, index + ahead, tuple((word,) for word in self._words.joins))
            weekday = self._named_weekday(text.word(index + ahead))
            index += ahead
        if weekday is None:
            return None
        end = index + 1
        dated = self._dates.after_weekday(text, end, today, weekday)
        if dated:
            return dated[0], start, dated[1]
        day, after = which(text, (start, index, end), today, weekday)
        weeks, more = weeks_after(text, after, self._words, self._numbers)
        return day + timedelta(days=7 * weeks), start, after + more

    def _named_weekday(self, word: str) -> int | None:
        weekdays = self._words.weekdays
        if word in weekdays:
            return weekdays[word]
        for part in self._words.parts:
            if word.endswith(part) and word[: -len(part)] in weekdays:
                return weekdays[word[: -len(part)]]
        if len(word) < 5 or word.isdecimal() or self._lexicon.knows(word):
            return None
        return nearest(self.language, "weekday", word)
