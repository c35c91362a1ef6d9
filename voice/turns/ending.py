"""How the words at a pause end: whether the caller has finished, or will go on. Pure."""

from __future__ import annotations

import re
from enum import Enum
from functools import lru_cache
from pathlib import Path

from ruamel.yaml import YAML

from bot.messages import Expectation
from voice.turns.complete import complete

FILE = Path(__file__).with_name("open_ends.yml")
SENTENCE_WORDS = 3
"""A sentence of fewer words may be the beginning of one ("Hello." "My invoice.")."""
_WORD = re.compile(r"\w+(?:['’]\w+)*['’]?|['’]\w+")
_BREAKS_OFF = (",", "...", "…", "-", ":", ";")
_DIGITS = re.compile(r"(?:\d[\s.,/-]*)+\W*$")
_GROUP = 3
"""Digits at the end from which on they are a group of a number that goes on: "my number is 452"."""


class Ending(Enum):
    """What the words so far amount to."""

    ANSWER = "answer"
    """Exactly what is expected: nothing more will come."""
    SENTENCE = "sentence"
    """A finished sentence."""
    UNCLEAR = "unclear"
    OPEN = "open"
    """In mid-sentence: "I'd like to speak to the", "However,"."""


def ending(text: str, language: str, expects: Expectation) -> Ending:
    """Judge what was recognised. A sentence is told by the recogniser's punctuation: without any there is none."""
    return Ending.ANSWER if complete(text, expects) else _form(text, language)


def _form(text: str, language: str) -> Ending:
    text = text.rstrip(' "»”')
    words = _words(text)
    last = words[-1] if words and not text.endswith("?") else ""
    if last in _last_words("open").get(language, ()) or text.endswith(_BREAKS_OFF):
        return Ending.OPEN
    if last in _last_words("either").get(language, ()):
        return Ending.UNCLEAR
    if digits := _DIGITS.search(text):
        return Ending.OPEN if sum(map(str.isdecimal, digits[0])) >= _GROUP else Ending.UNCLEAR
    return Ending.SENTENCE if text.endswith((".", "!", "?")) and len(words) >= SENTENCE_WORDS else Ending.UNCLEAR


def _words(text: str) -> list[str]:
    return [word.replace("’", "'") for word in _WORD.findall(text.casefold())]


@lru_cache(maxsize=2)
def _last_words(kind: str) -> dict[str, frozenset[str]]:
    """Language → words after which people go on ("open"), or may go on ("either")."""
    read: dict[str, dict[str, str]] = YAML(typ="safe").load(FILE.read_text("utf-8"))
    return {language: frozenset(words.split()) for language, words in read[kind].items()}
