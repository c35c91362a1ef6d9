"""The bot's ear for numbers, lent to the desk, which masks them."""

from __future__ import annotations

from desk.privacy.masking import Span, written


def spoken_digits(text: str, language: str) -> list[Span]:
    """See desk.privacy.masking.DigitsOf."""
    from bot.entities.digits import find_runs
    from bot.entities.number_words import NUMBER_WORDS
    from bot.entities.text import Text

    if language not in NUMBER_WORDS:
        return written(text)
    read = Text(text, language)
    runs = find_runs(read)
    return [Span(read.tokens[run.first].start, read.tokens[run.last - 1].end, run.readings) for run in runs]
