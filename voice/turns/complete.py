"""Whether what was recognised is already a whole answer, so that the turn can end sooner."""

from __future__ import annotations

import unicodedata

from bot.messages import Expectation


def folded(text: str) -> str:
    """Words without case, accents and punctuation, one space apart: recognisers differ in these."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(c if c.isalnum() else " " for c in plain if not unicodedata.combining(c))
    return " ".join(kept.split())


def complete(text: str, expects: Expectation) -> bool:
    """True for one of the expected phrases, and for a number with as many digits as are expected."""
    if expects.state == "message":
        return False
    words = folded(text)
    if words and words in {folded(phrase) for phrase in expects.phrases}:
        return True
    digits = words.replace(" ", "")
    return expects.digits is not None and digits.isdigit() and len(digits) == expects.digits
