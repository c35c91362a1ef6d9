"""One pass over a text: each rule turns what it finds into words that no later rule touches."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from voice.spoken.lexicon import Lexicon

Speak = Callable[[re.Match[str], Lexicon], str | None]
"""The words for a match; None leaves it to later rules."""


@dataclass(frozen=True)
class Rule:
    """A pattern and how to say what it finds."""

    pattern: re.Pattern[str]
    speak: Speak


@dataclass(frozen=True)
class Words:
    """Text that is in its spoken form."""

    text: str


Segment = str | Words
"""A str is still to be looked at."""


def expand(text: str, lexicon: Lexicon) -> str:
    """The text with the abbreviations that are words of their own spelled out."""
    return " ".join(lexicon.abbreviations.get(word, word) for word in text.split(" "))


def apply(text: str, rules: Sequence[Rule], lexicon: Lexicon) -> str:
    """The text with all rules applied, in their order."""
    segments: list[Segment] = [text]
    for rule in rules:
        segments = [piece for segment in segments for piece in _segments(segment, rule, lexicon)]
    return "".join(segment.text if isinstance(segment, Words) else segment for segment in segments)


def _segments(segment: Segment, rule: Rule, lexicon: Lexicon) -> list[Segment]:
    if isinstance(segment, Words):
        return [segment]
    pieces: list[Segment] = []
    done = 0
    for match in rule.pattern.finditer(segment):
        words = rule.speak(match, lexicon)
        if words is None:
            continue
        pieces += [segment[done : match.start()], Words(words)]
        done = match.end()
    pieces.append(segment[done:])
    return [piece for piece in pieces if piece != ""]
