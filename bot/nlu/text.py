"""The form in which a text is classified: what is left of it when a recogniser wrote it."""

from __future__ import annotations

import re
import unicodedata

_APOSTROPHES = str.maketrans("’‘`´", "''''")
_NOT_SPOKEN = re.compile(r"[^\w'@+#* -]|_")
_DIGITS = re.compile(r"\d")


def plain(text: str) -> str:
    """Lower case, no punctuation but apostrophes and hyphens, single spaces. Recognisers differ in all of these."""
    lowered = unicodedata.normalize("NFC", text).translate(_APOSTROPHES).lower()
    return " ".join(_NOT_SPOKEN.sub(" ", lowered).split())


def shape(text: str) -> str:
    """`plain` with every digit as 0: which number it is says nothing of the intent."""
    return _DIGITS.sub("0", plain(text))
