"""Weekdays with what callers say beside them: next, last, a week later, the first of a month."""

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
    if before and before[-1] in words.joins:
        before = before[:-1]
    if text.language == "en" and before in A_WEEK_FROM:
        return plain + timedelta(days=7), end
    part = 1 if text.word(end) in words.parts else 0
    for phrases, weeks in ((words.after_next, 2), (words.following, 1), (words.preceding, -1), (words.this_week, 0)):
        after = starts(text, end + part, phrases)
        if text.word(end + part + after) in words.weekdays:
            # "Not this friday, next friday".
            after = 0
        if after or (before and before in phrases):
            in_week = today + timedelta(days=weekday - today.weekday() + 7 * weeks)
            return in_week, end + (part + after if after else 0)
    gone = starts(text, end, words.gone)
    if (before and before in words.gone) or gone:
        return plain - timedelta(days=7 if plain - timedelta(days=7) < today else 14), end + gone
    return plain, end + starts(text, end, words.coming if text.language in ("fr", "it") else ())


def in_month(year: int, month: int, weekday: int, nth: int) -> date | None:
    """The nth such weekday of a month; -1 is the last. None where a month has no fifth one."""
    if nth < 0:
        start = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=7)
        return start + timedelta(days=(weekday - start.weekday()) % 7)
    start = date(year, month, 1)
    day = start + timedelta(days=(weekday - start.weekday()) % 7 + 7 * (nth - 1))
    return day if day.month == month else None


def starts(text: Text, index: int, phrases: Sequence[tuple[str, ...]]) -> int:
    """How many tokens of the longest of these phrases stand at an index."""
    if index < 0:
        return 0
    return max((len(p) for p in phrases if text.words[index : index + len(p)] == p), default=0)


def next_weekday(today: date, weekday: int) -> date:
    """The first such day after today."""
    return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)
