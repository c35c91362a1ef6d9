"""Weekdays with what callers say beside them: next, last, a week later."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from bot.entities.day_words import A_WEEK_FROM, DAY_WORDS
from bot.entities.text import Text


def which(text: Text, span: tuple[int, int, int], today: date, weekday: int) -> tuple[date, int]:
    """The day that a weekday with its modifiers means, and the index after it. `span`: indexes of the first token, of
    the weekday and of the token after it."""
    start, index, end = span
    words, plain = DAY_WORDS[text.language], next_weekday(today, weekday)
    before = text.words[start:index]
    if text.language == "en" and before in A_WEEK_FROM:
        return plain + timedelta(days=7), end
    part = 1 if text.word(end) in words.parts else 0
    following = starts(text, end + part, words.following)
    if (before and before in words.following) or following:
        monday = today + timedelta(days=7 - today.weekday())
        in_next_week = monday + timedelta(days=weekday)
        return in_next_week, end + (part + following if following else 0)
    preceding = starts(text, end + part, words.preceding)
    if (before and before in words.preceding) or preceding:
        in_last_week = today + timedelta(days=weekday - today.weekday() - 7)
        return in_last_week, end + (part + preceding if preceding else 0)
    gone = starts(text, end, words.gone)
    if (before and before in words.gone) or gone:
        return plain - timedelta(days=7 if plain - timedelta(days=7) < today else 14), end + gone
    weeks, later = weeks_later(text, end)
    if weeks:
        return plain + timedelta(days=7 * weeks), end + later
    return plain, end + starts(text, end, words.coming if text.language in ("fr", "it") else ())


def weeks_later(text: Text, index: int) -> tuple[int, int]:
    """The weeks that the words after a day add to it ("mardi en huit"), and how many tokens say so."""
    words = DAY_WORDS[text.language]
    one, two = starts(text, index, words.in_a_week), starts(text, index, words.in_two_weeks)
    return (2, two) if two > one else (1, one) if one else (0, 0)


def starts(text: Text, index: int, phrases: Sequence[tuple[str, ...]]) -> int:
    """How many tokens of the longest of these phrases stand at an index."""
    if index < 0:
        return 0
    return max((len(p) for p in phrases if text.words[index : index + len(p)] == p), default=0)


def next_weekday(today: date, weekday: int) -> date:
    return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)
