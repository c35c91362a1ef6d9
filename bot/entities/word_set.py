"""Word lists written as text."""

from __future__ import annotations


def word_set(words: str) -> frozenset[str]:
    """The words between the blanks of a text."""
    return frozenset(words.split())


def phrases(words: str) -> tuple[tuple[str, ...], ...]:
    """The phrases between the blanks of a text, the longest first; underscores stand for blanks inside one."""
    return tuple(sorted((tuple(phrase.split("_")) for phrase in words.split()), key=len, reverse=True))


def numbered(words: str, start: int = 0) -> dict[str, int]:
    """The place of each word in a text; strokes between words of one place."""
    return {word: value for value, group in enumerate(words.split(), start) for word in group.split("/")}
