"""Words with which callers show that they listen, without taking the floor. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from ruamel.yaml import YAML

from voice.turns.complete import folded, wordless

FILE = Path(__file__).with_name("backchannels.yml")
MOST_WORDS = 4
""""Ja, ja, precies, ja"; who says more has something to say."""

MUMBLED_WORDS, DOUBTFUL = 2, 0.5
"""So few words below this confidence are seldom right: people's single words have 0.25 in Danish and 0.4 in Dutch, 1
and 5 of 24 are right; their sentences have 0.6 and 0.7 (`bench.recognition`)."""


def backchannel(text: str, language: str) -> bool:
    """True for "mm-hm", "oui, oui", "ah, okay": nothing but such words, and few of them."""
    words = folded(text)
    if not words or len(text.split()) > MOST_WORDS:
        return False
    rest = f" {words} "
    for phrase in _phrases().get(language, ()):
        while f" {phrase} " in rest:
            rest = rest.replace(f" {phrase} ", " ")
    return wordless(rest)


def mumbled(text: str, confidence: float, known: Iterable[str]) -> bool:
    """True for a word or two that were hardly understood and hold none of the `known` ones: over the bot's voice rather
    a misheard "mm-hm" ("Then..."), "sì, sì" ("c, c") or "ja, ja" ("Ja, zja.") than a wish."""
    words = folded(text)
    doubtful = confidence < DOUBTFUL and len(words.split()) <= MUMBLED_WORDS
    return doubtful and not any(folded(phrase) in words for phrase in known)


@lru_cache(maxsize=1)
def _phrases() -> dict[str, tuple[str, ...]]:
    """Language → phrases as `folded` gives them, longest first, so that none leaves half of another behind."""
    read: dict[str, list[str]] = YAML(typ="safe").load(FILE.read_text("utf-8"))
    found = {language: {folded(phrase) for phrase in phrases} for language, phrases in read.items()}
    return {language: tuple(sorted(phrases, key=len, reverse=True)) for language, phrases in found.items()}
