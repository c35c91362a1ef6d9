"""Recognised text in the form that comparisons need."""

from __future__ import annotations

import re
import unicodedata

_NOT_WORD = re.compile(r"[^\w'’]+")


def folded(text: str) -> str:
    """Lower case, no punctuation, single spaces, straight apostrophes; accents stay."""
    text = unicodedata.normalize("NFC", text).lower().replace("’", "'")
    return " ".join(word.strip("'_") for word in _NOT_WORD.split(text) if word.strip("'_"))
