"""What recognised words amount to for turn-taking: a whole answer, so that the turn can end sooner, or none at all."""

from __future__ import annotations

import re
import unicodedata

from bot.messages import Expectation

SOUND = re.compile(r"h+u*m+|m{2,}|u+[hm]+|u+h+u+m|a+h+(e+m)?|e+h+m?|e+r+m?|e+u+h+|heu+|o+h+|ø+h*|æ+h*")
"""What recognisers write for a cough, a breath or a hesitation (without accents)."""


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
    return expects.digits is not None and digits.isdecimal() and len(digits) == expects.digits


def wordless(text: str) -> bool:
    """True for no words and for sounds alone ("Hmm.", "Ah.")."""
    return all(SOUND.fullmatch(word) for word in folded(text).split())
