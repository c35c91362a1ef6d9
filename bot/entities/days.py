"""Days in a text, as dates counted from the day of the call.

A plain weekday is the first such day after today. "Next Friday" (næste, volgende) is that of the next week, Monday to
Sunday, when this week's is still to come; "vendredi prochain" and "venerdì prossimo" are the first to come. A date
without a year is the first from today on, a feast too.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

from rapidfuzz import fuzz, process

from bot.entities.cardinals import Cardinals, cardinals
from bot.entities.day_words import A_WEEK_FROM, DAY_WORDS, EN_ORDINAL_TENS, FROM_NOW, DayWords
from bot.entities.feast_words import feast_phrases
from bot.entities.lexicon import Lexicon
from bot.entities.numeric_dates import numeric_dates
from bot.entities.text import Mention, Text
from bot.entities.weekdays import next_weekday, starts, weeks_later, which
from bot.entities.word_set import word_set

Found = tuple[date, int, int]
"""A day with the index of its first token and the one after its last."""
SAFE = 86.0
BARE_FROM = 5
""" "The first" chooses from a list; from this number on a bare "the fifth" is a day of the month."""
_UNITS = word_set(
    """
        uur heures heure h ore ora hours euro euros kroner kr o times fois volte keer gange dagen jours giorni
        dage days weken semaines settimane uger weeks minuten minutes minuti minutter mois maanden mesi months
        maneder ans ar jaar anni one ones
        """
)
"""After these a number counts something else than days of the month."""


class DayFinder:
    """The days of one language."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.language = lexicon.language
        self._lexicon = lexicon
        self._words: DayWords = DAY_WORDS[lexicon.language]
        self._cardinals: Cardinals = cardinals(lexicon.language)
        self._feasts = feast_phrases(lexicon.language)
        self._longest_feast = max(map(len, self._feasts))
        self._longest_offset = max(map(len, self._words.offsets))

    def find(self, text: Text, today: date) -> list[Mention]:
        """The days mentioned, in order; values are ISO dates."""
        found: list[Found] = [(day, first, last) for day, first, last in numeric_dates(text, today)]
        taken = {i for _, first, last in found for i in range(first, last)}
        index = 0
        while index < len(text.tokens):
            hit = self._at(text, index, today)
            if hit and not taken.isdisjoint(range(hit[1], hit[2])):
                hit = None
            if hit:
                found.append(hit)
            index = hit[2] if hit else index + 1
        return [Mention("day", day.isoformat(), first, last) for day, first, last in sorted(found, key=lambda f: f[1])]

    def _at(self, text: Text, index: int, today: date) -> Found | None:
        return (
            self._feast(text, index, today)
            or self._weekday(text, index, today)
            or self._date(text, index, today)
            or self._relative(text, index, today)
            or self._counted(text, index, today)
            or self._weekend(text, index, today)
        )

    def _feast(self, text: Text, index: int, today: date) -> Found | None:
        for length in range(min(self._longest_feast, len(text.words) - index), 0, -1):
            day = self._feasts.get(text.words[index : index + length])
            if day:
                this_year = day(today.year)
                return (this_year if this_year >= today else day(today.year + 1)), index, index + length
        return None

    def _relative(self, text: Text, index: int, today: date) -> Found | None:
        for length in range(min(self._longest_offset, len(text.words) - index), 0, -1):
            offset = self._words.offsets.get(text.words[index : index + length])
            if offset is None:
                continue
            if (
                self.language == "nl"
                and text.word(index) == "morgen"
                and text.word(index - 1) in ("goede", "goeie", "s")
            ):
                return None
            weeks, more = weeks_later(text, index + length)
            return today + timedelta(days=offset + 7 * weeks), index, index + length + more
        return None

    def _counted(self, text: Text, index: int, today: date) -> Found | None:
        """ "In three days", "two weeks ago"."""
        words = self._words
        before = starts(text, index, words.in_days)
        back = starts(text, index, words.ago)
        number = self._cardinals.number(text, index + max(before, back))
        if not number or not 1 <= number[0] <= 60:
            return None
        value, end = number
        unit = 1 if text.word(end) in words.days else 7 if text.word(end) in words.weeks else 0
        after = starts(text, end + 1, words.ago)
        ahead = starts(text, end + 1, FROM_NOW) if self.language == "en" else 0
        if not unit or not (before or back or after or ahead):
            return None
        sign = -1 if (back or after) else 1
        return today + timedelta(days=sign * unit * value), index, end + 1 + max(after, ahead)

    def _weekend(self, text: Text, index: int, today: date) -> Found | None:
        words = text.words[index : index + 2]
        length = 1 if words[:1] and words[0] in self._words.weekend else 2 if words == ("week", "end") else 0
        return (next_weekday(today, 5), index, index + length) if length else None

    def _weekday(self, text: Text, index: int, today: date) -> Found | None:
        start = index
        words = self._words
        ahead = 0
        for marks in (
            words.following,
            words.coming,
            words.gone,
            words.preceding,
            A_WEEK_FROM if self.language == "en" else (),
        ):
            ahead = max(ahead, starts(text, index, marks))
        weekday = self._named_weekday(text.word(index))
        if weekday is None and ahead:
            weekday = self._named_weekday(text.word(index + ahead))
            index += ahead
        if weekday is None:
            return None
        end = index + 1
        dated = self._day_after_weekday(text, end, today, weekday)
        if dated:
            return dated[0], start, dated[1]
        day, end = which(text, (start, index, end), today, weekday)
        return day, start, end

    def _day_after_weekday(self, text: Text, index: int, today: date, weekday: int) -> tuple[date, int] | None:
        """ "Friday the 13th", "mercredi vingt-trois", "mandag d. 24. december": the date settles it."""
        dated = self._date(text, index, today, bare=False)
        if dated:
            return dated[0], dated[2]
        lead = starts(text, index, self._words.leads)
        number = self._day_number(text, index + lead)
        if not number or text.word(number[1]) in _UNITS or text.pauses(index):
            return None
        if not lead and self.language not in ("fr", "it") and not number[2]:
            return None
        for offset in range(400):
            day = today + timedelta(days=offset)
            if day.day == number[0] and day.weekday() == weekday:
                return day, number[1]
        return None

    def _date(self, text: Text, index: int, today: date, bare: bool = True) -> Found | None:
        start = index
        index += starts(text, index, self._words.leads)
        month = self._month(text.word(index))
        if month and self.language == "en":
            number = self._day_number(text, index + 1 + (text.word(index + 1) == "the"))
            if number:
                day, end = self._in_year(text, number[1], today, month, number[0])
                return (day, start, end) if day else None
        number = self._day_number(text, index)
        if not number:
            return None
        value, end, ordinal = number
        link = 1 if text.word(end) in self._words.of else 0
        month = self._month(text.word(end + link))
        if month is None and self.language == "da" and ordinal and link:
            month = self._words.ordinals.get(text.word(end + 1))
            month = month if month and month <= 12 else None
        if month:
            day, end = self._in_year(text, end + link + 1, today, month, value)
            return (day, start, end) if day else None
        return self._bare(text, start, index, value, end, ordinal, today) if bare else None

    def _bare(
        self, text: Text, start: int, index: int, value: int, end: int, ordinal: bool, today: date
    ) -> Found | None:
        """ "The fourteenth", "le huit": with an article, at the end of a clause."""
        lead = text.words[start:index]
        ends = end >= len(text.words) or text.pauses(end) or text.word(end) in _AFTER_DAY
        if (
            not lead
            or not ends
            or value < BARE_FROM
            or not (ordinal or lead in (("le",), ("pour", "le"), ("il",), ("l",)))
        ):
            return None
        if not ordinal and end - index == 1 and text.word(index).isdigit() and len(text.word(index)) > 2:
            return None
        for offset in range(62):
            day = today + timedelta(days=offset)
            if day.day == value:
                return day, start, end
        return None

    def _in_year(self, text: Text, index: int, today: date, month: int, day: int) -> tuple[date | None, int]:
        """The date with the year that follows, or else the first one from today on."""
        year, end = self._year(text, index)
        for candidate in (year,) if year else (today.year, today.year + 1, today.year + 2, today.year + 3):
            try:
                found = date(candidate, month, day)
            except ValueError:
                continue
            if year or found >= today:
                return found, end
        return None, end

    def _year(self, text: Text, index: int) -> tuple[int | None, int]:
        if text.pauses(index):
            return None, index
        word = text.word(index)
        if word.isdigit():
            return (int(word), index + 1) if len(word) == 4 and word[:2] in ("19", "20") else (None, index)
        for value, end in self._cardinals.readings(text, index):
            if 1900 <= value <= 2100:
                return value, end
            second = self._cardinals.number(text, end)
            if value in (19, 20) and second and 10 <= second[0] <= 99:
                return 100 * value + second[0], second[1]
        return None, index

    def _day_number(self, text: Text, index: int) -> tuple[int, int, bool] | None:
        """A day of the month with the index after it, and whether it was said as an ordinal."""
        word, words = text.word(index), self._words
        if word in words.ordinals:
            return words.ordinals[word], index + 1, True
        if self.language == "en" and word in EN_ORDINAL_TENS and 1 <= words.ordinals.get(text.word(index + 1), 0) <= 9:
            return EN_ORDINAL_TENS[word] + words.ordinals[text.word(index + 1)], index + 2, True
        if word.isdigit() and len(word) > 2:
            return None
        for value, end in self._cardinals.readings(text, index):
            if 1 <= value <= 31:
                ended = 1 if word.isdigit() and text.word(end) in words.endings else 0
                dotted = word.isdigit() and text.raw[text.tokens[end - 1].end :].startswith(".")
                return value, end + ended, bool(ended) or dotted
        return None

    def _named_weekday(self, word: str) -> int | None:
        weekdays = self._words.weekdays
        if word in weekdays:
            return weekdays[word]
        for part in self._words.parts:
            if word.endswith(part) and word[: -len(part)] in weekdays:
                return weekdays[word[: -len(part)]]
        return self._misspelled(word, "weekday")

    def _month(self, word: str) -> int | None:
        return self._words.months.get(word) or self._misspelled(word, "month")

    def _misspelled(self, word: str, kind: str) -> int | None:
        if len(word) < 5 or word.isdigit() or self._lexicon.knows(word):
            return None
        return _nearest(self.language, kind, word)


_AFTER_DAY = word_set(
    """
        at please svp om alle a kl klokken merci graag grazie tak vers in s rond omkring pour voor per til
        """
)


@lru_cache(maxsize=4096)
def _nearest(language: str, kind: str, word: str) -> int | None:
    names = DAY_WORDS[language].weekdays if kind == "weekday" else DAY_WORDS[language].months
    found = process.extractOne(word, [n for n in names if len(n) >= 5], scorer=fuzz.ratio, score_cutoff=SAFE)
    return names[found[0]] if found else None
