"""Which of the five languages a text is in: a hint, never an authority.

lingua is right in 95 to 97 % of texts of three words or more and in 82 % of single words.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from lingua import Language, LanguageDetector, LanguageDetectorBuilder

CODES = {
    Language.FRENCH: "fr",
    Language.DUTCH: "nl",
    Language.ITALIAN: "it",
    Language.DANISH: "da",
    Language.ENGLISH: "en",
}
SURE = 0.6
"""Confidence from which on a guess is kept for the call."""
FEW = 2
"""Words up to which a recogniser's idea of the language is not relied on."""
TELLING = {
    "bonjour": "fr", "bonsoir": "fr", "allô": "fr", "salut": "fr", "français": "fr", "oui": "fr", "merci": "fr",
    "goedendag": "nl", "goedemorgen": "nl", "goedemiddag": "nl", "goedenavond": "nl", "hallo": "nl", "dag": "nl",
    "nederlands": "nl", "vlaams": "nl", "buongiorno": "it", "buonasera": "it", "pronto": "it", "salve": "it",
    "ciao": "it", "italiano": "it", "sì": "it", "grazie": "it", "goddag": "da", "godmorgen": "da", "hej": "da",
    "dansk": "da", "tak": "da", "hello": "en", "hi": "en", "english": "en", "good": "en", "thanks": "en", "yes": "en",
}  # fmt: skip
"""Words that callers open with, each in its own language."""


@dataclass(frozen=True)
class Guess:
    """A language with its confidence, 0 to 1."""

    language: str
    confidence: float


@lru_cache(maxsize=1)
def _detector() -> LanguageDetector:
    return LanguageDetectorBuilder.from_languages(*CODES).build()


def spoken(text: str, heard: str | None) -> tuple[str | None, bool]:
    """The language of a caller's first words, and whether that is sure. `heard`: what the recogniser says, which cannot
    tell the language of one word; a greeting can."""
    guess = detect(text)
    short = len(text.split()) <= FEW
    if guess and guess.confidence >= SURE and (short or not heard):
        return guess.language, True
    return heard or (guess.language if guess else None), heard is not None and not short


def detect(text: str) -> Guess | None:
    """The likeliest language; None when the text has no words. A single telling word ("goddag") counts as much as a
    sentence."""
    words = [word.strip(".,!?").lower() for word in text.split()]
    if not any(word.isalpha() for word in words):
        return None
    telling = {TELLING[word] for word in words if word in TELLING}
    if len(telling) == 1 and len(words) <= 3:
        return Guess(telling.pop(), 0.9)
    best = _detector().compute_language_confidence_values(text)[0]
    weight = 1.0 if len(words) >= 3 else 0.7
    return Guess(CODES[best.language], best.value * weight)
