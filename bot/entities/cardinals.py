"""Spoken cardinal numbers: every way in which the words at a place can be read as one number."""

from __future__ import annotations

from functools import lru_cache

from bot.entities.number_words import NUMBER_WORDS, NumberWords
from bot.entities.text import Text

Reading = tuple[int, int]
"""A value, and the index after its last token."""


class Cardinals:
    """The numbers of one language up to 999,999."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.words: NumberWords = NUMBER_WORDS[language]

    def readings(self, text: Text, index: int) -> list[Reading]:
        """The numbers that begin at a token, the longest first. A comma ends a number."""
        small = self._below_thousand(text, index)
        found = list(small)
        for value, end in [*small, (1, index)]:
            if text.word(end) in self.words.thousands and self._joined(text, index, end) and value:
                found.append((1000 * value, end + 1))
                found += [(1000 * value + rest, after) for rest, after in self._rest(text, end + 1, 1000)]
        return sorted(dict.fromkeys(found), key=lambda reading: -reading[1])

    def number(self, text: Text, index: int) -> Reading | None:
        """The longest number that begins at a token."""
        found = self.readings(text, index)
        return found[0] if found else None

    def one_word(self, word: str) -> int | None:
        """The value of a folded word that is a number by itself ("ventitre", "driehonderdtwaalf")."""
        return _one_word(self.language, word)

    def _below_thousand(self, text: Text, index: int) -> list[Reading]:
        small = self._below_hundred(text, index)
        found = list(small)
        # "Eight hundred and fifty, three hundred": the second hundred has its number before it.
        counted = self.language in ("en", "da") and self.one_word(text.word(index - 1)) is not None
        if counted and text.word(index) in self.words.hundreds:
            return found
        for value, end in [*small, (1, index)]:
            if 1 <= value <= 19 and text.word(end) in self.words.hundreds and self._joined(text, index, end):
                found.append((100 * value, end + 1))
                found += [(100 * value + rest, after) for rest, after in self._rest(text, end + 1, 100)]
        value_of = self.one_word(text.word(index))
        if value_of is not None and value_of >= 100:
            found.append((value_of, index + 1))
            step = 1000 if value_of % 1000 == 0 else 100 if value_of % 100 == 0 else 0
            if step:
                found += [(value_of + rest, after) for rest, after in self._rest(text, index + 1, step)]
        return found

    def _rest(self, text: Text, index: int, below: int) -> list[Reading]:
        """What may follow a hundred or a thousand."""
        if text.pauses(index):
            return []
        starts = [index, index + 1] if text.word(index) in self.words.links else [index]
        read = self._below_hundred if below == 100 else self._below_thousand
        return [(v, e) for start in starts for v, e in read(text, start) if 0 < v < below and not text.pauses(start)]

    def _below_hundred(self, text: Text, index: int) -> list[Reading]:
        word = text.word(index)
        if word.isdecimal():
            # A recogniser writes a number with a leading zero only digit by digit.
            return [(int(word), index + 1)] if len(word) <= 3 and not (len(word) > 1 and word[0] == "0") else []
        if self.language == "fr":
            return self._french(text, index)
        value = self.one_word(word)
        if value is None or value >= 100:
            return []
        found = [(value, index + 1)]
        if self.words.unit_first and 1 <= value <= 9 and text.word(index + 1) in self.words.links:
            ten = self.words.tens.get(text.word(index + 2))
            if ten and not text.pauses(index + 1) and not text.pauses(index + 2):
                found.append((ten + value, index + 3))
        if not self.words.unit_first and value >= 20 and value % 10 == 0 and not text.pauses(index + 1):
            unit = self.words.units.get(text.word(index + 1), 0)
            if 1 <= unit <= 9:
                found.append((value + unit, index + 2))
        return found

    def _french(self, text: Text, index: int) -> list[Reading]:
        word = text.word(index)
        units, tens = self.words.units, self.words.tens
        found = []
        if word in units:
            found.append((units[word], index + 1))
        if word == "dix":
            found += [(10 + unit, index + 2) for unit in self._french_unit(text, index + 1, (7, 8, 9))]
        ten, after = tens.get(word), index + 1
        if word == "quatre" and text.word(index + 1) in ("vingt", "vingts") and not text.pauses(index + 1):
            ten, after = 80, index + 2
        if ten is not None:
            found.append((ten, after))
            found += self._french_above(text, ten, after)
        return found

    def _french_above(self, text: Text, ten: int, after: int) -> list[Reading]:
        if text.pauses(after):
            return []
        start = after + 1 if text.word(after) == "et" and not text.pauses(after + 1) else after
        unit = self.words.units.get(text.word(start))
        if unit is None or unit == 0:
            return []
        high = ten in (60, 80)
        if start > after and unit not in (1, 11) and not text.word(after - 1).endswith("ante"):
            return []
        found = [(ten + unit, start + 1)] if unit <= 9 or high else []
        if high and unit == 10:
            found += [(ten + 10 + more, start + 2) for more in self._french_unit(text, start + 1, (7, 8, 9))]
        return found

    def _french_unit(self, text: Text, index: int, among: tuple[int, ...]) -> list[int]:
        unit = self.words.units.get(text.word(index))
        return [unit] if unit in among and not text.pauses(index) else []

    def _joined(self, text: Text, index: int, end: int) -> bool:
        return end == index or not text.pauses(end)


@lru_cache(maxsize=5)
def cardinals(language: str) -> Cardinals:
    """The numbers of a language."""
    return Cardinals(language)


@lru_cache(maxsize=20000)
def _one_word(language: str, word: str) -> int | None:
    words = NUMBER_WORDS[language]
    if word in words.units:
        return words.units[word]
    if word in words.tens:
        return words.tens[word]
    below = _compound(language, word)
    if below is not None:
        return below
    if language not in ("nl", "it", "da"):
        return None
    for scale, scale_words in ((1000, words.thousands), (100, words.hundreds)):
        for scale_word in sorted(scale_words, key=len, reverse=True):
            value = _split(language, word, scale_word, scale) if scale_word in word else None
            if value is not None:
                return value
    return None


def _split(language: str, word: str, scale_word: str, scale: int) -> int | None:
    """The value of "driehonderdtwaalf": what stands before and after the word of the scale."""
    before, _, after = word.partition(scale_word)
    high = 1 if not before else _one_word(language, before)
    if language == "nl" and after.startswith("en") and _one_word(language, after[2:]) is not None:
        after = after[2:]
    if language == "da" and after.startswith("og"):
        after = after[2:]
    low = 0 if not after else _one_word(language, after)
    if not high or low is None or low >= scale or high >= 1000:
        return None
    return high * scale + low


def _compound(language: str, word: str) -> int | None:
    """Tens and units in one word."""
    words = NUMBER_WORDS[language]
    if words.unit_first:
        link = "en" if language == "nl" else "og"
        for ten, value in words.tens.items():
            if word.endswith(ten):
                unit = words.units.get(word[: -len(ten)].removesuffix(link) if len(word) > len(ten) else "", 0)
                # "drieentwintig": the unit and the link share no letter after folding, "tweeentwintig" neither.
                if 1 <= unit <= 9 and word[: -len(ten)].endswith(link):
                    return value + unit
        return None
    if language == "it":
        for ten, value in words.tens.items():
            # The vowel goes before uno and otto: ventuno, ventotto.
            for stem in (ten, ten[:-1]):
                unit = words.units.get(word.removeprefix(stem), 0) if word.startswith(stem) else 0
                if 1 <= unit <= 9:
                    return value + unit
        return None
    if language == "en":
        for ten, value in words.tens.items():
            unit = words.units.get(word.removeprefix(ten), 0) if word.startswith(ten) else 0
            if 1 <= unit <= 9:
                return value + unit
    return None
