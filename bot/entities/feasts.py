"""Feasts in a text, and the days before and after them: "la veille de Noël", "the day after Christmas"."""

from __future__ import annotations

from datetime import date, timedelta

from bot.entities.day_words import DayWords
from bot.entities.feast_words import feast_phrases, national_phrases
from bot.entities.text import Text
from bot.entities.weekdays import starts

Found = tuple[date, int, int]
"""A day with the index of its first token and the one after its last."""


class FeastFinder:
    """The feasts of one language."""

    def __init__(self, language: str, words: DayWords) -> None:
        self._words = words
        self._feasts = feast_phrases(language)
        self._national = national_phrases()
        self._longest: dict[str, int] = {}
        for phrase in self._feasts:
            self._longest[phrase[0]] = max(len(phrase), self._longest.get(phrase[0], 0))

    def at(self, text: Text, index: int, today: date) -> Found | None:
        """The feast that begins at a token."""
        for phrases, shift in ((self._words.eve, -1), (self._words.morrow, 1)):
            length = starts(text, index, phrases)
            named = self._named(text, index + length, today - timedelta(days=shift)) if length else None
            if named:
                return named[0] + timedelta(days=shift), index, named[1]
        plain = self._named(text, index, today)
        return (plain[0], index, plain[1]) if plain else None

    def national(self, text: Text, span: tuple[int, int]) -> bool:
        """Whether a mention is "the national holiday", which a date beside it explains."""
        return text.words[span[0] : span[1]] in self._national

    def _named(self, text: Text, index: int, today: date) -> tuple[date, int] | None:
        longest = self._longest.get(text.word(index), 0)
        for length in range(min(longest, len(text.words) - index), 0, -1):
            day = self._feasts.get(text.words[index : index + length])
            if day:
                this_year = day(today.year)
                return (this_year if this_year >= today else day(today.year + 1)), index + length
        return None
