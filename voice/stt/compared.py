"""Recognised text against what was said: the form in which both are compared, and the words that are wrong.

- Unicode NFC, lower case; every character but letters, digits and apostrophes separates words; accents count.
- Apostrophes separate words too ("l'instant" is two words).
- Numbers become words: dictated ones digit by digit, others as cardinal numbers in the language (num2words).
- Nothing else: spelling variants and compounds written apart count as errors.
"""

from __future__ import annotations

import re

from num2words import num2words
from rapidfuzz.distance import Levenshtein

from voice.stt.text import folded


def normalised(text: str, language: str, dictated: bool = False) -> str:
    """Text in the form in which it is compared. `dictated`: numbers are read digit by digit."""
    number = r"\d" if dictated else r"\d+"
    text = re.sub(number, lambda match: f" {num2words(int(match[0]), lang=language)} ", text)
    return " ".join(folded(text.replace("'", " ").replace("’", " ")).replace("-", " ").split())


def wrong_words(said: str, heard: str, language: str) -> tuple[int, int]:
    """Words that were swallowed, added or replaced (the least number that explains it), and words that were said."""
    reference, found = normalised(said, language).split(), normalised(heard, language).split()
    return Levenshtein.distance(reference, found), len(reference)
