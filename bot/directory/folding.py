"""Text without what recognisers and keyboards get wrong: case, accents, punctuation."""

from __future__ import annotations

import re
import unicodedata

# Letters that do not decompose.
_SPECIAL = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "ß": "ss", "ð": "d", "þ": "th", "ł": "l", "ı": "i"})
_NOT_WORD = re.compile(r"[^\w\s]|_")


def fold(text: str) -> str:
    """Lower case, no accents, punctuation as blanks, single blanks: "L'Épiphanie!" becomes "l epiphanie"."""
    return " ".join(_NOT_WORD.sub(" ", fold_letters(text)).split())


def fold_letters(text: str) -> str:
    """Lower case without accents; everything else stays."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFD", text.lower().translate(_SPECIAL))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))
