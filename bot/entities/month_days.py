"""Days of the month: "the fourteenth of July", "le huit", "den niende i fjerde", "il due del mese prossimo"."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache

from rapidfuzz import fuzz, process

from bot.entities.cardinals import Cardinals, cardinals
from bot.entities.clock_reader import COUNTED, POLITE
from bot.entities.day_words import DAY_WORDS, EN_ORDINAL_TENS, DayWords
from bot.entities.lexicon import Lexicon
from bot.entities.text import Text
from bot.entities.weekdays import starts
from bot.entities.word_set import word_set

Found = tuple[date, int, int]
"""A day with the index of its first token and the one after its last."""
Month = tuple[int, int, int]
"""A month, its year (0 when not told), and the index after it."""
Said = tuple[int, int, bool]
"""A day of the month, the index after it, and whether it was said as an ordinal."""
SAFE = 86.0
BARE_FROM = 5
""" "The first" chooses from a list; from this number on a bare "the fifth" is a day of the month."""
_UNITS = COUNTED | word_set("uur heures heure h ore ora o fois volte eme one ones")
"""After these a number counts something else than days of the month."""
_AFTER_DAY = word_set(
    """
        at please svp om alle a kl klokken merci graag grazie tak vers s rond omkring pour voor per til thanks
        """
)
_PARTS = word_set("morning afternoon evening ochtend voormiddag namiddag middag avond")
"""After "in the": a part of the day, and not the queue."""
_ARTICLES = (("le",), ("pour", "le"), ("jusqu", "au"), ("il",), ("l",), ("dal",), ("per", "il"))
"""Before a bare cardinal that is a day of the month."""
_NOT_AFTER = word_set("of in on from de van di af one time via da")
"""Stop words after which a bare ordinal chooses from a list all the same: "the fifth in the queue"."""


class MonthDays:
    """The dates of one language."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.language = lexicon.language
        self._lexicon = lexicon
        self._words: DayWords = DAY_WORDS[lexicon.language]
        self._numbers: Cardinals = cardinals(lexicon.language)

    def at(self, text: Text, index: int, today: date, bare: bool = True) -> Found | None:
        """The date that begins at a token; `bare`: without a month too."""
        start = index
        index += starts(text, index, self._words.leads)
        month = self.month(text, index)
        if month and self.language == "en":
            number = self.number(text, index + 1 + (text.word(index + 1) == "the"))
            if number:
                day, end = self._in_year(text, number[1], today, month, number[0])
                return (day, start, end) if day else None
        last = starts(text, index, self._words.last_day)
        if last:
            return self._last(text, start, index + last, today)
        number = self.number(text, index)
        if not number:
            return None
        value, end, ordinal = number
        told = self._told_month(text, end, today, value, ordinal or start < index)
        if told and told[1]:
            day = _day(told[1], told[0], value)
            return (day, start, told[2]) if day else None
        if told:
            day, end = self._in_year(text, told[2], today, told[0], value)
            return (day, start, end) if day else None
        return self._bare(text, start, index, number, today) if bare else None

    def after_weekday(self, text: Text, index: int, today: date, weekday: int) -> tuple[date, int] | None:
        """ "Friday the 13th", "mercredi vingt-trois", "mandag d. 24. december": the date settles it."""
        dated = self.at(text, index, today, bare=False)
        if dated:
            return dated[0], dated[2]
        lead = starts(text, index, self._words.leads)
        number = self.number(text, index + lead)
        if not number or text.word(number[1]) in _UNITS or text.pauses(index):
            return None
        if not lead and self.language not in ("fr", "it") and not number[2]:
            return None
        return next(
            ((day, number[1]) for day in _days_from(today, 400) if day.day == number[0] and day.weekday() == weekday),
            None,
        )

    def month(self, text: Text, index: int) -> int | None:
        """The month that a token names."""
        word = text.word(index)
        if self.language == "fr" and word == "sept":
            # The number seven too: "12 sept." only, not "quatre deux sept un".
            dotted = text.gap(index + 1).startswith(".") or index + 1 == len(text.words)
            return 9 if dotted and text.word(index - 1).isdecimal() else None
        found = self._words.months.get(word)
        if found or len(word) < 5 or word.isdecimal() or self._lexicon.knows(word):
            return found
        return nearest(self.language, "month", word)

    def number(self, text: Text, index: int) -> Said | None:
        """A day of the month."""
        word, words = text.word(index), self._words
        if self.language == "en" and word in EN_ORDINAL_TENS and 1 <= words.ordinals.get(text.word(index + 1), 0) <= 9:
            return EN_ORDINAL_TENS[word] + words.ordinals[text.word(index + 1)], index + 2, True
        if self.language == "nl" and word.endswith(("den", "sten")):
            # Flemish "den twaalfden".
            word = word.removesuffix("n")
        if word in words.ordinals:
            return words.ordinals[word], index + 1, True
        if word.isdecimal() and len(word) > 2:
            return None
        for value, end in self._numbers.readings(text, index):
            if 1 <= value <= 31:
                ended = 1 if word.isdecimal() and text.word(end) in words.endings else 0
                dotted = word.isdecimal() and text.raw[text.tokens[end - 1].end :].startswith(".")
                return value, end + ended, bool(ended) or dotted
        return None

    def told_month(self, text: Text, index: int, today: date) -> Month | None:
        """The month that the words after "the first monday" tell."""
        inside = self.language == "en" and text.word(index) == "in"
        return self._told_month(text, index + inside, today, 31, ordinal=False)

    def _told_month(self, text: Text, end: int, today: date, day: int, ordinal: bool) -> Month | None:
        words = self._words
        link = 1 if text.word(end) in words.of else 0
        month = self.month(text, end + link)
        if month:
            return month, 0, end + link + 1
        # "Du mois d'avril", "van de maand mei".
        about = starts(text, end, words.the_month)
        named = self.month(text, end + about + (text.word(end + about) in words.of)) if about else None
        if named:
            return named, 0, end + about + 1 + (text.word(end + about) in words.of)
        for phrases, later in ((words.next_month, 1), (words.this_month, 0), (words.the_month, int(day < today.day))):
            length = starts(text, end, phrases)
            if length:
                year, month = divmod(today.year * 12 + today.month - 1 + later, 12)
                return month + 1, year, end + length
        # "Den niende i fjerde", "il cinque del quattro": a month by its number.
        article = link and self.language in ("nl", "en") and text.word(end + 1) in ("de", "the")
        numbered = self.number(text, end + link + article) if link and ordinal else None
        if not numbered or numbered[0] > 12 or not (numbered[2] or self.language in ("fr", "it")):
            return None
        alone = numbered[1] >= len(text.words) or not self._numbers.number(text, numbered[1])
        romance = self.language in ("fr", "it") and text.word(end) not in ("del", "du")
        return (numbered[0], 0, numbered[1]) if alone and not romance else None

    def _last(self, text: Text, start: int, index: int, today: date) -> Found | None:
        """ "The last day of the month", "den sidste marts"."""
        month = self.told_month(text, index, today)
        if not month:
            return None
        number, year, end = month
        year = year or (today.year if number >= today.month else today.year + 1)
        return date(year, number, monthrange(year, number)[1]), start, end

    def _bare(self, text: Text, start: int, index: int, number: Said, today: date) -> Found | None:
        """ "The fourteenth", "le huit": with an article, at the end of a clause."""
        value, end, ordinal = number
        lead = text.words[start:index]
        if not lead or value < BARE_FROM or not self._ends(text, end, ordinal):
            return None
        if not (ordinal or lead in _ARTICLES) or text.word(end) in _UNITS:
            return None
        return next(((day, start, end) for day in _days_from(today, 62) if day.day == value), None)

    def _ends(self, text: Text, index: int, ordinal: bool) -> bool:
        word = text.word(index)
        if not word or text.pauses(index) or word in _AFTER_DAY or word in POLITE:
            return True
        if word == "in":
            return text.word(index + 2) in _PARTS
        if self.language == "da" and word == "i":
            return False
        number = self._numbers.one_word(word) is not None
        return (ordinal or self.language in ("fr", "it")) and word in self._lexicon.stop_words and not (
            number or word in _NOT_AFTER)  # fmt: skip

    def _in_year(self, text: Text, index: int, today: date, month: int, day: int) -> tuple[date | None, int]:
        """The date with the year that follows, or else the first one from today on."""
        year, end = self._year(text, index)
        for candidate in (year,) if year else range(today.year, today.year + 5):
            found = _day(candidate, month, day)
            if found and (year or found >= today):
                return found, end
        return None, end

    def _year(self, text: Text, index: int) -> tuple[int | None, int]:
        if text.pauses(index):
            return None, index
        word = text.word(index)
        if word.isdecimal():
            return (int(word), index + 1) if len(word) == 4 and word[:2] in ("19", "20") else (None, index)
        for value, end in self._numbers.readings(text, index):
            if 1900 <= value <= 2100:
                return value, end
            second = self._numbers.number(text, end)
            if value in (19, 20) and second and 10 <= second[0] <= 99:
                return 100 * value + second[0], second[1]
        return None, index


@lru_cache(maxsize=4096)
def nearest(language: str, kind: str, word: str) -> int | None:
    """The weekday or month whose name is all but a word."""
    names = DAY_WORDS[language].weekdays if kind == "weekday" else DAY_WORDS[language].months
    found = process.extractOne(word, [n for n in names if len(n) >= 5], scorer=fuzz.ratio, score_cutoff=SAFE)
    return names[found[0]] if found else None


def _day(year: int, month: int, day: int) -> date | None:
    return date(year, month, day) if day <= monthrange(year, month)[1] else None


def _days_from(today: date, count: int) -> list[date]:
    return [today + timedelta(days=offset) for offset in range(count)]
