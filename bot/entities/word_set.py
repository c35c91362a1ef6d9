"""Word lists written as text."""

from __future__ import annotations


def word_set(words: str) -> frozenset[str]:
    """The words between the blanks of a text."""
    return frozenset(words.split())
