"""Names without what ears, recognisers and keyboards get wrong: accents, spelling, and near sounds.

The rules are those that French, Dutch, Italian, Danish and English spelling have in common, so a name is found in
whichever of them it was heard. They are coarser than phonemes and need no synthesiser.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Letters that do not decompose.
_SPECIAL = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "ß": "ss", "ð": "d", "þ": "th", "ł": "l", "ı": "i"})
# As they sound, not as they are written in their stead.
_SOUNDING = str.maketrans({"æ": "e", "ø": "o", "å": "o", "ö": "o", "ä": "e", "ü": "u"})
_NOT_WORD = re.compile(r"[^\w\s]|_")
_RULES = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"\b(mc|mac)(?=[^aeiou ])", "mak"), (r"tsch|tch", "s"), (r"sch|sh|sj|sk(?=j)", "s"),
        (r"\bkj|\btj", "k"), (r"ch|ck|cq|qu|q", "k"), (r"c(?=[eiy])", "s"), (r"c", "k"), (r"x", "ks"),
        (r"ph", "f"), (r"th|dt", "t"), (r"gh(?=[aeiouy])", "g"), (r"gh", ""), (r"gn", "n"), (r"gl(?=i)", "l"),
        (r"eaux?|aux?\b|ou?\b", "o"), (r"ij|uy|ui|ey|ei|ai|ay|y", "i"), (r"eu|oe|ue", "o"), (r"ae", "a"),
        (r"oo|ou|uu", "u"), (r"ie|ee|ea", "i"), (r"[sz]+", "s"), (r"w", "v"), (r"(?<=[aeiou])j|j", "i"), (r"h", ""),
        (r"e[sr]?\b(?<=..)", ""), (r"([a-z])\1+", r"\1"),
    )
)  # fmt: skip
_VOICELESS = str.maketrans({"b": "p", "d": "t", "g": "k", "v": "f", "m": "n"})


def fold(text: str) -> str:
    """Lower case, no accents, punctuation as blanks, single blanks: "L'Épiphanie!" becomes "l epiphanie"."""
    return " ".join(_NOT_WORD.sub(" ", _plain(text.lower().translate(_SPECIAL))).split())


def sound(text: str) -> str:
    """As it sounds, roughly: "Kjærgård" and "kergor" come near one another."""
    plain = _plain(text.lower().translate(_SOUNDING).replace("'", "").replace("’", ""))
    return "".join(map(_sound, _NOT_WORD.sub(" ", plain).split()))


@lru_cache(maxsize=2**17)
def _sound(word: str) -> str:
    """Kept, because the same names come again and again."""
    for pattern, sounding in _RULES:
        word = pattern.sub(sounding, word)
    return word


def skeleton(sounding: str) -> str:
    """The consonants of a `sound`, voiced and voiceless alike; the first vowel of one that begins with it stays."""
    first = "a" if sounding[:1] in tuple("aeiou") else ""
    return first + re.sub(r"[aeiou]", "", sounding).translate(_VOICELESS)


def _plain(text: str) -> str:
    if text.isascii():
        return text
    return "".join(letter for letter in unicodedata.normalize("NFD", text) if not unicodedata.combining(letter))
